"""Questions about a field that holds several codes. Lists are sets (OGC 21-065r2, clause 7.6)."""

from __future__ import annotations

from api.ogc.condition import Condition
from api.ogc.cql2.operand import Operand, Type, needs

RELATIONS = {
    "a_contains": "{a} @> {b}",
    "a_containedBy": "{a} <@ {b}",
    "a_overlaps": "{a} && {b}",
    "a_equals": "({a} @> {b} and {a} <@ {b})",
}


def relation(name: str, a: Operand, b: Operand) -> Condition:
    """The rows of which one of ``RELATIONS`` holds; raises BadRequest where one of the two is no list of texts."""
    left, right = _texts(a), _texts(b)
    return lambda bound: RELATIONS[name].format(a=left(bound), b=right(bound))


def _texts(operand: Operand) -> Condition:
    # In CQL2 text, a list of one is a text in brackets.
    if operand.type is Type.TEXT and operand.literal:
        operand = Operand(Type.ARRAY, operand.name, parts=(operand,))
    if operand.sql is not None:
        return needs(operand, Type.ARRAY).as_("text[]")
    members = [needs(each, Type.TEXT) for each in needs(operand, Type.ARRAY).parts]
    if all(member.literal for member in members):
        return lambda bound: f"{bound([member.value for member in members])}::text[]"
    written = [member.as_("text") for member in members]
    return lambda bound: f"array[{', '.join(each(bound) for each in written)}]"
