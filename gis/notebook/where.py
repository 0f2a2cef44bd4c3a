"""What a notebook may ask for in ``where``: a mapping or a Python comparison, never SQL. Values are always bound."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from typing import Any

from gis.errors import Invalid
from gis.text import en, th

Where = Mapping[str, Any] | str

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip


class Condition:
    """Builds one condition over the columns of a layer, collecting the values to bind.

    ``fields`` maps each column to the SQL type its values are compared as.
    """

    def __init__(self, fields: Mapping[str, str], values: list[Any]) -> None:
        self.fields = fields
        self.values = values

    def of(self, where: Where) -> str:
        """The SQL of ``{"status": "off"}`` (equal; a list: one of; None: empty) or of ``'watt >= 100 and …'``."""
        if isinstance(where, str):
            try:
                return self._expression(ast.parse(where, mode="eval").body)
            except SyntaxError as wrong:
                raise _not_understood(where) from wrong
        tests = [self._test(name, "in" if _several(value) else "=", value) for name, value in where.items()]
        return " and ".join(tests) or "true"

    def _expression(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=op, values=parts):
                joined = " and " if isinstance(op, ast.And) else " or "
                return "(" + joined.join(self._expression(part) for part in parts) + ")"
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return f"(not {self._expression(part)})"
            case ast.Name(id=name):
                return self._column(name)
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
                try:
                    value = ast.literal_eval(right)
                except ValueError as wrong:
                    raise _not_understood(ast.unparse(right)) from wrong
                return self._test(name, _COMPARISONS[type(op)], value)
        raise _not_understood(ast.unparse(node))

    def _test(self, name: str, comparison: str, value: Any) -> str:
        column = self._column(name)
        if value is None:
            return f"{column} is {'not ' if comparison in ('<>', 'is not') else ''}null"
        if comparison in ("in", "not in"):
            if not _several(value):
                raise _not_understood(f"{name} {comparison} {value!r}")
            listed = ", ".join(self._bind(name, one) for one in value)
            return f"{column} {comparison} ({listed})" if listed else str(comparison == "not in").lower()
        return f"{column} {comparison} {self._bind(name, value)}"

    def _column(self, name: str) -> str:
        if name not in self.fields:
            raise Invalid(
                th(f"ไม่มีคอลัมน์ {name} เลือกได้จาก {', '.join(self.fields)}")
                | en(f"There is no column {name}. There are: {', '.join(self.fields)}")
            )
        return f'"{name}"'

    def _bind(self, name: str, value: Any) -> str:
        # as text and cast by the server: a number given for a text field compares, and nothing is ever spliced in
        self.values.append(str(value).lower() if isinstance(value, bool) else str(value))
        return f"${len(self.values)}::text::{self.fields[name]}"


def _several(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)


def _not_understood(what: str) -> Invalid:
    return Invalid(
        th(f"อ่านเงื่อนไข {what} ไม่ได้ เขียนเช่น status == 'off' and watt >= 100")
        | en(f"Cannot read the condition {what}. Write it like: status == 'off' and watt >= 100")
    )
