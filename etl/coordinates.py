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
class Position:
    """The columns that say where a row lies: x and y, or one that holds both as text.

    ``degrees`` says whether their names say so, ``latitude_first`` how a pair is written.
    """

    columns: tuple[str, ...]
    degrees: bool
    latitude_first: bool = False

    @property
    def notes(self) -> tuple[Text, ...]:
        if not self.latitude_first:
            return ()
        (column,) = self.columns
        return (th(f"คอลัมน์ {column} เขียนละติจูดก่อน") | en(f"column {column!r} writes the latitude first"),)

    def points(self, rows: pa.RecordBatch) -> tuple[Numbers, Numbers]:
        """x and y of each row, NaN where there is none."""
        if len(self.columns) == 2:
            x, y = (numbers(rows[column]) for column in self.columns)
            return x, y
        first, second = _pair(rows[self.columns[0]])
        return (second, first) if self.latitude_first else (first, second)


def find(rows: pa.RecordBatch, *, metres: bool = False) -> Position | None:
    """Which columns are named for a position; None where there are none. The first ``rows`` tell how a pair is written.

    ``metres`` (the person who loads named a projected system) prefers columns called x and y.
    """
    x, y = (next((c for c in rows.schema.names if c.casefold() == name), None) for name in "xy")
    if x and y and metres:
        return Position((x, y), False)
    lat, lon = _named(rows, _LATITUDE), _named(rows, _LONGITUDE)
    if lat and lon:
        return Position((lon, lat), True)
    pair = _named(rows, _PAIR)
    if pair:
        return Position((pair,), True, _latitude_first(rows[pair])) if pa.types.is_string(rows[pair].type) else None
    return Position((x, y), False) if x and y else None


def _named(rows: pa.RecordBatch, wanted: re.Pattern[str]) -> str | None:
    """The column whose name, or whose last part of a nested name, ends as wanted; the shortest name is the surest."""
    fitting = [c for c in rows.schema.names if wanted.search(c.rpartition(".")[2].casefold())]
    return min(fitting, key=len, default=None)


def _pair(text: pa.Array) -> tuple[Numbers, Numbers]:
    """Two numbers in one text, such as ``['100.5', '13.7']``."""
    found = pc.extract_regex(text, rf"(?P<first>{_NUMBER})[^0-9.+-]+(?P<second>{_NUMBER})")
    first, second = (numbers(pc.struct_field(found, [at])) for at in (0, 1))
    return first, second


def _latitude_first(text: pa.Array) -> bool:
    """Whether most pairs begin with what in Thailand can only be a latitude."""
    first, second = _pair(text)
    west, south, east, north = THAILAND
    turned = (first >= south) & (first <= north) & (second >= west) & (second <= east)
    return bool(np.count_nonzero(turned) > len(first) / 2)


def numbers(column: Any) -> Numbers:
    """A column as floats, NaN for what is no number; Thai digits and commas between thousands are read."""
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)
    return np.asarray(parse_numbers(column).to_numpy(zero_copy_only=False), np.float64)


def parse_numbers(column: Any) -> pa.Array:
    """Text as floats, null for what is no number."""
    text = column
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
