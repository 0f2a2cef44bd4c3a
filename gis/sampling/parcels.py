"""Blocks between the roads, cut into parcels that tile them.

A parcel is cut as a surveyor would: across the block's own direction, towards a frontage on the road, until it is
about as wide and as deep as such land is. Where the road curves, the direction follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from gis.sampling.land import Array
from gis.sampling.network import Network


class Ground(StrEnum):
    """What a parcel was cut for; decides its size and shape."""

    PLOT = "plot"
    WATERFRONT = "waterfront"
    ORCHARD = "orchard"
    RIBBON = "ribbon"
    FIELD = "field"


#: Usual frontage and depth in metres. Orchards are the long strips that reach from the river to the road.
_SIZES = {
    Ground.PLOT: (22.5, 57.0), Ground.WATERFRONT: (25.0, 230.0), Ground.ORCHARD: (42.0, 300.0),
    Ground.RIBBON: (30.0, 130.0), Ground.FIELD: (134.0, 238.0),
}  # fmt: skip


@dataclass(frozen=True)
class Parcels:
    """Parcels as columns of equal length: ``polygon`` in metres, ``ground``, ``block`` number, ``angle`` in radians.

    ``angle`` is the direction of the frontage, counter-clockwise from east.
    """

    polygon: Array
    ground: Array
    block: Array
    angle: Array


def parcels(network: Network, chance: np.random.Generator) -> Parcels:
    """Every parcel of a sub-district. They share their vertices exactly, so the coverage is valid."""
    blocks, grounds = _blocks(network)
    frontage = np.array([_SIZES[g][0] for g in grounds]) * np.exp(chance.normal(0, 0.18, len(blocks)))
    depth = np.array([_SIZES[g][1] for g in grounds]) * np.exp(chance.normal(0, 0.12, len(blocks)))
    cut, block, angle = _cut(blocks, frontage, depth, chance)
    order = np.argsort(block, kind="stable")
    cut, block, angle = cut[order], block[order], angle[order]
    clean = shapely.coverage_clean(cut, gap_width=0.5, snapping_distance=0.02)  # type: ignore[attr-defined]
    usual = frontage[block] * depth[block]
    whole, kept = _join_slivers(clean, shapely.area(clean) < 0.12 * usual)
    polygon, source = shapely.get_parts(whole[kept], return_index=True)
    block, angle = block[kept][source], angle[kept][source]
    land = shapely.area(polygon) > 60.0  # an island between roads is part of the road
    polygon, block, angle = shapely.normalize(polygon[land]), block[land], angle[land]
    return Parcels(polygon, grounds[block], block, angle)


def _blocks(network: Network) -> tuple[Array, Array]:
    """The ground between the ways, each piece with what it is for."""
    lines = np.array([way.line for way in network.ways])
    widths = np.array([way.kind.corridor_m / 2 for way in network.ways])
    corridors = shapely.union_all(shapely.buffer(lines, widths, quad_segs=2, cap_style="flat"))
    open_ground = shapely.difference(shapely.difference(network.border, network.river), corridors)
    whole = _polygons(np.array([open_ground]))[0]
    villages, ribbons = shapely.union_all(network.villages), shapely.union_all(network.ribbons)
    plots, rest = _split(whole, villages)
    bank, rest = _split(rest, network.banks)
    front, orchards = _split(bank, shapely.union_all(network.fronts))
    ribbon, fields = _split(rest, ribbons)
    pieces = [plots, front, orchards, ribbon, fields]
    grounds = np.repeat(np.array(list(Ground), dtype=object), [len(piece) for piece in pieces])
    blocks = np.concatenate(pieces)
    return blocks, grounds


def _split(blocks: Array, by: shapely.Geometry) -> tuple[Array, Array]:
    """Parts of the blocks inside and outside of an area."""
    shapely.prepare(by)
    touched = shapely.intersects(blocks, by)
    within = _polygons(shapely.intersection(blocks[touched], by))[0]
    without = _polygons(shapely.difference(blocks[touched], by))[0]
    return within, np.concatenate([blocks[~touched], without])


def _polygons(shapes: Array) -> tuple[Array, Array]:
    """The polygons in a set of shapes, and which shape each came from."""
    parts, source = shapely.get_parts(shapes, return_index=True)
    kept = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 0.05)
    return parts[kept], source[kept]


def _cut(blocks: Array, frontage: Array, depth: Array, chance: np.random.Generator) -> tuple[Array, Array, Array]:
    """Cut every block, all of them one cut further each round. Returns polygons, block numbers and angles."""
    shape, block = blocks, np.arange(len(blocks))
    angle, tries = _long_side(blocks)[0], np.zeros(len(blocks), int)
    done: list[tuple[Array, Array, Array]] = []
    for _ in range(24):
        angle = _follow(shape, angle)
        along, across = _extents(shape, angle)
        wide, deep = along[:, 1] - along[:, 0], across[:, 1] - across[:, 0]
        columns, rows = np.rint(wide / frontage[block]), np.rint(deep / depth[block])
        open_ = ((columns > 1) | (rows > 1)) & (tries < 3)
        done.append((shape[~open_], block[~open_], angle[~open_]))
        if not open_.any():
            break
        shape, block, angle, tries = shape[open_], block[open_], angle[open_], tries[open_]
        along, across, columns, rows = along[open_], across[open_], columns[open_], rows[open_]
        by_row = (rows > 1) & ((wide[open_] < 15 * frontage[block]) | (columns < 2))
        pieces = np.where(by_row, rows, columns)
        share = (pieces // 2 + chance.uniform(-0.33, 0.33, len(shape))) / pieces
        span = np.where(by_row[:, None], across, along)
        at = span[:, 0] + share * (span[:, 1] - span[:, 0])
        tilt = chance.normal(0, 0.022, len(shape))
        low, high = _halves(shape, angle, at, by_row, tilt)
        parts, source = _polygons(np.concatenate([shapely.intersection(shape, low), shapely.intersection(shape, high)]))
        source = source % len(shape)
        least = np.full(len(shape), np.inf)
        np.minimum.at(least, source, shapely.area(parts))
        usual = frontage[block] * depth[block]
        good = least > 0.22 * np.minimum(usual, shapely.area(shape) / pieces)
        good |= (tries > 0) & (shapely.area(shape) > 2.5 * usual)  # what a dead end cuts off is joined on later
        used = good[source]
        shape, angle = np.concatenate([parts[used], shape[~good]]), np.concatenate([angle[source[used]], angle[~good]])
        tries = np.concatenate([np.zeros(used.sum(), int), tries[~good] + 1])
        block = np.concatenate([block[source[used]], block[~good]])
    else:
        done.append((shape, block, angle))
    cut, blocks_of, angles = (np.concatenate(column) for column in zip(*done, strict=True))
    return cut, blocks_of, angles


def _join_slivers(shapes: Array, sliver: Array) -> tuple[Array, Array]:
    """Join each sliver to the neighbour it shares most border with; returns all shapes and which of them remain."""
    small, large = np.flatnonzero(sliver), np.flatnonzero(~sliver)
    ours, theirs = shapely.STRtree(shapes[large]).query(shapes[small], predicate="intersects")
    ours, theirs = small[ours], large[theirs]
    shared = shapely.length(shapely.intersection(shapes[ours], shapes[theirs]))
    order = np.argsort(-shared, kind="stable")
    order = order[shared[order] > 0]
    first = order[np.unique(ours[order], return_index=True)[1]]
    joined, remains = shapes.copy(), np.ones(len(shapes), bool)
    for mine, other in zip(ours[first], theirs[first], strict=True):
        both = shapely.union(joined[mine], joined[other])
        if shapely.get_type_id(both) == 3:
            joined[other], remains[mine] = both, False
    return joined, remains


def _long_side(shapes: Array) -> tuple[Array, Array]:
    """Direction of each shape's long side, and how many times longer it is than the short one."""
    ring = shapely.get_coordinates(shapely.oriented_envelope(shapes)).reshape(-1, 5, 2)
    sides = np.stack([ring[:, 1] - ring[:, 0], ring[:, 2] - ring[:, 1]], axis=1)
    length = np.hypot(sides[..., 0], sides[..., 1])
    longest = length.argmax(axis=1)
    side = sides[np.arange(len(sides)), longest]
    return np.arctan2(side[:, 1], side[:, 0]), length.max(axis=1) / np.maximum(length.min(axis=1), 0.01)


