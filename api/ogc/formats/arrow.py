"""A selection as Arrow record batches, with its geometry as WKB."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pyarrow as pa

from api.ogc.formats.selection import Rows, Selection, as_text

GEOMETRY = "geometry"
_TYPES = {
    "text": pa.string(), "code": pa.string(), "codes": pa.list_(pa.string()), "integer": pa.int32(), "ref": pa.int64(),
    "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(), "datetime": pa.timestamp("us", "UTC"),
    "uuid": pa.string(),
}  # fmt: skip


class Written:
    """A file in memory that is emptied while it is being written."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        """Keep a copy: the writer reuses its buffer."""
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written can still be taken."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken, self._parts = b"".join(self._parts), []
        return taken


def schema(selection: Selection, texts: Collection[str] = ()) -> pa.Schema:
    """The Arrow schema of a selection, geometry last; the kinds in ``texts`` are written as text.

    Each field says its Thai title in the words of GDAL, whose formats keep it.
    """
    declaration = selection.declaration
    types = {name: _TYPES.get(kind) for name, kind in selection.kinds.items()}
    for name, kind in selection.kinds.items():
        if kind in texts:
            types[name] = pa.string()
        elif kind == "decimal":
            types[name] = pa.decimal128(14, declaration[name].places or 0)
    fields = [
        pa.field(name, type_, metadata={"GDAL:OGR:alternative_name": selection.titles[name]})
        for name, type_ in types.items()
    ]
    return pa.schema([*fields, *([pa.field(GEOMETRY, pa.binary())] if selection.located else [])])


@asynccontextmanager
async def batches(selection: Selection, told: pa.Schema) -> AsyncIterator[AsyncIterator[pa.RecordBatch]]:
    """The rows of a selection in the schema made of it."""
    shape = f"ST_AsBinary({selection.geometry})" if selection.located else "null"
    columns = [_column(name, kind, told.field(name).type) for name, kind in selection.kinds.items()]
    async with selection.rows(shape, *columns) as rows:
        yield _batches(told, rows)


def _column(name: str, kind: str, type_: pa.DataType) -> str:
    if type_ == pa.string():
        return as_text(kind, f"s.{name}")
    return f"nullif(s.{name}, 'NaN')" if kind == "decimal" else f"s.{name}"


async def _batches(told: pa.Schema, rows: Rows) -> AsyncIterator[pa.RecordBatch]:
    async for some in rows:
        yield await asyncio.to_thread(_batch, told, some)


def _batch(told: pa.Schema, rows: list[tuple[object, ...]]) -> pa.RecordBatch:
    shapes, *columns = zip(*rows, strict=True)
    ordered: Iterable[Any] = [*columns, shapes]
    arrays = [pa.array(values, field.type) for values, field in zip(ordered, told, strict=False)]
    return pa.record_batch(arrays, schema=told)
