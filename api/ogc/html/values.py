"""The values of a record as a person reads them: titles, labels, units and dates in their language."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gis import thai, units
from gis.derive.style import symbol
from gis.registry import Attribute, Declaration
from gis.text import Text, en, th

#: What stands for an empty value.
EMPTY = "–"
_YES, _NO = th("ใช่") | en("Yes"), th("ไม่ใช่") | en("No")
#: The months in English.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: Whole numbers that are years or codes, which no reader wants grouped by thousands.
_UNGROUPED = re.compile(r"(_no|_code|_id|year|_be)$")
_NUMBERS = frozenset({"integer", "number", "decimal"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as it stands on a page: its words, the colour of its code, and where the record it refers to is."""

    text: str
    colour: str | None = None
    href: str | None = None


def shown(attribute: Attribute, value: Any, language: str) -> list[Shown]:
    """What a field's value, as GeoJSON holds it, says to a reader of ``th`` or ``en``; nothing where it is empty.

    A field of several codes says several things. References stand as bare numbers here.
    """
    if value is None or value == "" or value == []:
        return []
    if attribute.codelist is not None:
        members = {member.value: member for member in attribute.codelist}
        codes = value if isinstance(value, list) else [value]
        found = ((code, members.get(code)) for code in codes)
        return [Shown(m.label[language], m.colour) if m else Shown(str(code)) for code, m in found]
    if attribute.kind == "boolean":
        return [Shown((_YES if value else _NO)[language])]
    if attribute.kind in _NUMBERS:
        return [Shown(number(attribute, value) + unit(attribute, language))]
    if attribute.kind == "date":
        return [Shown(day(datetime.date.fromisoformat(value), language))]
    if attribute.kind == "datetime":
        return [Shown(moment(value, language))]
    return [Shown(str(value))]


def number(attribute: Attribute, value: float) -> str:
    """A number with its thousands apart and as many decimals as it has; years and codes as they are."""
    if isinstance(value, int) and _UNGROUPED.search(attribute.name):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.12g}" if attribute.places is None else f"{value:,.{attribute.places}f}"


def unit(attribute: Attribute, language: str) -> str:
    """A field's unit as it follows a number, or nothing."""
    if attribute.words.unit is None:
        return ""
    told = units.written(attribute.words.unit)[language]
    return told if told[0] in "%°" else f" {told}"


def day(told: datetime.date, language: str) -> str:
    """``14 พฤษภาคม 2566``, or ``14 May 2023``."""
    return f"{told.day} {MONTHS[told.month - 1]} {told.year}" if language == "en" else thai.format_date(told, long=True)


def moment(told: datetime.datetime | str, language: str) -> str:
    """A time, or one in RFC 3339, as the clock in Thailand shows it."""
    at = (datetime.datetime.fromisoformat(told) if isinstance(told, str) else told).astimezone(thai.BANGKOK)
    clock = f"{at:%H:%M}"
    return f"{day(at.date(), language)}, {clock}" if language == "en" else f"{day(at.date(), language)} {clock} น."


def name_of(declaration: Declaration, naming: list[str], properties: Mapping[str, Any], language: str) -> str | None:
    """What a record is called: the first of its naming fields that is filled, one in the reader's language first."""
    for field in sorted(naming, key=lambda name: not name.endswith(f"_{language}")):
        told = shown(declaration[field], properties.get(field), language) if field in properties else []
        if told:
            return ", ".join(each.text for each in told)
    return None


@dataclass(frozen=True, slots=True)
class Swatch:
    """How a layer is drawn: ``circle``, ``line`` or ``fill``, in up to three colours."""

    kind: str
    colours: tuple[str, ...]


def swatch_of(declaration: Declaration, fields: tuple[str, ...]) -> Swatch:
    """The small picture of a layer in lists, for a reader of ``fields``; a layer on no map has a plain one."""
    style = declaration.layer.style
    if style is None:
        return Swatch("record", (declaration.layer.dimension.colour or "#5b7083",))
    coloured = tuple(colour for _, colour in meanings(declaration, fields))[:3]
    return Swatch(symbol(declaration), coloured or (style.colour,))


def meanings(declaration: Declaration, fields: tuple[str, ...]) -> Iterator[tuple[Text, str]]:
    """What the colours of a layer mean, to a reader of ``fields``."""
    style = declaration.layer.style
    if style is None or style.by is None or style.by not in fields:
        return
    for member in declaration[style.by].codelist or ():
        if member.colour:
            yield member.label, member.colour
