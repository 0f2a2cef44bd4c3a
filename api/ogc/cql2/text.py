"""CQL2 text, read into the JSON encoding of the same filter (OGC 21-065r2, annexes B and C)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, UnexpectedToken

from gis.errors import BadRequest
from gis.text import en, th

#: The JSON encoding of an expression: an operation, a literal, or a reference to a property.
Node = Any

#: Functions whose JSON name is more than lower case.
_MIXED_CASE = {
    name.lower(): name
    for name in ("a_containedBy", "t_finishedBy", "t_metBy", "t_overlappedBy", "t_startedBy")
}  # fmt: skip
_GEOMETRIES = {
    name.upper(): name
    for name in (
        "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection",
    )
}  # fmt: skip


def parse(told: str) -> Node:
    """The filter that a text tells; raises BadRequest that says where it cannot be read."""
    try:
        return _parser().parse(told)
    except UnexpectedInput as wrong:
        at_end = isinstance(wrong, UnexpectedToken) and wrong.token.type == "$END"
        place = len(told) if at_end or wrong.pos_in_stream is None else wrong.pos_in_stream
        there = told[place : place + 20] or "–"
        raise BadRequest(
            th(f"อ่าน filter ไม่ได้ที่ตัวอักษรที่ {place + 1}: {there!r} ดูไวยากรณ์ CQL2 text ใน OGC 21-065r2")
            | en(f"filter cannot be read at letter {place + 1}: {there!r}. See CQL2 text in OGC 21-065r2.")
        ) from None


@cache
def _parser() -> Lark:
    grammar = (Path(__file__).parent / "cql2.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", transformer=_ToJson(), maybe_placeholders=False)


def _operation(op: str, *arguments: Node) -> Node:
    return {"op": op, "args": list(arguments)}


def _unquoted(token: str, mark: str) -> str:
    return token[1:-1].replace(mark * 2, mark)


class _ToJson(Transformer[Token, Node]):
    """Each rule of the grammar as the node it stands for."""

    def either(self, parts: list[Node]) -> Node:
        return _operation("or", *parts)

    def both(self, parts: list[Node]) -> Node:
        return _operation("and", *parts)

    def negated(self, parts: list[Node]) -> Node:
        return _operation("not", *parts)

    def binary(self, parts: list[Node]) -> Node:
        left, op, right = parts
        return _operation(str(op).lower(), left, right)

    def like(self, parts: list[Node]) -> Node:
        return _operation("like", *parts)

    def unlike(self, parts: list[Node]) -> Node:
        return self.negated([self.like(parts)])

    def between(self, parts: list[Node]) -> Node:
        return _operation("between", *parts)

    def outside(self, parts: list[Node]) -> Node:
        return self.negated([self.between(parts)])

    def among(self, parts: list[Node]) -> Node:
        return _operation("in", parts[0], parts[1:])

    def not_among(self, parts: list[Node]) -> Node:
        return self.negated([self.among(parts)])

    def empty(self, parts: list[Node]) -> Node:
        return _operation("isNull", *parts)

    def filled(self, parts: list[Node]) -> Node:
        return self.negated([self.empty(parts)])

    def signed(self, parts: list[Node]) -> Node:
        sign, value = parts
        if sign == "+":
            return value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return -value if is_number else _operation("*", -1, value)

    def function(self, parts: list[Node]) -> Node:
        name = str(parts[0]).lower()
        return _operation(_MIXED_CASE.get(name, name), *parts[1:])

    def name(self, parts: list[Token]) -> Node:
        return {"property": str(parts[0])}

    def quoted(self, parts: list[Token]) -> Node:
        return {"property": _unquoted(parts[0], '"')}

    def characters(self, parts: list[Token]) -> str:
        return re.sub(r"''|\\'", "'", str(parts[0])[1:-1])

    def number(self, parts: list[Token]) -> int | float:
        return _number(parts[0])

    def true(self, parts: list[Node]) -> bool:
        return True

    def false(self, parts: list[Node]) -> bool:
        return False

    def array(self, parts: list[Node]) -> Node:
        return parts

    def date(self, parts: list[Token]) -> Node:
        return {"date": self.characters(parts)}

    def timestamp(self, parts: list[Token]) -> Node:
        return {"timestamp": self.characters(parts)}

    def interval(self, parts: list[Node]) -> Node:
        return {"interval": parts}

    def bbox(self, parts: list[Node]) -> Node:
        return {"bbox": parts}

    def coordinate(self, parts: list[Token]) -> int | float:
        return -_number(parts[1]) if parts[0] == "-" else _number(parts[-1])

    def listed(self, parts: list[Node]) -> list[Node]:
        return parts

    def geometry(self, parts: list[Node]) -> Node:
        kind = _GEOMETRIES[re.sub(r"\s*Z$", "", str(parts[0]).upper())]
        if kind == "GeometryCollection":
            return {"type": kind, "geometries": parts[1:]}
        several = kind in ("MultiPoint", "MultiPolygon")
        return {"type": kind, "coordinates": parts[1:] if several else parts[1]}


def _number(token: str) -> int | float:
    # More digits than a whole number of PostgreSQL has are no number that anybody counts.
    return int(token) if token.isdigit() and len(token) < 100 else float(token)
