"""Devices that send readings: each is a row of a layer, and has a token that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from psycopg import sql

from gis import readings, tokens
from gis.db import connect
from gis.errors import NotFound
from gis.registry import load
from gis.settings import Settings
from gis.text import en, th


@dataclass(frozen=True, slots=True)
class Device:
    """A device: its number, the row it is, and the day it was last heard."""

    number: int
    layer: str
    row: int
    added_at: datetime
    heard_on: date | None


def add(settings: Settings, layer: str, row: str) -> tuple[int, str]:
    """Make a token for a device; its number, and the token, which is kept nowhere.

    ``row`` is the number of the device's record, or its value of the layer's key. Raises NotFound for a layer that
    has no readings and for a row that is not there.
    """
    registry = load()
    known = readings.by_device(registry)
    if layer not in known:
        raise NotFound(
            th(f"ชั้นข้อมูล {layer} ไม่มีค่าที่วัด ชั้นที่มีคือ {', '.join(known) or '–'}")
            | en(f"The layer {layer} has no readings. These have: {', '.join(known) or '–'}.")
        )
    token, kept = tokens.new()
    key = registry[layer].layer.key or "id"
    find = sql.SQL(
        "select id from {} where id::text = %(row)s or {}::text = %(row)s order by id::text <> %(row)s limit 1"
    )
    with connect(settings.admin_url, application="takeed device") as connection:
        # Where a number is also somebody's key, the number is meant.
        found = connection.execute(
            find.format(sql.Identifier("core", layer), sql.Identifier(key)), {"row": row}
        ).fetchone()
        if found is None:
            raise NotFound(
                th(f"ไม่มีระเบียน {row} ใน {layer} ใส่เลขที่ระเบียนหรือ {key}")
                | en(f"There is no {row} in {layer}. Give the record's number or its {key}.")
            )
        made = connection.execute(
            "insert into gis.device (layer, row_id, digest) values (%s, %s, %s) returning id", (layer, found[0], kept)
        ).fetchone()
    assert made is not None
    return int(made[0]), token


def every(settings: Settings) -> list[Device]:
    """Every device that has a token, by its layer and row."""
    with connect(settings.admin_url) as connection:
        rows = connection.execute(
            "select id, layer, row_id, added_at, heard_on from gis.device order by layer, row_id, id"
        )
        return [Device(*row) for row in rows]


def remove(settings: Settings, number: int) -> None:
    """Revoke a device's token at once; what it sent stays. Raises NotFound where there is none of that number."""
    with connect(settings.admin_url, application="takeed device") as connection:
        if connection.execute("delete from gis.device where id = %s", (number,)).rowcount == 0:
            raise NotFound(
                th(f"ไม่มีอุปกรณ์เลขที่ {number} ดูเลขที่ด้วย takeed device list")
                | en(f"There is no device number {number}. See takeed device list.")
            )
