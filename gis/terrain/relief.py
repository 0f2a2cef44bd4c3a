"""The lie of the land: slope, aspect and contours."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import shapely
from contourpy import contour_generator

from gis.errors import Invalid
from gis.terrain.heights import Grid, Terrain
from gis.text import en, th

#: Lines that one call draws at most; more are no map.
_MOST_LEVELS = 1_000


def slope(terrain: Terrain) -> Grid:
    """How steep each cell is, in degrees from level, by the eight cells around it (Horn, 1981)."""
    east, south = _gradient(terrain)
    return np.degrees(np.arctan(np.hypot(east, south)))


def aspect(terrain: Terrain) -> Grid:
    """The direction in which each cell falls, in degrees from north by east; NaN where it is level."""
    east, south = _gradient(terrain)
    falls = np.degrees(np.arctan2(-east, south)) % 360
    return np.where((east == 0) & (south == 0), np.nan, falls)


def _gradient(terrain: Terrain) -> tuple[Grid, Grid]:
    """How much the ground rises to the east and to the south, in metres a metre; beyond an edge it goes on level."""
    rows, columns = terrain.heights.shape
    padded = np.pad(terrain.heights, 1, constant_values=np.nan)
    (nw, n, ne), (w, here, e), (sw, s, se) = (
        tuple(padded[y : y + rows, x : x + columns] for x in range(3)) for y in range(3)
    )
    nw, n, ne, w, e, sw, s, se = (np.where(np.isnan(each), here, each) for each in (nw, n, ne, w, e, sw, s, se))
    across, down = (np.where(terrain.known, cell, np.nan) for cell in terrain.cell_m)
    return (ne + 2 * e + se - nw - 2 * w - sw) / (8 * across), (sw + 2 * s + se - nw - 2 * n - ne) / (8 * down)


def contours(terrain: Terrain, every: float) -> gpd.GeoDataFrame:
    """Lines of equal height, one row a line, at the multiples of ``every`` metres, in the terrain's own system.

    ``height_m`` is the height of each. Raises Invalid for a step of nothing, or one that gives too many lines.
    """
    low, high = (float(part(terrain.heights)) for part in (np.nanmin, np.nanmax)) if terrain.known.any() else (0, 0)
    if not every > 0 or (high - low) / every > _MOST_LEVELS:
        raise Invalid(
            th(f"ช่วงชั้นความสูงต้องมากกว่า 0 และได้เส้นไม่เกิน {_MOST_LEVELS:,} ระดับ")
            | en(f"The step must be more than 0, and give at most {_MOST_LEVELS:,} levels.")
        )
    x, y = terrain.centres()
    lines = contour_generator(x, y, np.ma.masked_invalid(terrain.heights))
    levels = [n * every for n in range(math.ceil(low / every), math.floor(high / every) + 1)]
    drawn = [(level, shapely.LineString(np.asarray(line))) for level in levels for line in lines.lines(level)]
    heights, shapes = zip(*drawn, strict=True) if drawn else ((), ())
    return gpd.GeoDataFrame({"height_m": np.array(heights, float)}, geometry=list(shapes), crs=terrain.crs)
