"""The open-data bundle: every public layer as GeoPackage and CSV, with a catalogue and checksums: ``takeed bundle``."""

from __future__ import annotations

import datetime
import filecmp
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from api.database import Database, Snapshot, snapshot
from api.ogc.asked import understood
from api.ogc.formats import csv, geopackage
from api.ogc.formats.selection import Make, Selection, Workshop
from api.ogc.readable import Readable, Readers
from gis.open_data import Dataset, Published, catalogue, gd_catalogue
from gis.progress import Say
from gis.registry import Registry
from gis.settings import Settings
from gis.text import en, th

#: The names of the files that tell of all others; the checksums are as ``sha256sum --check`` reads them.
CATALOGUE, GD_CATALOGUE, CHECKSUMS = "catalogue.jsonld", "gd-catalog.json", "SHA256SUMS"
_MAKERS: dict[str, Make] = {".gpkg": geopackage.make, ".csv": csv.make}
#: When a file was made that holds no row.
_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


async def bundle(settings: Settings, registry: Registry, folder: Path, say: Say) -> None:
    """Write what the public may read of every public layer, all as of one moment, into ``folder``.

    The same rows give the same bytes, and a file that stays the same is left alone. What changed takes its place when
    all is written, the checksums last; files of an earlier bundle that are in this one no more go away. Files that
    no bundle wrote are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".bundle.", suffix=".part", dir=folder) as draft:
        await _write(settings, registry, Path(draft), say)
        replaced = _settle(Path(draft), folder)
    say(th(f"เปลี่ยน {replaced} ไฟล์") | en(f"{replaced} files changed"))


async def _write(settings: Settings, registry: Registry, draft: Path, say: Say) -> None:
    database = Database(settings)
    try:
        layers = await Readers(database, registry).layers(None)
    finally:
        await database.close()
    datasets = []
    async with snapshot(settings, None, "takeed bundle") as at:
        for layer in layers.values():
            if layer.readable and layer.declaration.is_public:
                datasets.append(await _dataset(settings, registry, at, layer, draft))
                told = datasets[-1]
                size = sum(file.size for file in told.files) / 1e6
                say(f"{layer.name} {told.rows:,} แถว · rows {size:,.1f} MB")
    place, base = settings.place, settings.base_url
    for name, document in (
        (CATALOGUE, catalogue(datasets, place, base)),
        (GD_CATALOGUE, gd_catalogue(datasets, place)),
    ):
        (draft / name).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sums = (f"{_sha256(path)}  {path.name}\n" for path in sorted(draft.iterdir()))
    (draft / CHECKSUMS).write_text("".join(sums), encoding="ascii")


async def _dataset(settings: Settings, registry: Registry, at: Snapshot, layer: Readable, draft: Path) -> Dataset:
    modified, rows = await at.row(f"select max(updated_at), count(*) from {layer.source} s")
    selection = Selection(understood({}, None, layer), registry, at.streaming)
    workshop = Workshop(settings.base_url, partial(_folder, draft), modified or _NEVER)
    files = []
    for ending, make in _MAKERS.items():
        path = draft / f"{layer.name}{ending}"
        async with make(selection, workshop) as made:
            with path.open("wb") as file:
                async for piece in made.pieces:
                    file.write(piece)
        files.append(Published(path.name, path.stat().st_size, _sha256(path)))
    return Dataset(layer.declaration, files, rows, modified)


@contextmanager
def _folder(draft: Path) -> Iterator[Path]:
    with TemporaryDirectory(dir=draft) as path:
        yield Path(path)


def _settle(draft: Path, folder: Path) -> int:
    """Move what differs from ``draft`` to ``folder``, the checksums last, and take away what is in it no more.

    Gives how many files changed, came or went.
    """
    before, now = _listed(folder / CHECKSUMS), _listed(draft / CHECKSUMS)
    gone = [folder / name for name in before - now]
    changed = [
        path
        for path in sorted(draft.iterdir(), key=lambda path: path.name == CHECKSUMS)
        if not (folder / path.name).is_file() or not filecmp.cmp(path, folder / path.name, shallow=False)
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    for path in changed:
        path.replace(folder / path.name)
    return len(gone) + len(changed)


def _listed(checksums: Path) -> set[str]:
    """The names in a file of checksums; none where there is no such file, and none that leads out of its folder."""
    if not checksums.is_file():
        return set()
    names = (line.partition("  ")[2] for line in checksums.read_text(encoding="ascii").splitlines())
    return {name for name in names if name and name == Path(name).name}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
