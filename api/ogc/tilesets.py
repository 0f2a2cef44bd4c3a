"""What describes tiles: tilesets and tile matrix sets (OGC 20-057, 17-083r4), and TileJSON 3.0."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import mapped, query
from api.ogc.collections import Extent, Extents
from api.ogc.grid import MERCATOR, PIXEL, SETS, TileMatrixSet
from api.ogc.html import words
from api.ogc.html.page import View
from api.ogc.mapped import Find, Origin
from api.ogc.oas import get, one_of
from api.ogc.readable import Readable
from api.ogc.service import answer, service
from api.ogc.subject import Paths, Subject
from api.ogc.tiles import collections_parameter, dimension_parameter, quad_parameter
from gis.declare import GeometryKind
from gis.derive.ogc import CRS84, JSON, MVT, RELATIONS, link
from gis.derive.schema import property_schema
from gis.derive.style import deepest, label_points
from gis.errors import BadRequest
from gis.text import en, th

_Endpoint = Callable[[Request], Awaitable[Response]]
_DIMENSIONS = {GeometryKind.POINT: 0, GeometryKind.LINE: 1, GeometryKind.POLYGON: 2}


def _list(find: Find) -> _Endpoint:
    """The endpoint that lists the tilesets of what ``find`` finds; those of the dimensions beside the dataset's."""

    async def tilesets(request: Request) -> Response:
        person, origin, told = await find(request, ("f",))
        query.document_only(told)
        base = service(request).base(request)
        beside = [each for _, each in mapped.dimensions(origin.layers)] if origin.path == "/ogc" else []
        entries = [_described(each, matrices, base) for each in (origin, *beside) for matrices in SETS.values()]
        here = f"{base}{origin.path}/tiles{origin.chosen}"
        document = {"tilesets": entries, "links": [link("self", here, JSON, "Tilesets")]}
        return answer(document, person, view=View("tiles", words.tiles, {"origin": origin}))

    return tilesets


def _whole(find: Find) -> _Endpoint:
    """The endpoint of one tileset of what ``find`` finds, as OGC metadata or, with ``f=tilejson``, as TileJSON."""

    async def tileset(request: Request) -> Response:
        person, origin, told = await find(request, ("f",))
        query.document_only(told, "tilejson")
        matrices = mapped.matrix_set(request)
        ours = service(request)
        base = ours.base(request)
        if told.get("f") == "tilejson":
            if matrices is not MERCATOR:
                raise BadRequest(
                    th(f"TileJSON มีเฉพาะ {MERCATOR.name}") | en(f"TileJSON knows {MERCATOR.name} only. Ask for f=json.")
                )
            return answer(tilejson(origin, ours.settings.place.bounds, base), person)
        extents: Extents = request.app.state.extents
        known = [extent for layer in origin.layers if (extent := await extents.of(ours, person, layer))]
        document = _described(origin, matrices, base) | _extended(origin, matrices, known)
        return answer(document, person, view=View("tiles", words.tiles, {"origin": origin}))

    return tileset


def tilejson(origin: Origin, bounds: Extent, base: str) -> dict[str, Any]:
    """TileJSON 3.0 of an origin's tiles in WebMercatorQuad, below ``base``; ``bounds`` are those of the place."""
    west, south, east, north = bounds
    return {
        "tilejson": "3.0.0",
        "name": origin.title.th,
        "tiles": [f"{base}{origin.path}/tiles/{MERCATOR.name}/{{z}}/{{y}}/{{x}}{origin.chosen}"],
        "minzoom": origin.first,
        "maxzoom": origin.last,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, origin.first],
        "vector_layers": [
            {
                "id": name,
                "minzoom": first,
                "maxzoom": deepest(layer.declaration),
                "fields": {field: layer.declaration[field].words.title.th for field in fields},
            }
            for layer, name, first, fields in _drawn(origin)
        ],
    }


def _drawn(origin: Origin) -> Iterator[tuple[Readable, str, int, tuple[str, ...]]]:
    """The layers inside a tile: each layer with its fields, then the points its labels stand at."""
    for layer in origin.layers:
        yield layer, layer.name, mapped.zooms(layer).min, layer.tiles.fields_at(deepest(layer.declaration))
        points = label_points(layer.declaration)
        if points is not None and points[1] in layer.fields:
            yield layer, points[0], points[2], (points[1],)


def _described(origin: Origin, matrices: TileMatrixSet, base: str) -> dict[str, Any]:
    """What a list of tilesets says of one."""
    here, scheme = f"{base}{origin.path}/tiles/{matrices.name}", f"{base}/ogc/tileMatrixSets/{matrices.name}"
    tile = f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}{origin.chosen}"
    links = [
        link("self", f"{here}{origin.chosen}", JSON, "This tileset"),
        link(f"{RELATIONS}/tiling-scheme", scheme, JSON, matrices.name),
        {**link("item", tile, MVT, "A tile"), "templated": True},
    ]
    if matrices is MERCATOR:
        asked = f"{origin.chosen}&f=tilejson" if origin.chosen else "?f=tilejson"
        links.append(link("describedby", f"{here}{asked}", JSON, "TileJSON"))
    return {
        "title": origin.title.th,
        "title_en": origin.title.en,
        "dataType": "vector",
        "crs": matrices.crs,
        "tileMatrixSetURI": matrices.uri,
        "links": links,
    }


