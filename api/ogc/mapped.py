"""What a tileset is of: one layer, one dimension of the smart city, or every layer at once (OGC 20-057)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from api.ogc import query
from api.ogc.grid import SETS, Tile, TileMatrixSet
from api.ogc.readable import Readable
from api.ogc.service import service
from gis.declare import Dimension
from gis.derive.style import deepest
from gis.errors import BadRequest, NotFound
from gis.style import Zoom
from gis.text import Text, en, th


@dataclass(frozen=True, slots=True)
class Origin:
    """The layers that somebody may see in a tileset.

    ``path`` is where the tileset's origin lies in the service, ``chosen`` the query that picks some of its layers.
    """

    title: Text
    path: str
    layers: tuple[Readable, ...]
    chosen: str = ""

    @property
    def first(self) -> int:
        """The zoom of WebMercatorQuad from which on one of its layers is drawn."""
        return min(zooms(layer).min for layer in self.layers)

    @property
    def last(self) -> int:
        """The zoom of WebMercatorQuad below which tiles say nothing new."""
        return max(deepest(layer.declaration) for layer in self.layers)

    def address(self, at: Tile) -> str:
        """Where a tile lies below the service's own address."""
        return f"{self.path}/tiles/{at.of.name}/{at.z}/{at.y}/{at.x}{self.chosen}"


#: Who asks, what of, and the parameters they gave.
Asked = tuple[str | None, Origin, Mapping[str, str]]
Find = Callable[[Request, Sequence[str]], Awaitable[Asked]]


def is_mapped(layer: Readable) -> bool:
    return bool(layer.readable and layer.located and layer.declaration.layer.tiles)


def zooms(layer: Readable) -> Zoom:
    """The zooms of WebMercatorQuad at which a layer that is mapped has tiles."""
    zoom = layer.declaration.layer.tiles
    assert zoom is not None
    return zoom


def of_layer(layer: Readable) -> Origin:
    """The origin of one layer's tiles; raises NotFound for a layer that is on no map."""
    if not is_mapped(layer):
        raise NotFound(th("ชั้นข้อมูลนี้ไม่มีแผนที่") | en("This layer has no tiles."))
    return Origin(layer.declaration.layer.title, f"/ogc/collections/{layer.name}", (layer,))


async def one(request: Request, known: Sequence[str]) -> Asked:
    """The layer that the address names; raises NotFound for one that is on no map."""
    person, layer = await service(request).layer(request)
    return person, of_layer(layer), query.parameters(request, known)


async def dimension(request: Request, known: Sequence[str]) -> Asked:
    """The layers of the dimension that the address names."""
    person, layers = await _all(request)
    told = query.parameters(request, known)
    for each, origin in dimensions(layers):
        if each.value == request.path_params["dimension"]:
            return person, origin, told
    listed = ", ".join(each.value for each, _ in dimensions(layers))
    raise NotFound(th(f"ไม่มีมิตินี้ ที่มีแผนที่คือ {listed}") | en(f"There is no such dimension. On the map are {listed}."))


def dimensions(layers: Sequence[Readable]) -> list[tuple[Dimension, Origin]]:
    """Each dimension of which somebody may see a layer on the map."""
    found = [(each, tuple(x for x in layers if x.declaration.layer.dimension is each)) for each in Dimension]
    return [
        (each, Origin(th(each.label.th) | en(each.label.en), f"/ogc/dimensions/{each.value}", theirs))
        for each, theirs in found
        if theirs
    ]


async def dataset(request: Request, known: Sequence[str]) -> Asked:
    """Every layer, or those that ``collections`` names, by id or by address (/req/collections-selection)."""
    ours = service(request)
    person, layers = await _all(request)
    told = query.parameters(request, (*known, "collections"))
    title = ours.settings.place.organisation
    if "collections" not in told:
        return person, Origin(title, "/ogc", tuple(layers)), told
    by_name = {layer.name: layer for layer in layers}
    names = {part.removeprefix(f"{ours.base(request)}/ogc/collections/") for part in told["collections"].split(",")}
    for name in sorted(names - by_name.keys()):
        raise BadRequest(
            th(f"collections: ไม่มีชั้นข้อมูล {name[:60]!r} บนแผนที่ ดูรายชื่อที่ /ogc/tiles/WebMercatorQuad")
            | en(f"collections: no layer {name[:60]!r} is on the map. See /ogc/tiles/WebMercatorQuad for their names.")
        )
    # In the layers' own order, so that those who name them in another order share the tiles.
    picked = tuple(layer for layer in layers if layer.name in names)
    chosen = "?collections=" + ",".join(layer.name for layer in picked)
    return person, Origin(title, "/ogc", picked, chosen), told


async def _all(request: Request) -> tuple[str | None, list[Readable]]:
    ours = service(request)
    person = await ours.person(request)
    layers = [layer for layer in (await ours.readers.layers(person)).values() if is_mapped(layer)]
    if not layers:
        raise NotFound(th("ไม่มีชั้นข้อมูลบนแผนที่") | en("No layer is on the map."))
    return person, layers


def matrix_set(request: Request) -> TileMatrixSet:
    """The tile matrix set that the address names."""
    found = SETS.get(request.path_params["quad"])
    if found is None:
        known = ", ".join(SETS)
        raise NotFound(th(f"ไม่มีผังไทล์นี้ ที่ใช้ได้คือ {known}") | en(f"There is no such tile matrix set. Known are {known}."))
    return found


def place(request: Request) -> Tile:
    """The tile that the address names; raises BadRequest for one outside its matrix set (/req/core/tc-error)."""
    of, told = matrix_set(request), request.path_params
    z = query.whole_number("z", told["z"], 0, of.deepest)
    x = query.whole_number("x", told["x"], 0, of.columns(z) - 1)
    return Tile(z, x, query.whole_number("y", told["y"], 0, of.rows(z) - 1), of)
