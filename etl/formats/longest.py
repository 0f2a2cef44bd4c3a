"""Refuses a file for its longest record before a library holds it in memory, several times over."""

from __future__ import annotations

import struct
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gis.errors import TooLarge
from gis.text import en, th

#: How many points a shape may have. The largest district of a province, in full resolution, has 20,000.
MOST_POINTS = 1_000_000
#: The same in bytes of a binary shape, of two numbers a point.
MOST_BYTES = MOST_POINTS * 16
#: The same in bytes of JSON, for each of which GDAL takes ten of memory.
MOST_JSON = 26 << 20
#: A GeoPackage of more bytes a row than this is searched for long ones, which takes 0.5 s a GB.
_USUAL = 4_096
_SIZE = struct.Struct("<I")


def refuse(path: Path) -> None:
    """Raise TooLarge where the index of a Shapefile, FlatGeobuf or GeoPackage tells of a record beyond the limit."""
    look = {".shp": _of_shapefile, ".fgb": _of_flatgeobuf, ".gpkg": _of_geopackage}.get(path.suffix.lower())
    if look is None or path.stat().st_size <= MOST_BYTES:
        return
    try:
        lengths = look(path)
    except (struct.error, ValueError, IndexError):  # not what it seems, which GDAL says in words
        return
    if len(lengths) and lengths.max() > MOST_BYTES + 4096:
        raise too_many(path)


def refuse_wkb(path: Path, shapes: pa.Array | None) -> None:
    """Raise TooLarge where one of the shapes of a batch is longer than the limit."""
    if shapes is None or shapes.nbytes <= MOST_BYTES:
        return
    if (pc.max(pc.binary_length(shapes)).as_py() or 0) > MOST_BYTES + 4096:
        raise too_many(path)


def too_many(path: Path) -> TooLarge:
    """What is said of a file with a shape of too many points."""
    return TooLarge(
        th(f"{path.name} มีรูปร่างที่มีจุดเกิน {MOST_POINTS:,} จุด กรุณาแบ่งหรือลดจุดก่อนนำเข้า")
        | en(
            f"{path.name} holds a shape of more than {MOST_POINTS:,} points. "
            "Split it or simplify it, then load the file again."
        )
    )


def _of_shapefile(path: Path) -> NDArray[Any]:
    """The content of every record in bytes, as its .shx lists it (offset and length in words of 16 bits)."""
    index = next((path.with_suffix(end) for end in (".shx", ".SHX") if path.with_suffix(end).is_file()), None)
    if index is None or index.stat().st_size < 108:
        return np.zeros(0)  # GDAL does not open it then
    return np.fromfile(index, ">i4", offset=100)[1::2].astype(np.int64) * 2


def _of_flatgeobuf(path: Path) -> NDArray[Any]:
    """The size of every feature, from the leaves of the index; without one, by going from feature to feature.

    Layout: https://flatgeobuf.org (magic, header, packed R-tree of 40 bytes a node with the leaves last, features).
    """
    data = np.memmap(path, np.uint8, "r")
    header = int(data[8:12].view("<u4")[0])
    count, node = _header(bytes(data[12 : 12 + header]))
    start = 12 + header
    if node >= 2 and count:
        nodes, level = count, count
        while level > 1:
            level = -(-level // node)
            nodes += level
        start += nodes * 40
        leaves = np.frombuffer(data[start - count * 40 : start], np.dtype([("box", "<f8", 4), ("at", "<u8")]))["at"]
        ends = np.append(np.sort(leaves)[1:], len(data) - start)
        return np.asarray(ends.astype(np.int64) - np.sort(leaves).astype(np.int64))
    longest, buffer = 0, memoryview(data)
    while start + 4 <= len(buffer):  # 0.2 s a million
        (size,) = _SIZE.unpack_from(buffer, start)
        longest, start = max(longest, size), start + 4 + size
    return np.array([longest])


def _of_geopackage(path: Path) -> NDArray[Any]:
    """The longest shape of each table, where a file is larger than as many shapes usually take."""
    import sqlite3

    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as file:
            file.execute("pragma trusted_schema = off")
            told = file.execute("select sum(feature_count) from gpkg_ogr_contents").fetchone()[0]
            if path.stat().st_size <= MOST_BYTES + (told or 0) * _USUAL:
                return np.zeros(0)
            tables = file.execute(
                "select table_name, column_name from gpkg_geometry_columns"
                " where table_name in (select name from sqlite_master where type = 'table')"
            ).fetchall()
            columns = [['"' + name.replace('"', '""') + '"' for name in table] for table in tables]
            found = [
                file.execute(f"select max(length({column})) from {table}").fetchone()[0] for table, column in columns
            ]
    except sqlite3.Error:  # no GeoPackage, which GDAL says in words
        return np.zeros(0)
    return np.array([length or 0 for length in found])


def _header(table: bytes) -> tuple[int, int]:
    """``features_count`` and ``index_node_size``, the ninth and tenth fields of the header's flat buffer."""
    at = struct.unpack_from("<I", table)[0]
    offsets = at - struct.unpack_from("<i", table, at)[0]
    size = struct.unpack_from("<H", table, offsets)[0]

    def read(field: int, form: str, default: int) -> int:
        slot = 4 + 2 * field
        found = struct.unpack_from("<H", table, offsets + slot)[0] if slot + 2 <= size else 0
        return int(struct.unpack_from(form, table, at + found)[0]) if found else default

    return read(8, "<Q", 0), read(9, "<H", 16)
