"""Vector tiles for the prover: those that lie over the canaries, and all that one says, spelled out as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from api.ogc.grid import SETS, Tile, TileMatrixSet
from gis.registry import Declaration
from tests.leaks.canaries import LIVES, ROWS, canary
from tests.mvt import Feature, features

#: Where canaries are planted when nothing else is said, and how far north all of them are.
_MIDDLE, _NORTH = 99.92, 16.02
#: Zooms at which a tile may hold many canaries, generalised, simplified and whole.
_FAR = (9, 12, 13, 14, 17)
#: Here a unit of a tile is at most 8e-8 degrees: fine enough to tell one canary from another by its sixth decimal.
NEAR = 20
_ROUNDED = 1e-7
_ADDRESS = re.compile(r"/tiles/(\w+)/(\d+)/(\d+)/(\d+)")


def over_canaries(layers: Iterable[Declaration], of: TileMatrixSet) -> Iterator[Tile]:
    """Tiles in which the geometries of these layers would be seen: from far, and near each place of a personal one."""
    places = [place for layer in layers for place in _places(layer)]
    for z in _FAR:
        yield _over(places[0] if places else _MIDDLE, z, of)
    for place in places:
        yield _over(place, NEAR, of)


def _places(layer: Declaration) -> list[float]:
    if layer.geometry is None or layer.layer.tiles is None:
        return []
    count = ROWS * LIVES if layer.geometry_is_personal else 1
    return [float(str(canary(layer, "geom", n).mark)) for n in range(count)]


def _over(x: float, z: int, of: TileMatrixSet) -> Tile:
    (column, *_), (row, *_) = of.over((x, _NORTH, x, _NORTH), z)
    return Tile(z, column, row, of)


def spelled(address: str, body: bytes) -> tuple[bytes, list[Feature]]:
    """The properties in a tile and, where they are fine enough, the longitudes of its positions; and its features."""
    found = _ADDRESS.search(address)
    if found is None or not body:
        return b"", []
    of, (z, _, x) = SETS[found[1]], map(int, found.groups()[1:])
    told, read = [], features(body)
    for feature in read:
        told += [f"{feature.id}", *(f"{name} {value}" for name, value in feature.properties.items())]
        for column, _ in feature.positions if z >= NEAR else ():
            longitude = 360 * (x + column / 4096) / of.columns(z) - 180
            # A tile's units round to either side; a mark is cut after its sixth decimal.
            told += [f"{longitude + off:.9f}"[:9] for off in (-_ROUNDED, _ROUNDED)]
    return "\n".join(told).encode(), read