def _extended(origin: Origin, matrices: TileMatrixSet, known: Sequence[Extent]) -> dict[str, Any]:
    """What only the tileset itself says: its layers with their fields, and where it lies."""
    layers = [
        {
            "id": name,
            "title": layer.declaration.layer.title.th,
            "dataType": "vector",
            "geometryDimension": 0 if name != layer.name else _dimension(layer),
            "minTileMatrix": str(matrices.zoom(first)),
            "maxTileMatrix": str(matrices.zoom(deepest(layer.declaration))),
            "propertiesSchema": {"type": "object", "properties": {n: _property(layer, n) for n in fields}},
        }
        for layer, name, first, fields in _drawn(origin)
    ]
    if not known:
        return {"layers": layers}
    wests, souths, easts, norths = zip(*known, strict=True)
    box = min(wests), min(souths), max(easts), max(norths)
    limits = []
    for z in range(matrices.zoom(origin.first), matrices.zoom(origin.last) + 1):
        columns, rows = matrices.over(box, z)
        limits.append(
            {
                "tileMatrix": str(z),
                "minTileRow": rows[0], "maxTileRow": rows[-1], "minTileCol": columns[0], "maxTileCol": columns[-1],
            }
        )  # fmt: skip
    return {
        "layers": layers,
        "boundingBox": {"lowerLeft": box[:2], "upperRight": box[2:], "crs": CRS84},
        "tileMatrixSetLimits": limits,
    }


def _dimension(layer: Readable) -> int:
    geometry = layer.declaration.geometry
    return _DIMENSIONS[geometry.kind] if geometry is not None else 0


def _property(layer: Readable, name: str) -> dict[str, Any]:
    """A field as a tile holds it: several codes are one text with commas between."""
    told = property_schema(layer.declaration[name])
    return {"title": told["title"], "type": "string" if told["type"] == "array" else told["type"]}


async def matrix_sets(request: Request) -> Response:
    """The tile matrix sets."""
    query.document_only(query.parameters(request, ("f",)))
    here = f"{service(request).base(request)}/ogc/tileMatrixSets"
    entries = [
        {
            "id": each.name, "title": each.name, "uri": each.uri, "crs": each.crs,
            "links": [link("self", f"{here}/{each.name}", JSON, each.name)],
        }
        for each in SETS.values()
    ]  # fmt: skip
    return answer({"tileMatrixSets": entries}, None)


async def matrix_set(request: Request) -> Response:
    """One tile matrix set, spelled out."""
    query.document_only(query.parameters(request, ("f",)))
    told = mapped.matrix_set(request)
    return answer(
        {
            "id": told.name, "title": told.name, "uri": told.uri, "crs": told.crs,
            "wellKnownScaleSet": told.scale_set,
            "tileMatrices": [_matrix(told, z) for z in range(told.deepest + 1)],
        },
        None,
    )  # fmt: skip


def _matrix(told: TileMatrixSet, z: int) -> dict[str, Any]:
    cell = told.side / 256 / 2**z  # a tile of 256 pixels
    return {
        "id": str(z), "scaleDenominator": cell * told.metres / PIXEL, "cellSize": cell,
        "cornerOfOrigin": "topLeft", "pointOfOrigin": told.origin, "tileWidth": 256, "tileHeight": 256,
        "matrixWidth": told.columns(z), "matrixHeight": told.rows(z),
    }  # fmt: skip


def _paths(layers: Sequence[Readable]) -> Paths:
    quad = quad_parameter()
    schemes: Paths = {
        "/tileMatrixSets": get("tileMatrixSets", "Tile matrix sets", (JSON,)),
        "/tileMatrixSets/{tileMatrixSetId}": get("tileMatrixSet", "One tile matrix set", (JSON,), [quad]),
    }
    drawn = [layer for layer in layers if mapped.is_mapped(layer)]
    if not drawn:
        return schemes
    picked = collections_parameter(drawn)
    for name, path, parameters, chosen in (
        ("", "/collections/{collectionId}", [one_of(drawn)], []),
        ("Dimension", "/dimensions/{dimension}", [dimension_parameter(drawn)], []),
        ("Dataset", "", [], [picked]),
    ):
        one = "Tileset, or TileJSON with f=tilejson"
        schemes |= {
            f"{path}/tiles": get(f"list{name}Tilesets", "Tilesets", (JSON,), [*parameters, *chosen]),
            f"{path}/tiles/{{tileMatrixSetId}}": get(
                f"describe{name}Tileset", one, (JSON,), [*parameters, quad, *chosen]
            ),
        }
    return schemes


def _routes() -> Iterator[Route]:
    """The addresses of each kind of origin's tilesets."""
    for path, find in (
        ("/ogc/collections/{layer}", mapped.one),
        ("/ogc/dimensions/{dimension}", mapped.dimension),
        ("/ogc", mapped.dataset),
    ):
        yield Route(f"{path}/tiles/{{quad}}", _whole(find), methods=["GET"])
        yield Route(f"{path}/tiles", _list(find), methods=["GET"])


_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
_MATRICES = "http://www.opengis.net/spec/tms/2.0/conf"
SUBJECT = Subject(
    routes=[
        *_routes(),
        Route("/ogc/tileMatrixSets", matrix_sets, methods=["GET"]),
        Route("/ogc/tileMatrixSets/{quad}", matrix_set, methods=["GET"]),
    ],
    conforms=(
        *(f"{_TILES}/{name}" for name in ("tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets")),
        *(f"{_MATRICES}/{name}" for name in ("tilematrixset", "json-tilematrixset", "json-tilesetmetadata")),
    ),
    paths=_paths,
)
