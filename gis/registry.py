"""Finds every layer under ``layers/``, checks it, and hands it on as plain facts in the order of references."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import lru_cache
from graphlib import CycleError
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Double, Integer, Numeric, Table
from sqlalchemy import Text as TextType
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS
from sqlalchemy.types import Uuid

from gis import readings
from gis.codelist import Codelist
from gis.declaration import Attribute, Declaration, Registry
from gis.declare import CodeText, LayerTable
from gis.errors import DeclarationError
from gis.layer import Field, Layer
from gis.style import Line, Style

__all__ = ["Attribute", "Declaration", "Registry", "declare", "load", "problems"]

#: The kinds a field can have, and the names they have in every derivation.
KINDS: tuple[tuple[type[Any], str], ...] = (
    (ARRAY, "codes"), (CodeText, "code"), (BigInteger, "ref"), (Integer, "integer"),
    (Double, "number"), (Numeric, "decimal"), (Boolean, "boolean"),
    (DateTime, "datetime"), (Date, "date"), (Uuid, "uuid"), (TextType, "text"),
)  # fmt: skip


@lru_cache
def load(package: str = "layers") -> Registry:
    """Import every module of ``package`` and return its layers.

    Raises :class:`gis.errors.DeclarationError` with every mistake of every file at once.
    """
    mistakes: list[str] = []
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        try:
            importlib.import_module(module.name)
        except Exception as mistake:  # a layer file may fail in any way; each failure is reported with the others
            mistakes.append(f"{module.name}: {type(mistake).__name__}: {mistake}")
    declarations: list[Declaration] = []
    for cls in _leaves(LayerTable):
        if cls.__module__.startswith(f"{package}."):
            try:
                declarations.append(declare(cls))
            except DeclarationError as mistake:
                mistakes += mistake.mistakes
    names = {declaration.name for declaration in declarations}
    for declaration in declarations:
        mistakes += [f"{declaration.module}: {declaration.class_name}: {m}" for m in problems(declaration, names)]
    mistakes += readings.rivals(declarations)
    if mistakes:
        raise DeclarationError(mistakes)
    try:
        return Registry(declarations)
    except CycleError as cycle:
        raise DeclarationError([f"layers refer to each other in a circle: {' → '.join(cycle.args[1])}"]) from cycle


def _leaves(cls: type[LayerTable]) -> Iterator[type[LayerTable]]:
    for sub in cls.__subclasses__():
        if "__tablename__" in sub.__dict__:
            yield sub
        yield from _leaves(sub)


def declare(cls: type[LayerTable]) -> Declaration:
    """The plain facts of one layer class."""
    table = cls.__table__
    assert isinstance(table, Table)
    attributes = tuple(_attribute(c) for c in table.columns if "field" in c.info)
    spec = table.columns["geom"].info["geometry"] if "geom" in table.columns else None
    layer = cls.__dict__.get("layer")
    if not isinstance(layer, Layer):
        raise DeclarationError([f"{cls.__module__}: {cls.__name__}: write `layer = Layer(title=…, …)`"])
    return Declaration(str(table.name), cls.__module__, cls.__name__, layer, attributes, spec)


def _attribute(column: Column[Any]) -> Attribute:
    words: Field = column.info["field"]
    kind = next(name for type_, name in KINDS if isinstance(column.type, type_))
    coded = column.type.item_type if isinstance(column.type, ARRAY) else column.type
    return Attribute(
        name=column.name,
        kind="ref" if words.ref else kind,
        required=not column.nullable,
        words=words,
        codelist=coded.codelist if isinstance(coded, CodeText) else None,
        places=column.type.scale if isinstance(column.type, Numeric) and kind == "decimal" else None,
        default=None if column.server_default is None else str(getattr(column.server_default, "arg", "")),
    )


def problems(declaration: Declaration, names: set[str]) -> list[str]:
    """Every mistake in one layer, as sentences that say what to write instead."""
    layer, found = declaration.layer, []
    fields = set(declaration.attribute_names)
    found += [f"{name!r} cannot be a name: {why}" for name in (declaration.name, *fields) if (why := _no_name(name))]
    if declaration.name in RESERVED:
        found.append(f"{declaration.name!r} cannot be a name: the service has a collection of that name")
    if not layer.title.complete:
        found.append('its title needs both languages: th("…") | en("…")')
    for attribute in declaration.attributes:
        if not attribute.words.title.complete:
            found.append(f'{attribute.name}: its title needs both languages: th("…") | en("…")')
        found += _impossible(attribute)
        if attribute.words.ref and attribute.words.ref not in names:
            found.append(f"{attribute.name}: refers to {attribute.words.ref!r}, which is no layer")
        if attribute.codelist and not all(code.label.complete for code in attribute.codelist):
            found.append(f"{attribute.name}: every code of {attribute.codelist.__name__} needs th(…) and en(…)")
    for what, name in (
        *_style_fields(layer.style),
        ("key", layer.key),
        ("located_by", layer.located_by),
        *(("search", name) for name in layer.search),
        *(("submit_fields", name) for name in layer.access.submit_fields if name != "geom"),
        *(("check", name) for check in layer.checks for name in (check.low, check.high)),
        ("write_where", layer.access.write_where.field if layer.access.write_where else None),
    ):
        if name is not None and name not in fields:
            found.append(f"{what} names {name!r}, which is no field of it")
    found += [
        f"{what} {name!r} needs a field with a code list"
        for what, name in _style_fields(layer.style)
        if what != "style label" and name in fields and declaration[name].codelist is None
    ]
    if isinstance(layer.style, Line) and layer.style.width_by in fields and layer.style.width_by is not None:
        codes = (declaration[layer.style.width_by].codelist or Codelist).codes()
        found += [f"widths names {code!r}, which is no code" for code in layer.style.widths if code not in codes]
    if layer.key in fields and layer.key is not None and not declaration[layer.key].words.unique:
        found.append(f"key {layer.key!r} must be unique=True")
    shown = set(declaration.readable(layer.access.read))
    for what, name in (
        *_style_fields(layer.style),
        *(("search", name) for name in layer.search),
    ):
        if name in fields - shown:
            found.append(f"{what} names {name!r}, which those who read the layer may not read")
    if layer.access.submit is not None:
        found += [
            f"{name}: a stranger may fill it and not read it; unique=True would tell them whether it is already there"
            for name in sorted((fields - shown) & set(layer.access.submit_fields))
            if declaration[name].words.unique
        ]
        found += [
            f"{a.name}: is required and without default, so a submission that may not fill it is always refused"
            for a in declaration.attributes
            if a.required and a.default is None and a.name not in layer.access.submit_fields
        ]
    if declaration.geometry is None and layer.located_by is None:
        found.append("it needs geom = geometry(…), or located_by= the reference whose geometry it borrows")
    if declaration.geometry is not None and declaration.geometry.public_as and not declaration.geometry_is_personal:
        found.append("public_as coarsens a personal geometry; say personal=Personal(…) too")
    if layer.tiles and not layer.style:
        found.append("a layer with tiles needs a style")
    return [*found, *readings.mistakes(declaration)]


def _style_fields(style: Style | None) -> list[tuple[str, str]]:
    told = [("style by", style.by), ("style label", style.label)] if style else []
    told += [("style width_by", style.width_by)] if isinstance(style, Line) else []
    return [(what, name) for what, name in told if name is not None]


#: Collections of the service that are no layer.
RESERVED = frozenset({"catalogue"})
#: Columns that history adds to a layer's own.
_HISTORY = frozenset({"history_id", "valid", "ended_by", "op"})
#: Kinds whose values have an order that a range is compared in.
_NUMBERS = frozenset({"integer", "number", "decimal"})


def _no_name(name: str) -> str | None:
    """Why a table or column cannot be called so, or None. The derived SQL writes names as they are."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        return "use up to 40 of a-z, 0-9 and _, beginning with a letter"
    if name in RESERVED_WORDS:
        return "it is a word of SQL"
    if name in _HISTORY or name in {"geom", "geom_public"}:
        return "the platform has a column of that name"
    return None


def _impossible(attribute: Attribute) -> Iterator[str]:
    """Words that no value of the field's kind could obey."""
    name, words, kind = attribute.name, attribute.words, attribute.kind
    if words.between is not None:
        if kind not in _NUMBERS:
            yield f"{name}: between= is for numbers, not for {kind}"
        elif words.between[0] > words.between[1]:
            yield f"{name}: between= says the lower bound first"
    if words.pattern is not None:
        if kind != "text":
            yield f"{name}: pattern= is for text, not for {kind}"
        try:
            re.compile(words.pattern)
        except re.error as wrong:
            yield f"{name}: pattern= is no regular expression: {wrong}"
    if words.past and kind not in {"date", "datetime"}:
        yield f"{name}: past= is for dates, not for {kind}"
