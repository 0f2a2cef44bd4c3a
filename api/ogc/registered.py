"""Registered rasters as the one who asks may read them, and answers that are drawn of one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from api.drawing import Drawing
from api.ogc.service import OPEN, Service, held, raw, service
from gis.errors import Busy, NotFound
from gis.raster import COLUMNS, Raster, of_row
from gis.text import en, th

_ALL = f"select {', '.join(COLUMNS)} from gis.raster order by name"
_ONE = f"select {', '.join(COLUMNS)} from gis.raster where name = $1"
#: Part of every tag: raise it when the same raster is drawn or written otherwise than before.
_EDITION = "1"


async def every(ours: Service, person: str | None) -> list[Raster]:
    """The rasters that ``person`` may read, by name; the database leaves out the others."""
    return [of_row(row) for row in await ours.database.rows(person, _ALL)]


async def find(request: Request) -> tuple[str | None, Raster]:
    """Who asks, and the raster that the address names; raises NotFound for any that they may not read."""
    ours, name = service(request), request.path_params["raster"]
    person = await ours.person(request)
    row = await ours.database.row(person, _ONE, name)
    if row is None:
        raise NotFound(
            th(f"ไม่พบราสเตอร์ {name[:60]!r} ดูรายชื่อที่ /ogc/collections")
            | en(f"There is no raster {name[:60]!r}. See /ogc/collections for their names.")
        )
    return person, of_row(row)


def lost() -> Busy:
    """What is said where a file that is registered is not there."""
    return Busy(
        th("ไฟล์ของราสเตอร์นี้ยังไม่พร้อม ลองใหม่อีกครั้ง ถ้ายังไม่ได้ให้แจ้งเจ้าหน้าที่")
        | en("The file of this raster is not there. Try again; if that does not help, tell the office.")
    )


def path(request: Request, raster: Raster) -> Path:
    """Where the file of a raster lies."""
    return service(request).settings.rasters / raster.file


async def drawn(
    request: Request, person: str | None, raster: Raster, media: str, work: Callable[[], bytes], name: str | None = None
) -> Response:
    """What ``work`` makes of a raster for this very address, in a thread; 304 for a client that has it.

    A public answer is tagged by all it is made of, so nothing is drawn to find out that it is the same. ``name`` is
    what a client may save it as.
    """
    tag = _tag(request, raster, media)
    headers = (
        {**OPEN, "ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept, Authorization"}
        if person is None
        else held(person)
    )
    if person is None and tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    drawing: Drawing = request.app.state.drawing
    if name is not None:
        headers = {**headers, "Content-Disposition": f'inline; filename="{name}"'}
    return raw(await drawing.run(work), person, media, headers)


def _tag(request: Request, raster: Raster, media: str) -> str:
    parts = _EDITION, repr(raster), media, request.url.path, request.url.query
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'
