"""Vector tiles of a layer, of a dimension, and of everything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import mapped
from api.ogc.grid import DEEPEST, SETS, Tile
from api.ogc.mapped import Find, Origin
from api.ogc.oas import Part, get, in_path, in_query, one_of
from api.ogc.readable import Readable
from api.ogc.reading import announced, read
from api.ogc.ready import Ready, Sent
from api.ogc.service import Service, service
from api.ogc.subject import Paths, Subject
from api.ogc.tilecache import TileCache
from gis.derive.ogc import MVT
from gis.errors import BadRequest, NotFound
from gis.text import en, th


def _tiles(find: Find) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the tiles of what ``find`` finds.

    A public tile is kept until an edit touches it; what only staff may see is made each time.
    """

    async def tile(request: Request) -> Response:
        person, origin, told = await find(request, ("f",))
        if told.get("f", "mvt") != "mvt":
            raise BadRequest(th("f ใช้ได้เฉพาะ mvt") | en("f can only be mvt here."))
        at = mapped.place(request)
        if at.of.detail(at.z) < origin.first:
            first = at.of.zoom(origin.first)
            raise NotFound(th(f"แผนที่นี้มีตั้งแต่ระดับ {first}") | en(f"These tiles begin at zoom {first}."))
        made = await _many(service(request), request.app.state.tiles, person, origin, at)
        return Sent(made, private=person is not None)

    return tile


async def _many(ours: Service, cache: TileCache, person: str | None, origin: Origin, at: Tile) -> Ready:
    """The layers of an origin in one tile: their tiles one after another, as the format allows (MVT 2.1, clause 4.1).

    Each layer's own tile comes from the cache, so after an edit only the layer that was edited is read anew.
    """
    shown = [layer for layer in origin.layers if mapped.zooms(layer).min <= at.of.detail(at.z)]
    if len(origin.layers) == 1:
        return await _one(ours, cache, person, shown[0], at)

    async def make() -> Ready:
        parts = await asyncio.gather(*(_one(ours, cache, person, layer, at) for layer in shown))
        return Ready(b"".join(part.body for part in parts), MVT)

    if person is not None or not all(map(announced, shown)):
        return await make()
    first, *more = (layer.name for layer in shown)
    return await cache.get(origin.address(at), first, at, make, *more)


async def _one(ours: Service, cache: TileCache, person: str | None, layer: Readable, at: Tile) -> Ready:
    async def make() -> Ready:
        statement = layer.tiles.statement(at.of, at.z)
        row = await read(ours.database, person, layer, statement, *at.bounds(), *at.window(), window=True)
        return Ready(bytes(row[0] or b""), MVT)

    if person is not None or not announced(layer):
        return await make()
    return await cache.get(mapped.of_layer(layer).address(at), layer.name, at, make)


tile, dimension_tile, dataset_tile = map(_tiles, (mapped.one, mapped.dimension, mapped.dataset))
#: The endpoint of a tile that is ready, by the second part of its path; for the access log.
ENDPOINTS = {"collections": tile, "dimensions": dimension_tile, "tiles": dataset_tile}

_TILE = "tiles/{quad}/{z}/{y}/{x}"


def quad_parameter() -> Part:
    """The tile matrix set in an address."""
    return in_path("tileMatrixSetId", {"type": "string", "enum": list(SETS)})


def dimension_parameter(layers: Sequence[Readable]) -> Part:
    """The dimension in an address."""
    return in_path("dimension", {"type": "string", "enum": [each.value for each, _ in mapped.dimensions(layers)]})


def collections_parameter(layers: Sequence[Readable]) -> Part:
    """The layers that are picked of the dataset."""
    names = {"type": "array", "items": {"type": "string", "enum": [layer.name for layer in layers]}, "minItems": 1}
    return in_query("collections", names, "Only these layers", style="form", explode=False)


def _paths(layers: Sequence[Readable]) -> Paths:
    drawn = [layer for layer in layers if mapped.is_mapped(layer)]
    if not drawn:
        return {}
    place = [quad_parameter(), in_path("tileMatrix", {"type": "integer", "minimum": 0, "maximum": DEEPEST})]
    place += [in_path(n, {"type": "integer", "minimum": 0}) for n in ("tileRow", "tileCol")]
    tail = "tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
    one, many = [one_of(drawn), *place], [dimension_parameter(drawn), *place]
    return {
        f"/collections/{{collectionId}}/{tail}": get("tile", "A vector tile of a layer", (MVT,), one),
        f"/dimensions/{{dimension}}/{tail}": get("dimensionTile", "A vector tile of a dimension", (MVT,), many),
        f"/{tail}": get("datasetTile", "A vector tile", (MVT,), [*place, collections_parameter(drawn)]),
    }


_CONFORMS = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
SUBJECT = Subject(
    routes=[
        Route(f"/ogc/collections/{{layer}}/{_TILE}", tile, methods=["GET"]),
        Route(f"/ogc/dimensions/{{dimension}}/{_TILE}", dimension_tile, methods=["GET"]),
        Route(f"/ogc/{_TILE}", dataset_tile, methods=["GET"]),
    ],
    conforms=tuple(f"{_CONFORMS}/{name}" for name in ("core", "mvt", "collections-selection")),
    paths=_paths,
)
