"""Import mapping: which column of a delivery fills which field, found by the names people give things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gis.declaration import Attribute, Declaration, Registry
from gis.errors import ImportRefused
from gis.text import Text, en, th
from gis.thai import search_key

#: How many characters of a column's name a shapefile keeps.
_DBF_NAME = 10


@dataclass(frozen=True, slots=True)
class Mapped:
    """What was matched: field → source column, and the source columns that no field takes."""

    fields: Mapping[str, str]
    left: tuple[str, ...]


def names(attribute: Attribute) -> tuple[str, ...]:
    """Every name a field goes by, the surest first: its own, its aliases, its Thai and English titles."""
    words = attribute.words
    return (attribute.name, *words.aliases, words.title.th, words.title.en)


def match(columns: Iterable[str], declaration: Declaration, told: Mapping[str, str] | None = None) -> Mapped:
    """Match source columns to fields: what is ``told`` (column → field) first, then by names, then by names cut short.

    Names are compared without case, blanks, punctuation and tone marks; a nested name (``station.name.th``) also by its
    last parts, as many as the field's name has. Each column fills one field at most. Raises ImportRefused where
    ``told`` names what is not there.
    """
    left = list(dict.fromkeys(columns))
    found: dict[str, str] = {}
    for column, field in (told or {}).items():
        _refuse_unknown(column, left, "คอลัมน์", "column")
        _refuse_unknown(field, declaration.attribute_names, "ฟิลด์", "field")
        found[field] = column
        left.remove(column)
    for same in (_is, _is_last_part_of, _is_cut_short):
        for attribute, name in _wanted(declaration):
            if attribute.name not in found and (column := next((c for c in left if same(c, name)), "")):
                found[attribute.name] = column
                left.remove(column)
    ordered = {name: found[name] for name in declaration.attribute_names if name in found}
    return Mapped(ordered, tuple(left))


def _wanted(declaration: Declaration) -> Iterator[tuple[Attribute, str]]:
    """Fields with their names, every field's own name before any field's second name."""
    ranked = [(rank, a, name) for a in declaration.attributes for rank, name in enumerate(names(a))]
    for _, attribute, name in sorted(ranked, key=lambda found: found[0]):
        yield attribute, name


def plain(name: str) -> str:
    """What two spellings of a column's name share."""
    return re.sub(r"[\W_]+", "", search_key(name))


def _is(column: str, name: str) -> bool:
    return plain(column) == plain(name)


def _is_last_part_of(column: str, name: str) -> bool:
    last = column.split(".")[-1 - name.count(".") :]
    return "." in column and plain(".".join(last)) == plain(name)


def _is_cut_short(column: str, name: str) -> bool:
    """A shapefile keeps ten bytes of a name, of Thai in UTF-8 so only three letters: those are too few to go by."""
    return len(column) == _DBF_NAME and len(plain(column)) >= 8 and plain(name).startswith(plain(column))


def _refuse_unknown(name: str, known: Iterable[str], what_th: str, what_en: str) -> None:
    if name not in known:
        listed = ", ".join(known)
        raise ImportRefused(_unknown(name, listed, what_th, what_en))


def _unknown(name: str, listed: str, what_th: str, what_en: str) -> Text:
    return th(f"ไม่มี{what_th} {name} ที่บอกใน --map มีแต่: {listed}") | en(
        f"--map names the {what_en} {name!r}, which is not there. There are: {listed}."
    )


def show(declaration: Declaration, registry: Registry) -> str:
    """The names by which an import recognises each field, and what a value of a code list may be called."""
    lines = []
    for attribute in declaration.attributes:
        needed = " (required)" if attribute.required and attribute.default is None else ""
        lines.append(f"{attribute.name}{needed}: {' | '.join(names(attribute)[1:])}")
        codes = attribute.codelist or ()
        lines += [f"    {c.value}: {' | '.join((c.label.th, c.label.en, *c.aliases))}" for c in codes]
    return "\n".join(lines)
