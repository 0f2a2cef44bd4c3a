"""Opens an archive somebody sent: only plain files, never more than the limits, never outside the folder."""

from __future__ import annotations

import gzip
import stat
import zipfile
from collections.abc import Callable, Iterator
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

    Names keep their last part only, and before it that of a file geodatabase (``x.gdb``), which is one of the results.
    Archives inside archives stay closed. Raises TooLarge past the limits, which a header may claim and the unpacked
    bytes are held to; ImportRefused for a damaged or locked archive, or one whose entries point out of it.
    """
    kind = path.suffix.lower()
    try:
        if kind == ".gz":
            with path.open("rb") as packed:
                return [
                    _write(cast(IO[bytes], gzip.open(packed)), folder / path.stem, _Budget(path, limits), packed.tell)
                ]
        if kind in (".zip", ".kmz"):
            return list(dict.fromkeys(_unzip(path, folder, limits)))
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as damaged:
        raise ImportRefused(
            th(f"เปิดไฟล์บีบอัด {path.name} ไม่ได้: ไฟล์เสียหรือมีรหัสผ่าน กรุณาขอไฟล์ใหม่")
            | en(f"{path.name} cannot be unpacked: it is damaged or locked. Ask for the file again.")
        ) from damaged
    return [path]


def hold_to_limits(path: Path, limits: Limits = Limits()) -> None:
    """Raise TooLarge where a file that is a zip in itself (``.xlsx``) claims to hold more than the limits."""
    try:
        with zipfile.ZipFile(path) as archive:
            _listed(path, archive, limits)
    except zipfile.BadZipFile:  # which whoever reads it says in words
        return


def _listed(path: Path, archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """The files an archive lists, none of which claims too much or points out of it."""
    budget = _Budget(path, limits)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > limits.entries:
        budget.refuse()
    budget.spend(sum(entry.file_size for entry in entries), path.stat().st_size)
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or stat.S_ISLNK(entry.external_attr >> 16):
            raise ImportRefused(
                th(f"ไฟล์บีบอัด {path.name} มีรายการที่ชี้ออกนอกไฟล์ ({parts.name}) จึงไม่เปิด กรุณาให้ผู้ส่งบีบอัดใหม่จากโฟลเดอร์ข้อมูล")
                | en(
                    f"{path.name} has an entry that points out of the archive ({parts.name}), so it was not opened. "
                    "Ask its sender to zip the plain files again."
                )
            )
    return entries


def _unzip(path: Path, folder: Path, limits: Limits) -> Iterator[Path]:
    budget = _Budget(path, limits)
    with zipfile.ZipFile(path) as archive:
        for entry in _listed(path, archive, limits):
            parts = PurePosixPath(entry.filename.replace("\\", "/"))
            if parts.name.startswith(".") or "__MACOSX" in parts.parts:
                continue
            geodatabase = folder / parts.parent.name if parts.parent.suffix.lower() == ".gdb" else None
            if geodatabase is not None:
                geodatabase.mkdir(exist_ok=True)
            with archive.open(entry) as packed:
                written = _write(packed, (geodatabase or folder) / parts.name, budget, lambda: path.stat().st_size)
            yield geodatabase or written


def _write(packed: IO[bytes], target: Path, budget: _Budget, taken: Callable[[], int]) -> Path:
    """Unpack one file; ``taken`` tells how many packed bytes that has used up."""
    with packed, target.open("xb") as plain:
        while chunk := packed.read(_CHUNK):
            budget.spend(len(chunk), taken())
            plain.write(chunk)
    return target


class _Budget:
    """Counts what comes out of one archive, against what went in."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits, self.spent = path, limits, 0

    def spend(self, size: int, packed: int) -> None:
        """``size`` more bytes have come out, of ``packed`` bytes in all."""
        self.spent += size
        # Ratio is judged from 64 MiB on: a small file of blanks may well shrink a thousandfold.
        if self.spent > min(self.limits.size, max(64 << 20, packed * self.limits.ratio)):
            self.refuse()

    def refuse(self) -> None:
        raise TooLarge(
            th(f"ไฟล์บีบอัด {self.path.name} ขยายแล้วใหญ่เกินกำหนด จึงไม่นำเข้า กรุณาแบ่งไฟล์ หรือส่งไฟล์ที่ไม่บีบอัด")
            | en(f"{self.path.name} unpacks to more than is allowed, so it was left. Split it, or send it unpacked.")
        )
