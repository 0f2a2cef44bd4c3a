"""Reading a layer's rows for somebody, and putting on record that personal ones were read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from api.database import Database
from api.ogc.readable import Readable


def announced(layer: Readable) -> bool:
    """Whether the database says when what the public sees of this layer changes: its geometry is its own."""
    return layer.declaration.geometry is not None


async def read(
    database: Database, person: str | None, layer: Readable, statement: str, *values: Any, window: bool = False
) -> Any:
    """The first row of a statement on a layer. Reading personal fields is put on record in the same transaction."""
    if person is None or not layer.personal:
        return await database.row(person, statement, *values, window=window)
    async with database.acting(person, write=True) as connection:
        return await read_within(connection, person, layer, statement, *values)


async def read_within(connection: Any, person: str | None, layer: Readable, statement: str, *values: Any) -> Any:
    """As :func:`read`, in a transaction that has begun and may write."""
    row = await connection.fetchrow(statement, *values)
    await record(connection, person, layer, row["id"] if row and "id" in row.keys() else None)  # noqa: SIM118 (no mapping)
    return row


async def record(connection: Any, person: str | None, layer: Readable, number: int | None) -> None:
    """Put on record that ``person`` read what is personal in a row, or in rows where no number is given."""
    if person is not None and layer.personal:
        why = "; ".join(dict.fromkeys(p.why for a in layer.declaration.attributes if (p := a.words.personal)))
        await connection.execute(
            "insert into gis.access_log (person, layer, row_id, fields, why) values ($1, $2, $3, $4, $5)",
            person, layer.name, number, ", ".join(layer.personal), why,
        )  # fmt: skip


async def announce(database: Database, person: str | None, layer: Readable) -> None:
    """Put on record that ``person`` is about to read what is personal in rows of a layer, if anything is."""
    if person is not None and layer.personal:
        async with database.acting(person, write=True) as connection:
            await record(connection, person, layer, None)


@asynccontextmanager
async def streaming(
    database: Database, person: str | None, layer: Readable, statement: str, *values: Any
) -> AsyncIterator[AsyncIterator[list[Any]]]:
    """Every row of a statement on a layer, as :meth:`Database.streaming`; one record of personal fields for them all.

    The record is committed before the first row is read: who hangs up half-way has read that half.
    """
    await announce(database, person, layer)
    async with database.streaming(person, statement, *values) as batches:
        yield batches
