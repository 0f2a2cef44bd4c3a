"""The service in OpenAPI 3.0, from the layers the one who asks may read; every schema stands in the document."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.grid import DEEPEST
from api.ogc.query import LIMIT_DEFAULT, LIMIT_MOST
from api.ogc.readable import Readable
from api.ogc.service import answer, service
from gis.derive import schema as json_schema
from gis.derive.ogc import GEOJSON, JSON, MVT

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.0"

Part = dict[str, Any]


async def document(request: Request) -> Response:
    """The OpenAPI document."""
    ours = service(request)
    person = await ours.person(request)
    query.json_only(query.parameters(request, ("f",)))
    layers = [layer for layer in (await ours.readers.layers(person)).values() if layer.readable or layer.addable]
    place = ours.settings.place.organisation
    return answer(openapi(layers, ours.base(request), f"{place.th} | {place.en}"), person, MEDIA_TYPE)


def openapi(layers: list[Readable], base: str, title: str) -> Part:
    """The document for these layers; each has a path of its own for its items, where its fields are spelled out."""
    readable = [layer for layer in layers if layer.readable]
    names = [layer.name for layer in readable]
    tiled = [layer.name for layer in readable if layer.declaration.layer.tiles and layer.located]
    one: list[Part] = [_path_parameter("collectionId", {"type": "string", "enum": names})]
    one_tiled: list[Part] = [_path_parameter("collectionId", {"type": "string", "enum": tiled})]
    item = [*one, _path_parameter("featureId", {"type": "string"}, "The number of a feature, or its uid")]
    matrix = [_path_parameter("tileMatrix", {"type": "integer", "minimum": 0, "maximum": DEEPEST})]
    matrix += [_path_parameter(n, {"type": "integer", "minimum": 0}) for n in ("tileRow", "tileCol")]
    past = _parameters()["datetime"]
    paths = {
        "/": _get("landing", "Where everything is", (JSON, "text/html")),
        "/conformance": _get("conformance", "Conformance classes", (JSON,)),
        "/api": _get("openapi", "This document", (MEDIA_TYPE,)),
        "/collections": _get("collections", "The collections", (JSON,)),
        "/collections/{collectionId}": _get("collection", "One collection", (JSON,), one),
        "/collections/{collectionId}/schema": _get(
            "schema", "JSON Schema of the features", ("application/schema+json",), one
        ),
        "/collections/{collectionId}/catalogue": _get("catalogue", "Catalogue entry", (JSON,), one),
        **{f"/collections/{layer.name}/items": _items(layer) for layer in layers},
        "/collections/{collectionId}/items/{featureId}": _get("item", "One feature", (GEOJSON,), [*item, past]),
        "/style.json": _get("style", "MapLibre style of all layers", (JSON,)),
        "/legend.json": _get("legend", "Legend", (JSON,)),
        "/tileMatrixSets": _get("tileMatrixSets", "Tiling schemes", (JSON,)),
        "/tileMatrixSets/WebMercatorQuad": _get("tileMatrixSet", "WebMercatorQuad", (JSON,)),
    }
    if tiled:
        quad = "/collections/{collectionId}/tiles/WebMercatorQuad"
        paths |= {
            "/collections/{collectionId}/style.json": _get("layerStyle", "MapLibre style", (JSON,), one_tiled),
            "/collections/{collectionId}/tiles": _get("tilesets", "Tilesets", (JSON,), one_tiled),
            quad: _get("tileset", "Tileset, or TileJSON with f=tilejson", (JSON,), one_tiled),
            f"{quad}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _get("tile", "A vector tile", (MVT,), one_tiled + matrix),
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0.0", "description": "OGC API – Features and Tiles"},
        "servers": [{"url": f"{base}/ogc"}],
        "paths": paths,
        "components": {
            "schemas": {"problem": _PROBLEM},
            "securitySchemes": {"staff": {"type": "http", "scheme": "basic"}},
        },
        "security": [{}, {"staff": []}],
    }


_ANY: Part = {"type": "object"}
_PROBLEM: Part = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "detail_th": {"type": "string"},
        "detail_en": {"type": "string"},
    },
}
_PROBLEM_RESPONSE: Part = {
    "description": "What is wrong and what to do",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}},
}


def _path_parameter(name: str, schema: Part, about: str = "") -> Part:
    return {"name": name, "in": "path", "required": True, "schema": schema, **({"description": about} if about else {})}


def _parameters() -> dict[str, Part]:
    """The query parameters of items."""

    def parameter(name: str, schema: Part, about: str, **more: Any) -> Part:
        return {"name": name, "in": "query", "required": False, "schema": schema, "description": about, **more}

    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    return {
        "bbox": parameter(
            "bbox", numbers, "west,south,east,north in CRS84 degrees; heights are passed over",
            style="form", explode=False,
        ),
        "datetime": parameter(
            "datetime", {"type": "string"},
            "An RFC 3339 instant: the features as they were then. An interval: as they were at its end.",
        ),
        "limit": parameter(
            "limit", {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT_DEFAULT},
            "Features of a page",
        ),
        "after": parameter("after", {"type": "integer", "format": "int64"}, "Only features with a greater number"),
        "hits": parameter("hits", {"type": "boolean", "default": False}, "Whether to count all that match"),
        "f": parameter("f", {"type": "string", "enum": ["json"]}, "Format"),
    }  # fmt: skip


def _get(name: str, about: str, media: tuple[str, ...], parameters: list[Part] | None = None) -> Part:
    content: Part = {kind: {"schema": _ANY} for kind in media}
    if media == (MVT,):
        content = {MVT: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "get": {
            "operationId": name,
            "summary": about,
            "parameters": parameters or [],
            "responses": {"200": {"description": about, "content": content}, "default": _PROBLEM_RESPONSE},
        }
    }


def _items(layer: Readable) -> Part:
    title, path = layer.declaration.layer.title, {}
    if layer.readable:
        path = _get(f"{layer.name}Items", f"{title.th} | {title.en}", (GEOJSON,), list(_parameters().values()))
        path["get"]["responses"]["200"]["content"][GEOJSON]["schema"] = _page_schema(layer)
    if layer.addable:
        path["post"] = {
            "operationId": f"add{layer.name.title().replace('_', '')}",
            "summary": f"เพิ่ม{title.th} | Add to {title.en}",
            "requestBody": {"required": True, "content": {GEOJSON: {"schema": _sent_schema(layer)}}},
            "responses": {
                "201": {
                    "description": "Stored",
                    "headers": {"Location": {"schema": {"type": "string"}}},
                    "content": {JSON: {"schema": _ANY}},
                },
                "200": {"description": "Stored before under this uid", "content": {JSON: {"schema": _ANY}}},
                "default": _PROBLEM_RESPONSE,
            },
        }  # fmt: skip
    return path


def _page_schema(layer: Readable) -> Part:
    properties = json_schema.properties(layer.declaration, layer.fields)
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "integer", "format": "int64"},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object", "properties": {n: _nullable(p) for n, p in properties.items()}},
        },
    }
    return {
        "type": "object",
        "required": ["type", "features", "numberReturned", "links"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": feature},
            "numberReturned": {"type": "integer"},
            "numberMatched": {"type": "integer"},
            "links": {"type": "array", "items": {"type": "object"}},
        },
    }


def _sent_schema(layer: Readable) -> Part:
    names = tuple(a.name for a in layer.declaration.attributes if a.name in layer.addable)
    told = json_schema.submission(layer.declaration, names)
    return {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "geometry": {"type": "object", "nullable": True},
            "properties": told | {"properties": {n: _openapi_30(p) for n, p in told["properties"].items()}},
        },
    }


def _nullable(schema: Part) -> Part:
    """A property that may be null, as OpenAPI 3.0 says it: its enum must then hold null too."""
    told = _openapi_30(schema) | {"nullable": True}
    return told | {"enum": [*told["enum"], None]} if "enum" in told else told


def _openapi_30(schema: Part) -> Part:
    """A property without the words that only JSON Schema 2020-12 knows; an array's items are always said."""
    told = {word: value for word, value in schema.items() if not word.startswith("x-")}
    if "items" in told:
        told["items"] = _openapi_30(told["items"])
    elif told.get("type") == "array":
        told["items"] = {}
    return told


ROUTES = [Route("/ogc/api", document, methods=["GET"])]
