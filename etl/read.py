"""Step one: a file somebody sent becomes a Delivery, with nothing of it believed yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.delivery import Asked, Delivery
from etl.formats import tables, vector
from etl.formats.recognised import FORMATS
from etl.unpack import unpack
from gis.errors import ImportRefused
from gis.layer import GeometryKind
from gis.text import en, th

_TABLES = (".csv", ".tsv", ".txt")
#: What makes a JSON document GeoJSON, looked for in its first bytes.
_GEOJSON = re.compile(
    rb'"type"\s*:\s*"(Feature|FeatureCollection|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
)


@contextmanager
def read(
    path: Path, folder: Path, kind: GeometryKind | None, asked: Asked, *, plain: bool = True
) -> Iterator[Delivery]:
    """Open ``path``, unpacking into ``folder`` if need be; ``kind`` is what the layer stores, should that matter.

    Raises ImportRefused or TooLarge that says what to do. With ``plain`` a GeoJSON may turn out, while its batches are
    read, to need a reader that is not the fast one: they then raise :class:`etl.formats.geojson.NotPlain`.
    """
    if re.match(r"\w{2,}:/|/vsi", str(path)):
        raise ImportRefused(
            th("นำเข้าได้เฉพาะไฟล์ในเครื่อง ดาวน์โหลดไฟล์ก่อน") | en("Only files on this machine are read: download it first.")
        )
    if not path.is_file() and not (path.is_dir() and path.suffix.lower() == ".gdb"):
        raise ImportRefused(th(f"ไม่พบไฟล์ {path.name}") | en(f"There is no file {path.name}."))
    data = _data_file(path, unpack(path, folder), asked)
    if data.suffix.lower() in (*_TABLES, ".json") and asked.where and not _is_geojson(data):
        raise ImportRefused(
            th("--where ใช้กับตาราง CSV และ JSON ไม่ได้ กรุณากรองแถวก่อนนำเข้า")
            | en("--where does not work on CSV and JSON tables: filter the rows before.")
        )
    if data.suffix.lower() in _TABLES:
        yield tables.read_csv(data, asked)
    elif data.suffix.lower() == ".json" and not _is_geojson(data):
        yield tables.read_records(data, tables.parse_json(data), asked)
    elif _driver(data) == "GeoParquet":
        from etl.formats import geoparquet  # 0.02 s, which only this format pays

        yield geoparquet.read(data, asked)
    else:
        if _driver(data) == "OSM":
            from etl.formats import openstreetmap

            data = openstreetmap.in_order(data, folder)
        with vector.read(data, kind, asked, plain=plain) as delivery:
            yield delivery


def _driver(path: Path) -> str | None:
    form = FORMATS.get(path.suffix.lower())
    return form.driver if form else None


def _is_geojson(path: Path) -> bool:
    with path.open("rb") as file:
        return bool(_GEOJSON.search(file.read(65536)))


def _data_file(path: Path, files: list[Path], asked: Asked) -> Path:
    """The one file of an archive that holds the data, or the one that --layer names."""
    found = [file for file in files if file.suffix.lower() in {*FORMATS, *_TABLES}]
    if path.suffix.lower() not in (".zip", ".kmz"):
        return files[0]
    if len(found) > 1:
        found = [file for file in found if file.suffix.lower() not in (".txt", ".json")] or found
    if len(found) > 1 and asked.sublayer:
        found = [file for file in found if file.stem == asked.sublayer] or found
    if len(found) == 1:
        return found[0]
    listed = ", ".join(file.name for file in found or files)
    raise ImportRefused(
        th(f"{path.name} มี: {listed} กรุณาระบุไฟล์เดียวด้วย --layer ชื่อไฟล์")
        | en(f"{path.name} holds: {listed}. Name the one to load with --layer.")
        if found
        else th(f"{path.name} ไม่มีไฟล์ข้อมูลที่รู้จัก มีแต่: {listed} หากเป็นไฟล์บีบอัดซ้อนกัน ให้แตกชั้นในก่อน")
        | en(f"{path.name} holds no data file, only: {listed}. Unpack what is packed twice, and send the data itself.")
    )
