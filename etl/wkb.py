"""Moves the points of shapes where they lie in their WKB, in a third of the time that making new shapes takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]
Numbers = NDArray[np.float64]

_POINT, _LINE, _POLYGON, _MULTI = 1, 2, 3, {5: 2, 6: 3}
#: Byte order and type of a shape come before what it holds.
_HEADER = 5
#: Shapes of more parts or rings than this are left to those who make shapes of them.
_MOST_PARTS = 500


class _Unusual(Exception):
    """A layout that is not walked here."""


def moved(wkb: pa.Array, move: Callable[[Numbers, Numbers], tuple[Numbers, Numbers]]) -> pa.Array | None:
    """The shapes of ``wkb`` with x and y of every point given through ``move``.

    None for what should be seen as shapes instead: a missing or broken one, three dimensions, a collection, a
    coordinate that is not finite, before or after.
    """
    if wkb.null_count or not len(wkb) or wkb.type != pa.binary():
        return None
    _, offsets, data = wkb.buffers()
    bounds = np.frombuffer(offsets, np.int32, len(wkb) + 1, wkb.offset * 4).astype(np.int64)
    content = np.frombuffer(data, np.uint8)[bounds[0] : bounds[-1]].copy()
    bounds -= bounds[0]
    try:
        at = _points(content, bounds[:-1], bounds[1:])
    except _Unusual:
        return None
    # A complex number is sixteen bytes, as a point is, and here one begins at every byte.
    pairs = np.ndarray((max(0, len(content) - 15),), np.dtype("<c16"), content, strides=(1,))
    points = pairs[at]
    if not np.isfinite(points).all():
        return None
    points.real, points.imag = move(np.ascontiguousarray(points.real), np.ascontiguousarray(points.imag))
    if not np.isfinite(points).all():
        return None
    pairs[at] = points
    return pa.Array.from_buffers(
        pa.binary(), len(wkb), [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(content)]
    )


def _points(content: Bytes, starts: Positions, ends: Positions) -> Positions:
    """The byte at which each point begins. Raises _Unusual."""
    walk = _Walk(content, ends)
    rows = np.arange(len(starts))
    if (walk.shape(rows, starts.copy()) != ends).any() or not walk.first:
        raise _Unusual
    first, count = np.concatenate(walk.first), np.concatenate(walk.count)
    before = np.cumsum(count) - count
    return np.repeat(first - 16 * before, count) + 16 * np.arange(int(count.sum()))


class _Walk:
    """Goes through the shapes of all rows at once, and notes where runs of points begin and how long they are."""

    def __init__(self, content: Bytes, ends: Positions) -> None:
        self.content, self.ends = content, ends
        self.first: list[Positions] = []
        self.count: list[Positions] = []

    def number(self, rows: Positions, at: Positions) -> Positions:
        """The four-byte number at each position, which must lie inside its row."""
        if (at + 4 > self.ends[rows]).any():
            raise _Unusual
        found: Any = self.content[at[:, None] + np.arange(4)].view("<u4")
        return np.asarray(found[:, 0], np.int64)

    def shape(self, rows: Positions, at: Positions, only: int | None = None) -> Positions:
        """Where each shape ends that begins ``at`` a byte of its row; with ``only`` they must be of that type."""
        kinds = self.number(rows, at + 1)
        if (self.content[at] != 1).any():  # the other byte order
            raise _Unusual
        ends = at.copy()
        for kind in np.unique(kinds).tolist():
            here = np.flatnonzero(kinds == kind)
            ends[here] = self._of_kind(kind, rows[here], at[here] + _HEADER, only)
        return ends

    def _of_kind(self, kind: int, rows: Positions, at: Positions, only: int | None) -> Positions:
        if only is not None and kind != only:
            raise _Unusual
        if kind == _POINT:
            return self.run(rows, at, np.ones(len(rows), np.int64))
        if kind == _LINE:
            return self.run(rows, at + 4, self.number(rows, at))
        if kind == _POLYGON:
            return self.each(rows, at, lambda r, a: self.run(r, a + 4, self.number(r, a)))
        if kind in _MULTI:
            return self.each(rows, at, lambda r, a: self.shape(r, a, _MULTI[kind]))
        raise _Unusual

    def each(self, rows: Positions, at: Positions, part: Callable[[Positions, Positions], Positions]) -> Positions:
        """Walk the parts that each row says it has: the first of every row, then the second, and so on."""
        counts, at = self.number(rows, at), at + 4
        most = int(counts.max(initial=0))
        if most > _MOST_PARTS:
            raise _Unusual
        for done in range(most):
            still = np.flatnonzero(counts > done)
            at[still] = part(rows[still], at[still])
        return at

    def run(self, rows: Positions, first: Positions, count: Positions) -> Positions:
        """Note runs of points, and return where they end."""
        end = first + 16 * count
        if (end > self.ends[rows]).any():
            raise _Unusual
        self.first.append(first)
        self.count.append(count)
        return end
