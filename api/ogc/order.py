"""The order of features, and the place in it where a page ends: paging by key, so page 300 costs what page 1 does."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from api.ogc.condition import PG_TYPES, Bound, Condition
from gis.errors import BadRequest
from gis.text import en, th

#: More fields than this say nothing more.
_MOST = 5


@dataclass(frozen=True, slots=True)
class Key:
    """One field of an order: its name, its type in PostgreSQL, and its direction."""

    name: str
    type: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Order:
    """Features by the fields of ``keys``, empty values last, and then by id; without keys by id alone."""

    keys: tuple[Key, ...] = ()

    @property
    def sql(self) -> str:
        """What stands behind ``order by``."""
        told = [f"s.{key.name} {'desc' if key.descending else 'asc'} nulls last" for key in self.keys]
        return ", ".join([*told, "s.id"])

    @property
    def place(self) -> str:
        """SQL that gives a row's place in the order: its id, or as JSON its values and its id."""
        if not self.keys:
            return "s.id"
        return f"json_build_array({', '.join(f's.{key.name}::text' for key in self.keys)}, s.id)::text"

    def after(self, token: str) -> Condition:
        """Rows behind the place a page ended at; raises BadRequest for a token that is none of this order."""
        values, number = self._read(token)

        def sql(bound: Bound) -> str:
            last = f"s.id > {bound(number)}"
            for key, value in zip(reversed(self.keys), reversed(values), strict=True):
                if value is None:
                    last = f"(s.{key.name} is null and {last})"
                    continue
                here = f"{bound(value)}::text::{key.type}"
                beyond = f"s.{key.name} {'<' if key.descending else '>'} {here} or s.{key.name} is null"
                last = f"({beyond} or (s.{key.name} = {here} and {last}))"
            return last

        return sql

    def token(self, place: int | str) -> str:
        """A row's place as it stands in a link."""
        return base64.urlsafe_b64encode(str(place).encode()).decode().rstrip("=") if self.keys else str(place)

    def _read(self, token: str) -> tuple[list[str | None], int]:
        try:
            if not self.keys:
                values, number = [], int(token)
            else:
                *values, number = orjson.loads(base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True))
            if type(number) is not int or len(values) != len(self.keys) or not -(10**18) < number < 10**18:
                raise ValueError
            if not all(value is None or (isinstance(value, str) and "\0" not in value) for value in values):
                raise ValueError
        except (ValueError, TypeError, binascii.Error):
            raise BadRequest(
                th("after ใช้ได้เฉพาะค่าที่ได้จากลิงก์ next ของรายการเดียวกัน")
                | en("after takes only what a next link of this very list holds.")
            ) from None
        return values, number


def order(told: str | None, sortable: Mapping[str, str]) -> Order:
    """The order that ``sortby`` asks for (``name``, ``+name`` or ``-name``, commas between).

    ``sortable`` are the fields the reader may sort by, with their kinds. Raises BadRequest for any other.
    """
    if told is None:
        return Order()
    keys: list[Key] = []
    for part in told.split(","):
        # A plus sign in a query is a blank once decoded.
        name = part.strip().lstrip("+-")
        if name not in sortable or name in (key.name for key in keys) or len(keys) == _MOST:
            raise _unsortable(name, sortable)
        keys.append(Key(name, PG_TYPES[sortable[name]], part.strip().startswith("-")))
    return Order(tuple(keys))


def _unsortable(name: str, sortable: Sequence[str] | Mapping[str, str]) -> BadRequest:
    known = ", ".join(sortable)
    return BadRequest(
        th(f"เรียงตาม {name[:40]!r} ไม่ได้ เรียงได้ไม่เกิน {_MOST} ช่องจาก: {known}")
        | en(f"Features cannot be sorted by {name[:40]!r}. Name up to {_MOST} different ones of: {known}.")
    )
