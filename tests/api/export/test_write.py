"""What ``takeed export`` writes: whose rows, of which moment, in which words, and never half of it."""

from __future__ import annotations

import asyncio
import csv
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest

from api.export import write
from api.export.shapefile import short_names
from api.export.write import Wanted, export
from gis import registry
from gis.db import connect
from gis.errors import BadRequest, Forbidden, NotFound, TakeedError
from gis.progress import Say, bilingual
from gis.settings import Settings
from gis.text import Text
from tests.serving import CANARY, PLANNER

Exporting = Callable[..., str]
DAYS = (("1939-02-01", "01/02/2481"), ("1940-05-01", "01/05/2483"), ("1941-02-01", "01/02/2484"),
        ("2026-01-31", "31/01/2569"))  # fmt: skip


@pytest.fixture
def exporting(instance: Settings) -> Exporting:
    """Write a layer to a file, and give what the export said."""

    def run(layer: str, out: Path, say: Say | None = None, **wanted: Any) -> str:
        said: list[object] = []
        asyncio.run(export(instance, registry.load(), layer, out, Wanted(**wanted), say or said.append))
        return "\n".join(bilingual(line) if isinstance(line, Text) else str(line) for line in said)

    return run


@pytest.fixture
def hydrants(instance: Settings) -> Iterator[None]:
    """Some with days on which the years of the Buddhist era differ, and one whose words no table takes as they are."""
    with connect(instance.admin_url) as owner:
        for number, (day, _) in enumerate(DAYS):
            owner.execute(
                "insert into core.hydrant (hydrant_no, status, tested_on, geom)"
                " select %s, 'ready', %s, ST_Point(99.9, 16, 4326)",
                (f"=H{number}", day),
            )
        owner.commit()
        yield
        owner.execute("truncate core.hydrant cascade")


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_selection_is_made_by_condition_and_by_box(tmp_path: Path, exporting: Exporting) -> None:
    exporting("bus_stop", tmp_path / "one.csv", where="name LIKE '%ใหม่ 1_'", bbox="99.914,15.9,99.95,16.1")
    assert [row["name"] for row in lines(tmp_path / "one.csv")] == [f"ป้ายบ้านใหม่ {n}" for n in range(14, 20)]


def test_a_layer_is_written_as_it_was(tmp_path: Path, exporting: Exporting, instance: Settings) -> None:
    with connect(instance.admin_url, autocommit=True) as owner:
        (before,) = owner.execute("select clock_timestamp()::text").fetchone() or ("",)
        owner.execute("update core.bus_stop set routes = 'สาย 1' where name = 'ป้ายบ้านใหม่ 1'")
        exporting("bus_stop", tmp_path / "then.csv", as_of=before.replace(" ", "T"), where="routes = 'สาย 1'")
        exporting("bus_stop", tmp_path / "now.csv", where="routes = 'สาย 1'")
        owner.execute("update core.bus_stop set routes = null where name = 'ป้ายบ้านใหม่ 1'")
    assert (lines(tmp_path / "then.csv"), len(lines(tmp_path / "now.csv"))) == ([], 1)


@pytest.mark.parametrize("ending", [e for e in write.ENDINGS if e != ".pmtiles"])
def test_the_public_gets_nothing_personal_and_who_keeps_the_layer_does_on_record(
    tmp_path: Path, exporting: Exporting, instance: Settings, ending: str
) -> None:
    logged = "select count(*) from gis.access_log where person = %s and layer = 'complaint' and row_id is null"
    with connect(instance.admin_url, autocommit=True) as owner:
        before = owner.execute(logged, PLANNER[:1]).fetchone()
        for person in (None, PLANNER[0]):
            exporting("complaint", tmp_path / f"complaint{ending}", person=person)
            content = b"".join(_plain(path) for path in tmp_path.iterdir())
            assert (CANARY.encode() in content) == (person == PLANNER[0])
        after = owner.execute(logged, PLANNER[:1]).fetchone()
        assert before is not None and after == (before[0] + 1,)


def _plain(path: Path) -> bytes:
    """What a file holds, where a search for text would not find it."""
    if path.suffix == ".xlsx":
        return repr(list(openpyxl.load_workbook(path).worksheets[0].values)).encode()
    if path.suffix == ".parquet":
        return repr(pq.read_table(path).to_pylist()).encode()
    return path.read_bytes()


def test_a_closed_layer_is_written_for_staff_only(tmp_path: Path, exporting: Exporting) -> None:
    with pytest.raises(NotFound, match="--as"):
        exporting("light_circuit", tmp_path / "circuits.csv")
    exporting("light_circuit", tmp_path / "circuits.csv", person=PLANNER[0])
    assert [row["circuit_no"] for row in lines(tmp_path / "circuits.csv")] == ["C-1", "C-2"]


def test_who_is_no_member_of_staff_is_told(tmp_path: Path, exporting: Exporting) -> None:
    with pytest.raises(NotFound, match="user list"):
        exporting("bus_stop", tmp_path / "stops.csv", person="nobody.here")


