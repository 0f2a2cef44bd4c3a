"""GeoJSON of one feature a line, as QGIS, GDAL and geopandas write it, read ten times faster than GDAL reads it.

Anything unusual (several kinds of shape, a third dimension, nested or mixed properties, dates, another layout) is left
to GDAL, so a reader never gets other values from here than from there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
import shapely
from numpy.typing import NDArray

from etl.delivery import Batch, Delivery, Encoding, Shapes
from gis.text import en, th

Document = NDArray[np.uint8]

_HEAD = re.compile(rb'\s*(\{[^\[\]]*"features"\s*:\s*)\[\s*(?=\{)')
_TAIL = re.compile(rb"\s*\]\s*\}\s*\Z")
_CRS = re.compile(r"urn:ogc:def:crs:(?:OGC:1\.3:(CRS84)|EPSG::([0-9]+))")
#: Text that GDAL would read as a date or a time of day.
_CLOCK = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}:\d{2}")
#: How deep the coordinates of each shape are nested, down to the pair.
_DEPTHS = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
#: How many bytes are read at a time. A line that is longer is left to GDAL.
_BLOCK = 4 << 20


class NotPlain(Exception):
    """A file that began plainly holds something that GDAL should read: read it again, from its beginning, with GDAL."""


def read(path: Path) -> Delivery | None:
    """The delivery in a plain GeoJSON file, or None for one that GDAL should read (or refuse).

    Only the beginning has been looked at; the batches raise :class:`NotPlain` where the rest is something else.
    """
    with path.open("rb") as file:
        head = _HEAD.match(file.read(65536))
        end = _end(file)
    crs = _crs(head[1]) if head else None
    if head is None or end is None or crs is None:
        return None
    batches = _batches(path, head.end(), end)
    try:
        first = next(batches)
    except NotPlain:
        return None
    why = th("GeoJSON กำหนดเอง") | en("GeoJSON defines it")
    return Delivery(path, tuple(first.rows.column_names), chain([first], batches), crs, Encoding("UTF-8", why))


def _end(file: IO[bytes]) -> int | None:
    """Where the list of features ends; None for a document that ends otherwise."""
    size = file.seek(0, os.SEEK_END)
    at = file.seek(max(0, size - 64))
    found = _TAIL.search(file.read())
    return at + found.start() if found else None


def _batches(path: Path, at: int, end: int) -> Iterator[Batch]:
    plain, first = _Plain(), 0
    while at < end:
        block = np.fromfile(path, np.uint8, min(_BLOCK, end - at), offset=at)
        if at + len(block) < end:
            block = block[: len(block) - int(np.argmax(block[::-1] == ord("\n")))]
        if not len(block) or (at + len(block) < end and block[-1] != ord("\n")):
            raise NotPlain
        batch = plain.batch(first, block)
        yield batch
        at, first = at + len(block), first + len(batch)


class _Plain:
    """Holds each block to what the blocks before it were."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.texts: dict[str, bool] = {}
        self.kind: str | None = None

    def batch(self, first: int, block: Document) -> Batch:
        """The features of a block; raises NotPlain for anything unusual."""
        try:
            if not self.names:
                self.names = list(json.loads(_first_line(block))["properties"])
            table = pyarrow.json.read_json(
                pa.BufferReader(pa.py_buffer(_lines(block))), pyarrow.json.ReadOptions(False, _BLOCK)
            )
            table.validate(full=True)
        except (ValueError, KeyError, TypeError, pa.ArrowException) as unusual:
            raise NotPlain from unusual
        if set(table.column_names) != {"type", "properties", "geometry"} or _only(table["type"]) != "Feature":
            raise NotPlain
        shapes = self._shapes(table["geometry"])
        return Batch(first, self._rows(table["properties"]), shapes)

    def _rows(self, properties: pa.ChunkedArray) -> pa.RecordBatch:
        """Properties as columns, in the order of the first feature, which must name them all."""
        if not pa.types.is_struct(properties.type) or properties.null_count:
            raise NotPlain
        found = dict(zip([f.name for f in properties.type], properties.combine_chunks().flatten(), strict=True))
        if not found.keys() <= set(self.names):
            raise NotPlain
        absent = pa.nulls(len(properties), pa.string())
        columns = [self._column(name, found.get(name, absent)) for name in self.names]
        return pa.RecordBatch.from_arrays(columns, self.names)

    def _column(self, name: str, column: pa.Array) -> pa.Array:
        """Text or numbers, and not text here and numbers there, which GDAL would all call text."""
        if column.null_count == len(column):
            return pa.nulls(len(column), pa.string())
        is_text = pa.types.is_string(column.type)
        if self.texts.setdefault(name, is_text) != is_text:
            raise NotPlain
        if is_text:
            told = pc.drop_null(column.slice(0, 1000))
            if len(told) and _CLOCK.match(told[0].as_py()):
                raise NotPlain
        elif column.type not in (pa.int64(), pa.float64()):
            raise NotPlain
        return column

    def _shapes(self, geometry: pa.ChunkedArray) -> Shapes:
        """Shapes that are all of one kind and two-dimensional."""
        if not pa.types.is_struct(geometry.type) or geometry.null_count:
            raise NotPlain
        if {field.name for field in geometry.type} != {"type", "coordinates"}:
            raise NotPlain
        whole = geometry.combine_chunks()
        kind = _only(whole.field("type"))
        self.kind = self.kind or kind
        depth = _DEPTHS.get(kind or "")
        if kind != self.kind or depth is None:
            raise NotPlain
        level = whole.field("coordinates")
        offsets: list[NDArray[np.int32]] = []
        for _ in range(depth):
            if not pa.types.is_list(level.type) or level.null_count:
                raise NotPlain
            offsets.insert(0, level.offsets.to_numpy())
            level = level.values
        if not pa.types.is_list(level.type) or level.type.value_type != pa.float64() or level.null_count:
            raise NotPlain
        pairs = np.diff(level.offsets.to_numpy())
        if len(pairs) == 0 or (pairs != 2).any() or level.values.null_count:
            raise NotPlain
        points = level.values.to_numpy().reshape(-1, 2)
        made: Shapes = shapely.from_ragged_array(
            shapely.GeometryType[(kind or "").upper()], points, tuple(offsets) or None
        )
        return made


def _first_line(block: Document) -> bytes:
    return block.tobytes().partition(b"\n")[0].rstrip(b" \r,")


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
