"""Everything GDAL reads: one layer of one file, opened with the one driver of its format, batch by batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl import encoding
from etl.delivery import BATCH, Asked, Batch, Delivery, Encoding
from etl.formats import geojson, longest
from etl.formats.recognised import Format, mismatched, recognise
from gis.errors import ImportRefused
from gis.layer import GeometryKind
from gis.text import Text, en, th

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


#: Drivers that are told the encoding of the text, since they believe what a file claims of it → by which option.
_FORCED = {"ESRI Shapefile": "encoding", "DXF": "ENCODING"}


@contextmanager
def read(path: Path, kind: GeometryKind | None, asked: Asked, *, plain: bool = True) -> Iterator[Delivery]:
    """Open one file with the driver of its ending. Shapes come in two dimensions, in the file's own system.

    Raises ImportRefused for content that is not what the ending says, a sublayer that is not there, a damaged file.
    """
    form = recognise(path)
    longest.refuse(path)
    if plain and form.driver == "GeoJSON" and asked.where is None and (fast := geojson.read(path)) is not None:
        yield fast
        return
    notes: list[Text] = []
    with ExitStack() as closing:
        with _in_words(path):
            gdal = _gdal()
            sublayer = asked.sublayer if form.layered else None
            if form.layered and sublayer is None:  # listing layers parses a whole GeoJSON once more, so only if need be
                sublayer = _fitting_sublayer(gdal, path, form, kind)
            text = _encoding(path, form, asked)
            forced = {_FORCED[form.driver]: text.name} if form.driver in _FORCED else {}
            if form.driver == "DXF" and kind is GeometryKind.POLYGON:  # a surveyor draws a parcel as a closed line
                forced["CLOSED_LINE_AS_POLYGON"] = "YES"
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
        batches = _batches(path, rows, names, geometry if shaped else None)
        yield Delivery(path, tuple(names), batches, crs, text, notes)


def _batches(path: Path, rows: pa.RecordBatchReader, names: list[str], geometry: str | None) -> Iterator[Batch]:
    first = 0
    with _in_words(path):
        nothing = pa.RecordBatch.from_pylist([], schema=rows.schema)
        for found in chain(rows, [nothing]):
            if first and not found.num_rows:
                continue
            shapes = None if geometry is None else found[geometry]
            longest.refuse_wkb(path, shapes)
            yield Batch(first, found.select(names), shapes)
            first += found.num_rows


def _gdal() -> Any:
    # Read when GDAL registers its drivers, which is when pyogrio is first imported.
    os.environ.setdefault("GDAL_SKIP", _NEVER)
    os.environ.setdefault("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "{none}")
    # Of a row without a shape, its own way to Arrow gives one of a negative length (GDAL 3.12).
    os.environ.setdefault("OGR_FLATGEOBUF_STREAM_BASE_IMPL", "YES")
    os.environ.setdefault("OGR_ARROW_MEM_LIMIT", str(64 << 20))  # a batch of large shapes has fewer rows
    os.environ.setdefault("OGR_GEOJSON_MAX_OBJ_SIZE", str(longest.MOST_JSON >> 20))
    import pyogrio

    return pyogrio


def _fitting_sublayer(gdal: Any, path: Path, form: Format, kind: GeometryKind | None) -> str | None:
    """The one layer of a file whose shapes fit; None for a file of one layer. Asks which where several fit."""
    layers = [(str(name), geometry) for name, geometry in gdal.list_layers(path) if name not in form.aside]
    if not layers:
        raise ImportRefused(
            th(f"{path.name} ไม่มีชั้นข้อมูลอยู่ข้างใน กรุณาส่งออกไฟล์ใหม่") | en(f"{path.name} holds no layer: export it again.")
        )
    if len(layers) == 1:
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
    if form.driver not in _FORCED:
        return Encoding("UTF-8", th(f"{form.driver} กำหนดเอง") | en(f"{form.driver} defines it"))
    if asked.encoding:
        return Encoding(encoding.known(asked.encoding), th("ผู้นำเข้าระบุ") | en("the person who loads it says so"))
    return encoding.of_shapefile(path) if form.driver == "ESRI Shapefile" else encoding.of_drawing(path)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turns the library's errors into a sentence that does not print where the file lies."""
    try:
        yield
    except (RuntimeError, ValueError, OSError, pa.ArrowException, UnicodeDecodeError) as wrong:
        if "OGR_GEOJSON_MAX_OBJ_SIZE" in str(wrong) or "Too large feature" in str(wrong):
            raise longest.too_many(path) from wrong
        if "not recognized as being in a supported file format" in str(wrong):
            raise mismatched(path) from wrong
        why = str(wrong).replace(str(path), path.name)[:200]
        raise ImportRefused(
            th(f"อ่าน {path.name} ไม่ได้: {why} กรุณาส่งออกจากโปรแกรมต้นทางใหม่")
            | en(f"{path.name} cannot be read: {why}. Export it again from where it comes.")
        ) from wrong