def test_a_csv_opens_in_excel_with_days_of_the_buddhist_era(
    tmp_path: Path, exporting: Exporting, hydrants: None
) -> None:
    said = exporting("hydrant", tmp_path / "hydrants.csv", buddhist=True)
    assert (tmp_path / "hydrants.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row["tested_on"] for row in lines(tmp_path / "hydrants.csv")] == [thai for _, thai in DAYS]
    assert lines(tmp_path / "hydrants.csv")[0]["hydrant_no"] == "'=H0"
    assert f"hydrant_no: begins like a formula, so an apostrophe stands before it, {len(DAYS)} rows" in said


def test_a_workbook_holds_days_as_days_and_no_formula(tmp_path: Path, exporting: Exporting, hydrants: None) -> None:
    exporting("hydrant", tmp_path / "hydrants.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "hydrants.xlsx").worksheets[0]
    head, *told = sheet.iter_rows()
    names = [cell.value for cell in head]
    number, day = names.index("hydrant_no"), names.index("tested_on")
    assert [row[day].value.date().isoformat() for row in told] == [iso for iso, _ in DAYS]
    assert {(row[number].data_type, row[number].value[:2]) for row in told} == {("s", "=H")}
    assert told[0][names.index("longitude")].value == 99.9


def test_a_workbook_that_would_have_too_many_rows_is_refused_and_none_is_left(
    tmp_path: Path, exporting: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.export.workbook._ROWS", 40)
    with pytest.raises(BadRequest, match="40 rows"):
        exporting("bus_stop", tmp_path / "stops.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_text_too_long_for_a_cell_is_left_out_and_said(
    tmp_path: Path, exporting: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.export.workbook._CHARACTERS", 40)
    said = exporting("road", tmp_path / "roads.xlsx")
    values = list(openpyxl.load_workbook(tmp_path / "roads.xlsx").worksheets[0].values)
    assert values[1][values[0].index("geometry")] is None
    assert "geometry: too long for a cell of Excel (32,767 characters), left empty, 1 rows" in said


def test_a_geopackage_brings_its_style(tmp_path: Path, exporting: Exporting) -> None:
    exporting("road", tmp_path / "roads.gpkg")
    with sqlite3.connect(tmp_path / "roads.gpkg") as package:
        ((table, qml, default),) = package.execute("select f_table_name, styleqml, useasdefault from layer_styles")
    package.close()
    assert (table, default) == ("road", 1) and "<renderer-v2" in qml and "ถนน" in qml


@pytest.mark.parametrize(
    ("encoding", "bytes_"), [("UTF-8", "ถนนสายเอก".encode()), ("CP874", "ถนนสายเอก".encode("cp874"))]
)
def test_a_shapefile_says_its_encoding_and_its_short_names(
    tmp_path: Path, exporting: Exporting, encoding: str, bytes_: bytes
) -> None:
    (tmp_path / "roads.qix").write_text("of another file")
    said = exporting("road", tmp_path / "roads.shp", encoding=encoding, system="EPSG:32647")
    assert {path.suffix for path in tmp_path.iterdir()} == {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    assert (tmp_path / "roads.cpg").read_text() == encoding
    assert bytes_ in (tmp_path / "roads.dbf").read_bytes()
    assert "carriagewa = carriageway_width_m" in said
    told = pyogrio.read_info(tmp_path / "roads.shp")
    assert told["crs"] == "EPSG:32647" and all(len(name) <= 10 for name in told["fields"])


def test_names_that_would_be_cut_to_the_same_are_numbered() -> None:
    short = short_names(["price_baht_min", "price_baht_max", "price_baht", "kind"])
    assert short == {
        "price_baht_min": "price_baht", "price_baht_max": "price_ba_2", "price_baht": "price_ba_3", "kind": "kind",
    }  # fmt: skip


def test_tiles_are_written_too(tmp_path: Path, exporting: Exporting) -> None:
    exporting("bus_stop", tmp_path / "stops.pmtiles")
    assert (tmp_path / "stops.pmtiles").read_bytes().startswith(b"PMTiles")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("stops.doc", {}), ("stops", {}), ("stops.csv", {"encoding": "CP874"}), ("stops.shp", {"encoding": "TIS-620"}),
     ("stops.xlsx", {"buddhist": True}), ("stops.kml", {"system": "EPSG:32647"}), ("stops.csv", {"where": "x = 1"}),
     ("stops.csv", {"system": "EPSG:24047"}), ("stops.csv", {"as_of": "31 ม.ค. 2569"}), ("stops.csv", {"bbox": "1,2"}),
     ("stops.pmtiles", {"person": PLANNER[0]}), ("missing/stops.csv", {})],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(
    tmp_path: Path, exporting: Exporting, name: str, wanted: dict[str, Any]
) -> None:
    with pytest.raises(TakeedError) as refused:
        exporting("bus_stop", tmp_path / name, **wanted)
    assert refused.value.sentence.th and refused.value.sentence.en
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".gpkg", ".csv", ".xlsx", ".shp", ".parquet"])
def test_an_export_that_fails_half_way_leaves_what_was_there(
    tmp_path: Path, exporting: Exporting, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    out = tmp_path / f"stops{ending}"
    out.write_text("an earlier export")

    def breaking(line: object) -> None:
        if isinstance(line, Text) and "40 of 40 rows" in line.en:
            raise InterruptedError

    monkeypatch.setattr(write, "_BETWEEN", -1.0)  # so that something is said after the first rows
    with pytest.raises(InterruptedError):
        exporting("bus_stop", out, say=breaking)
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    assert out.read_text() == "an earlier export"


def test_what_the_database_refuses_is_said_in_words(tmp_path: Path, exporting: Exporting, instance: Settings) -> None:
    with connect(instance.admin_url, autocommit=True) as owner:
        owner.execute("revoke select (routes) on core.bus_stop from takeed_public")
        try:
            with pytest.raises(Forbidden):
                exporting("bus_stop", tmp_path / "stops.csv")
        finally:
            owner.execute("grant select (routes) on core.bus_stop to takeed_public")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_file_and_says_how_many_rows(tmp_path: Path, instance: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gis.cli", "export", "bus_stop", "stops.geojson", "--where", "name LIKE '%1'"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env=_environment(instance),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "4 rows" in done.stdout
    assert len(pyogrio.read_arrow(tmp_path / "stops.geojson")[1]) == 4


def _environment(instance: Settings) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": instance.admin_url, "TAKEED_HOME": str(instance.home)}
