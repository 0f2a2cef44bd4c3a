"""A filter in CQL2's JSON encoding, made into a condition on rows: every type checked, every value bound."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from api.ogc.condition import Bound, Condition
from api.ogc.cql2 import arithmetic, arrays, spatial, temporal
from api.ogc.cql2.operand import Operand, Type, field, needs, number, settled, text, unfit
from api.ogc.cql2.text import Node
from api.ogc.crs import Crs
from api.ogc.sql import Statements
from gis.errors import BadRequest
from gis.text import en, th

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
#: Functions of a text: CASEI and ACCENTI make texts equal that differ in case, or in accents and tone marks.
_OF_TEXTS = {"casei": "lower({})", "accenti": "gis.without_accents({})"}
#: What is asked of two geometries, two times, or two lists, by name.
_RELATIONS: dict[str, Callable[[str, Operand, Operand], Condition]] = {
    name: relations.relation
    for relations in (spatial, temporal, arrays)
    for name in relations.RELATIONS
}  # fmt: skip
#: More reckoning than this in one filter could leave what a number of PostgreSQL may hold.
_MOST_RECKONING = 50


def compiled(node: Node, statements: Statements, crs: Crs) -> Condition:
    """The rows for which a filter is true; those for which it is unknown are not among them.

    ``crs`` is the system of its coordinates. Raises BadRequest that says what cannot be, for a field the reader may
    not read the same as for one that does not exist.
    """
    return _Compiler(statements, crs).predicate(node)


class _Compiler:
    def __init__(self, statements: Statements, crs: Crs) -> None:
        self.statements = statements
        self.crs = crs
        self.reckoned = 0

    def predicate(self, node: Node) -> Condition:
        """A part that is true, false or unknown."""
        return needs(self.operand(node), Type.BOOLEAN).as_("boolean")

    def operand(self, node: Node) -> Operand:
        """A part that has a value."""
        match node:
            case bool():
                return Operand(Type.BOOLEAN, str(node).lower(), value=node)
            case int() | float():
                return number(node)
            case str():
                return text(node)
            case list():
                return Operand(Type.ARRAY, "(…)", parts=tuple(self.operand(each) for each in node))
            case {"property": str(name), **rest} if not rest:
                return self.field(name)
            case {"date": told, **rest} if not rest:
                return temporal.date(told)
            case {"timestamp": told, **rest} if not rest:
                return temporal.timestamp(told)
            case {"interval": [start, end], **rest} if not rest:
                return temporal.interval(self.end(start), self.end(end))
            case {"op": str(op), "args": list(arguments), **rest} if not rest:
                return self.operation(op, arguments)
            case {"type": str()} | {"bbox": _}:
                return spatial.geometry(node, self.crs)
        raise BadRequest(
            th("filter มีส่วนที่ไม่ใช่นิพจน์ของ CQL2 (ค่าว่างถามด้วย IS NULL)")
            | en("filter holds what is no expression of CQL2 (ask for an empty value with IS NULL).")
        )

    def field(self, name: str) -> Operand:
        """A field that the reader may read."""
        if name == "geometry" and self.statements.located:
            return spatial.field()
        kinds = self.statements.queryable
        if name in kinds:
            return field(name, kinds[name])
        known = ", ".join([*kinds, *(["geometry"] if self.statements.located else [])])
        raise BadRequest(
            th(f"filter: ไม่มีช่อง {name[:40]!r} ช่องที่มีคือ {known}")
            | en(f"filter: there is no field {name[:40]!r}. Fields are: {known}.")
        )

    def end(self, node: Node) -> Operand:
        """An end of an interval: a text, or a field."""
        return temporal.end(node) if isinstance(node, str) else self.operand(node)

    def operation(self, op: str, nodes: list[Any]) -> Operand:
        """An operation on other parts, of those that are known here."""
        if op in arithmetic.OPERATIONS:
            self.reckoned += 1
            if self.reckoned > _MOST_RECKONING:
                raise BadRequest(
                    th(f"filter คำนวณได้ไม่เกิน {_MOST_RECKONING} ครั้ง")
                    | en(f"filter may reckon up to {_MOST_RECKONING} times.")
                )
            return arithmetic.reckon(op, *self.operands(op, nodes, 2))
        if op in _OF_TEXTS:
            (told,) = self.operands(op, nodes, 1)
            sql = needs(told, Type.TEXT).as_("text")
            pattern = _OF_TEXTS[op]
            return Operand(Type.TEXT, told.name, lambda bound: pattern.format(sql(bound)), pattern=told.pattern)
        return Operand(Type.BOOLEAN, op, self.question(op, nodes))

    def question(self, op: str, nodes: list[Any]) -> Condition:
        """An operation that is true, false or unknown."""
        if op in ("and", "or"):
            if len(nodes) < 2:
                raise _miscounted(op)
            return _joined(op, [self.predicate(node) for node in nodes])
        if op == "not":
            if len(nodes) != 1:
                raise _miscounted(op)
            inner = self.predicate(nodes[0])
            return lambda bound: f"(not {inner(bound)})"
        if op == "in":
            operand, members = self.operands(op, nodes, 2)
            return _among(operand, needs(members, Type.ARRAY))
        if op in _COMPARISONS:
            return _compared(op, *self.operands(op, nodes, 2))
        if op == "between":
            return _between(*self.operands(op, nodes, 3))
        if op == "like":
            return _like(*self.operands(op, nodes, 2))
        if op == "isNull":
            return _empty(*self.operands(op, nodes, 1))
        if op in _RELATIONS:
            return _RELATIONS[op](op, *self.operands(op, nodes, 2))
        raise BadRequest(th(f"filter: ไม่รู้จักฟังก์ชัน {op[:40]!r}") | en(f"filter: there is no function {op[:40]!r}."))

    def operands(self, op: str, nodes: list[Any], count: int) -> list[Operand]:
        """The parts an operation takes, as many as it takes."""
        if len(nodes) != count:
            raise _miscounted(op)
        return [self.operand(node) for node in nodes]


def _miscounted(op: str) -> BadRequest:
    return BadRequest(
        th(f"filter: {op[:40]!r} มีจำนวนค่าไม่ถูกต้อง") | en(f"filter: {op[:40]!r} has not the values it takes.")
    )


def _joined(op: str, conditions: Sequence[Condition]) -> Condition:
    return lambda bound: f"({f' {op} '.join(each(bound) for each in conditions)})"


def _alike(operands: Sequence[Operand]) -> tuple[Sequence[Operand], str]:
    """Operands and the type they are compared in; a text beside a UUID is read as one."""
    if any(each.type is Type.UUID for each in operands):
        operands = [_uuid(each) if each.type is Type.TEXT and each.literal else each for each in operands]
    return operands, settled(operands)


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _uuid(told: Operand) -> Operand:
    if not _UUID.fullmatch(told.value):
        raise BadRequest(th(f"{told.name} ไม่ใช่ UUID") | en(f"{told.name} is no UUID."))
    return Operand(Type.UUID, told.name, value=uuid.UUID(told.value))


def _compared(op: str, left: Operand, right: Operand) -> Condition:
    (left, right), pg = _alike([left, right])
    if left.type in (Type.BOOLEAN, Type.UUID) and op not in ("=", "<>"):
        raise unfit(left)
    first, second = left.as_(pg), right.as_(pg)
    return lambda bound: f"({first(bound)} {op} {second(bound)})"


def _between(operand: Operand, low: Operand, high: Operand) -> Condition:
    operands, pg = _alike([operand, low, high])
    if operand.type in (Type.BOOLEAN, Type.UUID):
        raise unfit(operand)
    told = [each.as_(pg) for each in operands]

    def sql(bound: Bound) -> str:
        value, lowest, highest = (each(bound) for each in told)
        return f"({value} between {lowest} and {highest})"

    return sql


def _among(operand: Operand, members: Operand) -> Condition:
    if not members.parts:
        settled([operand])
        return lambda bound: "false"
    (operand, *parts), pg = _alike([operand, *members.parts])
    value = operand.as_(pg)
    if all(each.literal for each in parts):
        # One array, so that the statement is the same however many there are.
        listed = [each.bindable(pg) for each in parts]
        return lambda bound: f"({value(bound)} = any({bound(listed)}::{pg}[]))"
    told = [each.as_(pg) for each in parts]

    def sql(bound: Bound) -> str:
        return f"({value(bound)} in ({', '.join(each(bound) for each in told)}))"

    return sql


def _like(operand: Operand, pattern: Operand) -> Condition:
    value, wanted = needs(operand, Type.TEXT).as_("text"), needs(pattern, Type.TEXT).as_("text")
    written = pattern.pattern
    if written is None or (len(written) - len(written.rstrip("\\"))) % 2:
        raise BadRequest(
            th(r"LIKE ต้องมีรูปแบบเป็นข้อความ ใช้ % แทนหลายตัวอักษร _ แทนหนึ่งตัว และ \ นำหน้าตัวที่หมายถึงตัวมันเอง")
            | en(r"LIKE needs a pattern in quotes: % is any letters, _ one, and \ stands before what means itself.")
        )
    return lambda bound: f"({value(bound)} like {wanted(bound)})"


def _empty(operand: Operand) -> Condition:
    if operand.sql is None:
        raise unfit(operand)
    sql = operand.sql
    return lambda bound: f"({sql(bound)} is null)"
