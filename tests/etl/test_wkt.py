"""Tables that carry their shapes in a column as well-known text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.load import Report
from gis.errors import ImportRefused

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]
LINE = "LINESTRING (99.9 16, 99.91 16.01)"


def test_lines_and_areas_come_as_text_in_a_column(tmp_path: Path, loading: Loading, rows: Query) -> None:
    many = "MULTILINESTRING ((99.9 16, 99.95 16))"
    (tmp_path / "roads.csv").write_text(f'name,รูป\nสายหนึ่ง,"{LINE}"\nสายสอง,"{many}"\n')
    assert loading(tmp_path / "roads.csv", "road").new == 2
    assert rows("select ST_AsText(geom) from core.road order by name desc") == [
        ("MULTILINESTRING((99.9 16,99.91 16.01))",), ("MULTILINESTRING((99.9 16,99.95 16))",)
    ]  # fmt: skip


def test_a_text_that_is_no_shape_is_refused_alone(tmp_path: Path, loading: Loading) -> None:
    (tmp_path / "roads.csv").write_text(f'name,geometry\nสายหนึ่ง,"{LINE}"\nสายสอง,"LINESTRING (99.9 16"\n')
    report = loading(tmp_path / "roads.csv", "road")
    assert (report.new, report.rejected) == (1, 1)
    assert "well-known text" in report.reasons[0][0].say.en


def test_text_in_metres_needs_its_system(tmp_path: Path, loading: Loading, rows: Query) -> None:
    (tmp_path / "roads.csv").write_text('name,wkt\nสายหนึ่ง,"LINESTRING (600000 1770000, 601000 1770000)"\n')
    with pytest.raises(ImportRefused, match="EPSG:32647"):
        loading(tmp_path / "roads.csv", "road")
    assert loading(tmp_path / "roads.csv", "road", crs="EPSG:32647").new == 1
    assert rows("select round(ST_Length(geom::geography)) from core.road") == [(1000,)]
