"""Code lists: a code, its labels and its colour are one line."""

from __future__ import annotations

from enum import StrEnum

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
