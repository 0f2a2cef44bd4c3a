"""Every reason for which a row was refused, all of a row's at once; and what there is to remark on the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    """Collects the reasons of one batch column by column; ``rejected`` marks the rows that have at least one."""

    def __init__(self, rows: int) -> None:
        self.rejected: Rows = np.zeros(rows, bool)
        self.notes: Counter[Text] = Counter()
        self.repaired = 0
        self._found: list[tuple[Reason, NDArray[np.intp], Sequence[Any]]] = []

    def add(self, field: str, rows: Rows, say: Text, values: Any = None) -> None:
        """Refuse the marked ``rows``; ``values`` (the whole column) lends each its value for the report."""
        at = np.flatnonzero(rows)
        if not len(at):
            return
        self.rejected |= rows
        shown = [None] * len(at) if values is None else [_shown(values[int(i)]) for i in at]
        self._found.append((Reason(field, say), at, shown))

    def note(self, say: Text, rows: int = 1) -> None:
        """Remark on ``rows`` rows that are taken all the same; ``#`` in the sentence stands for how many in all."""
        if rows:
            self.notes[say] += rows

    def refused_for(self, field: str) -> Rows:
        """The rows that have a reason in this field already."""
        rows = np.zeros(len(self.rejected), bool)
        for reason, at, _ in self._found:
            if reason.field == field:
                rows[at] = True
        return rows

    def of_rows(self) -> dict[int, list[dict[str, Any]]]:
        """Row number in the batch (from 0) → its reasons, as the quarantine keeps them."""
        kept: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for reason, at, values in self._found:
            for row, value in zip(at.tolist(), values, strict=True):
                kept[row].append({"field": reason.field, "value": value, "th": reason.say.th, "en": reason.say.en})
        return dict(sorted(kept.items()))

    def tell(self, tally: Tally) -> None:
        """Add what was found here to the tally of the whole delivery."""
        tally.read += len(self.rejected)
        tally.rejected += int(np.count_nonzero(self.rejected))
        tally.repaired += self.repaired
        tally.notes.update(self.notes)
        for reason, at, values in self._found:
            tally.rows[reason] += len(at)
            examples = tally.examples[reason]
            for value in values[:50]:
                if value is not None and len(examples) < _EXAMPLES:
                    examples[str(value)] = None


#: How many different values a report shows of each reason.
_EXAMPLES = 3


@dataclass(slots=True)
class Tally:
    """What all batches together were found to be."""

    read: int = 0
    rejected: int = 0
    repaired: int = 0
    notes: Counter[Text] = field(default_factory=Counter)
    rows: Counter[Reason] = field(default_factory=Counter)
    examples: dict[Reason, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def reasons(self) -> list[tuple[Reason, int, list[str]]]:
        """Each reason with how many rows it refused and up to three different values, the most frequent first."""
        return [(reason, rows, list(self.examples[reason])) for reason, rows in self.rows.most_common()]

    def remarks(self) -> list[Text]:
        """Each note once, with how many rows it is about."""
        return [
            Text(say.th.replace("#", f"{rows:,}"), say.en.replace("#", f"{rows:,}")) for say, rows in self.notes.items()
        ]


def _shown(value: Any) -> Any:
    plain = value.as_py() if hasattr(value, "as_py") else value
    return plain if plain is None or (isinstance(plain, int | float | bool) and plain == plain) else str(plain)[:200]
