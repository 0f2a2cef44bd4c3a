"""The formats features go out in, one file each."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from api.ogc.formats import geojson, html
from api.ogc.formats.format import Format
from gis.errors import BadRequest
from gis.text import en, th

#: What programs read; a page offers each of them for download.
DOWNLOADS: tuple[Format, ...] = (geojson.FORMAT,)
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
    return max(FORMATS, key=lambda format: _liking(accept, format.media))


def _liking(accept: str, media: str) -> float:
    """How much an ``Accept`` header wants a media type that it names: its q, 0 where it does not name it."""
    best, kind = 0.0, media.partition(";")[0]
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name == kind or (name == "application/json" and kind.endswith("+json")):
            told = next((p[2:] for p in parameters if p.startswith("q=")), "1")
            best = max(best, float(told) if told.replace(".", "", 1).isdigit() else 0.0)
    return best
