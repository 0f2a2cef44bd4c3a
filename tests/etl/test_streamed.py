"""A file of many batches is one load: what is far apart in it is seen together, and half of it never stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely

from etl.ahead import ahead
from etl.delivery import BATCH
from etl.load import Report
from gis.settings import Settings

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]

MANY = 3 * BATCH + 100


def lamps(path: Path, count: int = MANY, **changed: Any) -> Path:
    """Street lights one after the other; ``changed`` gives single rows of a column another value: ``watt={5: 90}``."""
    n = np.arange(count)
    columns: dict[str, list[Any]] = {
        "light_no": [f"L{k:07d}" for k in n.tolist()],
        "status": ["on"] * count,
        "watt": [60] * count,
    }
    for name, values in changed.items():
        for row, value in values.items():
            columns[name][row] = value
    shapes = shapely.points(99.87 + n % 1000 * 5e-5, 15.96 + n // 1000 * 5e-5)
    table = pa.table({**columns, "geometry": shapely.to_wkb(shapes)})
    in_order = {"SPATIAL_INDEX": "NO"} if path.suffix == ".fgb" else {}  # else they are sorted along a curve
    pyogrio.write_arrow(table, path, geometry_name="geometry", geometry_type="Point", crs="EPSG:4326", **in_order)
    return path


FORMATS = pytest.mark.parametrize("name", ["lamps.fgb", "lamps.gpkg", "lamps.geojson"])


@FORMATS
def test_a_bad_row_in_the_last_batch_is_refused_alone_under_its_number(
    tmp_path: Path, loading: Loading, rows: Query, name: str
) -> None:
    report = loading(lamps(tmp_path / name, watt={7: 99_999, MANY - 1: -5}), "streetlight")
    assert (report.read, report.new, report.rejected) == (MANY, MANY - 2, 2)
    assert [(reason.field, count, examples) for reason, count, examples in report.reasons] == [
        ("watt", 2, ["99999", "-5"])
    ]
    assert rows("select count(*) from core.streetlight") == [(MANY - 2,)]
    assert rows("select row_no, source->>'light_no', geom is not null from staging.quarantine order by 1") == [
        (8, "L0000007", True), (MANY, f"L{MANY - 1:07d}", True)
    ]  # fmt: skip


@FORMATS
def test_a_key_that_comes_again_many_batches_later_is_refused(
    tmp_path: Path, loading: Loading, rows: Query, name: str
) -> None:
    report = loading(lamps(tmp_path / name, light_no={MANY - 1: "L0000003"}, watt={MANY - 1: 90}), "streetlight")
    assert (report.new, report.rejected) == (MANY - 1, 1)
    assert report.reasons[0][0].field == "light_no"
    assert rows("select watt from core.streetlight where light_no = 'L0000003'") == [(60,)]


def test_a_row_that_was_refused_does_not_take_its_key_from_a_later_sound_one(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    file = lamps(tmp_path / "a.fgb", watt={3: -1}, light_no={MANY - 1: "L0000003"})
    report = loading(file, "streetlight")
    assert (report.new, report.rejected) == (MANY - 1, 1)
    assert rows("select count(*) from core.streetlight where light_no = 'L0000003'") == [(1,)]


def test_a_row_without_a_key_that_comes_again_many_batches_later_is_refused(tmp_path: Path, loading: Loading) -> None:
    numbers = [*range(MANY - 1), 5]
    lines = [shapely.to_wkb(shapely.linestrings([[99.9, 16], [99.91, 16 + k * 1e-6]])) for k in numbers]
    table = pa.table({"name": [f"ถนน {k}" for k in numbers], "geometry": lines})
    pyogrio.write_arrow(
        table, tmp_path / "a.fgb", geometry_name="geometry", geometry_type="LineString", crs="EPSG:4326"
    )
    report = loading(tmp_path / "a.fgb", "land_value_road", constants={"price_min": "1", "price_max": "5"})
    assert (report.new, report.rejected) == (MANY - 1, 1)


@FORMATS
def test_the_second_load_of_many_batches_changes_nothing_and_opens_no_changeset(
    tmp_path: Path, loading: Loading, rows: Query, name: str
) -> None:
    file = lamps(tmp_path / name, watt={MANY - 1: -5})
    first = loading(file, "streetlight")
    assert first.changeset is not None
    before = rows("select count(*), max(version), max(changeset_id) from core.streetlight")
    again = loading(file, "streetlight")
    assert (again.new, again.changed, again.same, again.rejected) == (0, 0, MANY - 1, 1)
    assert again.changeset is None
    assert rows("select count(*), max(version), max(changeset_id) from core.streetlight") == before
    assert rows("select count(*) from history.changeset") == [(1,)]
    assert rows("select count(*) from staging.quarantine") == [(1,)]


def test_a_change_in_the_last_batch_changes_that_row(tmp_path: Path, loading: Loading, rows: Query) -> None:
    loading(lamps(tmp_path / "a.fgb"), "streetlight")
    report = loading(lamps(tmp_path / "b.fgb", watt={MANY - 1: 90}), "streetlight")
    assert (report.new, report.changed, report.same) == (0, 1, MANY - 1)
    assert rows("select light_no from core.streetlight where version = 2") == [(f"L{MANY - 1:07d}",)]


def test_a_delivery_without_one_sound_row_leaves_no_changeset(tmp_path: Path, loading: Loading, rows: Query) -> None:
    file = lamps(tmp_path / "a.fgb", BATCH + 5, watt=dict.fromkeys(range(BATCH + 5), -1))
    report = loading(file, "streetlight")
    assert (report.new, report.rejected, report.changeset) == (0, BATCH + 5, None)
    assert rows("select count(*) from history.changeset") == [(0,)]
    assert rows("select count(*) from staging.quarantine") == [(BATCH + 5,)]


def test_a_first_load_leaves_every_index_key_and_trigger_in_place(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    of_table = "'core.streetlight'::regclass"
    parts = (
        f"select pg_get_indexdef(indexrelid) from pg_index where indrelid = {of_table} order by 1",
        f"select pg_get_constraintdef(oid) from pg_constraint where conrelid = {of_table} order by 1",
        f"select pg_get_triggerdef(oid) from pg_trigger where tgrelid = {of_table} and not tgisinternal order by 1",
    )
    before = [rows(part) for part in parts]
    assert all(before)
    loading(lamps(tmp_path / "a.fgb", 10), "streetlight")
    assert [rows(part) for part in parts] == before


def test_an_empty_value_gets_the_default_of_its_field_on_a_first_load(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    loading(lamps(tmp_path / "a.fgb", 3, status={0: None, 1: "off"}), "streetlight")
    assert rows("select status from core.streetlight order by light_no") == [("on",), ("off",), ("on",)]


@pytest.mark.parametrize("late", [{"watt": "60"}, {"watt": 60.5, "colour": "red"}, {"geometry": [99.9, 16.0, 4.0]}])
def test_a_geojson_that_turns_unusual_far_down_is_read_again_by_gdal(
    tmp_path: Path, loading: Loading, rows: Query, late: dict[str, Any]
) -> None:
    count = 60_000  # several blocks of the fast reader
    path = lamps(tmp_path / "a.geojson", count)
    lines = path.read_text(encoding="utf-8").splitlines()
    last = next(at for at in range(len(lines) - 1, 0, -1) if '"Feature"' in lines[at])
    assert path.stat().st_size > 8 << 20
    for name, value in late.items():
        told = f'"{value}"' if isinstance(value, str) else str(value)
        if name == "geometry":
            lines[last] = lines[last][: lines[last].index("[ 99")] + f"{told} }} }}"
        else:
            lines[last] = lines[last].replace('"watt": 60', f'"{name}": {told}' + (', "watt": 60' * (name != "watt")))
    path.write_text("\n".join(lines), encoding="utf-8")
    report = loading(path, "streetlight")
    assert (report.read, report.new + report.rejected) == (count, count)
    assert rows("select count(*) from core.streetlight") == [(report.new,)]
    assert rows("select count(*) from history.changeset") == [(1,)]


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
def test_a_load_that_is_stopped_half_way_leaves_nothing(
    tmp_path: Path, fresh_database: Settings, rows: Query, blow: signal.Signals
) -> None:
    file = lamps(tmp_path / "many.fgb", 200_000)
    told = {"DATABASE_URL": fresh_database.admin_url, "TAKEED_HOME": str(fresh_database.home)}
    loading = subprocess.Popen(
        [sys.executable, "-m", "gis.cli", "load", str(file), "--into", "streetlight"],
        env={**os.environ, **told},
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(1000):
        if rows("select 1 from pg_stat_progress_copy where tuples_processed > 0 and datname = current_database()"):
            break
        assert loading.poll() is None, "the load ended before it could be stopped"
        time.sleep(0.01)
    loading.send_signal(blow)
    _, said = loading.communicate(timeout=60)
    assert loading.returncode != 0
    if blow == signal.SIGINT:
        assert "Nothing was changed" in said
        assert "Traceback" not in said
    while rows(
        "select 1 from pg_stat_activity where application_name = 'takeed load' and datname = current_database()"
    ):
        time.sleep(0.05)  # the server has yet to notice that its client is gone
    counts = "select (select count(*) from core.streetlight), (select count(*) from history.changeset)"
    assert rows(f"{counts}, (select count(*) from staging.delivery)") == [(0, 0, 0)]
    assert len(rows("select 1 from pg_indexes where schemaname = 'core' and tablename = 'streetlight'")) > 3


def test_results_come_in_order_and_errors_of_either_side_arrive() -> None:
    def slowly(item: int) -> int:
        time.sleep(0.002 * (item % 3))
        if item == 50:
            raise ValueError(item)
        return item

    taken = []
    with pytest.raises(ValueError, match="50"):
        for result in ahead(iter(range(100)), slowly):
            taken.append(result)  # noqa: PERF402 - the error comes after some were taken
    assert taken == list(range(50))

    def broken() -> Iterator[int]:
        yield 1
        raise OSError("damaged")

    found = ahead(broken(), slowly)
    assert next(found) == 1
    with pytest.raises(OSError, match="damaged"):
        next(found)


def test_only_a_few_items_are_read_ahead() -> None:
    read = []

    def items() -> Iterator[int]:
        for item in range(1000):
            read.append(item)
            yield item

    found = ahead(items(), lambda item: item)
    assert next(found) == 0
    found.close()
    assert len(read) < 20
