"""Canaries: values that stand nowhere but in one column of one layer, so that whoever sees one saw that column."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg

from gis.access import AUDITOR_ROLE, STEWARD_ROLE, Audience, Division
from gis.registry import Attribute, Declaration, Registry, load
from tests import rows

#: Rows of each layer: one that stays, one that was changed by two people at once, one that was removed.
ROWS = 3
#: Values a column is given over the life of a row.
LIVES = 3


#: What a canary looks like in any text: words, days, large numbers, longitudes.
_SHAPES = re.compile(rb"zq[0-9a-f]{12}|18\d\d-\d\d-\d\d|(?<!\d)3\d{7}(?!\d)|99\.[89]\d{5}")


@dataclass(frozen=True)
class Canary:
    """One value of one column, and how it looks wherever it may turn up; a code or a flag has no mark of its own."""

    layer: str
    column: str
    value: Any
    mark: str | None


def canary(layer: Declaration, column: str, n: int) -> Canary:
    """The ``n``-th canary of a column."""
    serial = _serial(layer.name, column) * ROWS * LIVES + n
    value, mark = _place(layer, n, serial) if column == "geom" else _value(layer[column], n, serial)
    return Canary(layer.name, column, value, mark)


@cache
def _serials() -> dict[tuple[str, str], int]:
    registry = load()
    return {
        place: i for i, place in enumerate((name, c) for name in sorted(registry) for c in _columns(registry[name]))
    }


def _serial(layer: str, column: str) -> int:
    """A number of the column's own, so that no two canaries are alike."""
    return _serials()[layer, column]


def _value(attribute: Attribute, n: int, serial: int) -> tuple[Any, str | None]:
    low, high = attribute.words.between or (1, 99_999_999)
    day = datetime.date(1800, 1, 1) + datetime.timedelta(days=serial)
    match attribute.kind:
        case "text" if attribute.words.pattern is None:
            text = f"zq{serial * 7_919_113:012x}"
            return text, text
        case "date":
            return day, day.isoformat()
        case "datetime":
            return datetime.datetime.combine(day, datetime.time(5), datetime.UTC), day.isoformat()
        case "integer" | "number" | "decimal" if low <= 30_000_000 and high >= 39_999_999:
            return 30_000_000 + serial, str(30_000_000 + serial)
    return rows.value(attribute, n, {}), None


def _place(layer: Declaration, n: int, serial: int) -> tuple[Any, str]:
    x = 99.81 + (serial + 0.5) * 1.3e-5
    return rows.shape(layer, n, (x, 16.02)), f"{x:.9f}"[:9]


def canaries(registry: Registry) -> list[Canary]:
    """Every canary that :func:`plant` plants."""
    return [
        canary(layer, column, row * LIVES + life)
        for layer in registry.values()
        for column in _columns(layer)
        for row in range(ROWS)
        for life in range(LIVES)
    ]


def _columns(layer: Declaration) -> list[str]:
    own = [a.name for a in layer.attributes if a.kind != "ref"]
    return own if layer.geometry is None else [*own, "geom"]


def seen(answer: bytes, canaries: Mapping[str, Canary]) -> set[str]:
    """The columns (layer.column) whose canaries, here by their marks, stand in an answer."""
    found = (canaries.get(hit.decode()) for hit in _SHAPES.findall(answer))
    return {f"{one.layer}.{one.column}" for one in found if one is not None}


def plant(owner: psycopg.Connection[Any], registry: Registry) -> dict[str, list[int]]:
    """Give every layer rows of canaries with a past, a dispute and a refused delivery; return the ids of the rows."""
    ids: dict[str, list[int]] = {}
    for name, layer in registry.items():
        refs = {str(a.words.ref): ids[str(a.words.ref)][0] for a in layer.attributes if a.words.ref in ids}
        ids[name] = [
            rows.insert(owner, f"core.{name}", {**rows.row(layer, row, refs), **_life(layer, row, 0)})
            for row in range(ROWS)
        ]
        _dispute(owner, layer, ids[name][1])
        owner.execute(f"delete from core.{name} where id = %s", (ids[name][2],))
        refused = " ".join(str(value) for value in _life(layer, 0, 0).values())
        owner.execute(
            "insert into staging.quarantine (delivery_id, layer, row_no, reasons, source)"
            " values (1, %s, 1, %s::jsonb, jsonb_build_object('row', %s::text))",
            (name, '["refused"]', refused),
        )
    return ids


def _life(layer: Declaration, row: int, life: int) -> dict[str, Any]:
    made = {column: canary(layer, column, row * LIVES + life) for column in _columns(layer)}
    later = {check.high for check in layer.layer.checks} | {check.low for check in layer.layer.checks}
    # A pair that must be in order is given one value for both.
    same = next((made[check.low].value for check in layer.layer.checks), None)
    return {column: same if column in later else one.value for column, one in made.items()}


def _dispute(owner: psycopg.Connection[Any], layer: Declaration, number: int) -> None:
    """Two edits based on one version: each field they both changed becomes a conflict with its three values."""
    for life in (1, 2):
        told = _life(layer, 1, life)
        listed = ", ".join(f"{column} = %({column})s" for column in told)
        owner.execute(
            f"update core.{layer.name} set {listed}, based_on = 1 where id = %(number)s", {**told, "number": number}
        )


def closed(role: str, layer: Declaration) -> set[str]:
    """The columns of a layer that a role must not see, as the declaration has it."""
    columns = {*layer.attribute_names, *(("geom",) if layer.geometry is not None else ())}
    if role == STEWARD_ROLE or role in {division.role for division in layer.layer.access.writers}:
        return set()
    staff = {Audience.STAFF.role, AUDITOR_ROLE, *(division.role for division in Division)}
    return columns - set(layer.readable(Audience.STAFF if role in staff else Audience.PUBLIC))
