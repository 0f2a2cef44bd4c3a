"""A file that appears when it is whole: written beside its place, then moved there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gis.errors import BadRequest
from gis.text import en, th

#: What other programs keep beside a shapefile and would believe of one that has taken its place.
_INDEXES = (".qix", ".sbn", ".sbx", ".qmd")


@contextmanager
def drafted(out: Path) -> Iterator[Path]:
    """A path of the same name, in a folder beside ``out`` that is gone afterwards.

    Where the block ends well, every file in that folder takes its place beside ``out``, and ``out`` itself is the
    last. Raises BadRequest where there is no folder to write to.
    """
    if not out.parent.is_dir():
        raise BadRequest(
            th(f"ไม่มีโฟลเดอร์ {out.parent} กรุณาสร้างก่อน") | en(f"There is no folder {out.parent}. Make it first.")
        )
    with TemporaryDirectory(prefix=f".{out.name}.", suffix=".part", dir=out.parent) as folder:
        yield Path(folder) / out.name
        if out.suffix.lower() == ".shp":
            for ending in _INDEXES:
                out.with_suffix(ending).unlink(missing_ok=True)
        for part in sorted(Path(folder).iterdir(), key=lambda path: path.name == out.name):
            _settle(part)
            part.replace(out.with_name(part.name))


def _settle(path: Path) -> None:
    """Have the disk hold a file before its name does: a machine that stops would leave an empty one."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
