"""What a delivery does to a layer: rows are known again, people's edits survive, and a failure leaves no trace."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.load import Report
from gis.db import connect
from gis.errors import Forbidden, ImportRefused, NotFound
from gis.settings import Settings

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]

LAMPS = "หมายเลขโคม,สถานะ,กำลังไฟ,ติดตั้งเมื่อ,lat,lon\n"


def lamps(folder: Path, *lines: str, name: str = "lamps.csv") -> Path:
    path = folder / name
    path.write_text(LAMPS + "\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def test_values_are_read_the_thai_way(tmp_path: Path, loading: Loading, rows: Query) -> None:
    loading(
        lamps(tmp_path, "A1,ดับ,๒๕๐,14/05/2566,16.02,99.91", "A2,Working,๖๐,14 พ.ค. 2566,16.03,99.92"), "streetlight"
    )
    assert rows("select light_no, status, watt, installed_on::text, ST_X(geom) from core.streetlight order by 1") == [
        ("A1", "off", 250, "2023-05-14", 99.91),
        ("A2", "on", 60, "2023-05-14", 99.92),
    ]


def test_thousands_may_be_written_with_commas(tmp_path: Path, loading: Loading, rows: Query) -> None:
    file = tmp_path / "villages.csv"
    file.write_text('village_code,name,population,lat,lon\n60050701,ตาขีด,"1,234",16,99.9\n')
    loading(file, "village")
    assert rows("select population from core.village") == [(1234,)]


def test_every_fault_of_a_row_is_told_at_once_and_the_row_is_kept(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    report = loading(lamps(tmp_path, "A1,เสีย,99999,31/02/2566,91,99.91", "A2,ดับ,60,,16,99.9"), "streetlight")
    assert (report.read, report.new, report.rejected) == (2, 1, 1)
    ((row_no, reasons, source),) = rows("select row_no, reasons, source from staging.quarantine")
    assert row_no == 1
    assert {reason["field"] for reason in reasons} == {"status", "watt", "installed_on", "geom"}
    assert all(reason["th"] and reason["en"] for reason in reasons)
    assert source["สถานะ"] == "เสีย"


@pytest.mark.parametrize("position", ["NaN,99.9", "inf,99.9", "91,99.9", "16,181", ",", "หนึ่ง,สอง"])
def test_a_row_without_a_possible_position_is_refused_alone(tmp_path: Path, loading: Loading, position: str) -> None:
    report = loading(lamps(tmp_path, f"A1,ดับ,60,,{position}", "A2,ดับ,60,,16,99.9"), "streetlight")
    assert (report.new, report.rejected) == (1, 1)
    assert report.reasons[0][0].field == "geom"


def test_a_repeated_key_in_one_file_is_refused_after_the_first(tmp_path: Path, loading: Loading) -> None:
    report = loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9", "A1,ปกติ,80,,16,99.9", ",ปกติ,80,,16,99.9"), "streetlight")
    assert (report.new, report.rejected) == (1, 2)


def test_an_updated_delivery_changes_only_what_differs_and_history_keeps_the_rest(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9", "A2,ดับ,60,,16,99.9"), "streetlight")
    second = loading(lamps(tmp_path, "A1,ปกติ,60,,16,99.9", "A2,ดับ,60,,16,99.9", "A3,ดับ,60,,16,99.9"), "streetlight")
    assert (second.new, second.changed, second.same) == (1, 1, 1)
    assert rows("select light_no, status, version from core.streetlight order by 1") == [
        ("A1", "on", 2), ("A2", "off", 1), ("A3", "off", 1)
    ]  # fmt: skip
    assert rows("select light_no, status, ended_by from history.streetlight") == [("A1", "off", second.changeset)]


def test_a_column_that_a_delivery_lacks_is_left_as_it_is(tmp_path: Path, loading: Loading, rows: Query) -> None:
    loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight")
    bare = tmp_path / "bare.csv"
    bare.write_text("light_no,status,lat,lon\nA1,,16,99.9\n")
    assert loading(bare, "streetlight").same == 1
    assert rows("select status, watt from core.streetlight") == [("off", 60)]


def test_what_a_planner_changed_since_survives_the_next_delivery(tmp_path: Path, loading: Loading, rows: Query) -> None:
    loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight")
    rows("update core.streetlight set status = 'repair', based_on = version")
    same = loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight")
    assert (same.new, same.changed) == (0, 0)
    loading(lamps(tmp_path, "A1,ปกติ,80,,16,99.9"), "streetlight")
    assert rows("select status, watt from core.streetlight") == [("repair", 80)]
    assert rows("select field, base, mine, theirs from history.conflict") == [("status", "off", "on", "repair")]
    assert loading(lamps(tmp_path, "A1,ปกติ,80,,16,99.9"), "streetlight").same == 1
    assert rows("select status, watt from core.streetlight") == [("repair", 80)]


def test_a_layer_without_a_key_knows_a_row_again_by_all_it_holds_or_by_a_told_column(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    def prices(*lines: str) -> Path:
        path = tmp_path / "prices.geojson"
        features = [
            {"type": "Feature", "properties": {"no": no, "name": name, "price_min": 1, "price_max": top},
             "geometry": {"type": "LineString", "coordinates": [[99.9, 16], [99.91, 16 + no / 100]]}}
            for no, name, top in (line.split(",") for line in lines) for no in [int(no)] for top in [int(top)]
        ]  # fmt: skip
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return path

    first = loading(prices("1,ก,5", "2,ข,5", "1,ก,5"), "land_value_road")
    assert (first.new, first.rejected) == (2, 1)
    assert loading(prices("1,ก,5", "3,ค,5"), "land_value_road").new == 1
    loading(prices("1,ก,5", "2,ข,5"), "land_value_road", row_id="no")
    again = loading(prices("1,ก,6", "2,ข,5"), "land_value_road", row_id="no")
    assert (again.new, again.changed, again.same) == (0, 1, 1)


def test_a_failed_load_leaves_the_database_as_it_was(
    tmp_path: Path, loading: Loading, rows: Query, fresh_database: Settings
) -> None:
    loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight")
    with connect(fresh_database.admin_url) as owner:
        owner.execute("""create function refuse() returns trigger language plpgsql as
            $$ begin raise exception 'no' using errcode = '23514'; end $$""")
        owner.execute("create trigger zz before insert on staging.delivery for each row execute function refuse()")
    before = rows("select * from core.streetlight"), rows("select * from history.changeset")
    with pytest.raises(Exception, match="23514"):
        loading(lamps(tmp_path, "A1,ปกติ,60,,16,99.9", "A2,ดับ,60,,16,99.9"), "streetlight")
    assert (rows("select * from core.streetlight"), rows("select * from history.changeset")) == before
    assert rows("select count(*) from history.streetlight") == [(0,)]


def test_a_dry_run_reports_and_keeps_nothing(tmp_path: Path, loading: Loading, rows: Query) -> None:
    report = loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight", keep=False)
    assert report.new == 1
    assert rows("select (select count(*) from core.streetlight) + (select count(*) from staging.delivery)") == [(0,)]


def test_a_first_load_leaves_every_index_in_place(tmp_path: Path, loading: Loading, rows: Query) -> None:
    indexes = "select indexdef from pg_indexes where schemaname = 'core' and tablename = 'streetlight' order by 1"
    before = rows(indexes)
    loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight")
    assert rows(indexes) == before


@pytest.fixture
def planner(fresh_database: Settings, request: pytest.FixtureRequest) -> Any:
    """A login of the engineering division, gone after the test."""
    name = "load_test_planner"
    with connect(fresh_database.admin_url, autocommit=True) as owner:
        owner.execute(f"drop role if exists {name}")
        owner.execute(f"create role {name} login in role takeed_division_engineering")
        yield name
        owner.execute(f"drop owned by {name}")
        owner.execute(f"drop role {name}")


def test_a_load_in_somebodys_name_has_their_rights_and_their_name(
    tmp_path: Path, loading: Loading, rows: Query, planner: str
) -> None:
    report = loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight", person=planner)
    assert report.new == 1
    assert rows("select created_by, version from core.streetlight") == [(planner, 1)]
    assert rows("select actor, client from history.changeset") == [(planner, "takeed load")]
    with pytest.raises(Forbidden):
        villages = tmp_path / "villages.csv"
        villages.write_text("village_code,name,lat,lon\n60050701,ก,16,99.9\n")
        loading(villages, "village", person=planner)
    assert rows("select count(*) from core.village") == [(0,)]


def test_unknown_layers_fields_and_columns_are_named(tmp_path: Path, loading: Loading) -> None:
    file = lamps(tmp_path, "A1,ดับ,60,,16,99.9")
    with pytest.raises(NotFound, match="streetlight"):
        loading(file, "lamp")
    with pytest.raises(ImportRefused, match="--map names"):
        loading(file, "streetlight", columns={"nothing": "watt"})
    with pytest.raises(ImportRefused, match="--set names"):
        loading(file, "streetlight", constants={"nothing": "1"})
    with pytest.raises(ImportRefused, match="--set watt"):
        loading(file, "streetlight", constants={"watt": "bright"})


def test_the_command_prints_a_report_or_a_sentence(tmp_path: Path, fresh_database: Settings) -> None:
    file = lamps(tmp_path, "A1,ดับ,60,,16,99.9")
    told = {"DATABASE_URL": fresh_database.admin_url, "TAKEED_HOME": str(fresh_database.home)}

    def takeed(*words: str) -> subprocess.CompletedProcess[str]:
        import os

        return subprocess.run(
            [sys.executable, "-m", "gis.cli", "load", *words],
            env={**os.environ, **told},
            text=True,
            capture_output=True,
        )

    done = takeed(str(file), "--into", "streetlight", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 1
    assert "เหมือนเดิม" in takeed(str(file), "--into", "streetlight").stdout
    refused = takeed(str(tmp_path / "none.csv"), "--into", "streetlight")
    assert refused.returncode == 1
    assert "none.csv" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_owner_may_not_be_locked_out_by_a_reader(
    tmp_path: Path, loading: Loading, fresh_database: Settings
) -> None:
    with psycopg.connect(fresh_database.admin_url) as reader:
        reader.execute("select count(*) from core.village").fetchone()
        assert loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight").new == 1


def test_a_repair_never_moves_a_boundary(tmp_path: Path, loading: Loading, rows: Query) -> None:
    def parcel(code: str, ring: list[list[float]]) -> dict[str, Any]:
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"parcel_code": code}, "geometry": geometry}

    spike = [[99.9, 16], [99.91, 16], [99.91, 16.02], [99.91, 16.01], [99.9, 16.01], [99.9, 16]]
    bow_tie = [[99.9, 16], [99.91, 16.01], [99.91, 16], [99.9, 16.02], [99.9, 16]]
    file = tmp_path / "parcels.geojson"
    file.write_text(
        json.dumps({"type": "FeatureCollection", "features": [parcel("01A001", spike), parcel("01A002", bow_tie)]})
    )
    report = loading(file, "parcel", repair=True)
    assert (report.new, report.rejected) == (1, 1)
    assert rows("select parcel_code from core.parcel") == [("01A001",)]


def test_an_edit_that_outweighs_the_whole_delivery_leaves_a_conflict_and_then_no_more_changesets(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9"), "streetlight")
    rows("update core.streetlight set status = 'repair', based_on = version")
    loading(lamps(tmp_path, "A1,ปกติ,60,,16,99.9"), "streetlight")
    before = rows("select count(*) from history.changeset")
    assert loading(lamps(tmp_path, "A1,ปกติ,60,,16,99.9"), "streetlight").changeset is None
    assert rows("select count(*) from history.changeset") == before


def test_rows_of_a_first_load_get_random_uids(tmp_path: Path, loading: Loading, rows: Query) -> None:
    loading(lamps(tmp_path, "A1,ดับ,60,,16,99.9", "A2,ดับ,60,,16,99.9"), "streetlight")
    versions = "select count(distinct uid), min(substr(uid::text, 15, 1)), max(substr(uid::text, 15, 1))"
    assert rows(f"{versions} from core.streetlight where substr(uid::text, 20, 1) in ('8', '9', 'a', 'b')") == [
        (2, "4", "4")
    ]
