"""Refused rows are put right where they lie, by whoever may, and loaded again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from etl import quarantine
from etl.load import load
from etl.session import connect as connect_loading
from gis import compiled, staff
from gis.access import Division
from gis.db import connect
from gis.errors import NotFound
from gis.settings import Settings

LAMPS = "หมายเลขโคม,สถานะ,กำลังไฟ,lat,lon\nA1,เสีย,60,16.01,99.91\nA2,ดับ,60,91,99.92\nA3,ดับ,60,16.03,99.93\n"


@pytest.fixture
def delivered(fresh_database: Settings, tmp_path: Path) -> Settings:
    """Three lamps of which one has a status nobody knows and one lies beyond the pole."""
    file = tmp_path / "โคม.csv"
    file.write_text(LAMPS, encoding="utf-8")
    load(lambda: connect_loading(fresh_database), compiled.load(), file, "streetlight")
    return fresh_database


@pytest.fixture
def engineer(delivered: Settings) -> Iterator[psycopg.Connection]:
    """One of the division that owns the layer, as QGIS connects."""
    name = f"engineer_{os.getpid()}"
    staff.add(delivered, name, Division.ENGINEERING, password="engineer-password")  # noqa: S106
    told = replace(delivered, database_url=delivered.url_as(name).replace(delivered.secret(name), "engineer-password"))
    with connect(told.admin_url) as connection:
        yield connection
    staff.remove(delivered, name)


def lamps(settings: Settings) -> list[tuple[object, ...]]:
    with connect(settings.admin_url) as connection:
        return connection.execute("select light_no, status, ST_Y(geom) from core.streetlight order by 1").fetchall()


def test_what_is_held_is_listed_with_its_reasons(delivered: Settings) -> None:
    (held,) = quarantine.held(delivered)
    assert (held.layer, held.file, held.rows) == ("streetlight", "โคม.csv", 2)
    assert len(held.reasons) == 2


def test_rows_put_right_are_loaded_and_gone_and_the_others_stay_with_their_reasons(
    delivered: Settings, engineer: psycopg.Connection
) -> None:
    (held,) = quarantine.held(delivered)
    with engineer:
        engineer.execute(
            "update staging.quarantine set source = source || %s where source ->> 'หมายเลขโคม' = 'A1'",
            (json.dumps({"สถานะ": "ดับ"}),),
        )
    reports = quarantine.merge(delivered, held.delivery)
    assert [sum(report.new for report in reports), sum(report.rejected for report in reports)] == [1, 1]
    assert lamps(delivered) == [("A1", "off", 16.01), ("A3", "off", 16.03)]
    (still,) = quarantine.held(delivered)
    assert still.rows == 1 and still.delivery > held.delivery


@pytest.mark.parametrize("shaped", [True, False], ids=["by its shape", "by its columns"])
def test_a_row_is_put_right_by_moving_its_shape_or_by_its_columns(delivered: Settings, shaped: bool) -> None:
    with connect(delivered.admin_url) as connection:
        connection.execute('update staging.quarantine set source = source || \'{"สถานะ": "ดับ"}\'')
        how = (
            "geom = ST_Point(99.92, 16.02, 4326)" if shaped else """geom = null, source = source || '{"lat": 16.02}'"""
        )
        connection.execute(f"update staging.quarantine set {how} where source ->> 'หมายเลขโคม' = 'A2'".encode())
    (held,) = quarantine.held(delivered)
    assert sum(report.new for report in quarantine.merge(delivered, held.delivery)) == 2
    assert lamps(delivered) == [("A1", "off", 16.01), ("A2", "off", 16.02), ("A3", "off", 16.03)]
    assert list(quarantine.held(delivered)) == []
    with pytest.raises(NotFound, match="quarantine list"):
        quarantine.merge(delivered, held.delivery)


def test_a_trial_changes_nothing(delivered: Settings) -> None:
    (held,) = quarantine.held(delivered)
    quarantine.merge(delivered, held.delivery, keep=False)
    assert list(quarantine.held(delivered)) == [held] and len(lamps(delivered)) == 1


def test_nobody_puts_right_what_is_another_divisions(delivered: Settings) -> None:
    name = f"teacher_{os.getpid()}"
    staff.add(delivered, name, Division.EDUCATION)
    with connect(delivered.admin_url) as connection:
        connection.execute(f"set local role {name}".encode())
        assert connection.execute("update staging.quarantine set source = '{}'").rowcount == 0
    staff.remove(delivered, name)
