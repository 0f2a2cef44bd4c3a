"""Reckoning in a filter: exact, in numeric, so that 0.1 + 0.2 is 0.3 and nothing overflows."""

from __future__ import annotations

from api.ogc.condition import Bound
from api.ogc.cql2.operand import Operand, Type, needs

#: What is divided by nothing, and what has no power, is unknown: SQL gives null, and the row is not chosen.
OPERATIONS = {
    "+": "({a} + {b})",
    "-": "({a} - {b})",
    "*": "({a} * {b})",
    "/": "({a} / nullif({b}, 0))",
    "%": "mod({a}, nullif({b}, 0))",
    "div": "div({a}, nullif({b}, 0))",
    "^": "gis.power({a}, {b})",
}


def reckon(op: str, a: Operand, b: Operand) -> Operand:
    """The result of one of ``OPERATIONS``; raises BadRequest where one of the two is no number."""
    left, right = needs(a, Type.NUMBER).as_("numeric"), needs(b, Type.NUMBER).as_("numeric")

    def sql(bound: Bound) -> str:
        return OPERATIONS[op].format(a=_exact(left(bound), a), b=_exact(right(bound), b))

    return Operand(Type.NUMBER, f"{a.name} {op} {b.name}"[:80], sql, pg="exact")


def _exact(sql: str, operand: Operand) -> str:
    """Whole numbers would divide without a rest."""
    return f"{sql}::numeric" if operand.pg == "bigint" else sql
