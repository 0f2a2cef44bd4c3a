"""Code lists: a code, its labels and its colour are one line."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, TypeDecorator
from sqlalchemy import Text as TextType

from gis.text import Text


class Codelist(StrEnum):
    """A closed list of codes, kept in the database as text.

    A member is ``NAME = "code", th("…"), en("…")`` and, where the map tells the codes apart,
    a colour ``"#rrggbb"`` as the fourth word. ``aliases`` are other words that deliveries say for the code.
    """

    label: Text
    colour: str | None
    aliases: tuple[str, ...]

    def __new__(
        cls, code: str, thai: Text, english: Text, colour: str | None = None, aliases: tuple[str, ...] = ()
    ) -> Codelist:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = thai | english
        member.colour = colour
        member.aliases = aliases
        return member

    @classmethod
    def codes(cls) -> tuple[str, ...]:
        """Every code, in the order of the declaration (which is the order of the legend)."""
        return tuple(member.value for member in cls)


class CodeText(TypeDecorator[Codelist]):
    """A code as text in the database and as a member of its list in Python."""

    impl = TextType
    cache_ok = True

    def __init__(self, codelist: type[Codelist]) -> None:
        super().__init__()
        self.codelist = codelist

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self._member(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Codelist | None:
        return None if value is None else self._member(value)

    def _member(self, code: str) -> Codelist:
        members: dict[str, Codelist] = {member.value: member for member in self.codelist}
        if code not in members:
            raise ValueError(f"{code!r} is no code of {self.codelist.__name__}: {', '.join(members)}")
        return members[code]
