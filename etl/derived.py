"""What is worked out from a registered raster: another raster, contours, flood zones, and numbers by polygon."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

import geopandas as gpd
import pandas as pd

from etl import raster as rasters
from etl.delivery import Asked
from etl.load import Report
from etl.load import load as load_file
from etl.session import connect
from gis import compiled
from gis.crs import STORED
from gis.errors import NotFound
from gis.raster import Raster
from gis.settings import Settings
from gis.terrain import Terrain, aspect, contours, depth_zones, drainage, flood_depth, hand, slope, zonal
from gis.terrain.heights import Grid
from gis.terrain.zones import DEPTHS
from gis.text import Text, en, th


class Derivation(StrEnum):
    """What a raster of heights can become."""

    SLOPE = "slope"
    ASPECT = "aspect"
    #: Height above the nearest drainage.
    HAND = "hand"


_TITLES = {
    Derivation.SLOPE: th("ความลาดชัน") | en("Slope"),
    Derivation.ASPECT: th("ทิศด้านลาด") | en("Aspect"),
    Derivation.HAND: th("ความสูงเหนือทางน้ำ") | en("Height above the nearest drainage"),
}
_UNITS = {Derivation.SLOPE: "degree", Derivation.ASPECT: "degree", Derivation.HAND: "m"}


def derive(settings: Settings, name: str, what: Derivation, stream_km2: float) -> str:
    """Register what is derived from a raster of heights, for the same readers and under the same licence; its name."""
    source = found(settings, name)
    terrain = Terrain.read(settings.rasters / source.file)
    made: dict[Derivation, Callable[[], Grid]] = {
        Derivation.SLOPE: lambda: slope(terrain),
        Derivation.ASPECT: lambda: aspect(terrain),
        Derivation.HAND: lambda: hand(drainage(terrain, stream_km2)),
    }
    of = _TITLES[what]
    title = Text(f"{of.th}: {source.title.th}", f"{of.en}: {source.title.en}")
    with tempfile.TemporaryDirectory() as folder:
        file = terrain.write(
            Path(folder) / f"{name}_{what}.tif", made[what](), name=what, unit=_UNITS[what],
            about=f"{what} of {_provenance(source)}" + (f", streams from {stream_km2:g} km2" if what == "hand" else ""),
        )  # fmt: skip
        return rasters.register(settings, file, rasters.Told(file.stem, title, source.read, source.licence))


def contour_lines(settings: Settings, name: str, every: float) -> gpd.GeoDataFrame:
    """The contours of a raster of heights in EPSG:4326, with ``height_m``."""
    return contours(Terrain.read(settings.rasters / found(settings, name).file), every).to_crs(STORED)


def flood_zones(
    settings: Settings,
    name: str,
    stage_m: float,
    *,
    stream_km2: float,
    limits: Sequence[float] = DEPTHS,
    outlet: tuple[float, float] | None = None,
) -> gpd.GeoDataFrame:
    """The land that is flooded when the streams are ``stage_m`` metres above their beds, a row a class of depth.

    EPSG:4326; ``outlet`` is a longitude and latitude, and keeps the land that drains through there. Besides what
    :func:`gis.terrain.depth_zones` gives, ``zone`` identifies a row by raster, stage and class, and ``name`` tells in
    Thai what it was worked out from.
    """
    source = found(settings, name)
    terrain = Terrain.read(settings.rasters / source.file)
    drained = drainage(terrain, stream_km2)
    depth = flood_depth(drained, stage_m, None if outlet is None else _cell(terrain, outlet))
    zones = depth_zones(terrain, depth, limits).to_crs(STORED)
    zones["zone"] = [f"{name}-{stage_m:g}m-{level}" for level in zones["level"]]
    zones["name"] = [f"น้ำสูง {stage_m:g} ม. เหนือท้องน้ำ ลึกเกิน {over:g} ม. ({source.title.th})" for over in zones["over_m"]]
    zones["basis"] = "model"
    for column in ("depth_max_m", "depth_mean_m"):
        zones[column] = zones[column].round(2)
    return zones


def load_zones(settings: Settings, name: str, zones: gpd.GeoDataFrame, stage_m: float, into: str) -> Report:
    """Put flood zones into a layer, as a delivery whose file names raster, digest and stage."""
    source = found(settings, name)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}-{source.digest[:8]}-stage-{stage_m:g}m.geojson"
        zones.to_file(file, driver="GeoJSON")
        return load_file(lambda: connect(settings), compiled.load(), file, into, Asked())


def statistics(settings: Settings, name: str, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """What a raster holds in each polygon, beside the columns of ``zones``; see :func:`gis.terrain.zonal`."""
    source = found(settings, name)
    told = zones.drop(columns=zones.geometry.name)
    joined: pd.DataFrame = told.join(zonal(settings.rasters / source.file, zones))
    return joined


def found(settings: Settings, name: str) -> Raster:
    """The raster of that name; raises NotFound where there is none."""
    for raster in rasters.every(settings):
        if raster.name == name:
            return raster
    raise NotFound(
        th(f"ไม่มีราสเตอร์ {name} ดูรายชื่อด้วย ./takeed raster list")
        | en(f"There is no raster {name}. See ./takeed raster list.")
    )


def _provenance(source: Raster) -> str:
    return f"{source.name}, SHA-256 {source.digest}"


def _cell(terrain: Terrain, place: tuple[float, float]) -> tuple[int, int]:
    (point,) = gpd.GeoSeries.from_xy([place[0]], [place[1]], crs=STORED).to_crs(terrain.crs)
    return terrain.cell_at(point.x, point.y)
