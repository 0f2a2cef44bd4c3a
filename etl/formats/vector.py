"""Everything GDAL reads, through an explicit list of formats: a file's ending and its first bytes must agree on one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl import encoding
from etl.delivery import BATCH, Asked, Batch, Delivery, Encoding
from etl.formats import geojson
from gis.errors import ImportRefused
from gis.layer import GeometryKind
from gis.text import Text, en, th


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what its files begin with, whether a file may hold several layers, and how it is opened."""

    driver: str
    signature: re.Pattern[bytes]
    layered: bool = False
    options: tuple[tuple[str, Any], ...] = ()


def _begins(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\A(?:\xef\xbb\xbf)?\s*" + pattern, re.DOTALL | re.IGNORECASE)


def _root(element: bytes) -> re.Pattern[bytes]:
    """An XML document of this root element, whatever declaration and comments stand before it."""
    return _begins(rb"(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*<(?:\w+:)?" + element + rb"[\s>]")


#: A file's ending → its format. What is not here is not opened: no VRT, no service description, no pipeline.
FORMATS: dict[str, Format] = {
    ".shp": Format("ESRI Shapefile", re.compile(rb"\A\x00\x00\x27\x0a")),
    ".gpkg": Format("GPKG", re.compile(rb"\ASQLite format 3\x00"), True),
    ".fgb": Format("FlatGeobuf", re.compile(rb"\Afgb")),
    ".geojson": Format("GeoJSON", _begins(rb"\{")),
    ".json": Format("GeoJSON", _begins(rb"\{")),
    ".geojsonl": Format("GeoJSONSeq", re.compile(rb"\A\x1e?\s*\{")),
    ".kml": Format("LIBKML", _root(rb"kml"), True),
    ".gpx": Format("GPX", _root(rb"gpx"), True),
    ".gml": Format("GML", _root(rb"\w*FeatureCollection"), True, (("DOWNLOAD_SCHEMA", "NO"),)),
    ".pbf": Format("OSM", re.compile(rb"\A\x00\x00.{2,6}OSMHeader", re.DOTALL), True),
    ".osm": Format("OSM", _root(rb"osm"), True),
    ".dxf": Format("DXF", _begins(rb"(?:999.*?)?0\s+SECTION")),
    ".tab": Format("MapInfo File", _begins(rb"!table")),
    ".mif": Format("MapInfo File", _begins(rb"VERSION")),
    ".xlsx": Format("XLSX", re.compile(rb"\APK\x03\x04"), True, (("HEADERS", "FORCE"),)),
}

#: Drivers that open a connection, run a pipeline, or point at other files. GDAL leaves them out when it starts.
_NEVER = (
    "VRT OGR_VRT GDALG HTTP WFS OAPIF OGCAPI WMS WMTS WCS CSW STACIT STACTA PLSCENES PLMOSAIC EEDA EEDAI NGW Carto "
    "AmigoCloud Elasticsearch ADBC GTI GPSBabel"
)

#: The kind a layer stores → what GDAL calls shapes that become it.
_FITTING = {
    "POINT": ("Point", "MultiPoint"),
    "MULTILINESTRING": ("LineString", "MultiLineString", "CircularString", "CompoundCurve", "MultiCurve"),
    "MULTIPOLYGON": ("Polygon", "MultiPolygon", "CurvePolygon", "MultiSurface"),
}


@contextmanager
def read(path: Path, kind: GeometryKind | None, asked: Asked, *, plain: bool = True) -> Iterator[Delivery]:
    """Open one file with the driver of its ending. Shapes come in two dimensions, in the file's own system.

    Raises ImportRefused for content that is not what the ending says, a sublayer that is not there, a damaged file.
    """
    form = _format(path)
    if plain and form.driver == "GeoJSON" and asked.where is None and (fast := geojson.read(path)) is not None:
        yield fast
        return
    notes: list[Text] = []
    with ExitStack() as closing:
        with _in_words(path):
            gdal = _gdal()
            sublayer = asked.sublayer if form.layered else None
            if form.layered and sublayer is None:  # listing layers parses a whole GeoJSON once more, so only if need be
                sublayer = _fitting_sublayer(gdal, path, kind)
            text = _encoding(path, form, asked)
            forced = {"encoding": text.name} if form.driver == "ESRI Shapefile" else {}
            meta, rows = closing.enter_context(
                gdal.open_arrow(
                    path, layer=sublayer, where=asked.where, datetime_as_string=True, batch_size=BATCH,
                    use_pyarrow=True, **forced, **dict(form.options),
                )
            )  # fmt: skip
        if asked.sublayer is None and sublayer is not None:
            notes.append(th(f"อ่านชั้น {sublayer} ในไฟล์") | en(f"read the file's layer {sublayer!r}"))
        geometry = meta["geometry_name"] or "wkb_geometry"
        names = [name for name in rows.schema.names if name not in (geometry, meta["fid_column"])]
        shaped = geometry in rows.schema.names and meta["geometry_type"] is not None
        if geometry in rows.schema.names and not shaped:
            names = [name for name in rows.schema.names if name != meta["fid_column"]]
        crs = str(meta["crs"]) if meta["crs"] and form.driver not in ("DXF",) else None
        batches = _batches(path, rows, names, geometry if shaped else None, notes if form.driver == "DXF" else None)
        yield Delivery(path, tuple(names), batches, crs, text, notes)


def _batches(
    path: Path, rows: pa.RecordBatchReader, names: list[str], geometry: str | None, mended: list[Text] | None
) -> Iterator[Batch]:
    """What GDAL reads, batch by batch; with ``mended`` a DXF's text is decoded again, and noted there."""
    first = 0
    with _in_words(path):
        nothing = pa.RecordBatch.from_pylist([], schema=rows.schema)
        for found in chain(rows, [nothing]):
            if first and not found.num_rows:
                continue
            batch = Batch(first, found.select(names), None if geometry is None else found[geometry])
            first += len(batch)
            yield batch if mended is None else replace(batch, rows=_mended(batch.rows, mended))


def _gdal() -> Any:
    # Read when GDAL registers its drivers, which is when pyogrio is first imported.
    os.environ.setdefault("GDAL_SKIP", _NEVER)
    os.environ.setdefault("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "{none}")
    os.environ.setdefault("OGR_ARROW_MEM_LIMIT", str(64 << 20))  # a batch of large shapes has fewer rows
    import pyogrio

    return pyogrio


def _format(path: Path) -> Format:
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        known = " ".join(sorted({*FORMATS, ".csv", ".zip", ".kmz", ".gz"}))
        raise ImportRefused(
            th(f"ไม่เปิดไฟล์ชนิด {path.suffix or path.name} ชนิดที่รับ: {known}")
            | en(f"Files of the kind {path.suffix or path.name!r} are not opened. Send one of: {known}")
        )
    with path.open("rb") as file:
        beginning = file.read(4096)
    if not form.signature.match(beginning):
        raise ImportRefused(
            th(f"เนื้อไฟล์ {path.name} ไม่ใช่ {form.driver} ตามนามสกุล กรุณาส่งไฟล์ใหม่")
            | en(f"{path.name} does not hold what its ending says ({form.driver}). Send the right file.")
        )
    return form


def _fitting_sublayer(gdal: Any, path: Path, kind: GeometryKind | None) -> str | None:
    """The one layer of a file whose shapes fit; None for a file of one layer. Asks which where several fit."""
    layers = [(str(name), geometry) for name, geometry in gdal.list_layers(path)]
    if len(layers) <= 1:
        return None
    fitting = [name for name, geometry in layers if kind is not None and str(geometry).split(" ")[0] in _FITTING[kind]]
    filled = [name for name in fitting if gdal.read_arrow(path, layer=name, max_features=1)[1].num_rows]
    simple = [name for name in filled if dict(layers)[name] == (_FITTING[kind][0] if kind else "")]
    for found in (filled, simple):
        if len(found) == 1:
            return found[0]
    listed = ", ".join(name for name, _ in layers)
    raise ImportRefused(
        th(f"{path.name} มีหลายชั้น: {listed} กรุณาระบุ --layer") | en(f"{path.name} holds {listed}: name one with --layer.")
    )


def _encoding(path: Path, form: Format, asked: Asked) -> Encoding:
    if form.driver != "ESRI Shapefile":
        return Encoding("UTF-8", th(f"{form.driver} กำหนดเอง") | en(f"{form.driver} defines it"))
    if asked.encoding:
        return Encoding(encoding.known(asked.encoding), th("ผู้นำเข้าระบุ") | en("the person who loads it says so"))
    return encoding.of_shapefile(path)


def _mended(rows: pa.RecordBatch, notes: list[Text]) -> pa.RecordBatch:
    """A DXF since R2007 is UTF-8 whatever its header says; GDAL believes the header, and this takes that back."""
    for at, field in enumerate(rows.schema):
        if not pa.types.is_string(field.type):
            continue
        values = rows[field.name].to_pylist()
        mended = [_as_utf8(value) if value else value for value in values]
        if mended != values:
            rows = rows.set_column(at, field, pa.array(mended, field.type))
            say = th(f"คอลัมน์ {field.name}: ถอดรหัสใหม่เป็น UTF-8") | en(f"column {field.name!r}: decoded again as UTF-8")
            if say not in notes:
                notes.append(say)
    return rows


def _as_utf8(value: str) -> str:
    # Windows-1252 has five holes, which GDAL fills with the control character of the same byte.
    single = bytearray()
    for letter in value:
        try:
            single += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return value
            single.append(ord(letter))
    try:
        return single.decode("utf-8")
    except UnicodeDecodeError:
        return value


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turns the library's errors into a sentence that does not print where the file lies."""
    try:
        yield
    except (RuntimeError, ValueError, OSError, pa.ArrowException, UnicodeDecodeError) as wrong:
        why = str(wrong).replace(str(path), path.name)[:200]
        raise ImportRefused(th(f"อ่าน {path.name} ไม่ได้: {why}") | en(f"{path.name} cannot be read: {why}")) from wrong
