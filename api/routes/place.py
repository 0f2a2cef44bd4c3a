"""The place this instance serves."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.service import answer, service
from api.ogc.subject import Subject
from gis.derive.style import words


async def place(request: Request) -> Response:
    """Code, names, postcode, and bounds as west, south, east, north in CRS84."""
    query.parameters(request, ())
    told = service(request).settings.place
    return answer(
        {
            "code": told.code,
            "name": words(told.name),
            "organisation": words(told.organisation),
            "amphoe": words(told.amphoe),
            "province": words(told.province),
            "postcode": told.postcode,
            "bounds": list(told.bounds),
        },
        None,
    )


SUBJECT = Subject(routes=[Route("/api/place", place, methods=["GET"])])
