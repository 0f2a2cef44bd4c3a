"""The formats features go out in, one file each."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from api.accept import liking, ranges
from api.ogc.formats import csv, flatgeobuf, geojson, geopackage, geoparquet, html, kml
from api.ogc.formats.format import Format
from gis.errors import BadRequest
from gis.text import en, th

#: What programs read; a page offers each of them for download.
DOWNLOADS: tuple[Format, ...] = (
    geojson.FORMAT,
    csv.FORMAT,
    geopackage.FORMAT,
    flatgeobuf.FORMAT,
    geoparquet.FORMAT,
    kml.FORMAT,
)
#: In the order in which a client that takes several is given one; the first is for who says nothing.
FORMATS: tuple[Format, ...] = (*DOWNLOADS, html.beside(DOWNLOADS))
_BY_NAME = {format.name: format for format in FORMATS}


def chosen(request: Request, told: Mapping[str, str]) -> Format:
    """The format that ``f`` names, else the one the ``Accept`` header likes best, else GeoJSON."""
    wanted = told.get("f")
    if wanted is not None:
        if wanted not in _BY_NAME:
            known = ", ".join(_BY_NAME)
            raise BadRequest(th(f"f ใช้ได้เฉพาะ {known}") | en(f"f can only be {known} here."))
        return _BY_NAME[wanted]
    accept = request.headers.get("accept", "")
    if accept in ("", "*/*"):
        return FORMATS[0]
    wants = ranges(accept)
    return max(FORMATS, key=lambda format: liking(wants, format.media))
