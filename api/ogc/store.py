"""The statements that write one feature, run as whoever asks: grants, policies and triggers decide what comes of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import asyncpg

from api.ogc import values
from api.ogc.condition import Bound
from api.ogc.drawn import Drawn
from api.ogc.precondition import Versions
from api.ogc.readable import Readable
from api.ogc.receive import Edit, Row
from gis.errors import ChangedMeanwhile, Conflict, Forbidden, NotFound
from gis.text import en, th

#: The column and value by which an address names a feature.
Address = tuple[str, int | uuid.UUID]


@dataclass(frozen=True, slots=True)
class Added:
    """Where a feature went. ``id`` is None for who may add but not read; ``new`` False for a repeated request."""

    uid: uuid.UUID
    id: int | None
    new: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field that two people changed: theirs stays, and history keeps all three values, here as text."""

    field: str
    base: str | None
    mine: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A feature after an edit, and what of the edit somebody else had changed before."""

    id: int
    version: int
    conflicts: tuple[Dispute, ...]


async def add(connection: Any, layer: Readable, row: Row) -> Added:
    """Insert a row; a row whose uid is there already is left alone. Raises what PostgreSQL says of a broken rule."""
    bound = Bound(row.uid)
    columns, places = ["uid"], ["$1"]
    for name, value in row.values.items():
        columns.append(name)
        places.append(values.read_as(layer.declaration[name], bound(value)))
    if row.geometry is not None:
        columns.append("geom")
        places.append(row.geometry.crs.to_stored(row.geometry.as_sent(bound(row.geometry.geojson))))
    table = f"core.{layer.name}"
    readable = "uid" in layer.published or "uid" in layer.fields
    insert = f"insert into {table} ({', '.join(columns)}) values ({', '.join(places)})"
    try:
        async with connection.transaction():  # a savepoint: a uid that is there already ends no batch
            number = await connection.fetchval(f"{insert} returning id" if readable else insert, *bound.values)
            return Added(row.uid, number, new=True)
    except asyncpg.UniqueViolationError as there:
        if there.constraint_name != f"{layer.name}_uid_key":
            raise
    except asyncpg.ForeignKeyViolationError:
        raise _refers_to_nothing() from None
    number = await connection.fetchval(f"select id from {table} where uid = $1", row.uid) if readable else None
    return Added(row.uid, number, new=False)


async def change(connection: Any, layer: Readable, address: Address, edit: Edit, match: Versions) -> Changed:
    """Change a row. Fields that somebody else changed since the version the edit began from are merged (ADR 5).

    Raises NotFound, ChangedMeanwhile where its version is none of ``match``, and Forbidden for a row that is another
    division's; Conflict where the body calls the feature by another name than the address does.
    """
    column, key = address
    bound = Bound(key)
    base = "t.version" if match is not None else f"{bound(edit.based_on)}::integer"
    # Always set, so that an edit of nothing is held to the same rules.
    sets = [f"based_on = {base}", *(f"{name} = default" for name in edit.defaults)]
    for name, value in edit.values.items():
        sets.append(f"{name} = {values.read_as(layer.declaration[name], bound(value))}")
    if edit.places:
        sets.append(f"geom = {_as_it_was(edit.geometry, layer, base, bound) if edit.geometry else 'null'}")
    only = "" if match is None else f" and t.version = any({bound(list(match))}::integer[])"
    statement = (
        f"update core.{layer.name} t set {', '.join(sets)} where t.{column} = $1{only} returning t.id, t.uid, t.version"
    )
    try:
        row = await connection.fetchrow(statement, *bound.values)
    except asyncpg.ForeignKeyViolationError:
        raise _refers_to_nothing() from None
    if row is None:
        raise await _why_not(connection, layer, address, match)
    if not {str(row["id"]), str(row["uid"])}.issuperset(edit.names):
        raise Conflict(
            th("id หรือ uid ในเนื้อหาเป็นของระเบียนอื่น ไม่ตรงกับที่อยู่ที่ส่งไป")
            | en("The body's id or uid is another record's than the address names.")
        )
    return Changed(row["id"], row["version"], await _disputes(connection, layer, row["id"]))


async def remove(connection: Any, layer: Readable, address: Address, match: Versions) -> int:
    """Remove a row and return its number; raises as :func:`change`, and Conflict while others refer to it."""
    column, key = address
    bound = Bound(key)
    only = "" if match is None else f" and t.version = any({bound(list(match))}::integer[])"
    statement = f"delete from core.{layer.name} t where t.{column} = $1{only} returning t.id"
    try:
        number = await connection.fetchval(statement, *bound.values)
    except asyncpg.ForeignKeyViolationError:
        raise Conflict(
            th("ลบไม่ได้ เพราะยังมีระเบียนอื่นอ้างถึง") | en("Other records refer to this one, so it cannot be removed.")
        ) from None
    if number is None:
        raise await _why_not(connection, layer, address, match)
    return int(number)


async def changeset(connection: Any) -> int | None:
    """The number of the changeset that this transaction opened; None while it has changed nothing."""
    number: int | None = await connection.fetchval(f"select {_CHANGESET}")
    return number


_CHANGESET = "nullif(current_setting('takeed.changeset', true), '')::bigint"


def _as_it_was(geometry: Drawn, layer: Readable, base: str, bound: Bound) -> str:
    """SQL of the geometry to store.

    What is served is rounded to a millimetre. A client that sends it back has not moved anything: the geometry that
    would be served so, now or in the version the edit began from, stays as it is.
    """
    crs, placeholder = geometry.crs, bound(geometry.geojson)
    sent = geometry.as_sent(placeholder)
    served = f"ST_AsGeoJSON({crs.of_stored('k.geom')}, {crs.decimals}, 0)"
    return (
        "coalesce((select k.geom from (select t.geom union all"
        f" select h.geom from history.{layer.name} h where h.id = t.id and h.version = {base}) k"
        f" where {served} = ST_AsGeoJSON({sent}, {crs.decimals}, 0) limit 1), {crs.to_stored(sent)})"
    )


async def _disputes(connection: Any, layer: Readable, number: int) -> tuple[Dispute, ...]:
    rows = await connection.fetch(
        "select field, base, mine, theirs from history.conflict"
        f" where changeset_id = {_CHANGESET} and layer = $1 and row_id = $2 order by id",
        layer.name, number,
    )  # fmt: skip
    return tuple(Dispute(*row) for row in rows)


async def _why_not(connection: Any, layer: Readable, address: Address, match: Versions) -> Exception:
    """Why a write met no row: a policy passes over in silence what it forbids."""
    column, key = address
    version = await connection.fetchval(f"select version from core.{layer.name} where {column} = $1", key)
    if version is None:
        return no_such_item()
    if match is not None and version not in match:
        return ChangedMeanwhile()
    return Forbidden(
        th("ระเบียนนี้เป็นของกองอื่น ให้กองนั้นแก้หรือโอนเรื่องมาก่อน")
        | en("This record belongs to another division. Ask them to change it, or to hand it over.")
    )


def no_such_item() -> NotFound:
    """What is said of an address that names no feature."""
    return NotFound(
        th("ไม่พบระเบียนเลขที่นี้ในชั้นข้อมูล อาจถูกลบไปแล้ว")
        | en("There is no feature of that number here. It may have been removed.")
    )


def _refers_to_nothing() -> Conflict:
    return Conflict(
        th("ระเบียนที่อ้างถึงไม่มีอยู่ ตรวจช่องที่เป็นเลขที่ระเบียนของชั้นอื่น")
        | en("A record that this one refers to does not exist. Check the fields that hold another layer's numbers.")
    )
