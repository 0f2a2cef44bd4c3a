"""Where devices send what they read."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.oas import PROBLEM_RESPONSE, Part, nullable, without_2020
from api.ogc.readable import Readable
from api.ogc.service import service
from api.ogc.subject import Paths, Subject
from api.readings import MOST, store
from gis import readings
from gis.derive import schema as json_schema
from gis.derive.ogc import JSON


async def receive(request: Request) -> Response:
    """Store the readings of the device whose token this is; 201 where some were new, 200 where all were known."""
    ours = service(request)
    device = await ours.doorkeeper.device(request)
    query.parameters(request, ())
    received, new = await store(ours.database, ours.registry, device, await request.body())
    return Response(
        orjson.dumps({"received": received, "stored": new, "known": received - new}),
        201 if new else 200,
        media_type=JSON,
    )


_COUNT: Part = {"type": "integer", "minimum": 0}
_RECEIVED: Part = {
    "type": "object",
    "required": ["received", "stored", "known"],
    "properties": {"received": _COUNT, "stored": _COUNT, "known": _COUNT},
}


def _beside(layers: Sequence[Readable]) -> Paths:
    found = [_reading(layer) for layer in layers if layer.readable and readings.device_layer(layer.declaration)]
    if not found:
        return {}
    several = [{"type": "array", "minItems": 1, "maxItems": MOST, "items": each} for each in found]
    content = {JSON: {"schema": _RECEIVED}}
    told: Part = {
        "operationId": "addReadings",
        "summary": "Store what a device read: one reading, or a list of them",
        "description": "The token says which device sends, and so of what these are the readings.",
        "security": [{"device": []}],
        "requestBody": {"required": True, "content": {JSON: {"schema": {"anyOf": [*found, *several]}}}},
        "responses": {
            "201": {"description": "Some were new", "content": content},
            "200": {"description": "All were known already", "content": content},
            "default": PROBLEM_RESPONSE,
        },
    }
    return {"/api/readings": {"post": told}}


def _reading(layer: Readable) -> Part:
    """What a device sends to a layer of readings, as far as the one who asks may read of its fields."""
    declaration = layer.declaration
    assert declaration.layer.readings is not None
    at, fields = declaration.layer.readings.at, readings.filled(declaration)
    schemas = json_schema.properties(declaration, tuple(name for name in fields if name in layer.fields))
    return {
        "type": "object",
        "required": [at],
        "additionalProperties": False,
        "properties": {
            name: without_2020(schema) if name == at else nullable(schema) for name, schema in schemas.items()
        },
    }


SUBJECT = Subject(routes=[Route("/api/readings", receive, methods=["POST"])], beside=_beside)
