"""Features as FlatGeobuf, where it can be with its spatial index: a web map reads a window of it over HTTP ranges."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from starlette.requests import Request
from starlette.responses import Response

from api.download import Body
from api.ogc.asked import Asked
from api.ogc.formats import gdal
from api.ogc.formats.format import Format
from api.ogc.formats.selection import Selection, Workshop, download
from api.ogc.service import Service
from gis.text import en, th


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """All that is asked for. The index has an order of its own, and no place for what has no geometry: where an order
    is asked for, or a row may be without a place, the file goes without it.
    """
    return download(request, Selection.served(ours, question), make, FORMAT.media, FORMAT.name)


def make(selection: Selection, workshop: Workshop) -> AbstractAsyncContextManager[Body]:
    """The file; see :func:`answer`."""
    indexed = "NO" if selection.question.order.keys or selection.has_gaps else "YES"
    title = selection.declaration.layer.title.th
    return gdal.make(selection, workshop, "fgb", "FlatGeobuf", TITLE=title, SPATIAL_INDEX=indexed)


FORMAT = Format("fgb", "application/flatgeobuf", th("แฟลตจีโอบัฟ") | en("FlatGeobuf"), answer, file=True)
