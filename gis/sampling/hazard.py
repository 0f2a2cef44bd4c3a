"""Ground that the river floods, and how the sub-district divides into villages and zones."""

from __future__ import annotations

import numpy as np
import shapely

from gis.sampling.land import Array, Land
from gis.sampling.network import Network, WayKind


def flood_bands(land: Land, column: int, row: int, border: shapely.Polygon) -> list[shapely.Geometry]:
    """Four areas around the river, the first the widest and least often flooded; each holds all that follow it."""
    v = np.arange((row - 0.54) * land.height, (row + 0.54) * land.height, 60.0)
    bands: list[shapely.Geometry] = []
    for reach in (1750.0, 1050.0, 560.0, 260.0):
        sides = []
        for side in (-1, 1):
            sway = land.wave("flood", v, column * 3001.0 + side * 701.0) * (reach / 1750.0) ** 0.8
            sides.append(np.column_stack([side * (reach + sway), v]))
        ring = land.bend(column, np.concatenate([sides[0], sides[1][::-1]]))
        area = shapely.intersection(shapely.make_valid(shapely.Polygon(ring)), border)
        bands.append(area if not bands else shapely.intersection(area, bands[-1]))
    return bands


def faces(network: Network) -> Array:
    """The sub-district divided along its roads, canals and the river: a coverage without gap or overlap."""
    lines = [way.line for way in network.ways if way.kind not in (WayKind.LANE, WayKind.DITCH)]
    grounds = [shapely.boundary(shapely.intersection(shape, network.border)) for shape in network.villages]
    edges = [network.border.exterior, shapely.boundary(network.river), *lines, *grounds]
    noded = shapely.union_all(edges, grid_size=0.01)
    found: Array = shapely.get_parts(shapely.polygonize([noded]))
    return found
