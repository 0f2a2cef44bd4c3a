"""The lie of the land: a plane in metres, a meandering river in it, and the borders between sub-districts.

The land has no end: sub-districts lie on it side by side, each as large as the real place, so that a larger sample
is a larger area of the same density. Whatever two neighbours share (a border, the river, the main road) is a
function of where it is and never of which of the two asks.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import shapely

type Array = np.ndarray[Any, np.dtype[Any]]

#: Every draw of chance begins here, so the same sample is made each time.
SEED = 600507
#: A sub-district's share of the place's bounds; its border wavers within the rest.
SHARE = 0.86


class Land:
    """The plane of a place. Coordinates are metres east and north of the middle of ``bounds`` (degrees, EPSG:4326)."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        from pyproj import Transformer  # 0.1 s that the web service, which imports samplers too, need not spend

        west, south, east, north = bounds
        plane = f"+proj=tmerc +lon_0={(west + east) / 2} +lat_0={(south + north) / 2} +ellps=WGS84 +units=m"
        self._degrees = Transformer.from_crs(plane, "EPSG:4326", always_xy=True)
        x, y = Transformer.from_crs("EPSG:4326", plane, always_xy=True).transform([west, east], [south, north])
        self.width, self.height = (x[1] - x[0]) * SHARE, (y[1] - y[0]) * SHARE
        self._waves = {name: self._wave(name, *sizes) for name, sizes in _WAVES.items()}

    def to_degrees(self, geometries: Array) -> Array:
        """The geometries in EPSG:4326, rounded to 10⁻⁸ degree (1 mm), so that shared vertices stay shared."""

        def convert(points: Array) -> Array:
            return np.round(np.column_stack(self._degrees.transform(points[:, 0], points[:, 1])), 8)

        converted: Array = shapely.transform(geometries, convert)
        return converted

    def rng(self, *parts: int | str) -> np.random.Generator:
        """The chance that belongs to a thing, whoever asks and in whatever order."""
        return np.random.default_rng([SEED, *(zlib.crc32(str(part).encode()) for part in parts)])

    def _wave(self, name: str, heights: tuple[float, ...], lengths: tuple[float, ...]) -> tuple[Array, ...]:
        turn = self.rng("wave", name).uniform(0, 2 * np.pi, (2, len(heights)))
        return np.array(heights), 2 * np.pi / np.array(lengths), turn[0], turn[1]

    def wave(self, name: str, along: Array, across: Array | float = 0.0) -> Array:
        """A smooth undulation in metres (``_WAVES``); ``across`` moves its crests, so that rows differ."""
        height, pace, phase, drift = self._waves[name]
        at = np.multiply.outer(np.asarray(along, float), pace) + phase
        at = at + np.multiply.outer(np.asarray(across, float), pace * np.cos(drift))
        total: Array = (height * np.sin(at)).sum(axis=-1)
        return total

    def river(self, column: int, y: Array) -> Array:
        """The river's middle, as metres east of the middle line of a column of sub-districts."""
        return self.wave("river", y, column * 7919.0)

    def bank(self, column: int, y: Array, side: int) -> Array:
        """How far the bank lies from the river's middle, in metres; ``side`` is −1 west, 1 east."""
        return 85.0 + self.wave("bank", y, column * 5003.0 + side * 1009.0)

    def bend(self, column: int, points: Array) -> Array:
        """From river coordinates to the plane: ``u`` metres east of the river, ``v`` metres north.

        Lines of equal ``u`` follow the river near it and forget it further away; lines of equal ``v`` meet the
        river at right angles. The map neither folds nor tears, so what shares a point keeps sharing it.
        """
        u, v = points[:, 0], points[:, 1]
        near = np.exp(-((u / 2500.0) ** 2))
        slope = (self.river(column, v + 5.0) - self.river(column, v - 5.0)) / 10.0
        x = column * self.width + u + self.river(column, v) * near
        y = v - 0.75 * slope * u * np.exp(-((u / 600.0) ** 2))
        far = 1.0 - np.exp(-((u / 1500.0) ** 2))
        x, y = x + far * self.wave("east", y, x), y + far * self.wave("north", x, y)
        bent: Array = np.column_stack([x, y])
        return bent

    def border(self, column: int, row: int) -> shapely.Polygon:
        """A sub-district as a polygon that touches its neighbours without gap or overlap and lies in its own bounds."""
        corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
        sides = [self._side(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
        return shapely.Polygon(np.concatenate([side[:-1] for side in sides]))

    def _corner(self, column: int, row: int) -> Array:
        shift = self.rng("corner", column, row).uniform(-0.03, 0.03, 2)
        return np.array([(column - 0.5 + shift[0]) * self.width, (row - 0.5 + shift[1]) * self.height])

    def _side(self, start: tuple[int, int], end: tuple[int, int]) -> Array:
        """One border between two corners, the same points whichever way it is walked."""
        if start > end:
            return self._side(end, start)[::-1]
        chance = self.rng("side", *start, *end)
        a, b = self._corner(*start), self._corner(*end)
        offsets = np.zeros(2)
        for level in range(6):  # midpoint displacement: a wandering line of 65 points
            middle = (offsets[:-1] + offsets[1:]) / 2 + chance.normal(0, 0.62 * 0.55**level, len(offsets) - 1)
            offsets = _mesh(offsets, middle)
        along = np.linspace(0, 1, len(offsets))
        length = np.hypot(*(b - a))
        # Less than 31 degrees off the straight line near a corner, so that sides of one corner never cross.
        reach = np.minimum(0.045 * min(self.width, self.height), 0.6 * length * np.minimum(along, 1 - along))
        normal = np.array([a[1] - b[1], b[0] - a[0]]) / length
        points: Array = a + np.outer(along, b - a) + np.outer(reach * np.tanh(offsets), normal)
        points[-1] = b  # to the last bit, for the sides that begin here
        return points


def _mesh(outer: Array, inner: Array) -> Array:
    """The values of ``inner`` between those of ``outer``."""
    both = np.empty(len(outer) + len(inner))
    both[0::2], both[1::2] = outer, inner
    return both


#: Undulations as heights and lengths in metres, largest first.
_WAVES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "river": ((520.0, 360.0, 140.0), (9700.0, 4300.0, 2350.0)),
    "bank": ((16.0, 10.0, 5.0), (1900.0, 730.0, 310.0)),
    "east": ((120.0, 50.0), (3900.0, 1450.0)),
    "north": ((130.0, 45.0), (4300.0, 1300.0)),
    "road": ((70.0, 28.0), (3100.0, 1050.0)),
    "track": ((45.0, 22.0, 8.0), (1700.0, 640.0, 290.0)),
    "flood": ((260.0, 140.0, 60.0), (4900.0, 1700.0, 620.0)),
}
