"""What OpenAPI says of features: each layer has a path of its own for its items, where its fields are spelled out."""

from __future__ import annotations

from collections.abc import Sequence

from api.ogc.asked import PARAMETERS
from api.ogc.cql2.parse import LANGUAGES, LONGEST
from api.ogc.crs import CRS84, SERVED
from api.ogc.formats import FORMATS
from api.ogc.oas import Part, get, in_path, in_query, nullable
from api.ogc.query import LIMIT_DEFAULT, LIMIT_MOST
from api.ogc.readable import Readable
from api.ogc.subject import Paths
from gis.derive import schema as json_schema
from gis.derive.ogc import GEOJSON


def paths(layers: Sequence[Readable]) -> Paths:
    """The paths of reading features, for who may read or add to ``layers``."""
    layers = [layer for layer in layers if layer.readable]
    return {
        **{f"/collections/{layer.name}/items": _items(layer) for layer in layers},
        **{item_path(layer): _item(layer) for layer in layers},
    }


#: The part of an address that names a feature.
FEATURE_ID = in_path("featureId", {"type": "string"}, "The number of a feature, or its uid")


def item_path(layer: Readable) -> str:
    """The path of one feature of a layer."""
    return f"/collections/{layer.name}/items/{{featureId}}"


def _parameters() -> dict[str, Part]:
    """The query parameters of every collection's items."""
    numbers: Part = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    system: Part = {"type": "string", "format": "uri", "enum": [crs.uri for crs in SERVED], "default": CRS84.uri}
    no: Part = {"type": "boolean", "default": False}
    names: Part = {"type": "array", "items": {"type": "string"}}
    told = (
        in_query(
            "bbox", numbers, "west,south,east,north in bbox-crs; heights are passed over", style="form", explode=False
        ),
        in_query("bbox-crs", system, "The coordinate system of bbox"),
        in_query("crs", system, "The coordinate system of the features"),
        in_query(
            "datetime", {"type": "string"},
            "An RFC 3339 instant: the features as they were then. An interval: as they were at its end.",
        ),
        in_query(
            "limit", {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT_DEFAULT},
            "Features of a page",
        ),
        in_query("after", {"type": "string"}, "Where the page before ended, as its next link says"),
        in_query("sortby", names, "Fields to sort by; a minus before one turns it round", style="form", explode=False),
        in_query("properties", names, "The fields to give; all where it is missing", style="form", explode=False),
        in_query("skip-geometry", no, "Leave the geometry out"),
        in_query("q", {"type": "string", "maxLength": 200}, "Words to find in the texts; commas divide alternatives"),
        in_query("filter", {"type": "string", "maxLength": LONGEST}, "A filter in CQL2, over what /queryables names"),
        in_query("filter-lang", {"type": "string", "enum": [*LANGUAGES], "default": LANGUAGES[0]}, "Its language"),
        in_query("filter-crs", system, "The coordinate system of geometries in filter"),
        in_query("hits", no, "Whether to count all that match"),
        in_query("download", no, "All that match in one file, or as many as limit says, where f=json gives pages"),
        in_query("f", {"type": "string", "enum": [format.name for format in FORMATS]}, "Format"),
    )  # fmt: skip
    return {parameter["name"]: parameter for parameter in told}


#: What of a field's schema also holds for a value that is asked for; a range or a pattern need not.
_ASKED = ("type", "format", "enum")


def _of_fields(layer: Readable) -> list[Part]:
    """The parameters a layer has of its own: each of its fields, to equal a value."""
    schemas = json_schema.properties(layer.declaration, tuple(layer.statements.queryable))
    wanted = {name: schema.get("items", schema) for name, schema in schemas.items() if name not in PARAMETERS}
    return [
        in_query(name, {word: schema[word] for word in _ASKED if word in schema}, "Equal to this")
        for name, schema in wanted.items()
    ]


def _items(layer: Readable) -> Part:
    title, media = layer.declaration.layer.title, [format.media for format in FORMATS]
    path = get(f"{layer.name}Items", f"{title.th} | {title.en}", media, [*_parameters().values(), *_of_fields(layer)])
    path["get"]["responses"]["200"]["content"][GEOJSON]["schema"] = _page_schema(layer)
    return path


def _item(layer: Readable) -> Part:
    told = [FEATURE_ID, _parameters()["datetime"], _parameters()["crs"]]
    title = layer.declaration.layer.title
    return get(f"{layer.name}Item", f"{title.th} | {title.en}", (GEOJSON,), told, schema=feature_schema(layer))


def feature_schema(layer: Readable) -> Part:
    """A feature as the one who asks reads it."""
    properties = json_schema.properties(layer.declaration, layer.fields)
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "integer", "format": "int64"},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object", "properties": {n: nullable(p) for n, p in properties.items()}},
        },
    }


def _page_schema(layer: Readable) -> Part:
    return {
        "type": "object",
        "required": ["type", "features", "numberReturned", "links"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": feature_schema(layer)},
            "numberReturned": {"type": "integer"},
            "numberMatched": {"type": "integer"},
            "links": {"type": "array", "items": {"type": "object"}},
        },
    }
