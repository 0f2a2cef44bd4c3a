"""A believable row of any layer, made from its declaration alone, so that a new layer is tested unasked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import psycopg

from gis.declare import GeometryKind
from gis.registry import Attribute, Declaration, Registry

#: Where the rows stand: x = longitude, y = latitude, EPSG:4326.
WEST, SOUTH = 99.91, 16.02


def value(attribute: Attribute, n: int, refs: Mapping[str, int]) -> Any:
    """The ``n``-th sample value of a field; within a few hundred, no two numbers give a unique field the same."""
    match attribute.kind:
        case "code" | "codes":
            assert attribute.codelist is not None
            codes = attribute.codelist.codes()
            code = codes[n % len(codes)]
            return [code] if attribute.kind == "codes" else code
        case "text":
            return matching(attribute.words.pattern, n) if attribute.words.pattern else f"{attribute.name} {n}"
        case "integer" | "number" | "decimal":
            low, high = attribute.words.between or (1, 1_000_000)
            step = Decimal(1).scaleb(-(attribute.places or 0)) if attribute.kind == "decimal" else Decimal(1)
            width = int((Decimal(str(high)) - Decimal(str(low))) / step)
            number = Decimal(str(low)) + step * (n % (width + 1))
            return int(number) if attribute.kind == "integer" else number
        case "boolean":
            return n % 2 == 0
        case "date":
            return datetime.date(2020, 1, 1) + datetime.timedelta(days=n)
        case "datetime":
            return datetime.datetime(2020, 1, 1, 9, tzinfo=datetime.UTC) + datetime.timedelta(days=n)
        case "ref":
            return refs.get(str(attribute.words.ref))
    raise AssertionError(f"{attribute.name}: no sample value for the kind {attribute.kind}")


def matching(pattern: str, n: int) -> str:
    """A text that ``pattern`` matches, told apart by ``n``: its digits count, whatever else it takes at its least."""
    made, choice = [], f"{n:06d}"[::-1]
    for atom, least in re.findall(r"(\[[^]]+\]|\\.|\([^()]*\)|.)(\{\d+(?:,\d*)?\}|[?*+])?", pattern):
        times = int(re.findall(r"\d+", least)[0]) if least.startswith("{") else 0 if least in ("?", "*") else 1
        if atom == "[0-9]":
            made.append(f"{n:0{times}d}"[-times:])
        else:
            ranged = re.fullmatch(r"\[(.)-(.)\]", atom)
            letters = [chr(c) for c in range(ord(ranged[1]), ord(ranged[2]) + 1)] if ranged else [atom.strip("()\\")]
            made += [letters[int(choice[0]) % len(letters)].replace(".", "x")] * times
    text = "".join(made)
    assert re.fullmatch(pattern, text), f"write a value for {pattern} here: {text!r} does not match"
    return text


def shape(declaration: Declaration, n: int, corner: tuple[float, float] | None = None) -> str | None:
    """The ``n``-th shape of a layer as EWKT: about 10 m wide, 20 m from the next, or one that begins at ``corner``."""
    if declaration.geometry is None:
        return None
    x, y = corner or (WEST + n % 100 * 2e-4, SOUTH + n // 100 * 2e-4)
    w = 1e-4
    match declaration.geometry.kind:
        case GeometryKind.POINT:
            drawn = f"POINT({x} {y})"
        case GeometryKind.LINE:
            drawn = f"MULTILINESTRING(({x} {y}, {x + w} {y + w}))"
        case GeometryKind.POLYGON:
            drawn = f"MULTIPOLYGON((({x} {y}, {x + w} {y}, {x + w} {y + w}, {x} {y + w}, {x} {y})))"
    return f"SRID=4326;{drawn}"


def row(declaration: Declaration, n: int = 1, refs: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Every field of a layer and its geometry, filled."""
    filled = {a.name: value(a, n, refs or {}) for a in declaration.attributes}
    return filled if declaration.geometry is None else {**filled, "geom": shape(declaration, n)}


def insert(connection: psycopg.Connection[Any], table: str, values: Mapping[str, Any]) -> int:
    """Add a row and return its id."""
    columns, marks = ", ".join(values), ", ".join(f"%({column})s" for column in values)
    added = connection.execute(f"insert into {table} ({columns}) values ({marks}) returning id", dict(values))
    found = added.fetchone()
    assert found is not None
    return int(found[0])


def parents(connection: psycopg.Connection[Any], registry: Registry, name: str, n: int = 900) -> dict[str, int]:
    """Add a row to every layer that ``name`` refers to, however far, and return their ids by layer."""
    ids: dict[str, int] = {}
    for layer in _referred(registry, name):
        if layer != name:
            ids[layer] = insert(connection, f"core.{layer}", row(registry[layer], n, ids))
    return ids


def _referred(registry: Registry, name: str) -> list[str]:
    wanted, todo = set(), [name]
    while todo:
        for attribute in registry[todo.pop()].attributes:
            if attribute.words.ref and attribute.words.ref not in wanted:
                wanted.add(attribute.words.ref)
                todo.append(attribute.words.ref)
    return [layer for layer in registry if layer in wanted]
