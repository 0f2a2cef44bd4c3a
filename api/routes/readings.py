"""Where devices send what they read."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.service import service
from api.ogc.subject import Subject
from api.readings import store
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


SUBJECT = Subject(routes=[Route("/api/readings", receive, methods=["POST"])])
