"""Vector tiles of one layer, and what describes them: tilesets (OGC 20-057) and TileJSON 3.0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.grid import DEEPEST, HALF, Tile
from api.ogc.oas import get, in_path, one_of
from api.ogc.readable import Readable
from api.ogc.reading import announced, read
from api.ogc.ready import Ready, Sent
from api.ogc.service import Service, answer, service
from api.ogc.subject import Paths, Subject
from api.ogc.tilecache import TileCache
from gis.derive.ogc import JSON, MVT, RELATIONS, WEB_MERCATOR_QUAD, link
from gis.derive.style import deepest, label_points
from gis.errors import NotFound
from gis.text import en, th

#: The CRS of the tiles, as OGC names it.
_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"


async def tile(request: Request) -> Response:
    """One tile. A public one is kept until an edit touches it; what only staff may see is made each time."""
    ours = service(request)
    person, layer = await ours.layer(request)
    zoom = _tiled(layer)
    query.json_only(query.parameters(request, ("f",)), "mvt")
    told = request.path_params
    z = query.whole_number("z", told["z"], 0, DEEPEST)
    at = Tile(z, *(query.whole_number(n, told[n], 0, 2**z - 1) for n in ("x", "y")))
    if z < zoom.min:
        raise NotFound(th(f"ชั้นข้อมูลนี้มีแผนที่ตั้งแต่ระดับ {zoom.min}") | en(f"This layer has tiles from zoom {zoom.min} on."))

    async def make() -> Ready:
        row = await read(
            ours.database, person, layer, layer.tiles.statement(z), *at.metres(), *at.degrees(), window=True
        )
        return Ready(bytes(row[0] or b""), MVT)

    if person is not None or not announced(layer):
        return Sent(await make(), private=person is not None)
    cache: TileCache = request.app.state.tiles
    path = f"/ogc/collections/{layer.name}/tiles/WebMercatorQuad/{z}/{at.y}/{at.x}"
    return Sent(await cache.get(path, layer.name, at, make), private=False)


def _tiled(layer: Readable) -> Any:
    zoom = layer.declaration.layer.tiles
    if zoom is None or not layer.located:
        raise NotFound(th("ชั้นข้อมูลนี้ไม่มีแผนที่") | en("This layer has no tiles."))
    return zoom


async def tilesets(request: Request) -> Response:
    """The list of a collection's tilesets, which is one."""
    ours = service(request)
    person, layer = await ours.layer(request)
    query.json_only(query.parameters(request, ("f",)))
    _tiled(layer)
    here = f"{ours.base(request)}/ogc/collections/{layer.name}/tiles"
    entry = _tileset(ours, layer, ours.base(request))
    return answer({"tilesets": [entry], "links": [link("self", here, JSON, "Tilesets")]}, person)


async def tileset(request: Request) -> Response:
    """One tileset, as OGC metadata or, with ``f=tilejson``, as TileJSON."""
    ours = service(request)
    person, layer = await ours.layer(request)
    told = query.parameters(request, ("f",))
    query.json_only(told, "tilejson")
    _tiled(layer)
    base = ours.base(request)
    return answer(tilejson(ours, layer, base) if told.get("f") == "tilejson" else _tileset(ours, layer, base), person)


def tilejson(ours: Service, layer: Readable, base: str) -> dict[str, Any]:
    """TileJSON 3.0 of a layer."""
    zoom, titles = _tiled(layer), {a.name: a.words.title.th for a in layer.declaration.attributes}
    west, south, east, north = ours.settings.place.bounds
    last = deepest(layer.declaration)
    drawn = [(layer.name, zoom.min, layer.tiles.fields_at(last))]
    points = label_points(layer.declaration)
    if points is not None and points[1] in layer.fields:
        drawn.append((points[0], points[2], (points[1],)))
    return {
        "tilejson": "3.0.0",
        "name": layer.declaration.layer.title.th,
        "tiles": [f"{base}/ogc/collections/{layer.name}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"],
        "minzoom": zoom.min,
        "maxzoom": last,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, zoom.min],
        "vector_layers": [
            {"id": name, "minzoom": first, "maxzoom": last, "fields": {field: titles[field] for field in fields}}
            for name, first, fields in drawn
        ],
    }


