"""Readings that devices send: each looked at on its own, all of them stored or none, and each of them once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from api.database import Database
from api.ogc import values
from api.problems import worded
from gis import readings
from gis.access import DEVICE_ROLE
from gis.errors import BadRequest, Conflict, Forbidden, Invalid, TakeedError
from gis.registry import Declaration, Registry
from gis.text import Text, en, th

#: Readings of one request at most: a month of one every ten minutes, for a station that was cut off.
MOST = 5_000
Reading = dict[str, values.Value]


@dataclass(frozen=True, slots=True)
class Device:
    """One device: its number in ``gis.device``, and the row of the layer that it is."""

    number: int
    layer: str
    row: int


class _NothingNew(Exception):
    """Everything was there already; a transaction that ends so leaves no changeset behind."""


async def store(database: Database, registry: Registry, device: Device, body: bytes) -> tuple[int, int]:
    """Store what a device sent, one reading in JSON or a list of them; how many it was, and how many were new.

    A reading of a time that is there already is passed over, whatever it says: a device that heard no answer sends
    again. The order is of no matter. Raises Invalid that says which reading is wrong, by its place from 0, and
    then nothing is stored; BadRequest for what is no reading at all; Forbidden where the layer takes none.
    """
    keeper = readings.by_device(registry).get(device.layer)
    if keeper is None:
        raise Forbidden(th("ชั้นข้อมูลของอุปกรณ์นี้ไม่รับค่าที่วัด") | en("The layer of this device takes no readings."))
    sent = [_reading(keeper, index, told) for index, told in enumerate(_listed(body))]
    statement = _insert(keeper)
    try:
        async with database.acting(DEVICE_ROLE, write=True) as connection:
            # All devices are one role: the changeset says which one it was.
            await connection.execute("select set_config('takeed.message', $1, true)", f"device {device.number}")
            try:
                new = await _add(connection, statement, device, sent)
            except asyncpg.ForeignKeyViolationError:
                raise Conflict(
                    th("ไม่มีระเบียนของอุปกรณ์นี้แล้ว แจ้งผู้ดูแลระบบ")
                    | en("The record of this device is gone, or of one it refers to. Tell the administrator.")
                ) from None
            except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError):
                raise await _blame(connection, statement, device, sent) from None
            if not new:
                raise _NothingNew
    except _NothingNew:
        new = 0
    return len(sent), new


def _listed(body: bytes) -> list[Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        told = None
    listed = told if isinstance(told, list) else [told]
    if not listed or not all(isinstance(each, dict) for each in listed):
        raise BadRequest(
            th("เนื้อหาต้องเป็น JSON ของค่าที่วัดหนึ่งค่า หรือรายการของค่าที่วัด")
            | en("The body must be JSON: one reading, or a list of them.")
        )
    if len(listed) > MOST:
        raise BadRequest(
            th(f"ส่งได้ไม่เกิน {MOST:,} ค่าต่อครั้ง กรุณาแบ่งส่ง") | en(f"At most {MOST:,} readings at a time. Send less.")
        )
    return listed


def _reading(keeper: Declaration, index: int, told: dict[str, Any]) -> Reading:
    """A reading with its values as text, for PostgreSQL to read; nulls are left out."""
    assert keeper.layer.readings is not None
    at, fields = keeper.layer.readings.at, readings.filled(keeper)
    for name in told:
        if name not in fields:
            known = ", ".join(fields)
            raise _wrong(
                index,
                Invalid(
                    th(f"ไม่มีช่อง {name[:60]!r} ช่องที่ส่งได้คือ {known}")
                    | en(f"There is no field {name[:60]!r}. These can be sent: {known}.")
                ),
            )
    if not _moment(told.get(at)):
        raise _wrong(
            index,
            Invalid(
                th(f"{at} ต้องเป็นเวลาพร้อมเขตเวลา เช่น 2026-01-31T09:00:00+07:00")
                | en(f"{at} must be a time with its zone, such as 2026-01-31T09:00:00+07:00.")
            ),
        )
    try:
        return {name: values.value(keeper[name], sent) for name, sent in told.items() if sent is not None}
    except Invalid as wrong:
        raise _wrong(index, wrong) from None


def _moment(told: Any) -> bool:
    """Whether a time says its zone: a clock on a pole that does not would be read seven hours off."""
    try:
        return isinstance(told, str) and datetime.datetime.fromisoformat(told).tzinfo is not None
    except ValueError:
        return False


def _insert(keeper: Declaration) -> str:
    """Parameters: the device's row, the readings as a JSON array. What is left out takes its default.

    In the order of time, so that two requests with the same readings wait for each other and never in a circle.
    """
    assert keeper.layer.readings is not None
    of, at = keeper.layer.readings.of, keeper.layer.readings.at
    fields = [keeper[name] for name in readings.filled(keeper)]
    typed = ", ".join(f"{a.name} {values.type_of(a)}" for a in fields)
    selected = ", ".join(f"r.{a.name}" if a.default is None else f"coalesce(r.{a.name}, {a.default})" for a in fields)
    return (
        f"insert into core.{keeper.name} ({of}, {', '.join(a.name for a in fields)})"
        f" select $1::bigint, {selected} from jsonb_to_recordset($2::text::jsonb) as r ({typed})"
        f" order by r.{at} on conflict do nothing"
    )


async def _add(connection: Any, statement: str, device: Device, sent: Sequence[Reading]) -> int:
    """How many of the readings were new; where PostgreSQL refuses one, the transaction goes on without any."""
    async with connection.transaction():
        done: str = await connection.execute(statement, device.row, orjson.dumps(sent).decode())
        return int(done.rpartition(" ")[2])


async def _blame(connection: Any, statement: str, device: Device, sent: Sequence[Reading]) -> TakeedError:
    """The first reading that PostgreSQL refuses, found by halving, and what it says of it."""
    good, bad = 0, len(sent)  # the first so many are taken; among the first so many one is not
    while bad - good > 1:
        tried = (good + bad) // 2
        if await _refusal(connection, statement, device, sent[good:tried]) is None:
            good = tried
        else:
            bad = tried
    return _wrong(good, await _refusal(connection, statement, device, sent[good:bad]) or Invalid())


async def _refusal(connection: Any, statement: str, device: Device, sent: Sequence[Reading]) -> TakeedError | None:
    try:
        await _add(connection, statement, device, sent)
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as refusal:
        return worded(refusal) or Invalid()
    return None


def _wrong(index: int, why: TakeedError) -> Invalid:
    said: Text = why.sentence
    return Invalid(
        th(f"ค่าที่ {index} (นับจาก 0): {said.th} ยังไม่มีค่าใดถูกบันทึก")
        | en(f"Reading {index} (counted from 0): {said.en} Nothing was stored.")
    )
