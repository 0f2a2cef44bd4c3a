"""The parts of a filter that have a value, and how two of them are brought to one type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from api.ogc.condition import PG_TYPES, Condition
from gis.errors import BadRequest
from gis.text import Text, en, th


class Type(Enum):
    """What a part of a filter can be, in words."""

    TEXT = th("ข้อความ 'คำ'") | en("text, 'word'")
    NUMBER = th("ตัวเลข") | en("a number")
    BOOLEAN = th("true หรือ false") | en("true or false")
    DATE = th("วันที่ DATE('2026-01-31')") | en("a date, DATE('2026-01-31')")
    INSTANT = th("เวลา TIMESTAMP('2026-01-31T09:00:00Z')") | en("a time, TIMESTAMP('2026-01-31T09:00:00Z')")
    INTERVAL = th("ช่วงเวลา INTERVAL('2026-01-01', '..')") | en("an interval, INTERVAL('2026-01-01', '..')")
    UUID = th("UUID") | en("a UUID")
    ARRAY = th("รายการ ('ก', 'ข')") | en("a list, ('a', 'b')")
    GEOMETRY = th("รูปทรง เช่น POINT(99.9 16.0)") | en("a geometry such as POINT(99.9 16.0)")

    @property
    def words(self) -> Text:
        told: Text = self.value
        return told


#: The type of each kind of field.
OF_KIND = {
    "text": Type.TEXT, "code": Type.TEXT, "codes": Type.ARRAY, "integer": Type.NUMBER, "ref": Type.NUMBER,
    "number": Type.NUMBER, "decimal": Type.NUMBER, "boolean": Type.BOOLEAN, "date": Type.DATE,
    "datetime": Type.INSTANT, "uuid": Type.UUID,
}  # fmt: skip
#: The type in PostgreSQL of values that are not numbers; numbers have several.
_PG = {
    Type.TEXT: "text", Type.BOOLEAN: "boolean", Type.DATE: "date", Type.INSTANT: "timestamptz", Type.UUID: "uuid",
}  # fmt: skip
#: Numbers nearer to nothing, or further from it, are no quantities, and would leave the range of float8.
_LEAST, _MOST = 1e-300, 1e300


@dataclass(frozen=True, slots=True)
class Operand:
    """A part of a filter that has a value.

    ``name`` is what a sentence calls it. A literal has a ``value`` and no ``sql``: it is bound once it is known with
    what it is compared. ``pg`` is the type in PostgreSQL; of what was reckoned ``exact``, a numeric. ``parts`` are the
    members of a list, or the two ends of an interval. ``pattern`` is the text a pattern was written as.
    """

    type: Type
    name: str
    sql: Condition | None = None
    value: Any = None
    pg: str = ""
    parts: tuple[Operand, ...] = ()
    pattern: str | None = None

    @property
    def literal(self) -> bool:
        return self.sql is None and not self.parts

    def bindable(self, pg: str) -> Any:
        """A literal as the Python value that asyncpg writes as a type of PostgreSQL."""
        match pg:
            case "float8":
                return float(self.value)
            case "numeric":
                return Decimal(str(self.value))
        return self.value

    def as_(self, pg: str) -> Condition:
        """SQL of the value in a type of PostgreSQL that it was settled on."""
        if self.sql is None:
            value = self.bindable(pg)
            return lambda bound: f"{bound(value)}::{pg}"
        sql = self.sql
        # A float8 beside an exact number would make both inexact.
        return (lambda bound: f"({sql(bound)})::numeric") if (self.pg, pg) == ("float8", "numeric") else sql


def field(name: str, kind: str) -> Operand:
    """A field of a row, by a name that a declaration has."""
    return Operand(OF_KIND[kind], name, lambda bound: f"s.{name}", pg=PG_TYPES[kind])


def number(value: float) -> Operand:
    """A number as it was written; raises BadRequest where no field could hold it."""
    if not math.isfinite(value) or (value and not _LEAST <= abs(value) <= _MOST):
        raise BadRequest(
            th("filter มีตัวเลขที่ใหญ่หรือเล็กเกินกว่าจะเป็นปริมาณใด")
            | en("filter holds a number too large or too small for any quantity.")
        )
    return Operand(Type.NUMBER, str(value), value=value)


def text(value: str) -> Operand:
    """A text as it was written."""
    if "\0" in value:
        raise BadRequest(th("filter มีอักขระที่ข้อความมีไม่ได้") | en("filter holds a character that no text can hold."))
    return Operand(Type.TEXT, repr(value[:40]), value=value, pattern=value)


def settled(operands: Sequence[Operand]) -> str:
    """The type in PostgreSQL in which operands are compared; raises BadRequest that names two that never can be."""
    first = operands[0]
    for other in operands[1:]:
        if other.type is not first.type:
            raise unlike(first, other)
    if first.type is not Type.NUMBER:
        if first.type not in _PG:
            raise unfit(first)
        return _PG[first.type]
    kinds = {operand.pg for operand in operands if not operand.literal}
    if "exact" in kinds:
        return "numeric"
    written = [operand.value for operand in operands if operand.literal]
    if "float8" in kinds:
        return "float8"
    whole = all(isinstance(value, int) and -(2**63) <= value < 2**63 for value in written)
    # A whole number beside a whole number leaves the field's index of use.
    return "bigint" if whole and kinds <= {"bigint"} else "numeric"


def unlike(one: Operand, other: Operand) -> BadRequest:
    """Two parts of a filter that are never compared, the field among them first."""
    field, told = (one, other) if one.sql is not None else (other, one)
    wanted = field.type.words
    return BadRequest(
        th(f"{field.name} เทียบกับ {told.name} ไม่ได้ ต้องเป็น{wanted.th}")
        | en(f"{field.name} cannot be compared with {told.name}: it needs {wanted.en}.")
    )


def unfit(operand: Operand) -> BadRequest:
    """A part that stands where its type has no meaning."""
    asked = {
        Type.ARRAY: th("ถามรายการด้วย A_CONTAINS, A_OVERLAPS, A_EQUALS หรือ A_CONTAINEDBY")
        | en("Ask of a list with A_CONTAINS, A_OVERLAPS, A_EQUALS or A_CONTAINEDBY."),
        Type.GEOMETRY: th("ถามตำแหน่งด้วย S_INTERSECTS หรือฟังก์ชัน S_ อื่น")
        | en("Ask of a geometry with S_INTERSECTS or another S_ function."),
        Type.INTERVAL: th("ถามช่วงเวลาด้วยฟังก์ชัน T_") | en("Ask of an interval with a T_ function."),
    }.get(operand.type, th(f"{operand.type.words.th} ใช้ตรงนี้ไม่ได้") | en(f"{operand.type.words.en} has no meaning here."))
    return BadRequest(th(f"{operand.name}: {asked.th}") | en(f"{operand.name}: {asked.en}"))


def needs(operand: Operand, wanted: Type) -> Operand:
    """The operand, where it is of a type; raises BadRequest where it is not."""
    if operand.type is not wanted:
        raise BadRequest(
            th(f"{operand.name} ต้องเป็น{wanted.words.th}") | en(f"{operand.name} must be {wanted.words.en}.")
        )
    return operand
