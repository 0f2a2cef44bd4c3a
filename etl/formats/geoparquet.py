"""GeoParquet by Arrow, which GDAL's common builds leave out: https://geoparquet.org, versions 1.0 and 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from etl.delivery import BATCH, Asked, Batch, Delivery, Encoding
from etl.formats import longest
from etl.formats.recognised import recognise
from gis.errors import ImportRefused
from gis.text import en, th


def read(path: Path, asked: Asked) -> Delivery:
    """The table in a GeoParquet file, with the shapes of its primary column; one without a geometry is a plain table.

    Raises ImportRefused for a damaged file and for shapes that are not WKB, TooLarge for a shape of too many points.
    """
    recognise(path)
    try:
        file = parquet.ParquetFile(path)
        about = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        geometry = about.get("primary_column")
        column = about["columns"][geometry] if geometry else {}
        names = [name for name in file.schema_arrow.names if name != geometry]
        if column.get("encoding", "WKB") != "WKB":
            raise ImportRefused(
                th(f"{path.name} เก็บรูปร่างแบบ {column['encoding']} กรุณาบันทึกใหม่โดยใช้ WKB")
                | en(f"{path.name} keeps shapes as {column['encoding']!r}. Save it again with the encoding WKB.")
            )
        _refuse_long(path, file, geometry)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise _unreadable(path, wrong) from wrong
    batches = _batches(path, file, names, geometry)
    return Delivery(path, tuple(names), batches, _crs(column) if geometry else None, Encoding("UTF-8", _DEFINED))


_DEFINED = th("Parquet กำหนดเอง") | en("Parquet defines it")


def _batches(path: Path, file: parquet.ParquetFile, names: list[str], geometry: str | None) -> Iterator[Batch]:
    first = 0
    try:
        for found in file.iter_batches(BATCH):
            shapes = None if geometry is None else found[geometry]
            longest.refuse_wkb(path, shapes)
            yield Batch(first, _written(found.select(names)), shapes)
            first += found.num_rows
        if not first:
            nothing = file.schema_arrow.empty_table().to_batches() or [
                pa.RecordBatch.from_pylist([], file.schema_arrow)
            ]
            yield Batch(0, nothing[0].select(names), None if geometry is None else nothing[0][geometry])
    except (pa.ArrowException, OSError, ValueError) as wrong:
        raise _unreadable(path, wrong) from wrong


def _written(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Columns as the other formats give them: days and times as text, words that are kept once each written out."""
    for at, field in enumerate(rows.schema):
        column = rows.column(at)
        if pa.types.is_dictionary(field.type):
            column = column.dictionary_decode()
        if pa.types.is_timestamp(column.type) or pa.types.is_large_string(column.type) or pa.types.is_time(column.type):
            column = column.cast(pa.string())
        if column.type != field.type:
            rows = rows.set_column(at, field.name, column)
    return rows


def _crs(column: dict[str, Any]) -> str | None:
    """The system as PROJ's JSON; longitude and latitude where the file names none, None where it says unknown."""
    told = column.get("crs", "OGC:CRS84")
    if told is None or isinstance(told, str):
        return told
    code = told.get("id", {})
    return f"{code['authority']}:{code['code']}" if {"authority", "code"} <= set(code) else json.dumps(told)


def _refuse_long(path: Path, file: parquet.ParquetFile, geometry: str | None) -> None:
    """Refuse before a row group is decoded whose shapes are, taken together, longer than their number allows."""
    if geometry is None or geometry not in file.schema_arrow.names:
        return
    at = next(i for i in range(len(file.schema)) if file.schema.column(i).path == geometry)
    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group)
        if about.column(at).total_uncompressed_size > longest.MOST_BYTES * max(1, about.num_rows) + 4096:
            raise longest.too_many(path)


def _unreadable(path: Path, wrong: Exception) -> ImportRefused:
    why = str(wrong).replace(str(path), path.name)[:200]
    return ImportRefused(
        th(f"อ่าน {path.name} เป็น GeoParquet ไม่ได้: {why}") | en(f"{path.name} cannot be read as GeoParquet: {why}")
    )
