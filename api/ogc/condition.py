"""Conditions on the rows of a layer: SQL whose every value is bound, never written."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from api.ogc.crs import Crs
from gis.declare import GeometryKind
from gis.errors import BadRequest
from gis.registry import Attribute, Declaration
from gis.text import en, th

Box = tuple[float, float, float, float]
#: Sides of a box that leans are curves among the meridians. In so many pieces, those of a box 60 km wide bow by 6 mm.
_PIECES = 64


class Bound:
    """The values of one statement, numbered in the order they are bound."""

    def __init__(self, *first: Any) -> None:
        self.values: list[Any] = list(first)

    def __call__(self, value: Any) -> str:
        """The placeholder that stands for ``value``."""
        self.values.append(value)
        return f"${len(self.values)}"


#: Binds its values and gives SQL that is true for the rows ``s`` that are wanted.
Condition = Callable[[Bound], str]


def within(boxes: Sequence[Box], crs: Crs, declaration: Declaration) -> Condition:
    """Rows that meet one of ``boxes``, whose numbers are of ``crs``, x first whatever the order of its axes."""
    kind = declaration.geometry.kind if declaration.geometry else None
    # Of a point, its box is all there is to test, if the box that is asked for stands upright among the meridians.
    test = "s.geom && {}" if kind is GeometryKind.POINT and not crs.leans else "ST_Intersects(s.geom, {})"

    def sql(bound: Bound) -> str:
        tests = []
        for box in boxes:
            corners = ", ".join(bound(number) for number in box)
            asked = f"ST_MakeEnvelope({corners}, {crs.srid})"
            if crs.leans:
                piece = max(box[2] - box[0], box[3] - box[1], 1.0) / _PIECES
                asked = f"ST_Segmentize({asked}, {bound(piece)}::float8)"
            tests.append(test.format(crs.box_to_stored(asked)))
        return f"({' or '.join(tests)})"

    return sql


def holds_words(words: str, fields: Sequence[str]) -> Condition:
    """Rows one of whose text ``fields`` holds one of the phrases in ``words``, which commas divide.

    Compared by ``gis.search_key``, so that blanks, tone marks and Thai digits make no difference: Thai writes no
    spaces between words, and a trigram index over the key finds a phrase anywhere in a text.
    """
    phrases = [phrase.strip() for phrase in words.split(",") if phrase.strip()]
    if not phrases or len(words) > 200:
        raise BadRequest(
            th("q ต้องมีคำค้น ไม่เกิน 200 ตัวอักษร คั่นคำด้วยจุลภาค")
            | en("q needs words, at most 200 letters, with commas between.")
        )
    if not fields:
        return lambda bound: "false"
    keys = [f"gis.search_key(s.{field})" for field in fields]

    def sql(bound: Bound) -> str:
        wanted = [
            rf"'%' || regexp_replace(gis.search_key({bound(phrase)}::text), '([%_\\])', '\\\1', 'g') || '%'"
            for phrase in phrases
        ]
        return f"({' or '.join(f'{key} like {each}' for key in keys for each in wanted)})"

    return sql


def equals(name: str, kind: str, told: str, attribute: Attribute | None = None) -> Condition:
    """Rows whose field ``name`` has the value written in a query; ``attribute`` where a layer declares the field.

    Raises BadRequest where the text is no such value.
    """
    value = from_text(name, kind, told, attribute)
    if kind == "codes":
        return lambda bound: f"{bound(value)}::text = any(s.{name})"
    return lambda bound: f"s.{name} = {bound(value)}::{PG_TYPES[kind]}"


#: The type PostgreSQL is told that a bound value of each kind has.
PG_TYPES = {
    "text": "text", "code": "text", "codes": "text[]", "integer": "bigint", "ref": "bigint", "number": "float8",
    "decimal": "numeric", "boolean": "boolean", "date": "date", "datetime": "timestamptz", "uuid": "uuid",
}  # fmt: skip

_READ: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "ref": int,
    "number": float,
    "decimal": Decimal,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": datetime.date.fromisoformat,
    # In UTC at once: the first and the last hours of the calendar overflow.
    "datetime": lambda told: _zoned(told.replace(" ", "+")).astimezone(datetime.UTC),
    "uuid": uuid.UUID,
}


def _zoned(told: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(told)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def from_text(name: str, kind: str, told: str, attribute: Attribute | None = None) -> Any:
    """A value of a field from its text in a query; raises BadRequest where it is none, or a code of no list."""
    if attribute is not None and attribute.codelist is not None and told not in attribute.codelist.codes():
        known, title = ", ".join(attribute.codelist.codes()), attribute.words.title
        raise BadRequest(
            th(f"{attribute.name} ({title.th}) มีรหัสดังนี้: {known}")
            | en(f"{attribute.name} ({title.en}) has these codes: {known}.")
        )
    try:
        value = _READ.get(kind, str)(told)
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise ValueError
    except (ValueError, KeyError, InvalidOperation, OverflowError):
        title = attribute.words.title if attribute is not None else th(name) | en(name)
        raise BadRequest(
            th(f"{name} ({title.th}) ต้องเป็นค่าแบบ {kind}") | en(f"{name} ({title.en}) needs a value of the kind {kind}.")
        ) from None
    return value
