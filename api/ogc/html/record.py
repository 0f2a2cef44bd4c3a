"""The page of one record."""

from __future__ import annotations

import datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.language import language
from api.ogc.html import records
from api.ogc.html.page import View, page
from api.ogc.html.values import moment
from api.ogc.readable import Readable
from api.ogc.service import Service
from gis.text import Text


async def answer(
    request: Request, ours: Service, person: str | None, layer: Readable, body: bytes, then: datetime.datetime | None
) -> Response:
    """A feature, here as GeoJSON, with its fields in words; ``then`` is the moment of its past that was asked for."""
    feature, spoken = orjson.loads(body), language(request.scope)
    row = await records.one(request, ours, person, layer, feature, spoken)
    facts = {
        "layer": layer,
        "row": row,
        "located": feature["geometry"] is not None,
        "then": moment(then, spoken) if then else None,
    }
    return page(request, person, View("item", Text(row.name, row.name), facts), feature)
