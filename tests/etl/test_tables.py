"""The street lights in tables, as portals, Excel and people write them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl.load import Report
from tests.etl.lights import METRES, NUMBERS, PLACES, holds_the_lights

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
TABLES = {
    "lat_lon": (["ละติจูด", "lon"], [(y, x) for x, y in PLACES], {}),
    "utm": (["X", "Y"], METRES, {"crs": "EPSG:32647"}),
    "pair": (["พิกัด"], [(f"({x}, {y})",) for x, y in PLACES], {}),
    "latitude first": (["coords"], [(f"{y}, {x}",) for x, y in PLACES], {}),
    "thai": (["lat", "lon"], [tuple(str(n).translate(THAI_DIGITS) for n in (y, x)) for x, y in PLACES], {}),
}  # fmt: skip


@pytest.mark.parametrize("written_as", TABLES)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_loads_however_it_writes_positions_numbers_and_dates(
    tmp_path: Path, loading: Loading, rows: Query, ending: str, written_as: str
) -> None:
    names, places, told = TABLES[written_as]
    days = ["14/05/2566", "๑๔ พ.ค. ๒๕๖๖", "2566-05-14"]
    header = ["หมายเลขโคม", "กำลังไฟ", "ติดตั้งเมื่อ", *names]
    lines = [
        [number, watt, day, *place]
        for number, watt, day, place in zip(NUMBERS, ["60", "๘๐", "1,00"], days, places, strict=True)
    ]
    lines[2][1] = "100"
    file = tmp_path / f"lights.{ending}"
    if ending == "csv":
        quoted = [",".join(f'"{value}"' for value in line) for line in (header, *lines)]
        file.write_bytes("\r\n".join(quoted).encode("cp874"))
    else:
        book = openpyxl.Workbook()
        for line in (header, *lines):
            book.worksheets[0].append(line)
        book.save(file)
    loading(file, "streetlight", **told)
    holds_the_lights(rows)
    assert rows("select distinct installed_on from core.streetlight") == [(datetime.date(2023, 5, 14),)]


def test_a_buddhist_year_in_a_date_cell_of_a_workbook_is_read_as_one(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["light_no", "installed_on", "lat", "lon"])
    book.worksheets[0].append(["1", datetime.date(2566, 5, 14), 16.0, 99.9])
    book.worksheets[0].append(["2", datetime.date(2023, 5, 14), 16.0, 99.9])
    book.save(tmp_path / "lights.xlsx")
    loading(tmp_path / "lights.xlsx", "streetlight")
    assert rows("select distinct installed_on from core.streetlight") == [(datetime.date(2023, 5, 14),)]
