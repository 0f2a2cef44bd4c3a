"""What reading a file gives: columns as they came, shapes as WKB, and what was found out on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from gis.text import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person who loads a file told about it; None and empty mean: find out."""

    sublayer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    operation: str | None = None
    where: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    row_id: str | None = None
    swap: bool = False
    repair: bool = False


@dataclass(frozen=True, slots=True)
class Encoding:
    """The text encoding of a delivery, and what it was concluded from."""

    name: str
    why: Text


@dataclass(slots=True)
class Delivery:
    """One file as it came. ``shapes`` is WKB in the delivery's own ``crs``, or None for a table without a geometry.

    ``crs`` is what the file says of itself, in any notation, or None where it says nothing.
    """

    path: Path
    sha256: str
    rows: pa.Table
    shapes: pa.ChunkedArray | None
    crs: str | None
    encoding: Encoding
    notes: list[Text] = field(default_factory=list)

    def __len__(self) -> int:
        return self.rows.num_rows if self.shapes is None else len(self.shapes)
