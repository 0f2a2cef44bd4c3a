"""What a notebook may ask for in ``where``: a mapping or a Python comparison, never SQL.

The database is asked in SQL with every value bound, a remote instance in CQL2 text with every value written as a
literal of its field's kind.
"""

from __future__ import annotations

import ast
import datetime
import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from gis.errors import Invalid
from gis.moments import instant
from gis.text import en, th

Where = Mapping[str, Any] | str

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip


class Condition(ABC):
    """Builds one condition over the columns of a layer, in words that SQL and CQL2 share.

    ``fields`` maps each column to what its values are compared as.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields

    @abstractmethod
    def value(self, name: str, value: Any) -> str:
        """How a value that the column ``name`` is compared with stands in the condition."""

    def of(self, where: Where) -> str:
        """The text of ``{"status": "off"}`` (equal; a list: one of; None: empty) or of ``'watt >= 100 and …'``."""
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
                return self._test(name, "=", True)
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
            listed = ", ".join(self.value(name, one) for one in value)
            return f"{column} {comparison} ({listed})" if listed else str(comparison == "not in").lower()
        return f"{column} {comparison} {self.value(name, value)}"

    def _column(self, name: str) -> str:
        if name not in self.fields:
            raise Invalid(
                th(f"ไม่มีคอลัมน์ {name} เลือกได้จาก {', '.join(self.fields)}")
                | en(f"There is no column {name}. There are: {', '.join(self.fields)}")
            )
        return f'"{name}"'


class Sql(Condition):
    """A condition for the database; ``fields`` says as which SQL type, ``values`` collects what is to be bound."""

    def __init__(self, fields: Mapping[str, str], values: list[Any]) -> None:
        super().__init__(fields)
        self.values = values

    def value(self, name: str, value: Any) -> str:
        # as text and cast by the server: a number given for a text field compares, and nothing is ever spliced in
        if self.fields[name] == "timestamptz":
            value = instant(value).isoformat()
        self.values.append(str(value).lower() if isinstance(value, bool) else str(value))
        return f"${len(self.values)}::text::{self.fields[name]}"


class Cql2(Condition):
    """A condition for a remote instance, in CQL2 text (OGC 21-065r2); ``fields`` says of which kind each field is."""

    def value(self, name: str, value: Any) -> str:
        try:
            match self.fields[name]:
                case "boolean":
                    return str(bool(value)).upper()
                case "integer" | "ref" | "number" | "decimal":
                    number = Decimal(str(value))
                    if math.isfinite(number):
                        return f"{number:f}"
                case "date":
                    return f"DATE('{_date(value)}')"
                case "datetime":
                    return f"TIMESTAMP('{_utc(value)}')"
                case "code" | "text" | "uuid":
                    return "'{}'".format(str(value).replace("'", "''"))
        except (ValueError, InvalidOperation) as wrong:
            raise _not_understood(f"{name}: {value!r}") from wrong
        raise _not_understood(f"{name}: {value!r}")


def _date(value: Any) -> str:
    return (value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))).isoformat()[:10]


def _utc(value: Any) -> str:
    return f"{instant(value).astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _several(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)


def _not_understood(what: str) -> Invalid:
    return Invalid(
        th(f"อ่านเงื่อนไข {what} ไม่ได้ เขียนเช่น status == 'off' and watt >= 100")
        | en(f"Cannot read the condition {what}. Write it like: status == 'off' and watt >= 100")
    )
