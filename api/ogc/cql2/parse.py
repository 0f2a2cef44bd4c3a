"""A filter as it came in a request, read into the JSON encoding of CQL2 whichever language it is in."""

from __future__ import annotations

import orjson

from api.ogc.cql2 import text
from api.ogc.cql2.text import Node
from gis.errors import BadRequest
from gis.text import en, th

LANGUAGES = ("cql2-text", "cql2-json")
#: Letters of a filter, and operations inside each other. The longest filter is read in a tenth of a second.
LONGEST, _DEEPEST = 10_000, 30


def parse(told: str, language: str | None) -> Node:
    """The filter ``told`` in one of ``LANGUAGES``, the first where none is named.

    Raises BadRequest for any other language, and for a filter that cannot be read or is too long or too deep.
    """
    if language not in (None, *LANGUAGES):
        known = ", ".join(LANGUAGES)
        raise BadRequest(th(f"filter-lang ใช้ได้เฉพาะ {known}") | en(f"filter-lang can only be {known}."))
    if len(told) > LONGEST:
        raise BadRequest(th(f"filter ยาวได้ไม่เกิน {LONGEST} ตัวอักษร") | en(f"filter may have up to {LONGEST} letters."))
    node = _json(told) if language == "cql2-json" else text.parse(told)
    _measure(node)
    return node


def _json(told: str) -> Node:
    try:
        return orjson.loads(told)
    except orjson.JSONDecodeError:
        raise BadRequest(th("filter ไม่ใช่ JSON") | en("filter is no JSON.")) from None


def _measure(node: Node) -> None:
    """Refuse what is nested deeper than anybody writes; without recursion, which is what that would exhaust."""
    todo = [(node, 0)]
    while todo:
        inner, depth = todo.pop()
        if depth > _DEEPEST:
            raise BadRequest(th(f"filter ซ้อนกันได้ไม่เกิน {_DEEPEST} ชั้น") | en(f"filter may be nested {_DEEPEST} deep."))
        if isinstance(inner, dict):
            todo += [(value, depth + 1) for value in inner.values()]
        elif isinstance(inner, list):
            # The list of an operation's arguments is no depth of its own; one inside another is.
            todo += [(value, depth + isinstance(value, list)) for value in inner]
