"""What a format could not keep: said, row by row, and never passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gis.text import Text, en, th

#: Rows of one loss that are named; of the others their number is told.
_NAMED = 5


@dataclass
class Losses:
    """The losses of one file: how many rows, and the first of them, by field and what happened to it."""

    _found: dict[tuple[str, Text], tuple[int, list[int]]] = field(default_factory=dict)

    def note(self, name: str, what: Text, row: int) -> None:
        """The field ``name`` of the row with this id was not kept as it is."""
        count, rows = self._found.get((name, what), (0, []))
        self._found[name, what] = count + 1, [*rows, row] if count < _NAMED else rows

    def __bool__(self) -> bool:
        return bool(self._found)

    def remarks(self) -> Iterator[Text]:
        """A sentence for each."""
        for (name, what), (count, rows) in self._found.items():
            named = ", ".join(map(str, rows)) + (" …" if count > len(rows) else "")
            yield th(f"{name}: {what.th} {count:,} แถว (id {named})") | en(f"{name}: {what.en}, {count:,} rows")
