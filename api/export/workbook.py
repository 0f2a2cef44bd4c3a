"""Features as an Excel workbook (Office Open XML): one sheet, a column a field, days and numbers as Excel's own."""

from __future__ import annotations

import asyncio
import datetime
import math
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from api.download import Body, file_body
from api.export.losses import Losses
from api.ogc.formats.selection import Rows, Selection, Workshop, as_text
from gis.declare import GeometryKind
from gis.errors import BadRequest
from gis.text import en, th
from gis.thai import BANGKOK

#: What a sheet holds (ECMA-376 as Excel reads it): rows with the one of names, and characters of a cell.
_ROWS, _CHARACTERS = 1_048_576, 32_767
#: Excel has no day before this one, and takes 1900 for a leap year.
_FIRST = datetime.date(1900, 3, 1)
#: With hours of one digit GDAL takes a time for a day.
_TIME = "yyyy-mm-dd hh:mm:ss"
#: Kinds whose values Excel keeps as they are; of the others it is given the text.
_KEPT = frozenset({"integer", "ref", "number", "decimal", "boolean", "date", "datetime"})
#: What a sheet's name may not hold.
_UNNAMEABLE = re.compile(r"[\\/*?:\[\]]")

_TOO_LONG = th("ข้อความยาวเกินช่องของ Excel (32,767 ตัวอักษร) จึงเว้นว่าง") | en(
    "too long for a cell of Excel (32,767 characters), left empty"
)
_UNWRITABLE = th("มีอักขระควบคุมที่ Excel ไม่รับ จึงตัดออก") | en("held control characters that Excel refuses, left out")
_NO_NUMBER = th("ไม่ใช่ตัวเลขที่ Excel มี (NaN หรืออนันต์) จึงเว้นว่าง") | en("is no number to Excel (NaN or infinite), left empty")


@asynccontextmanager
async def make(selection: Selection, workshop: Workshop, *, losses: Losses) -> AsyncIterator[Body]:
    """All of a selection; a point as two numbers, any other place as WKT. Rows go to disk as they come.

    Raises BadRequest where there are more rows than a sheet has.
    """
    if selection.located and selection.geometry_kind is GeometryKind.POINT:
        shape, places = "null", {"longitude": f"ST_X({selection.geometry})", "latitude": f"ST_Y({selection.geometry})"}
    elif selection.located:
        shape, places = f"ST_AsText({selection.geometry}, {selection.crs.decimals})", {}
    else:
        shape, places = "null", {}
    values = [f"s.{n}" if kind in _KEPT else as_text(kind, f"s.{n}") for n, kind in selection.kinds.items()]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_UNNAMEABLE.sub(" ", selection.declaration.layer.title.th)[:31])
    sheet.freeze_panes = "A2"
    names = [*selection.kinds, *places, *(["geometry"] if shape != "null" else [])]
    sheet.append(names)
    try:
        async with selection.rows(shape, *values, *places.values()) as rows:
            await _fill(sheet, names, rows, losses)
    except BaseException:
        sheet.close()
        raise
    with workshop.folder() as folder:
        path = folder / "book.xlsx"
        await asyncio.to_thread(book.save, path)
        yield file_body(path)


async def _fill(sheet: Any, names: list[str], batches: Rows, losses: Losses) -> None:
    count = 1

    def add(rows: list[tuple[Any, ...]]) -> None:
        for shape, *values in rows:
            told = [*values, shape][: len(names)]
            sheet.append([_cell(sheet, n, v, values[0], losses) for n, v in zip(names, told, strict=True)])

    async for rows in batches:
        count += len(rows)
        if count > _ROWS:
            raise BadRequest(
                th(f"Excel มีได้ {_ROWS:,} แถว กรุณาใช้ --filter หรือส่งออกเป็น .csv หรือ .gpkg")
                | en(f"A sheet of Excel has {_ROWS:,} rows. Use --filter, or write .csv or .gpkg.")
            )
        await asyncio.to_thread(add, rows)


def _cell(sheet: Any, name: str, value: Any, row: int, losses: Losses) -> Any:
    """What Excel is given for a value. A text is one whatever it begins with: an equals sign is no formula."""
    match value:
        case str():
            if ILLEGAL_CHARACTERS_RE.search(value):
                losses.note(name, _UNWRITABLE, row)
                value = ILLEGAL_CHARACTERS_RE.sub("", value)
            if len(value) > _CHARACTERS:
                losses.note(name, _TOO_LONG, row)
                return None
            cell = WriteOnlyCell(sheet, value)
            cell.data_type = "s"
            return cell
        case datetime.datetime():
            local = value.astimezone(BANGKOK).replace(microsecond=0)
            if local.date() < _FIRST:
                return local.isoformat()
            cell = WriteOnlyCell(sheet, local.replace(tzinfo=None))
            cell.number_format = _TIME
            return cell
        case datetime.date():
            return value if value >= _FIRST else value.isoformat()
        case float() | Decimal() if not math.isfinite(value):
            losses.note(name, _NO_NUMBER, row)
            return None
    return value
