"""A layer, or a selection of it, as one file whose ending says its format: ``takeed export``."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from api.database import Database, Snapshot, snapshot
from api.export import shapefile, workbook
from api.export.draft import drafted
from api.export.losses import Losses
from api.ogc import archive, crs
from api.ogc.asked import Asked, understood
from api.ogc.condition import Bound
from api.ogc.formats import csv, flatgeobuf, geojson, geopackage, geoparquet, kml
from api.ogc.formats.selection import Make, Rows, Selection, Workshop
from api.ogc.readable import Readable, Readers
from api.ogc.reading import announce
from gis.errors import BadRequest, NotFound, NotSignedIn, from_sqlstate
from gis.moments import moment
from gis.progress import Say
from gis.registry import Registry
from gis.settings import Settings
from gis.text import Text, en, th

#: The formats that are one file each and keep all there is, by the ending of a file's name.
_WHOLE: dict[str, Make] = {
    ".gpkg": geopackage.make, ".parquet": geoparquet.make, ".fgb": flatgeobuf.make, ".kml": kml.make,
    ".geojson": geojson.make, ".json": geojson.make,
}  # fmt: skip
ENDINGS = (*_WHOLE, ".csv", ".xlsx", ".shp", ".pmtiles")
#: What is left of a time, where a format does not keep all of it.
_TO_MILLISECONDS = th("เก็บเวลาละเอียดถึงมิลลิวินาที") | en("times are kept to the millisecond")
_TO_SECONDS = th("เก็บเวลาละเอียดถึงวินาที") | en("times are kept to the second")
#: Seconds between two lines that say how far a file is.
_BETWEEN = 5.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, as whom, and how they are written.

    ``where`` is CQL2 text; ``bbox`` west,south,east,north in degrees; ``as_of`` a day or a time; ``person`` a member
    of staff, or None for the public; ``system`` a coordinate system as ``EPSG:32647``; ``encoding`` that of a
    shapefile; ``buddhist`` dates in a CSV.
    """

    where: str | None = None
    bbox: str | None = None
    as_of: str | None = None
    person: str | None = None
    system: str | None = None
    encoding: str | None = None
    buddhist: bool = False


async def export(settings: Settings, registry: Registry, name: str, out: Path, wanted: Wanted, say: Say) -> None:
    """Write the rows of layer ``name`` to ``out``, all as of one moment, and say what its format could not keep.

    The public's rights are the published columns; a member of staff's are what the database grants them, and that they
    read what is personal is put on record first. Rows are written as they come: memory does not grow with them. The
    file appears when it is whole.

    Raises NotFound for a layer or a person that is not there, BadRequest for what cannot be asked of the format.
    """
    ending = out.suffix.lower()
    _check(ending, wanted)
    if ending == ".pmtiles":
        await archive.export(settings, registry, name, out, None, say)
        return
    database = Database(settings)
    try:
        layer = (await Readers(database, registry).layers(wanted.person)).get(name)
        if layer is None or not layer.readable:
            raise NotFound(
                th(f"ไม่พบชั้นข้อมูล {name} หรือไม่มีสิทธิ์อ่าน ชั้นที่ไม่เปิดเผยต้องระบุ --as ชื่อเจ้าหน้าที่")
                | en(f"There is no layer {name}, or it is closed to the reader: say as whom with --as.")
            )
        question = _question(layer, wanted)
        await announce(database, wanted.person, layer)
        async with snapshot(settings, wanted.person, "takeed export") as at:
            await write(settings, registry, at, question, out, wanted, say)
    except NotSignedIn:
        raise NotFound(
            th(f"ไม่มีเจ้าหน้าที่ชื่อ {wanted.person} ดูรายชื่อด้วย ./takeed user list")
            | en(f"There is no member of staff {wanted.person}. See ./takeed user list.")
        ) from None
    except asyncpg.PostgresError as refused:
        raise from_sqlstate(refused.sqlstate) from refused
    finally:
        await database.close()


async def write(
    settings: Settings, registry: Registry, at: Snapshot, question: Asked, out: Path, wanted: Wanted, say: Say
) -> None:
    """Write what a question selects at the moment of a snapshot to ``out``."""
    bound = Bound(*question.first)
    found = await at.row(question.statements.hits(question.conditions, bound), *bound.values)
    total = 0 if question.nothing else int(found[0])
    selection = Selection(question, registry, partial(_counted, at, total, say), crs=question.crs)
    losses, ending = Losses(), out.suffix.lower()
    for remark in _remarks(selection, ending, wanted):
        say(remark)
    with drafted(out) as draft:
        if ending == ".shp":
            await shapefile.write(selection, draft, wanted.encoding or shapefile.ENCODINGS[0], losses)
        else:
            workshop = Workshop(settings.base_url, partial(_folder, draft.parent))
            async with _maker(ending, wanted, losses)(selection, workshop) as made:
                with draft.open("wb") as file:
                    async for piece in made.pieces:
                        file.write(piece)
    say(th(f"{total:,} แถว {_size(out)}") | en(f"{total:,} rows, {_size(out)}"))
    for remark in losses.remarks():
        say(remark)


