"""The value of a field as somebody sends it in JSON: checked as to its kind, and handed to PostgreSQL as text."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import orjson

from gis.errors import Invalid
from gis.registry import Attribute
from gis.text import Text, en, th

#: A value ready to be bound.
Value = str | list[str]


def whole(value: Any, bits: int) -> bool:
    """Whether this is a whole number of at most so many bits; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**bits


def number(value: Any) -> bool:
    """Whether this is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


#: Of each kind of field: what its value must be in JSON, the PostgreSQL type its text is read as, and its name.
_KINDS: dict[str, tuple[Callable[[Any], bool], str, Text]] = {
    "text": (_text, "text", th("ข้อความ") | en("text")),
    "code": (_text, "text", th("รหัสจากรายการ") | en("a code of its list")),
    "codes": (_texts, "text[]", th("รายการของรหัส") | en("a list of codes")),
    "integer": (lambda v: whole(v, 31), "integer", th("จำนวนเต็ม") | en("a whole number")),
    "ref": (lambda v: whole(v, 63), "bigint", th("เลขที่ระเบียน") | en("a record number")),
    "number": (number, "float8", th("ตัวเลข") | en("a number")),
    "decimal": (number, "numeric", th("ตัวเลข") | en("a number")),
    "boolean": (lambda v: isinstance(v, bool), "boolean", th("true หรือ false") | en("true or false")),
    "date": (_text, "date", th("วันที่แบบ 2026-01-31") | en("a date such as 2026-01-31")),
    "datetime": (
        _text,
        "timestamptz",
        th("เวลาแบบ 2026-01-31T09:00:00+07:00") | en("a time such as 2026-01-31T09:00:00+07:00"),
    ),
    "uuid": (_text, "uuid", th("UUID") | en("a UUID")),
}


def value(attribute: Attribute, sent: Any) -> Value:
    """What was sent for a field, null excepted; raises Invalid for a value of another kind."""
    fits, _, wanted = _KINDS[attribute.kind]
    if not fits(sent) or "\\u0000" in orjson.dumps(sent).decode():
        title = attribute.words.title
        raise Invalid(th(f"{title.th}: ต้องเป็น{wanted.th}") | en(f"{title.en}: must be {wanted.en}."))
    if isinstance(sent, bool):
        return str(sent).lower()
    return sent if isinstance(sent, list) else str(sent)


def type_of(attribute: Attribute) -> str:
    """The PostgreSQL type that the field's values are read as."""
    return _KINDS[attribute.kind][1]


def read_as(attribute: Attribute, placeholder: str) -> str:
    """SQL that reads a bound :data:`Value` as the field's type."""
    sent = "text[]" if attribute.kind == "codes" else "text"
    return f"{placeholder}::{sent}::{_KINDS[attribute.kind][1]}"
