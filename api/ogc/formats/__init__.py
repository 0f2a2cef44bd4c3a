"""The formats features go out in, one file each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from starlette.requests import Request

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
_QUALITY = re.compile(r"[01](\.[0-9]{0,3})?")
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
    ranges = [_range(part) for part in accept.lower().split(",")]
    return max(FORMATS, key=lambda format: _liking(ranges, format.media))


def _range(part: str) -> tuple[str, float]:
    """A media range of an ``Accept`` header and its q."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    told = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    return name, float(told) if _QUALITY.fullmatch(told) else 0.0


def _liking(ranges: Sequence[tuple[str, float]], media: str) -> float:
    """The q of the range that names a media type most exactly (RFC 9110 12.5.1); 0 where none does."""
    also = "application/json" if media.endswith("+json") else media
    for names in ({media, also}, {f"{media.partition('/')[0]}/*"}, {"*/*"}):
        if told := [q for name, q in ranges if name in names]:
            return max(told)
    return 0.0
