"""Features as a GeoPackage that opens in QGIS with the symbols and words of our map."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.ogc.asked import Asked
from api.ogc.formats import gdal
from api.ogc.formats.format import Format
from api.ogc.formats.selection import Selection
from api.ogc.service import Service
from gis.derive.qgis import qml
from gis.text import en, th


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """All that is asked for, in one table."""
    selection = Selection(ours, question)
    declaration, registry = selection.declaration, selection.registry
    layer = declaration.layer
    words = {"IDENTIFIER": layer.title.th, "DESCRIPTION": str(layer.about or layer.title)}
    style = qml(declaration, registry, selection.kinds)
    return await gdal.answer(request, selection, FORMAT, "GPKG", style=style, **words)


FORMAT = Format(
    "gpkg", "application/geopackage+sqlite3", th("จีโอแพ็กเกจ") | en("GeoPackage"), answer, file=True
)  # fmt: skip
