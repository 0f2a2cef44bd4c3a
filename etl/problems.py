"""Every reason for which a row was refused, all of a row's at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.text import Text

Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with a field (``geom`` for the shape), in a sentence that holds no value."""

    field: str
    say: Text


class Problems:
    """Collects reasons column by column; ``rejected`` marks the rows that have at least one."""

    def __init__(self, rows: int) -> None:
        self.rejected: Rows = np.zeros(rows, bool)
        self._found: list[tuple[Reason, NDArray[np.intp], Sequence[Any]]] = []

    def add(self, field: str, rows: Rows, say: Text, values: Any = None) -> None:
        """Refuse the marked ``rows``; ``values`` (the whole column) lends each its value for the report."""
        at = np.flatnonzero(rows)
        if not len(at):
            return
        self.rejected |= rows
        shown = [None] * len(at) if values is None else [_shown(values[int(i)]) for i in at]
        self._found.append((Reason(field, say), at, shown))

    def refused_for(self, field: str) -> Rows:
        """The rows that have a reason in this field already."""
        rows = np.zeros(len(self.rejected), bool)
        for reason, at, _ in self._found:
            if reason.field == field:
                rows[at] = True
        return rows

    def grouped(self) -> list[tuple[Reason, int, list[str]]]:
        """Each reason with how many rows it refused and up to three different values, the most frequent first."""
        rows: dict[Reason, int] = defaultdict(int)
        examples: dict[Reason, dict[str, None]] = defaultdict(dict)
        for reason, at, values in self._found:
            rows[reason] += len(at)
            examples[reason].update(dict.fromkeys(str(value) for value in values[:50] if value is not None))
        return sorted(((r, n, list(examples[r])[:3]) for r, n in rows.items()), key=lambda found: -found[1])

    def of_rows(self) -> dict[int, list[dict[str, Any]]]:
        """Row number (from 0) → its reasons, as the quarantine keeps them."""
        kept: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for reason, at, values in self._found:
            for row, value in zip(at.tolist(), values, strict=True):
                kept[row].append({"field": reason.field, "value": value, "th": reason.say.th, "en": reason.say.en})
        return dict(sorted(kept.items()))


def _shown(value: Any) -> Any:
    plain = value.as_py() if hasattr(value, "as_py") else value
    return plain if plain is None or (isinstance(plain, int | float | bool) and plain == plain) else str(plain)[:200]
