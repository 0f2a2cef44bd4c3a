"""Where water gathers and how far it rises: drainage, height above it, and the depth of a flood.

pyflwdir works out the ways of the water. Its compiler (numba) takes seconds to load, so it is imported where it is
needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gis.errors import Invalid
from gis.terrain.heights import Grid, Terrain
from gis.text import en, th

if TYPE_CHECKING:
    from pyflwdir import FlwdirRaster

_UNKNOWN = -9999.0


@dataclass(frozen=True, eq=False)
class Drainage:
    """The ways of the water over a terrain: from every cell to the lowest way out of it.

    ``surface`` are the heights with hollows filled up to where they overflow, in metres; ``upstream_km2`` is how much
    land drains through each cell, itself included; ``streams`` are the cells with at least as much as was asked.
    """

    flow: FlwdirRaster
    surface: Grid
    upstream_km2: Grid
    streams: NDArray[np.bool]


def drainage(terrain: Terrain, stream_km2: float = 1.0) -> Drainage:
    """The ways of the water; a stream begins where ``stream_km2`` of land drain into a cell.

    The water leaves where the known land ends. Raises Invalid where no cell gathers so much.
    """
    import pyflwdir

    heights = np.where(terrain.known, terrain.heights, _UNKNOWN)
    surface, directions = pyflwdir.dem.fill_depressions(heights, nodata=_UNKNOWN)
    flow = pyflwdir.from_array(
        directions, ftype="d8", check_ftype=False, transform=terrain.transform, latlon=bool(terrain.crs.is_geographic)
    )
    upstream = np.where(terrain.known, flow.upstream_area("km2"), np.nan)
    streams = upstream >= stream_km2
    if not streams.any():
        most = float(np.nanmax(upstream, initial=0))
        raise Invalid(
            th(f"ไม่มีลำน้ำที่รับน้ำจาก {stream_km2:g} ตร.กม. มากที่สุดคือ {most:.3g} ให้ระบุค่าที่น้อยลง")
            | en(f"No stream drains {stream_km2:g} km²; the most is {most:.3g}. Ask for less.")
        )
    return Drainage(flow, np.where(terrain.known, surface, np.nan), upstream, streams)


def hand(drained: Drainage) -> Grid:
    """The height of each cell above the stream cell that its water comes to, in metres (Nobre et al., 2011).

    NaN for a cell whose water leaves the terrain before it meets a stream.
    """
    flow: Any = drained.flow
    above = np.asarray(flow.hand(drained.streams, np.nan_to_num(drained.surface, nan=_UNKNOWN)), float)
    reached = np.asarray(flow.basins(idxs=np.flatnonzero(drained.streams))) > 0
    return np.where(np.isfinite(drained.surface) & reached, np.maximum(above, 0), np.nan)


def flood_depth(drained: Drainage, stage_m: float, outlet: tuple[int, int] | None = None) -> Grid:
    """How deep the water stands when every stream is ``stage_m`` metres above its bed: metres, 0 where it is dry.

    ``outlet`` is the row and column of a cell: then only the land that drains through it is flooded. NaN where the
    terrain is not known. The stage is that above the bed that the terrain shows, which in a river is the water's
    surface on the day it was measured.
    """
    if not stage_m >= 0:
        raise Invalid(th("ระดับน้ำเหนือท้องน้ำต้องไม่ติดลบ") | en("The stage above the bed cannot be negative."))
    depth = np.nan_to_num(np.maximum(stage_m - hand(drained), 0), nan=0.0)
    if outlet is not None:
        flow: Any = drained.flow
        row, column = outlet
        depth[np.asarray(flow.basins(idxs=np.array([row * depth.shape[1] + column]))) == 0] = 0
    return np.where(np.isfinite(drained.surface), depth, np.nan)
