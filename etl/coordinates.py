"""Points from the columns of a table: latitude and longitude, a pair written as text, or x and y in metres."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gis.crs import THAILAND
from gis.text import Text, en, th
from gis.thai import arabic_digits

Numbers = NDArray[np.float64]

_LATITUDE = re.compile(r"(^|_)(lat|latitude|ละติจูด)$")
_LONGITUDE = re.compile(r"(^|_)(lon|long|lng|longitude|ลองจิจูด)$")
_PAIR = re.compile(r"(^|_)(coords?|coordinates?|latlo?ng?|lo?ng?lat|พิกัด)$")
_NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?"


@dataclass(frozen=True, slots=True)
class Points:
    """``x`` and ``y`` of each row, NaN where there is none; ``degrees`` says whether the columns' names say so."""

    x: Numbers
    y: Numbers
    degrees: bool
    columns: tuple[str, ...]
    note: Text | None = None


def find(rows: pa.Table, *, metres: bool = False) -> Points | None:
    """The position of each row of a table, from the columns that are named for it; None where there are none.

    ``metres`` (the person who loads named a projected system) prefers columns called x and y.
    """
    x, y = (next((c for c in rows.column_names if c.casefold() == name), None) for name in "xy")
    if x and y and metres:
        return Points(numbers(rows[x]), numbers(rows[y]), False, (x, y))
    lat, lon = _named(rows, _LATITUDE), _named(rows, _LONGITUDE)
    if lat and lon:
        return Points(numbers(rows[lon]), numbers(rows[lat]), True, (lon, lat))
    if pair := _named(rows, _PAIR):
        return _pair(rows, pair)
    return Points(numbers(rows[x]), numbers(rows[y]), False, (x, y)) if x and y else None


def _named(rows: pa.Table, wanted: re.Pattern[str]) -> str | None:
    """The column whose name, or whose last part of a nested name, ends as wanted; the shortest name is the surest."""
    fitting = [c for c in rows.column_names if wanted.search(c.rpartition(".")[2].casefold())]
    return min(fitting, key=len, default=None)


def _pair(rows: pa.Table, column: str) -> Points | None:
    """Two numbers in one text, such as ``['100.5', '13.7']``; in Thailand their size tells which is which."""
    text = rows[column]
    if not pa.types.is_string(text.type):
        return None
    found = pc.extract_regex(text, rf"(?P<first>{_NUMBER})[^0-9.+-]+(?P<second>{_NUMBER})").combine_chunks()
    first, second = (numbers(pc.struct_field(found, [at])) for at in (0, 1))
    west, south, east, north = THAILAND
    latitude_first = (first >= south) & (first <= north) & (second >= west) & (second <= east)
    if np.count_nonzero(latitude_first) > len(first) / 2:
        say = th(f"คอลัมน์ {column} เขียนละติจูดก่อน") | en(f"column {column!r} writes the latitude first")
        return Points(second, first, True, (column,), say)
    return Points(first, second, True, (column,))


def numbers(column: Any) -> Numbers:
    """A column as floats, NaN for what is no number; Thai digits and commas between thousands are read."""
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)
    return np.asarray(parse_numbers(column).to_numpy(zero_copy_only=False), np.float64)


def parse_numbers(column: Any) -> pa.Array:
    """Text as floats, null for what is no number."""
    text = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pc.any(pc.match_substring_regex(text, "[๐-๙]")).as_py():
        text = pa.array([value and arabic_digits(value) for value in text.to_pylist()], pa.string())
    text = pc.utf8_trim_whitespace(text)
    text = pc.if_else(
        pc.match_substring_regex(text, r"^[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"),
        pc.replace_substring(text, ",", ""),
        text,
    )
    sound = pc.match_substring_regex(text, r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$")
    return pc.cast(pc.if_else(sound, pc.utf8_ltrim(text, "+"), None), pa.float64())
