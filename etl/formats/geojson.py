"""GeoJSON of one feature a line, as QGIS, GDAL and geopandas write it, read ten times faster than GDAL reads it.

Anything unusual (several kinds of shape, a third dimension, nested or mixed properties, dates, another layout) is left
to GDAL, so a reader never gets other values from here than from there.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
import shapely
from numpy.typing import NDArray

from etl.delivery import Delivery, Encoding
from gis.text import en, th

Document = NDArray[np.uint8]

_HEAD = re.compile(rb'\s*(\{[^\[\]]*"features"\s*:\s*)\[\s*(?=\{)')
_TAIL = re.compile(rb"\]\s*\}\s*\Z")
_CRS = re.compile(r"urn:ogc:def:crs:(?:OGC:1\.3:(CRS84)|EPSG::([0-9]+))")
#: Text that GDAL would read as a date or a time of day.
_CLOCK = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}:\d{2}")
#: How deep the coordinates of each shape are nested, down to the pair.
_DEPTHS = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
#: A line that is longer than this is left to GDAL.
_BLOCK = 4 << 20


def read(path: Path, sha256: str) -> Delivery | None:
    """The delivery in a plain GeoJSON file, or None for one that GDAL should read (or refuse)."""
    document = np.fromfile(path, np.uint8)
    head = _HEAD.match(document[:65536].tobytes())
    tail = _TAIL.search(document[-64:].tobytes())
    crs = _crs(head[1]) if head and tail else None
    if head is None or tail is None or crs is None:
        return None
    body = document[head.end() : len(document) - (min(64, len(document)) - tail.start())]
    try:
        first = json.loads(body[: int(np.argmax(body == ord("\n")))].tobytes().rstrip(b" \r,"))
        table = pyarrow.json.read_json(
            pa.BufferReader(pa.py_buffer(_lines(body))), pyarrow.json.ReadOptions(block_size=_BLOCK)
        )
        table.validate(full=True)
    except (ValueError, pa.ArrowException):
        return None
    if set(table.column_names) != {"type", "properties", "geometry"} or _only(table["type"]) != "Feature":
        return None
    rows, shapes = _rows(table["properties"], first), _shapes(table["geometry"])
    if rows is None or shapes is None:
        return None
    why = th("GeoJSON กำหนดเอง") | en("GeoJSON defines it")
    return Delivery(path, sha256, rows, pa.chunked_array([shapes]), crs, Encoding("UTF-8", why))


def _crs(head: bytes) -> str | None:
    try:
        told = json.loads(head + b"[]}")
    except ValueError:
        return None
    if told.get("type") != "FeatureCollection" or set(told) - {"type", "name", "crs", "features"}:
        return None
    if told.get("crs") is None:
        return "EPSG:4326"
    found = _CRS.fullmatch(str(told["crs"].get("properties", {}).get("name")))
    return None if found is None else f"EPSG:{found[2] or 4326}"


def _lines(body: Document) -> Document:
    """The features without the commas between them. No text holds a line end, so ``},`` before one stands between."""
    ends = np.flatnonzero(body == ord("\n"))
    commas = ends[ends > 1] - 1
    commas = commas[(body[commas] == ord(",")) & (body[commas - 1] == ord("}"))]
    body[commas] = ord(" ")
    return body


def _only(column: Any) -> str | None:
    """The one value that a whole column holds."""
    found = pc.unique(column)
    return found[0].as_py() if len(found) == 1 else None


def _rows(properties: pa.ChunkedArray, first: dict[str, Any]) -> pa.Table | None:
    """Properties as columns, in the order of the first feature, which must name them all."""
    if not pa.types.is_struct(properties.type) or properties.null_count:
        return None
    names = [field.name for field in properties.type]
    if names != list(first.get("properties") or ()):
        return None
    columns = dict(zip(names, properties.combine_chunks().flatten(), strict=True))
    for name, column in columns.items():
        if pa.types.is_null(column.type):
            columns[name] = pa.nulls(len(column), pa.string())
        elif pa.types.is_string(column.type):
            told = pc.drop_null(column.slice(0, 1000))
            if len(told) and _CLOCK.match(told[0].as_py()):
                return None
        elif column.type not in (pa.int64(), pa.float64()):
            return None
    return pa.table(columns)


def _shapes(geometry: pa.ChunkedArray) -> pa.Array | None:
    """WKB of shapes that are all of one kind and two-dimensional."""
    if not pa.types.is_struct(geometry.type) or geometry.null_count:
        return None
    if {field.name for field in geometry.type} != {"type", "coordinates"}:
        return None
    whole = geometry.combine_chunks()
    kind = _only(whole.field("type"))
    depth = _DEPTHS.get(kind or "")
    if depth is None:
        return None
    level = whole.field("coordinates")
    offsets: list[NDArray[np.int32]] = []
    for _ in range(depth):
        if not pa.types.is_list(level.type) or level.null_count:
            return None
        offsets.insert(0, level.offsets.to_numpy())
        level = level.values
    if not pa.types.is_list(level.type) or level.type.value_type != pa.float64() or level.null_count:
        return None
    pairs = np.diff(level.offsets.to_numpy())
    if len(pairs) == 0 or (pairs != 2).any() or level.values.null_count:
        return None
    made = shapely.from_ragged_array(
        shapely.GeometryType[(kind or "").upper()], level.values.to_numpy().reshape(-1, 2), tuple(offsets) or None
    )
    return pa.array(shapely.to_wkb(made), pa.binary())