def _tileset(ours: Service, layer: Readable, base: str) -> dict[str, Any]:
    here = f"{base}/ogc/collections/{layer.name}/tiles/WebMercatorQuad"
    return {
        "title": layer.declaration.layer.title.th,
        "dataType": "vector",
        "crs": _MERCATOR,
        "tileMatrixSetURI": WEB_MERCATOR_QUAD,
        "links": [
            link("self", here, JSON, "This tileset"),
            link("describedby", f"{here}?f=tilejson", JSON, "TileJSON"),
            link(f"{RELATIONS}/tiling-scheme", f"{base}/ogc/tileMatrixSets/WebMercatorQuad", JSON, "WebMercatorQuad"),
            {**link("item", f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", MVT, "A tile"), "templated": True},
        ],
        "layers": [{"id": layer.name, "dataType": "vector", "title": layer.declaration.layer.title.th}],
    }  # fmt: skip


async def matrix_sets(request: Request) -> Response:
    """The one tiling scheme."""
    query.json_only(query.parameters(request, ("f",)))
    here = f"{service(request).base(request)}/ogc/tileMatrixSets/WebMercatorQuad"
    entry = {"id": "WebMercatorQuad", "uri": WEB_MERCATOR_QUAD, "links": [link("self", here, JSON, "WebMercatorQuad")]}
    return answer({"tileMatrixSets": [entry]}, None)


async def matrix_set(request: Request) -> Response:
    """WebMercatorQuad, spelled out."""
    query.json_only(query.parameters(request, ("f",)))
    side, pixel = 2 * HALF / 256, 0.00028  # a tile of 256 pixels; a pixel of 0.28 mm is OGC's
    matrices = [
        {
            "id": str(z), "scaleDenominator": side / 2**z / pixel, "cellSize": side / 2**z,
            "pointOfOrigin": [-HALF, HALF], "tileWidth": 256, "tileHeight": 256,
            "matrixWidth": 2**z, "matrixHeight": 2**z,
        }
        for z in range(DEEPEST + 1)
    ]  # fmt: skip
    scheme = {
        "id": "WebMercatorQuad", "uri": WEB_MERCATOR_QUAD, "crs": _MERCATOR,
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": matrices,
    }  # fmt: skip
    return answer(scheme, None)


_TILES = "/ogc/collections/{layer}/tiles"


def _paths(layers: Sequence[Readable]) -> Paths:
    schemes: Paths = {
        "/tileMatrixSets": get("tileMatrixSets", "Tiling schemes", (JSON,)),
        "/tileMatrixSets/WebMercatorQuad": get("tileMatrixSet", "WebMercatorQuad", (JSON,)),
    }
    tiled = [layer for layer in layers if layer.readable and layer.declaration.layer.tiles and layer.located]
    if not tiled:
        return schemes
    one, quad = [one_of(tiled)], "/collections/{collectionId}/tiles/WebMercatorQuad"
    matrix = [in_path("tileMatrix", {"type": "integer", "minimum": 0, "maximum": DEEPEST})]
    matrix += [in_path(n, {"type": "integer", "minimum": 0}) for n in ("tileRow", "tileCol")]
    return schemes | {
        "/collections/{collectionId}/tiles": get("tilesets", "Tilesets", (JSON,), one),
        quad: get("tileset", "Tileset, or TileJSON with f=tilejson", (JSON,), one),
        f"{quad}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": get("tile", "A vector tile", (MVT,), [*one, *matrix]),
    }


_CONFORMS = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
SUBJECT = Subject(
    routes=[
        Route(f"{_TILES}/WebMercatorQuad/{{z}}/{{y}}/{{x}}", tile, methods=["GET"]),
        Route(f"{_TILES}/WebMercatorQuad", tileset, methods=["GET"]),
        Route(_TILES, tilesets, methods=["GET"]),
        Route("/ogc/tileMatrixSets", matrix_sets, methods=["GET"]),
        Route("/ogc/tileMatrixSets/WebMercatorQuad", matrix_set, methods=["GET"]),
    ],
    conforms=tuple(f"{_CONFORMS}/{name}" for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt")),
    paths=_paths,
)
