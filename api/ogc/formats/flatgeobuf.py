"""Features as FlatGeobuf, with its spatial index: a web map or GDAL reads a window of it over HTTP ranges."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.ogc.asked import Asked
from api.ogc.formats import gdal
from api.ogc.formats.format import Format
from api.ogc.formats.selection import Selection
from api.ogc.service import Service
from gis.text import en, th


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """All that is asked for; in the order asked for, if any is, and then without the index, which has its own."""
    selection = Selection(ours, question)
    indexed = "NO" if question.order.keys else "YES"
    title = selection.declaration.layer.title.th
    return await gdal.answer(request, selection, FORMAT, "FlatGeobuf", TITLE=title, SPATIAL_INDEX=indexed)


FORMAT = Format("fgb", "application/flatgeobuf", th("แฟลตจีโอบัฟ") | en("FlatGeobuf"), answer, file=True)
