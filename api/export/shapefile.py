"""Features as an Esri shapefile, for who needs one, with all that it cannot hold said."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from api.export.losses import Losses
from api.ogc.formats import arrow, gdal
from api.ogc.formats.arrow import GEOMETRY
from api.ogc.formats.selection import Selection
from gis.errors import BadRequest
from gis.text import Text, en, th

#: The encodings Thai shapefiles come in.
ENCODINGS = ("UTF-8", "CP874")
#: What a dBASE file holds: letters of a field's name, bytes of a text, fields.
_NAME, _TEXT = 10, 254
#: Kinds that dBASE has no type for.
_AS_TEXT = ("codes", "datetime")


async def write(selection: Selection, out: Path, encoding: str, losses: Losses) -> None:
    """Write ``out`` and its companions (.shx, .dbf, .prj, .cpg); raises BadRequest where it cannot hold the layer."""
    if not selection.located or selection.geometry_kind is None:
        raise BadRequest(
            th("Shapefile ต้องมีรูปร่างชนิดเดียว กรุณาเลือกรูปแบบอื่น เช่น .gpkg หรือ .csv")
            | en("A shapefile needs places of one kind. Choose another format: .gpkg or .csv.")
        )
    told = arrow.schema(selection, texts=_AS_TEXT)
    short = {**short_names(selection.kinds), GEOMETRY: GEOMETRY}
    sent = pa.schema([pa.field(short[field.name], field.type) for field in told])
    options = gdal.driven(selection, "ESRI Shapefile", encoding=encoding)
    async with arrow.batches(selection, told) as batches:
        fitted = _fitted(batches, sent, encoding, losses)
        await gdal.write({"path": str(out), "options": {**options, "layer": out.stem}}, sent, fitted, out.parent)


def short_names(names: Any) -> dict[str, str]:
    """Each name by the one of at most ten letters that stands for it; two that would be the same are numbered."""
    short: dict[str, str] = {}
    for name in names:
        cut, number = name[:_NAME], 1
        while cut in short.values():
            number += 1
            cut = f"{name[: _NAME - 1 - len(str(number))]}_{number}"
        short[name] = cut
    return short


def remarks(selection: Selection) -> Iterator[Text]:
    """What a shapefile of this selection says otherwise, whatever its rows hold."""
    cut = {name: short for name, short in short_names(selection.kinds).items() if short != name}
    if cut:
        listed = ", ".join(f"{short} = {name}" for name, short in cut.items())
        yield th(f"ชื่อช่องเหลือ 10 ตัวอักษร: {listed}") | en(f"names of fields cut to 10 letters: {listed}")
    texts = [name for name, kind in selection.kinds.items() if kind in _AS_TEXT]
    if texts:
        listed = ", ".join(texts)
        yield th(f"เป็นข้อความ เพราะ Shapefile ไม่มีชนิดนี้: {listed}") | en(
            f"written as text, for a shapefile has no such type: {listed}"
        )


async def _fitted(
    batches: AsyncIterator[pa.RecordBatch], sent: pa.Schema, encoding: str, losses: Losses
) -> AsyncIterator[pa.RecordBatch]:
    async for batch in batches:
        yield await asyncio.to_thread(_fit, batch, sent, encoding, losses)


def _fit(batch: pa.RecordBatch, sent: pa.Schema, encoding: str, losses: Losses) -> pa.RecordBatch:
    """A batch whose texts a dBASE file of this encoding can hold, under the names it can hold."""
    ids = batch.column(0).to_pylist()
    columns = []
    for field, column in zip(batch.schema, batch.columns, strict=True):
        if field.type == pa.string():
            values = zip(column.to_pylist(), ids, strict=True)
            column = pa.array([v and _fit_text(field.name, v, row, encoding, losses) for v, row in values], pa.string())
        columns.append(column)
    return pa.record_batch(columns, schema=sent)


def _fit_text(name: str, text: str, row: int, encoding: str, losses: Losses) -> str:
    told = text.encode(encoding, "replace")
    if encoding != "UTF-8" and told.decode(encoding) != text:
        losses.note(name, _unwritable(encoding), row)
    if len(told) <= _TEXT:
        return told.decode(encoding)
    losses.note(name, _CUT, row)
    kept = told[:_TEXT].decode(encoding, "ignore")
    # A vowel or tone mark that stands above its letter goes with it.
    following = text[len(kept) : len(kept) + 1]
    while kept and unicodedata.category(following) == "Mn":
        kept, following = kept[:-1], kept[-1]
    return kept


_CUT = th("ตัดข้อความที่ยาวเกิน 254 ไบต์") | en("texts of more than 254 bytes were cut")


def _unwritable(encoding: str) -> Text:
    return th(f"อักขระที่ไม่มีใน {encoding} เขียนเป็น ?") | en(f"letters that {encoding} lacks were written as ?")
