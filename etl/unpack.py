"""Opens an archive somebody sent: only plain files, never more than the limits, never outside the folder."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from gis.errors import ImportRefused, TooLarge
from gis.text import en, th

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold: entries, bytes unpacked, and how many times larger than packed."""

    entries: int = 2_000
    size: int = 4 << 30
    ratio: int = 150


def unpack(path: Path, folder: Path, limits: Limits = Limits()) -> list[Path]:
    """The plain files in ``path``: itself, or what a ``.zip``, ``.kmz`` or ``.gz`` holds, unpacked into ``folder``.

    Names keep their last part only, so an entry cannot leave the folder; archives inside archives stay closed.
    Raises TooLarge past the limits, counted while unpacking and not believed from headers; ImportRefused for a
    damaged or locked archive.
    """
    kind = path.suffix.lower()
    try:
        if kind == ".gz":
            return [_write(cast(IO[bytes], gzip.open(path)), folder / path.stem, _Budget(path, limits))]
        if kind in (".zip", ".kmz"):
            return list(_unzip(path, folder, limits))
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as damaged:
        raise ImportRefused(
            th(f"เปิดไฟล์บีบอัด {path.name} ไม่ได้: ไฟล์เสียหรือมีรหัสผ่าน กรุณาขอไฟล์ใหม่")
            | en(f"{path.name} cannot be unpacked: it is damaged or locked. Ask for the file again.")
        ) from damaged
    return [path]


def _unzip(path: Path, folder: Path, limits: Limits) -> Iterator[Path]:
    budget = _Budget(path, limits)
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > limits.entries:
            budget.refuse()
        for entry in entries:
            name = PurePosixPath(entry.filename.replace("\\", "/")).name
            if name.startswith(".") or "__MACOSX" in entry.filename:
                continue
            with archive.open(entry) as packed:
                yield _write(packed, folder / name, budget)


def _write(packed: IO[bytes], target: Path, budget: _Budget) -> Path:
    with packed, target.open("xb") as plain:
        while chunk := packed.read(_CHUNK):
            budget.spend(len(chunk))
            plain.write(chunk)
    return target


class _Budget:
    """Counts what comes out of one archive."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits, self.spent = path, limits, 0
        # Ratio is judged from 64 MiB on: a small file of blanks may well shrink a thousandfold.
        self.allowed = min(limits.size, max(64 << 20, path.stat().st_size * limits.ratio))

    def spend(self, size: int) -> None:
        self.spent += size
        if self.spent > self.allowed:
            self.refuse()

    def refuse(self) -> None:
        raise TooLarge(
            th(f"ไฟล์บีบอัด {self.path.name} ขยายแล้วใหญ่เกินกำหนด จึงไม่นำเข้า กรุณาแบ่งไฟล์ หรือส่งไฟล์ที่ไม่บีบอัด")
            | en(f"{self.path.name} unpacks to more than is allowed, so it was left. Split it, or send it unpacked.")
        )
