"""Records as tables and lists: what each is called, what each field says, and what it refers to."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.ogc.asked import Asked
from api.ogc.condition import Bound
from api.ogc.html.page import Address
from api.ogc.html.values import Shown, moment, name_of, shown
from api.ogc.order import Order
from api.ogc.readable import Readable
from api.ogc.service import Service
from gis.derive.legend import naming_fields
from gis.registry import Attribute

Feature = Mapping[str, Any]
#: What the references of some features are called, by the layer they refer to and the number there.
Names = Mapping[tuple[str, int], Shown]


@dataclass(frozen=True)
class Row:
    """One record: its number, its name, what each field says, and when it was changed."""

    id: int
    name: str
    cells: tuple[tuple[Attribute, list[Shown]], ...]
    changed: str | None


@dataclass(frozen=True)
class Table:
    """The records of a page under their fields.

    ``naming`` is the field that names them, which heads the table and is none of ``columns``; ``place`` is where they
    lie, as an address of the public map says it.
    """

    naming: Attribute | None
    columns: tuple[Attribute, ...]
    rows: tuple[Row, ...]
    place: str


async def table(request: Request, ours: Service, question: Asked, features: Sequence[Feature], language: str) -> Table:
    """The features of a page, the fields that name a record first."""
    names = await _referred(request, ours, question.person, question.layer, features, language)
    columns = _columns(question.layer, question.fields)
    naming = columns[0] if naming_fields(question.layer.declaration, question.fields) else None
    columns = columns[1:] if naming else columns
    rows = tuple(_row(question.layer, columns, feature, names, language) for feature in features)
    return Table(naming, columns, rows, _place(features))


async def one(
    request: Request, ours: Service, person: str | None, layer: Readable, feature: Feature, language: str
) -> Row:
    """One record."""
    names = await _referred(request, ours, person, layer, [feature], language)
    fields = tuple(feature["properties"])
    return _row(layer, _columns(layer, fields), feature, names, language)


def _columns(layer: Readable, fields: Sequence[str]) -> tuple[Attribute, ...]:
    declaration = layer.declaration
    first = [name for name in naming_fields(declaration, layer.fields) if name in fields]
    rest = [name for name in declaration.attribute_names if name in fields and name not in first]
    return tuple(declaration[name] for name in (*first, *rest))


def _row(layer: Readable, columns: Sequence[Attribute], feature: Feature, names: Names, language: str) -> Row:
    properties, number = feature["properties"], feature["id"]
    naming = naming_fields(layer.declaration, layer.fields)
    name = name_of(layer.declaration, naming, properties, language) or f"{number}"
    cells = tuple((a, _cell(a, properties.get(a.name), names, language)) for a in columns)
    stamp = properties.get("updated_at")
    return Row(number, name, cells, moment(stamp, language) if stamp else None)


def _cell(attribute: Attribute, value: Any, names: Names, language: str) -> list[Shown]:
    if attribute.words.ref is not None and value is not None:
        return [names.get((attribute.words.ref, value)) or Shown(str(value))]
    return shown(attribute, value, language)


async def _referred(
    request: Request, ours: Service, person: str | None, layer: Readable, features: Sequence[Feature], language: str
) -> Names:
    """What the features refer to, of the layers that the one who asks may read."""
    wanted: dict[str, set[int]] = {}
    for attribute in layer.declaration.attributes:
        if attribute.words.ref is not None:
            told = {feature["properties"].get(attribute.name) for feature in features} - {None}
            wanted.setdefault(attribute.words.ref, set()).update(told)
    theirs = await ours.readers.layers(person)
    open_to = [(theirs[name], ids) for name, ids in wanted.items() if ids and name in theirs and theirs[name].readable]
    at = Address(request)
    found = await asyncio.gather(*(_named(ours, person, other, ids, at, language) for other, ids in open_to))
    return {key: name for names in found for key, name in names}


async def _named(
    ours: Service, person: str | None, layer: Readable, ids: set[int], at: Address, language: str
) -> list[tuple[tuple[str, int], Shown]]:
    naming = naming_fields(layer.declaration, layer.fields)  # never a personal field, so there is no reading to record
    bound = Bound()
    columns = ", ".join(f"s.{name}" for name in ("id", *naming))
    statement = layer.statements.rows(
        columns, [lambda bound: f"s.id = any({bound(sorted(ids))}::bigint[])"], Order(), bound
    )
    rows = await ours.database.rows(person, statement, *bound.values)
    title = layer.declaration.layer.title[language]
    return [
        (
            (layer.name, row["id"]),
            Shown(
                name_of(layer.declaration, naming, dict(row), language) or f"{title} {row['id']}",
                href=at.to(f"/ogc/collections/{layer.name}/items/{row['id']}"),
            ),
        )
        for row in rows
    ]


def _place(features: Sequence[Feature]) -> str:
    """``zoom/latitude/longitude`` of the public map over the features; empty where none has a place."""
    spots = [spot for feature in features for spot in _positions((feature["geometry"] or {}).get("coordinates"))]
    if not spots:
        return ""
    west, east = min(x for x, _ in spots), max(x for x, _ in spots)
    south, north = min(y for _, y in spots), max(y for _, y in spots)
    span = max(east - west, north - south, 0.002)  # a few houses
    return f"{math.log2(360 / span):.2f}/{(south + north) / 2:.5f}/{(west + east) / 2:.5f}"


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if not coordinates:
        return
    if isinstance(coordinates[0], list):
        for part in coordinates:
            yield from _positions(part)
    else:
        yield coordinates[0], coordinates[1]
