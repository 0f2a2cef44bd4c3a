"""What reading a file gives: columns as they came, shapes as they came, and what was found out on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from gis.text import Text

Shapes = NDArray[np.object_]

#: How many rows are held in hand at a time. Fewer make numpy and Arrow start too often, more keep the database waiting.
BATCH = 4_096


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person who loads a file told about it; None and empty mean: find out."""

    sublayer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    operation: str | None = None
    where: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    constants: dict[str, str] = field(default_factory=dict)
    row_id: str | None = None
    swap: bool = False
    repair: bool = False
    control: str | None = None
    residuals: str | None = None


@dataclass(frozen=True, slots=True)
class Encoding:
    """The text encoding of a delivery, and what it was concluded from."""

    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that follow each other in the file, ``first`` of them (from 0) the first.

    ``shapes`` is WKB or shapely's shapes in the delivery's own system, or None for a table without a geometry. A
    column may be of another type from batch to batch, where the file does not say its types.
    """

    first: int
    rows: pa.RecordBatch
    shapes: pa.Array | Shapes | None

    def __len__(self) -> int:
        return self.rows.num_rows if self.shapes is None else len(self.shapes)


@dataclass(slots=True)
class Delivery:
    """One file that is open, and the columns it has. ``batches`` can be read once, and may raise ImportRefused.

    ``crs`` is what the file says of itself, in any notation, or None where it says nothing. ``notes`` may grow while
    the batches are read.
    """

    path: Path
    columns: tuple[str, ...]
    batches: Iterator[Batch]
    crs: str | None
    encoding: Encoding
    notes: list[Text] = field(default_factory=list)


def in_batches(table: pa.Table) -> Iterator[Batch]:
    """A table that is in memory, cut into batches."""
    for first in range(0, table.num_rows, BATCH):
        (rows,) = table.slice(first, BATCH).combine_chunks().to_batches()
        yield Batch(first, rows, None)
