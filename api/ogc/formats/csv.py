"""Features as comma-separated values (RFC 4180), as a spreadsheet in Thailand opens them."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import Response

from api.download import Body
from api.ogc.asked import Asked
from api.ogc.formats.format import Format
from api.ogc.formats.selection import Rows, Selection, as_text, download
from api.ogc.service import Service
from gis.crs import STORED
from gis.declare import GeometryKind
from gis.text import en, th

#: Without it Excel takes UTF-8 for the encoding of Windows, and Thai for noise.
_BOM = "\ufeff"
#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: The kinds whose text anybody may have written.
_FREE = frozenset({"text", "code", "codes"})


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """All that is asked for: a column a field, by its name, and the place: a point as two numbers, else as WKT."""
    selection = Selection(ours, question)
    place = _place(selection)

    @asynccontextmanager
    async def body() -> AsyncIterator[Body]:
        # The place, which can be large, comes first from the database and last to the reader.
        texts = [as_text(kind, f"s.{name}") for name, kind in selection.kinds.items()]
        async with selection.rows(*place.values(), *texts) as rows:
            yield Body(_pieces([*selection.kinds, *place], selection, len(place), rows))

    return download(request, selection, body, FORMAT.media, "csv")


def _place(selection: Selection) -> dict[str, str]:
    """The columns that say where a feature is, each with its SQL."""
    if not selection.located:
        return {}
    shape, decimals = selection.geometry, selection.crs.decimals
    if selection.geometry_kind is not GeometryKind.POINT:
        return {"geometry": f"ST_AsText({shape}, {decimals})"}
    names = ("longitude", "latitude") if selection.crs.srid == STORED else ("easting", "northing")
    return {
        name: f"trim_scale(round({axis}({shape})::numeric, {decimals}))::text"
        for name, axis in zip(names, ("ST_X", "ST_Y"), strict=True)
    }


async def _pieces(names: Sequence[str], selection: Selection, places: int, batches: Rows) -> AsyncIterator[bytes]:
    free = [places + n for n, kind in enumerate(selection.kinds.values()) if kind in _FREE]

    def written(rows: list[tuple[object, ...]]) -> bytes:
        lines = io.StringIO(newline="")
        csv.writer(lines).writerows((*row[places:], *row[:places]) for row in (_harmless(row, free) for row in rows))
        return lines.getvalue().encode()

    head = io.StringIO(_BOM, newline="")
    head.seek(len(_BOM))
    csv.writer(head).writerow(names)
    yield head.getvalue().encode()
    async for rows in batches:
        yield await asyncio.to_thread(written, rows)


def _harmless(row: tuple[object, ...], free: Sequence[int]) -> Sequence[object]:
    """A row whose texts are texts to a spreadsheet too: an apostrophe says so before what would be a formula."""
    values = list(row)
    for n in free:
        value = values[n]
        if isinstance(value, str) and value.startswith(_FORMULA):
            values[n] = f"'{value}"
    return values


FORMAT = Format("csv", "text/csv", th("ตาราง CSV") | en("CSV"), answer, file=True)
