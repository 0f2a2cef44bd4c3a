"""Houses on parcels: where they stand, how they lie, and which number they bear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gis.sampling.land import Array
from gis.sampling.parcels import Ground, Parcels

#: Share of parcels that are built on.
_BUILT = {
    Ground.PLOT: 0.74, Ground.WATERFRONT: 0.62, Ground.ORCHARD: 0.16, Ground.RIBBON: 0.55, Ground.FIELD: 0.018,
}  # fmt: skip


@dataclass(frozen=True)
class Houses:
    """Buildings as columns: ``polygon`` in metres, the index of their ``parcel``, whether it is the ``main`` one."""

    polygon: Array
    parcel: Array
    main: Array


def houses(parcels: Parcels, roads: Array, taken: dict[int, float], chance: np.random.Generator) -> Houses:
    """Buildings inside parcels, each facing as its parcel does and nearer to the road than to the back.

    ``taken`` gives parcels of public places and the size in m² of the building each must have.
    """
    count = len(parcels.polygon)
    built = chance.random(count) < np.array([_BUILT[g] for g in parcels.ground])
    built[list(taken)] = True
    built &= shapely.area(parcels.polygon) > 110
    index = np.flatnonzero(built)
    public = np.array([taken.get(int(i), 0.0) for i in index])
    wide = np.where(public > 0, np.sqrt(public * 1.8), chance.uniform(7.5, 12.5, len(index)))
    deep = np.where(public > 0, np.sqrt(public / 1.8), chance.uniform(7.0, 14.0, len(index)))
    at = _towards_road(parcels.polygon[index], roads, chance.uniform(11, 27, len(index)))
    angle = parcels.angle[index] + chance.normal(0, 0.03, len(index))
    main, kept = _fit(parcels.polygon[index], at, wide, deep, angle, chance.random(len(index)) < 0.35)
    index, at, angle, wide, deep = index[kept], at[kept], angle[kept], wide[kept], deep[kept]
    shed = chance.random(len(index)) < 0.3
    back = np.column_stack([-np.sin(angle), np.cos(angle)]) * (deep * 0.5 + chance.uniform(5, 9, len(deep)))[:, None]
    back *= np.sign(chance.uniform(-1, 1, len(index)))[:, None]
    size = chance.uniform(3, 6, (2, len(index)))
    extra, fits = _fit(
        parcels.polygon[index][shed],
        (at + back)[shed],
        size[0][shed],
        size[1][shed],
        angle[shed],
        np.zeros(shed.sum(), bool),
    )
    clear = ~shapely.intersects(extra, main[shed][fits])
    polygon = np.concatenate([main, extra[clear]])
    parcel = np.concatenate([index, index[shed][fits][clear]])
    return Houses(polygon, parcel, np.arange(len(polygon)) < len(main))


def _towards_road(plots: Array, roads: Array, back: Array) -> Array:
    """A point of each plot on the way from its middle to the road, ``back`` metres from its front."""
    middle = shapely.point_on_surface(plots)
    tree = shapely.STRtree(roads)
    found, nearest = tree.query_nearest(middle, all_matches=False)
    line = shapely.shortest_line(middle, roads[nearest[np.argsort(found)]])
    inside = shapely.length(shapely.intersection(line, plots))
    points: Array = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(inside - back, 0.0)))
    return points


def _fit(plots: Array, at: Array, wide: Array, deep: Array, angle: Array, bent: Array) -> tuple[Array, Array]:
    """A building for each plot, made smaller until it stands a metre inside; and the plots that have room for one."""
    room = shapely.buffer(plots, -1.0)
    shapely.prepare(room)
    best: Array = _outline(at, wide, deep, angle, bent)
    fits = np.zeros(len(plots), bool)
    centre = shapely.get_coordinates(shapely.centroid(plots))
    for scale, move in ((1.0, 0.0), (0.85, 0.3), (0.7, 0.7), (0.5, 1.0)):
        trial = _outline(at + move * (centre - at), wide * scale, deep * scale, angle, bent)
        now = ~fits & shapely.contains_properly(room, trial)
        best[now], fits = trial[now], fits | now
    return best[fits], np.flatnonzero(fits)


def _outline(at: Array, wide: Array, deep: Array, angle: Array, bent: Array) -> Array:
    """Rectangles, or L shapes where ``bent``, around points."""
    # The notch of an L; zero for a rectangle, whose two extra corners are then taken out again.
    corners = np.array([[-1, -1], [1, -1], [1, 0.1], [0.15, 0.1], [0.15, 1], [-1, 1]]) / 2
    square = np.array([[-1, -1], [1, -1], [1, 1], [1, 1], [1, 1], [-1, 1]]) / 2
    shape = np.where(bent[:, None, None], corners, square) * np.stack([wide, deep], axis=1)[:, None, :]
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x = shape[..., 0] * cos - shape[..., 1] * sin + at[:, None, 0]
    y = shape[..., 0] * sin + shape[..., 1] * cos + at[:, None, 1]
    rings = np.asarray(shapely.polygons(np.stack([x, y], axis=-1)))
    outlines: Array = shapely.remove_repeated_points(rings, 0.001)
    return outlines
