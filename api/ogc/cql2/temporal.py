"""Dates, times and intervals in a filter, and the relations between them (OGC 21-065r2, clause 7.4; Allen 1983)."""

from __future__ import annotations

import datetime
from typing import Any

from api.ogc import query
from api.ogc.condition import Bound, Condition
from api.ogc.cql2.operand import Operand, Type, unlike
from gis.errors import BadRequest
from gis.text import en, th

#: Each relation of ``a`` and ``b`` by their starts and ends; an instant is an interval that ends as it starts.
RELATIONS = {
    "t_after": "{a0} > {b1}",
    "t_before": "{a1} < {b0}",
    "t_contains": "{a0} < {b0} and {a1} > {b1}",
    "t_disjoint": "{a1} < {b0} or {a0} > {b1}",
    "t_during": "{a0} > {b0} and {a1} < {b1}",
    "t_equals": "{a0} = {b0} and {a1} = {b1}",
    "t_finishedBy": "{a0} < {b0} and {a1} = {b1}",
    "t_finishes": "{a0} > {b0} and {a1} = {b1}",
    "t_intersects": "{a0} <= {b1} and {a1} >= {b0}",
    "t_meets": "{a1} = {b0}",
    "t_metBy": "{a0} = {b1}",
    "t_overlappedBy": "{a0} > {b0} and {a0} < {b1} and {a1} > {b1}",
    "t_overlaps": "{a0} < {b0} and {a1} > {b0} and {a1} < {b1}",
    "t_startedBy": "{a0} = {b0} and {a1} > {b1}",
    "t_starts": "{a0} = {b0} and {a1} < {b1}",
}
_PG = {Type.DATE: "date", Type.INSTANT: "timestamptz"}
#: An end that is open, which is of the type of the other end, or of what it is compared with.
_OPEN = ".."


def date(told: Any) -> Operand:
    """``DATE('2026-01-31')``."""
    try:
        if not isinstance(told, str) or len(told) != 10:
            raise ValueError
        return Operand(Type.DATE, f"DATE('{told}')", value=datetime.date.fromisoformat(told))
    except ValueError:
        raise BadRequest(
            th("DATE ต้องเป็นวันที่ที่มีจริงแบบ DATE('2026-01-31')") | en("DATE needs a day that exists, as DATE('2026-01-31').")
        ) from None


def timestamp(told: Any) -> Operand:
    """``TIMESTAMP('2026-01-31T09:00:00Z')``."""
    moment = query.moment(told) if isinstance(told, str) else None
    if moment is None:
        raise BadRequest(
            th("TIMESTAMP ต้องเป็นเวลาที่มีจริงแบบ TIMESTAMP('2026-01-31T09:00:00Z')")
            | en("TIMESTAMP needs a time that exists, as TIMESTAMP('2026-01-31T09:00:00Z').")
        )
    return Operand(Type.INSTANT, f"TIMESTAMP('{told}')", value=moment)


def interval(start: Operand, end: Operand) -> Operand:
    """``INTERVAL(start, end)``, whose ends are dates, times, fields of either, or open."""
    known = [each for each in (start, end) if each.value != _OPEN]
    for each in known:
        if each.type not in _PG or each.type is not known[0].type:
            raise BadRequest(
                th("INTERVAL ต้องมีปลายสองข้างเป็นวันที่ทั้งคู่ หรือเวลาทั้งคู่ หรือ '..'")
                | en("INTERVAL needs two dates, or two times, or '..' for an open end.")
            )
    if all(each.literal for each in known) and len(known) == 2 and start.value > end.value:
        raise BadRequest(th("INTERVAL ต้องเริ่มก่อนสิ้นสุด") | en("INTERVAL must begin before it ends."))
    return Operand(Type.INTERVAL, "INTERVAL", parts=(start, end))


def end(told: Any) -> Operand:
    """One end of an interval that is written as a text."""
    if told == _OPEN:
        return Operand(Type.INTERVAL, _OPEN, value=_OPEN)
    return date(told) if isinstance(told, str) and len(told) == 10 else timestamp(told)


def relation(name: str, a: Operand, b: Operand) -> Condition:
    """The rows of which one of ``RELATIONS`` holds; raises BadRequest where one of the two is no time."""
    ends = dict(zip(("a0", "a1", "b0", "b1"), (*_ends(a), *_ends(b)), strict=True))
    known = [each for each in ends.values() if each.value != _OPEN]
    for each in known:
        if each.type is not known[0].type:
            raise unlike(known[0], each)
    pg = _PG[known[0].type] if known else "date"
    template = RELATIONS[name]

    def sql(bound: Bound) -> str:
        # A value that is bound must also be used.
        used = {place: each for place, each in ends.items() if f"{{{place}}}" in template}
        told = {place: _open(place, pg) if each.value == _OPEN else each.as_(pg)(bound) for place, each in used.items()}
        return f"({template.format(**told)})"

    return sql


def _open(place: str, pg: str) -> str:
    return f"'{'-' if place.endswith('0') else ''}infinity'::{pg}"


def _ends(operand: Operand) -> tuple[Operand, Operand]:
    if operand.type is Type.INTERVAL:
        start, stop = operand.parts
        return start, stop
    if operand.type in _PG:
        return operand, operand
    raise BadRequest(
        th(f"{operand.name}: ฟังก์ชัน T_ ใช้กับวันที่ เวลา หรือช่วงเวลา")
        | en(f"{operand.name}: a T_ function takes dates, times or intervals.")
    )