def _remarks(selection: Selection, ending: str, wanted: Wanted) -> Iterator[Text]:
    """What the format says otherwise, whatever the rows hold."""
    if ending == ".shp":
        yield from shapefile.remarks(selection)
    times = ", ".join(name for name, kind in selection.kinds.items() if kind == "datetime")
    if times and ending in (".gpkg", ".fgb"):
        yield th(f"{times}: {_TO_MILLISECONDS.th}") | en(f"{times}: {_TO_MILLISECONDS.en}")
    if times and (ending == ".xlsx" or wanted.buddhist):
        yield th(f"{times}: {_TO_SECONDS.th}") | en(f"{times}: {_TO_SECONDS.en}")


def _maker(ending: str, wanted: Wanted, losses: Losses) -> Make:
    if ending == ".csv":
        return partial(csv.make, buddhist=wanted.buddhist, hidden=partial(_hidden, losses))
    return partial(workbook.make, losses=losses) if ending == ".xlsx" else _WHOLE[ending]


def _hidden(losses: Losses, name: str, row: int) -> None:
    what = th("ขึ้นต้นเหมือนสูตร จึงมี ' นำหน้า") | en("begins like a formula, so an apostrophe stands before it")
    losses.note(name, what, row)


def _question(layer: Readable, wanted: Wanted) -> Asked:
    told = {"bbox": wanted.bbox, "filter": wanted.where}
    if wanted.as_of is not None:
        told["datetime"] = moment(wanted.as_of).isoformat()
    if wanted.system is not None:
        told["crs"] = crs.x_first(wanted.system).uri
    return understood({name: value for name, value in told.items() if value is not None}, wanted.person, layer)


@asynccontextmanager
async def _counted(at: Snapshot, total: int, say: Say, statement: str, *values: Any) -> AsyncIterator[Rows]:
    """The rows of a statement, said from time to time how many of how many have come."""
    async with at.streaming(statement, *values) as batches:

        async def counted() -> Rows:
            count, last = 0, time.monotonic()
            async for rows in batches:
                yield rows
                count += len(rows)
                if time.monotonic() > last + _BETWEEN:
                    last = time.monotonic()
                    say(th(f"{count:,} จาก {total:,} แถว") | en(f"{count:,} of {total:,} rows"))

        yield counted()


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    """A folder on the disk the file goes to."""
    with TemporaryDirectory(dir=beside) as path:
        yield Path(path)


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:,.1f} MB"


def _check(ending: str, wanted: Wanted) -> None:
    """Refuse an ending of no format, and what the format has no place for."""
    if ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise BadRequest(
            th(f"ไม่รู้จักนามสกุล {ending or '(ไม่มี)'} ที่ใช้ได้คือ {known}")
            | en(f"The ending {ending or '(none)'} says no format. Known are: {known}.")
        )
    if wanted.encoding is not None and wanted.encoding not in shapefile.ENCODINGS:
        known = ", ".join(shapefile.ENCODINGS)
        raise BadRequest(th(f"--encoding ใช้ได้: {known}") | en(f"--encoding can be: {known}."))
    selecting = (wanted.where, wanted.bbox, wanted.as_of, wanted.person, wanted.system)
    for misplaced, option, why in (
        (wanted.encoding and ending != ".shp", "--encoding", "Shapefile (.shp)"),
        (wanted.buddhist and ending != ".csv", "--buddhist", "CSV (.csv)"),
        (wanted.system and ending == ".kml", "--crs", ", ".join(e for e in ENDINGS if e not in (".kml", ".pmtiles"))),
    ):
        if misplaced:
            raise BadRequest(th(f"{option} ใช้ได้กับ {why} เท่านั้น") | en(f"{option} is for {why} only."))
    if ending == ".pmtiles" and any(told is not None for told in selecting):
        raise BadRequest(
            th("PMTiles มีแต่ข้อมูลเปิดเผยปัจจุบันทั้งชั้น เลือกแถว เวลา ผู้อ่าน หรือพิกัดไม่ได้")
            | en("PMTiles holds a whole public layer as it is: no filter, bbox, date, person or system can be chosen.")
        )
