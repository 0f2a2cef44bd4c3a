"""Words in the two languages of the interface, Thai first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase in Thai and English; ``th("ถนน") | en("Road")`` makes one."""

    th: str = ""
    en: str = ""

    def __or__(self, other: Text) -> Text:
        return Text(self.th or other.th, self.en or other.en)

    def __str__(self) -> str:
        return f"{self.th} | {self.en}"

    def __getitem__(self, language: str) -> str:
        """The phrase in ``th`` or ``en``; the other one where that is missing."""
        return (self.en or self.th) if language == "en" else (self.th or self.en)

    @property
    def complete(self) -> bool:
        """Whether both languages are there, which every title must have."""
        return bool(self.th.strip() and self.en.strip())


def th(phrase: str) -> Text:
    """A Thai phrase, to be joined with ``| en(…)``."""
    return Text(th=phrase)


def en(phrase: str) -> Text:
    """An English phrase."""
    return Text(en=phrase)
