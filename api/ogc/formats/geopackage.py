"""Features as a GeoPackage that opens in QGIS with the symbols and words of our map."""

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
from gis.derive.qgis import qml
from gis.text import en, th


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """All that is asked for, in one table."""
    return download(request, Selection.served(ours, question), make, FORMAT.media, FORMAT.name)


def make(selection: Selection, workshop: Workshop) -> AbstractAsyncContextManager[Body]:
    """The file; see :func:`answer`."""
    declaration, registry = selection.declaration, selection.registry
    layer = declaration.layer
    words = {"IDENTIFIER": layer.title.th, "DESCRIPTION": str(layer.about or layer.title)}
    style = qml(declaration, registry, selection.kinds)
    return gdal.make(selection, workshop, "gpkg", "GPKG", style=style, **words)


FORMAT = Format(
    "gpkg", "application/geopackage+sqlite3", th("จีโอแพ็กเกจ") | en("GeoPackage"), answer, file=True
)  # fmt: skip
