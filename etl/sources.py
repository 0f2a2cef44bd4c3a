"""Declared sources: deliveries that come again, each with what it may be and how it is read.

``sources.toml`` in the home of the instance names them::

    origins = ["https://data.go.th"]            # nothing is fetched from anywhere else

    [source.villages]
    title = "หมู่บ้าน กรมการปกครอง"
    url = "https://data.go.th/villages.gpkg"    # or path = "/srv/deliveries/villages.gpkg"
    into = "a_layer"
    rows = [10, 40]
    licence = "CC-BY-4.0"
    columns = { MOO = "moo" }                   # and crs, encoding, operation, where, row_id, sublayer, constants …
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import urlsplit

from etl.delivery import Asked
from etl.load import Progress, Report, load
from etl.session import connect
from gis import compiled
from gis.db import connect as connect_owner
from gis.errors import ImportRefused, NotFound, SetupError
from gis.settings import Settings
from gis.text import en, th

FILE = "sources.toml"
#: The largest file that is fetched, and how long a silent server is waited for, in bytes and seconds.
LARGEST, PATIENCE = 2_000_000_000, 60
#: A delivery with fewer rows than this part of the one before it is stopped: half a file is the commonest accident.
LEAST_PART = 0.5
_HOW = {each.name for each in dataclasses.fields(Asked)}


@dataclass(frozen=True, slots=True)
class Source:
    """A delivery that comes again: ``place`` is a path or an address, ``rows`` the least and most it may hold."""

    name: str
    title: str
    place: str
    into: str
    rows: tuple[int, int]
    licence: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Sources:
    """Those of an instance, and the origins (scheme, host, port) that may be fetched from."""

    origins: frozenset[str]
    declared: Mapping[str, Source]

    def __getitem__(self, name: str) -> Source:
        """The source of that name; raises NotFound with those there are."""
        if name not in self.declared:
            known = ", ".join(self.declared) or "–"
            raise NotFound(
                th(f"ไม่มีแหล่งข้อมูล {name} ใน {FILE} ที่มีคือ {known}")
                | en(f"{FILE} declares no source {name}. It has: {known}.")
            )
        return self.declared[name]


def read(settings: Settings) -> Sources:
    """The sources of an instance, none where it has no file; raises SetupError that says what is wrong in it."""
    path = settings.home / FILE
    if not path.exists():
        return Sources(frozenset(), {})
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise SetupError(th(f"อ่าน {path} ไม่ได้: {wrong}") | en(f"Cannot read {path}: {wrong}")) from wrong
    origins = frozenset(origin.rstrip("/") for origin in told.get("origins", ()))
    return Sources(origins, {name: _source(name, each, origins) for name, each in told.get("source", {}).items()})


def _source(name: str, told: Mapping[str, Any], origins: frozenset[str]) -> Source:
    missing = [key for key in ("into", "rows", "licence") if key not in told]
    unknown = told.keys() - _HOW - {"title", "path", "url", "into", "rows", "licence"}
    if missing or unknown or ("path" in told) == ("url" in told):
        wrong = ", ".join((*missing, *sorted(unknown))) or "path, url"
        raise SetupError(
            th(f"{FILE} [source.{name}] ไม่ถูกต้องที่ {wrong}: ต้องมี into, rows, licence และ path หรือ url อย่างใดอย่างหนึ่ง")
            | en(f"{FILE} [source.{name}] is wrong at {wrong}: it needs into, rows, licence, and either path or url.")
        )
    least, most = told["rows"]
    place = str(told.get("path") or told["url"])
    if "url" in told and _origin(place) not in origins:
        raise _elsewhere(place)
    asked = Asked(**{key: value for key, value in told.items() if key in _HOW})
    return Source(name, told.get("title", name), place, told["into"], (least, most), told["licence"], asked)


def run(
    settings: Settings, sources: Sources, name: str, *, keep: bool = True, progress: Progress = lambda rows: None
) -> Report:
    """Fetch and load one source; raises ImportRefused, and changes nothing, where the delivery is not what it was.

    It may have as many rows as ``rows`` says, and not less than half of those of the delivery before it.
    """
    source = sources[name]
    with _fetched(source, sources.origins) as file:
        before = _rows_before(settings, source, file.name)

        def accept(report: Report) -> None:
            if wrong := _unlike(source, report.read, before):
                raise wrong

        return load(
            lambda: connect(settings), compiled.load(), file, source.into, source.asked,
            keep=keep, progress=progress, accept=accept,
        )  # fmt: skip


def _unlike(source: Source, rows: int, before: int | None) -> ImportRefused | None:
    """Why a delivery of so many rows is not what it should be; None where it is."""
    least, most = source.rows
    if not least <= rows <= most:
        return ImportRefused(
            th(f"{source.name}: ไฟล์มี {rows:,} แถว ควรมี {least:,} ถึง {most:,} ไม่ได้บันทึก ตรวจไฟล์หรือแก้ rows ใน {FILE}")
            | en(
                f"{source.name}: {rows:,} rows, where {least:,} to {most:,} are expected. Nothing was stored."
                f" Look at the file, or change rows in {FILE}."
            )
        )
    if before is not None and rows < before * LEAST_PART:
        return ImportRefused(
            th(f"{source.name}: {rows:,} แถว ครั้งก่อน {before:,} ไฟล์อาจไม่ครบ ไม่ได้บันทึก ถ้าถูกต้องให้สั่ง takeed load เอง")
            | en(
                f"{source.name}: {rows:,} rows, and {before:,} last time. The file may be cut short; nothing was"
                " stored. If it is right, load it yourself with takeed load."
            )
        )
    return None


def _rows_before(settings: Settings, source: Source, file: str) -> int | None:
    with connect_owner(settings.admin_url, application="takeed source") as connection:
        row = connection.execute(
            "select rows_read from staging.delivery where layer = %s and file_name = %s order by id desc limit 1",
            (source.into, file),
        ).fetchone()
    return None if row is None else int(row[0])


@contextmanager
def _fetched(source: Source, origins: frozenset[str]) -> Iterator[Path]:
    """The file of a source; what was fetched is gone when the block ends."""
    if "://" not in source.place:
        path = Path(source.place).expanduser()
        if not path.exists():
            raise ImportRefused(th(f"{source.name}: ไม่พบไฟล์ {path}") | en(f"{source.name}: there is no file {path}."))
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="takeed-source-") as folder:
        file = Path(folder) / (PurePosixPath(urlsplit(source.place).path).name or source.name)
        try:
            with urllib.request.build_opener(_Allowed(origins)).open(source.place, timeout=PATIENCE) as answer:
                if int(answer.headers.get("Content-Length") or 0) > LARGEST:
                    raise _too_large(source)
                with file.open("wb") as out:
                    shutil.copyfileobj(_Capped(answer, source), out)
        except (urllib.error.URLError, TimeoutError, ConnectionError) as failed:
            why = getattr(failed, "reason", failed)
            raise ImportRefused(
                th(f"{source.name}: ดึง {source.place} ไม่ได้ ({why}) ลองใหม่ภายหลัง")
                | en(f"{source.name}: cannot fetch {source.place} ({why}). Try again later.")
            ) from failed
        yield file


class _Allowed(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to an origin that is allowed, and no other."""

    def __init__(self, origins: frozenset[str]) -> None:
        self.origins = origins

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if _origin(newurl) not in self.origins:
            raise _elsewhere(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Capped:
    """Reads on until there is more than may be: a server need not say how much it sends."""

    def __init__(self, answer: IO[bytes], source: Source) -> None:
        self.answer, self.source, self.arrived = answer, source, 0

    def read(self, size: int = -1) -> bytes:
        piece = self.answer.read(size)
        self.arrived += len(piece)
        if self.arrived > LARGEST:
            raise _too_large(self.source)
        return piece


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _elsewhere(address: str) -> SetupError:
    origin = _origin(address)
    return SetupError(
        th(f"{origin} ไม่อยู่ใน origins ของ {FILE} เพิ่มที่นั่นก่อนจึงจะดึงได้")
        | en(f"{origin} is none of the origins in {FILE}. Nothing is fetched from it until it is.")
    )


def _too_large(source: Source) -> ImportRefused:
    return ImportRefused(
        th(f"{source.name}: ไฟล์ใหญ่เกิน {LARGEST // 10**9} GB") | en(f"{source.name}: more than {LARGEST // 10**9} GB.")
    )
