"""From cells to areas and back: zones of equal depth, and what a raster holds in each polygon."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from rasterio.features import shapes

from gis.errors import Invalid
from gis.terrain.heights import Grid, Terrain
from gis.text import en, th

#: Depths in metres that part a flood's classes: to the ankle and the knee, the waist, the head, and above.
DEPTHS = (0.5, 1.0, 2.0)


def depth_zones(terrain: Terrain, depth: Grid, limits: Sequence[float] = DEPTHS) -> gpd.GeoDataFrame:
    """The flooded land as one multipolygon a class of depth, from the shallow to the deep, in the terrain's own system.

    ``level`` counts the classes from 1; ``over_m`` is where each begins; ``depth_max_m`` and ``depth_mean_m`` are what
    it holds. A class without water has no row. Raises Invalid for ``limits`` that do not rise from above nothing.
    """
    if list(limits) != sorted({limit for limit in limits if limit > 0}):
        raise Invalid(
            th("ขอบชั้นความลึกต้องมากกว่า 0 และเรียงจากน้อยไปมาก") | en("Limits of depth must be more than 0, and rise.")
        )
    wet = np.nan_to_num(depth) > 0
    classes = np.where(wet, np.digitize(np.nan_to_num(depth), limits) + 1, 0).astype(np.int32)
    parts: dict[int, list[shapely.Geometry]] = {}
    for shape, level in shapes(classes, mask=wet, connectivity=4, transform=terrain.transform):
        parts.setdefault(int(level), []).append(shapely.geometry.shape(shape))
    rows = [
        {
            "level": level,
            "over_m": (0.0, *limits)[level - 1],
            "depth_max_m": float(depth[classes == level].max()),
            "depth_mean_m": float(depth[classes == level].mean()),
            "geometry": shapely.multipolygons(parts[level]),
        }
        for level in sorted(parts)
    ]
    columns = ["level", "over_m", "depth_max_m", "depth_mean_m", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=terrain.crs)


def zonal(
    path: Path | str, zones: gpd.GeoDataFrame, statistics: Sequence[str] = ("mean", "min", "max", "count")
) -> pd.DataFrame:
    """What the first band of a raster holds in each polygon, a row each in the order and by the index of ``zones``.

    A cell that lies partly in a polygon counts by that part; ``count`` is the cells that were known, such parts summed.
    ``statistics`` are exactextract's names; they are NaN where no known cell lies in a polygon.
    """
    from exactextract import exact_extract

    with rasterio.open(path) as source:
        placed = zones[[zones.geometry.name]].to_crs(source.crs).reset_index(drop=True)
    found: pd.DataFrame = exact_extract(str(path), placed, list(statistics), output="pandas")
    return found[list(statistics)].set_axis(zones.index)
