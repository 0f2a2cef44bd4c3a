"""WebMercatorQuad (OGC 17-083r4): where a tile lies, in metres, in degrees, and among the z14 cells edits touch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

#: Half the side of the square world, in metres (EPSG:3857).
HALF = 20_037_508.342789244
DEEPEST = 22
#: Around a tile lies a margin from which shapes are drawn into it, as a part of the tile's side: 64 of 4096 units.
MARGIN = 64 / 4096
#: The zoom at whose cells the database says what changed.
CELL_ZOOM = 14

CellKey = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile: zoom, column from the left, row from the top."""

    z: int
    x: int
    y: int

    def metres(self) -> tuple[float, float, float, float]:
        """West, south, east, north in EPSG:3857."""
        side = 2 * HALF / 2**self.z
        west, north = -HALF + self.x * side, HALF - self.y * side
        return west, north - side, west + side, north

    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east, north in EPSG:4326, the margin included."""
        n = 2**self.z
        west, east = (360 * (self.x + part) / n - 180 for part in (-MARGIN, 1 + MARGIN))
        south, north = (_latitude((self.y + part) / n) for part in (1 + MARGIN, -MARGIN))
        return max(west, -180.0), south, min(east, 180.0), north

    def cells(self) -> Iterator[CellKey]:
        """Where to file the tile so that :func:`keys_over` finds it: a tile finer than a cell under the cells it
        meets, margin included; a coarser one under itself."""
        if self.z < CELL_ZOOM:
            yield self.z, self.x, self.y
            return
        n = 2 ** (self.z - CELL_ZOOM)
        for x in range(math.floor((self.x - MARGIN) / n), math.floor((self.x + 1 + MARGIN) / n) + 1):
            for y in range(math.floor((self.y - MARGIN) / n), math.floor((self.y + 1 + MARGIN) / n) + 1):
                yield CELL_ZOOM, x, y


def keys_over(x: int, y: int) -> Iterator[CellKey]:
    """Every key under which a tile may be filed that a change in the z14 cell ``x``, ``y`` touches."""
    yield CELL_ZOOM, x, y
    for z in range(CELL_ZOOM):
        n = 2 ** (CELL_ZOOM - z)
        # A tile covers the cells from (column - margin) · n to (column + 1 + margin) · n.
        for column in range(math.ceil(x / n - 1 - MARGIN), math.floor((x + 1) / n + MARGIN) + 1):
            for row in range(math.ceil(y / n - 1 - MARGIN), math.floor((y + 1) / n + MARGIN) + 1):
                yield z, column, row


def _latitude(row: float) -> float:
    """The latitude at a part (0 north, 1 south) of the square world's height."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row))))
