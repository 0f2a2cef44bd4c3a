"""Which format a file is: its ending and its first bytes must agree on one of an explicit list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.unpack import Limits, hold_to_limits
from gis.errors import ImportRefused, TooLarge
from gis.text import en, th


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what its files begin with, whether a file may hold several layers, and how it is opened.

    ``aside`` are layers that only repeat what others hold: they are read when named. ``most`` bytes of it are read at
    most, where whatever reads it holds all of a file in memory.
    """

    driver: str
    signature: re.Pattern[bytes]
    layered: bool = False
    aside: tuple[str, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    most: int | None = None
    is_xml: bool = False


def _begins(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\A(?:\xef\xbb\xbf)?\s*" + pattern, re.DOTALL | re.IGNORECASE)


def _root(element: bytes) -> re.Pattern[bytes]:
    """An XML document of this root element, whatever declaration and comments stand before it."""
    return _begins(rb"(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:\w+:)?" + element + rb"[\s>]")


_MB = 1 << 20

#: A file's ending → its format. What is not here is not opened: no VRT, no service description, no pipeline.
FORMATS: dict[str, Format] = {
    ".shp": Format("ESRI Shapefile", re.compile(rb"\A\x00\x00\x27\x0a")),
    ".gpkg": Format("GPKG", re.compile(rb"\ASQLite format 3\x00"), True),
    ".gdb": Format("OpenFileGDB", re.compile(rb""), True),
    ".fgb": Format("FlatGeobuf", re.compile(rb"\Afgb")),
    ".parquet": Format("GeoParquet", re.compile(rb"\APAR1")),
    ".geoparquet": Format("GeoParquet", re.compile(rb"\APAR1")),
    # Of a time GDAL keeps the milliseconds, of a text all.
    ".geojson": Format("GeoJSON", _begins(rb"\{"), options=(("DATE_AS_STRING", "YES"),)),
    ".json": Format("GeoJSON", _begins(rb"\{"), options=(("DATE_AS_STRING", "YES"),)),
    ".geojsonl": Format("GeoJSONSeq", re.compile(rb"\A\x1e?\s*\{")),
    ".kml": Format("LIBKML", _root(rb"kml"), True, most=32 * _MB, is_xml=True),
    ".gpx": Format("GPX", _root(rb"gpx"), True, ("route_points", "track_points"), most=64 * _MB, is_xml=True),
    ".gml": Format(
        "GML", _root(rb"\w*FeatureCollection"), True, options=(("DOWNLOAD_SCHEMA", "NO"),), most=64 * _MB, is_xml=True
    ),
    ".pbf": Format("OSM", re.compile(rb"\A\x00\x00.{2,6}OSMHeader", re.DOTALL), True),
    ".osm": Format("OSM", _root(rb"osm"), True, is_xml=True),
    ".dxf": Format("DXF", _begins(rb"(?:999.*?)?0\s+SECTION"), most=96 * _MB),
    ".tab": Format("MapInfo File", _begins(rb"!table")),
    ".mif": Format("MapInfo File", _begins(rb"VERSION")),
    ".xlsx": Format("XLSX", re.compile(rb"\APK\x03\x04"), True, options=(("HEADERS", "FORCE"),)),
}

#: A workbook is read whole: 64 MiB of its XML are some 400,000 rows of ten columns.
_WORKBOOK = Limits(size=64 << 20)

_RASTERS = {".tif", ".tiff", ".img", ".ecw", ".sid", ".jp2", ".asc"}


def recognise(path: Path) -> Format:
    """The format of a file. Raises ImportRefused for what is not opened, TooLarge for what would not fit in memory."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise _unknown(path)
    if path.is_dir() != (form.driver == "OpenFileGDB"):
        raise mismatched(path)
    if path.is_dir():
        if not (path / "a00000001.gdbtable").is_file():
            raise mismatched(path)
        return form
    with path.open("rb") as file:
        beginning = file.read(4096)
    if form.is_xml and re.search(rb"<!DOCTYPE", beginning, re.IGNORECASE):
        raise ImportRefused(
            th(f"{path.name} มี <!DOCTYPE> ซึ่งใช้อ่านไฟล์อื่นหรือทำให้เครื่องค้างได้ จึงไม่เปิด ลบส่วนนั้น หรือส่งออกจากโปรแกรมแผนที่ใหม่")
            | en(
                f"{path.name} declares a document type, by which it could reach other files or grow without end, so it "
                "was not opened. Take the <!DOCTYPE> off, or export the file again."
            )
        )
    if not form.signature.match(beginning):
        raise mismatched(path)
    if form.most is not None and path.stat().st_size > form.most:
        limit = form.most // _MB
        raise TooLarge(
            th(f"{path.name} ใหญ่เกิน {limit} MB สำหรับไฟล์ชนิดนี้ กรุณาแปลงเป็น GeoPackage (.gpkg) แล้วนำเข้าใหม่")
            | en(
                f"{path.name} is larger than the {limit} MB that are read of this kind of file. "
                "Save it as a GeoPackage (.gpkg) and load that."
            )
        )
    if form.driver == "XLSX":
        hold_to_limits(path, _WORKBOOK)
    return form


def _unknown(path: Path) -> ImportRefused:
    known = " ".join(sorted({*FORMATS, ".csv", ".zip", ".kmz", ".gz"}))
    if path.suffix.lower() in _RASTERS:
        return ImportRefused(
            th(f"{path.name} เป็นภาพหรือตารางกริด ไม่ใช่แถวข้อมูล ให้ลงทะเบียนด้วย takeed raster add แทน")
            | en(f"{path.name} is a raster, which holds no rows to load. Register it with takeed raster add instead.")
        )
    return ImportRefused(
        th(f"ไม่เปิดไฟล์ชนิด {path.suffix or path.name} ชนิดที่รับ: {known}")
        | en(f"Files of the kind {path.suffix or path.name!r} are not opened. Send one of: {known}")
    )


def mismatched(path: Path) -> ImportRefused:
    """What is said of a file whose content is not of its ending."""
    driver = FORMATS[path.suffix.lower()].driver
    return ImportRefused(
        th(f"เนื้อไฟล์ {path.name} ไม่ใช่ {driver} ตามนามสกุล กรุณาส่งไฟล์ใหม่")
        | en(f"{path.name} does not hold what its ending says ({driver}). Send the right file.")
    )
