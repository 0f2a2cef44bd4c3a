"""What OpenAPI says of writing features: for each layer that the one who asks may write to, what may be sent."""

from __future__ import annotations

from collections.abc import Sequence

from api.ogc.crs import CRS84, SERVED
from api.ogc.described import FEATURE_ID, feature_schema, item_path
from api.ogc.oas import ANY, PROBLEM_RESPONSE, Part, nullable, without_2020
from api.ogc.readable import Readable
from api.ogc.receive import FEATURE_MEDIA, PATCH_MEDIA
from api.ogc.subject import Paths
from gis.derive import schema as json_schema
from gis.derive.ogc import GEOJSON, JSON
from gis.derive.schema import GEOJSON_TYPES

CONTENT_CRS: Part = {
    "name": "Content-Crs", "in": "header", "required": False,
    "description": "The system of the coordinates that are sent",
    "schema": {"type": "string", "enum": [f"<{crs.uri}>" for crs in SERVED], "default": f"<{CRS84.uri}>"},
}  # fmt: skip
_IF_MATCH: Part = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "The ETag of the feature as it was read: where it has changed since, nothing is done (412)",
    "schema": {"type": "string"},
}  # fmt: skip
#: What somebody else had changed since the version an edit began from: theirs stays, history keeps all three.
CONFLICTS: Part = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["field", "base", "mine", "theirs"],
        "properties": {
            "field": {"type": "string"},
            **{side: {"type": "string", "nullable": True} for side in ("base", "mine", "theirs")},
        },
    },
}


def paths(layers: Sequence[Readable]) -> Paths:
    """The paths of writing features, for who may read or add to ``layers``."""
    told: Paths = {}
    for layer in layers:
        if layer.addable:
            told[f"/collections/{layer.name}/items"] = {"post": _post(layer)}
        item: Part = {}
        if layer.changeable:
            item |= {"put": _put(layer), "patch": _patch(layer)}
        if layer.removable:
            item["delete"] = _delete(layer)
        if item:
            told[item_path(layer)] = item
    return told


def _post(layer: Readable) -> Part:
    title = layer.declaration.layer.title
    return {
        "operationId": f"{layer.name}Add",
        "summary": f"เพิ่ม{title.th} | Add to {title.en}",
        "parameters": [CONTENT_CRS],
        "requestBody": _body(_whole(layer), FEATURE_MEDIA),
        "responses": {
            "201": {
                "description": "Stored",
                "headers": {"Location": {"schema": {"type": "string"}}},
                "content": {JSON: {"schema": ANY}},
            },
            "200": {"description": "Stored before under this uid", "content": {JSON: {"schema": ANY}}},
            "default": PROBLEM_RESPONSE,
        },
    }  # fmt: skip


def _put(layer: Readable) -> Part:
    title = layer.declaration.layer.title
    return {
        "operationId": f"{layer.name}Replace",
        "summary": f"แทนที่{title.th} | Replace one of {title.en}",
        "parameters": [FEATURE_ID, CONTENT_CRS, _IF_MATCH],
        "requestBody": _body(_whole(layer, based=True), FEATURE_MEDIA),
        "responses": _responses(layer),
    }


def _patch(layer: Readable) -> Part:
    title = layer.declaration.layer.title
    schema: Part = {"type": "object", "properties": {"properties": _fields(layer, layer.changeable, based=True)}}
    if layer.declaration.geometry is not None:
        schema["properties"]["geometry"] = _geometry(layer)
    return {
        "operationId": f"{layer.name}Change",
        "summary": f"แก้ไข{title.th} | Change one of {title.en}",
        "parameters": [FEATURE_ID, CONTENT_CRS, _IF_MATCH],
        "requestBody": _body(schema, PATCH_MEDIA),
        "responses": _responses(layer),
    }


def _delete(layer: Readable) -> Part:
    title = layer.declaration.layer.title
    return {
        "operationId": f"{layer.name}Remove",
        "summary": f"ลบ{title.th} | Remove one of {title.en}",
        "parameters": [FEATURE_ID, _IF_MATCH],
        "responses": {"204": {"description": "Removed; history keeps it"}, "default": PROBLEM_RESPONSE},
    }


def _responses(layer: Readable) -> Part:
    feature = feature_schema(layer)
    answered = feature | {"properties": feature["properties"] | {"conflicts": CONFLICTS}}
    return {
        "200": {
            "description": "The feature as it now is",
            "headers": {"ETag": {"schema": {"type": "string"}}, "Content-Crs": {"schema": {"type": "string"}}},
            "content": {GEOJSON: {"schema": answered}},
        },
        "default": PROBLEM_RESPONSE,
    }


def _body(schema: Part, media: Sequence[str]) -> Part:
    return {"required": True, "content": {kind: {"schema": schema} for kind in media}}


def _whole(layer: Readable, *, based: bool = False) -> Part:
    """A whole feature; what has a default, and what may be empty, may be left out."""
    names = tuple(a.name for a in layer.declaration.attributes if a.name in layer.addable)
    required = json_schema.submission(layer.declaration, names)["required"]
    fields = _fields(layer, layer.changeable if based else layer.addable, based=based)
    return {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "geometry": _geometry(layer),
            "properties": fields | ({"required": required} if required else {}),
        },
    }


def _fields(layer: Readable, open_to: frozenset[str], *, based: bool) -> Part:
    names = tuple(a.name for a in layer.declaration.attributes if a.name in open_to)
    told = json_schema.properties(layer.declaration, ("uid", *names))
    return {
        "type": "object",
        "properties": {
            **{name: nullable(schema) for name, schema in told.items()},
            **({"version": without_2020(_BASE)} if based else {}),
        },
        "additionalProperties": False,
    }


_BASE: Part = {
    "type": "integer", "minimum": 0,
    "description": "The version that was read: without If-Match, what others changed since is merged",
}  # fmt: skip


def _geometry(layer: Readable) -> Part:
    declared = layer.declaration.geometry
    if declared is None:
        return {"type": "object", "nullable": True}
    kind = GEOJSON_TYPES[declared.kind]
    return {
        "type": "object",
        "nullable": True,
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": sorted({kind, kind.removeprefix("Multi")})},
            "coordinates": {"type": "array", "items": {}},
        },
    }
