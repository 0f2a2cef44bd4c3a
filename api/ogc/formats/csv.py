"""Features as comma-separated values (RFC 4180), as a spreadsheet in Thailand opens them."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import Response

from api.download import Body
from api.ogc.asked import Asked
from api.ogc.formats.format import Format
from api.ogc.formats.selection import Rows, Selection, Workshop, as_text, download
from api.ogc.service import Service
from gis.crs import STORED
from gis.declare import GeometryKind
from gis.text import en, th

#: Without it Excel takes UTF-8 for the encoding of Windows, and Thai for noise.
_BOM = "\ufeff"
#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Is told the field and the id of a row.
Note = Callable[[str, int], None]
#: The kinds whose text anybody may have written.
_FREE = frozenset({"text", "code", "codes"})


def _unnoted(name: str, row: int) -> None:
    """Who downloads is not told."""


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """All that is asked for: a column a field, by its name, and the place: a point as two numbers, else as WKT."""
    return download(request, Selection.served(ours, question), make, FORMAT.media, "csv")


@asynccontextmanager
async def make(
    selection: Selection, workshop: Workshop, *, buddhist: bool = False, hidden: Note = _unnoted
) -> AsyncIterator[Body]:
    """The file; see :func:`answer`. Its days are ISO's, or as Thai offices write them: ``31/01/2569``.

    ``hidden`` is told the field and the id of each text that would be a formula.
    """
    place = _place(selection)
    written = _as_thai if buddhist else as_text
    # The place, which can be large, comes first from the database and last to the reader.
    texts = [written(kind, f"s.{name}") for name, kind in selection.kinds.items()]
    async with selection.rows(*place.values(), *texts) as rows:
        yield Body(_pieces([*selection.kinds, *place], selection, len(place), rows, hidden))


def _as_thai(kind: str, column: str) -> str:
    """SQL that writes days and times in the Buddhist era, and all else as ever.

    Until B.E. 2483 the year began in April: its January to March are 542 years from the common era.
    """
    if kind not in ("date", "datetime"):
        return as_text(kind, column)
    local = f"({column} at time zone 'Asia/Bangkok')" if kind == "datetime" else column
    clock = f" || to_char({local}, ' HH24:MI:SS')" if kind == "datetime" else ""
    apart = f"case when {local} < '1941-01-01' and extract(month from {local}) < 4 then 542 else 543 end"
    return f"to_char({local}, 'DD/MM/') || (extract(year from {local})::int + {apart}){clock}"


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


async def _pieces(
    names: Sequence[str], selection: Selection, places: int, batches: Rows, hidden: Note
) -> AsyncIterator[bytes]:
    free = {places + n: name for n, (name, kind) in enumerate(selection.kinds.items()) if kind in _FREE}

    def harmless(row: tuple[object, ...]) -> Sequence[object]:
        """A row whose texts are texts to a spreadsheet too: an apostrophe says so before what would be a formula."""
        values = list(row)
        for n, name in free.items():
            value = values[n]
            if isinstance(value, str) and value.startswith(_FORMULA):
                values[n] = f"'{value}"
                hidden(name, int(str(row[places])))
        return values

    def written(rows: list[tuple[object, ...]]) -> bytes:
        lines = io.StringIO(newline="")
        csv.writer(lines).writerows((*row[places:], *row[:places]) for row in map(harmless, rows))
        return lines.getvalue().encode()

    head = io.StringIO(_BOM, newline="")
    head.seek(len(_BOM))
    csv.writer(head).writerow(names)
    yield head.getvalue().encode()
    async for rows in batches:
        yield await asyncio.to_thread(written, rows)


FORMAT = Format("csv", "text/csv", th("ตาราง CSV") | en("CSV"), answer, file=True)