def _follow(shapes: Array, angle: Array) -> Array:
    """The shape's own direction, whichever of its axes is nearer to the direction it was cut by before."""
    own, ratio = _long_side(shapes)
    turns = np.rint((angle - own) / (np.pi / 2))
    turned: Array = np.where(ratio > 1.4, own + turns * (np.pi / 2), angle)
    return turned


def _extents(shapes: Array, angle: Array) -> tuple[Array, Array]:
    """Least and greatest coordinate along and across each shape's direction, as two arrays of shape (n, 2)."""
    points, source = shapely.get_coordinates(shapes, return_index=True)
    start = np.searchsorted(source, np.arange(len(shapes)))
    cos, sin = np.cos(angle)[source], np.sin(angle)[source]
    values = points[:, 0] * cos + points[:, 1] * sin, points[:, 1] * cos - points[:, 0] * sin
    along, across = (np.column_stack([np.minimum.reduceat(v, start), np.maximum.reduceat(v, start)]) for v in values)
    return along, across


def _halves(shapes: Array, angle: Array, at: Array, by_row: Array, tilt: Array) -> tuple[Array, Array]:
    """The two sides of a cut at a coordinate along or across each shape, as large areas that share the cut."""
    normal = angle + np.where(by_row, np.pi / 2, 0.0)
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    axis = np.column_stack([np.cos(normal), np.sin(normal)])
    pivot = middle + (at - (middle * axis).sum(axis=1))[:, None] * axis
    axis = np.column_stack([np.cos(normal + tilt), np.sin(normal + tilt)]) * 9000.0
    line = np.column_stack([-axis[:, 1], axis[:, 0]])
    ends = pivot - line, pivot + line
    low = np.asarray(shapely.polygons(np.stack([ends[0], ends[1], ends[1] - axis, ends[0] - axis], axis=1)))
    high = np.asarray(shapely.polygons(np.stack([ends[0], ends[1], ends[1] + axis, ends[0] + axis], axis=1)))
    return low, high
