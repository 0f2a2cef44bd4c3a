"""The tile matrix sets (OGC 17-083r4): where a tile lies, on the ground and among the z14 cells that edits touch."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gis.crs import STORED
from gis.derive.ogc import CRS84, TILE_MATRIX_SETS

#: Half the side of the square world, in metres (EPSG:3857).
HALF = 20_037_508.342789244
#: The last zoom of WebMercatorQuad that is served: a unit of its tiles is 2 mm.
DEEPEST = 22
#: Around a tile lies a margin from which shapes are drawn into it, as a part of the tile's side: 64 of 4096 units.
MARGIN = 64 / 4096
#: The zoom of WebMercatorQuad at whose cells the database says what changed.
CELL_ZOOM = 14
#: Metres of a degree as OGC counts scales (17-083r4, clause 6.1.1), and the side of its pixel.
_DEGREE, PIXEL = 111_319.49079327358, 0.00028
#: Where the database's cells end: what lies nearer to a pole counts to the last row (gis.tile_row).
_LAST_LATITUDE = 85.05
#: More than floating point loses on the way from cells to tiles, in tiles.
_SLACK = 1e-9

CellKey = tuple[str, int, int, int]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class TileMatrixSet:
    """Square tiles, ``across`` of them side by side at zoom 0, each halved from zoom to zoom.

    ``origin`` is the upper left corner and ``side`` the tile of zoom 0, in units of ``srid`` of which each has
    ``metres``; ``latitude`` and ``part`` turn a part of the height (0 north, 1 south) into degrees and back.
    """

    name: str
    srid: int
    crs: str
    scale_set: str
    across: int
    origin: tuple[float, float]
    side: float
    metres: float
    latitude: Callable[[float], float]
    part: Callable[[float], float]

    @property
    def uri(self) -> str:
        return f"{TILE_MATRIX_SETS}/{self.name}"

    @property
    def deepest(self) -> int:
        """The last zoom that is served."""
        return self.zoom(DEEPEST)

    def detail(self, z: int) -> int:
        """The zoom of WebMercatorQuad whose tiles are as wide as those of ``z`` here."""
        return z + self.across - 1

    def zoom(self, detail: int) -> int:
        """The zoom here whose tiles are as wide as those of WebMercatorQuad at ``detail``."""
        return max(0, detail - self.across + 1)

    def columns(self, z: int) -> int:
        return self.across << z

    def rows(self, z: int) -> int:
        return 1 << z

    def over(self, box: Box, z: int, margin: float = 0.0) -> tuple[range, range]:
        """The columns and rows of the tiles that meet a box in degrees, the tiles widened by a part of their side."""
        west, south, east, north = box
        columns, rows = self.columns(z), self.rows(z)
        return (
            _spanned((west + 180) / 360 * columns, (east + 180) / 360 * columns, margin, columns),
            _spanned(self.part(north) * rows, self.part(south) * rows, margin, rows),
        )


def _spanned(start: float, end: float, margin: float, count: int) -> range:
    """The whole numbers n for which n - margin to n + 1 + margin meets start to end."""
    margin += _SLACK
    return range(max(0, math.ceil(start - 1 - margin)), min(count - 1, math.floor(end + margin)) + 1)


def _mercator_latitude(part: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * part))))


def _mercator_part(latitude: float) -> float:
    latitude = max(-_LAST_LATITUDE, min(latitude, _LAST_LATITUDE))
    return (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2


_SCALES = "http://www.opengis.net/def/wkss/OGC/1.0"
MERCATOR = TileMatrixSet(
    "WebMercatorQuad", 3857, "http://www.opengis.net/def/crs/EPSG/0/3857", f"{_SCALES}/GoogleMapsCompatible",
    1, (-HALF, HALF), 2 * HALF, 1.0, _mercator_latitude, _mercator_part,
)  # fmt: skip
#: Degrees; what an agency without web mercator in its tools asks for.
DEGREES = TileMatrixSet(
    "WorldCRS84Quad", STORED, CRS84, f"{_SCALES}/GoogleCRS84Quad",
    2, (-180.0, 90.0), 180.0, _DEGREE, lambda part: 90 - 180 * part, lambda latitude: (90 - latitude) / 180,
)  # fmt: skip
SETS = {each.name: each for each in (MERCATOR, DEGREES)}


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile: zoom, column from the left, row from the top."""

    z: int
    x: int
    y: int
    of: TileMatrixSet = MERCATOR

    def bounds(self) -> Box:
        """West, south, east, north in the CRS of its matrix set."""
        side = self.of.side / 2**self.z
        west, north = self.of.origin[0] + self.x * side, self.of.origin[1] - self.y * side
        return west, north - side, west + side, north

    def window(self) -> Box:
        """West, south, east, north in EPSG:4326, the margin included: what lies outside is not in the tile."""
        columns, rows = self.of.columns(self.z), self.of.rows(self.z)
        west, east = (360 * (self.x + part) / columns - 180 for part in (-MARGIN, 1 + MARGIN))
        south, north = (self.of.latitude((self.y + part) / rows) for part in (1 + MARGIN, -MARGIN))
        return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)

    def cells(self) -> Iterator[CellKey]:
        """Where to file the tile so that :func:`keys_over` finds it: a tile no wider than a cell under the cells it
        meets, margin included; a wider one under itself."""
        if self.of.detail(self.z) < CELL_ZOOM:
            yield self.of.name, self.z, self.x, self.y
            return
        columns, rows = MERCATOR.over(self.window(), CELL_ZOOM)
        for x in columns:
            for y in rows:
                yield MERCATOR.name, CELL_ZOOM, x, y


def keys_over(x: int, y: int) -> Iterator[CellKey]:
    """Every key under which a tile may be filed that a change in the z14 cell ``x``, ``y`` touches."""
    yield MERCATOR.name, CELL_ZOOM, x, y
    n = 2**CELL_ZOOM
    south = MERCATOR.latitude((y + 1) / n) if y < n - 1 else -90.0
    north = MERCATOR.latitude(y / n) if y else 90.0
    box = 360 * x / n - 180, south, 360 * (x + 1) / n - 180, north
    for each in SETS.values():
        for z in range(each.zoom(CELL_ZOOM)):
            columns, rows = each.over(box, z, MARGIN)
            for column in columns:
                for row in rows:
                    yield each.name, z, column, row
