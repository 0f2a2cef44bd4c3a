"""``takeed demo`` writes the sample into a real database, whose rules it must pass."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
import shapely
from typer import Typer
from typer.testing import CliRunner

from etl import demo
from gis import registry, throwaway
from gis.db import connect
from gis.errors import Conflict
from gis.settings import Settings


@pytest.fixture(scope="module")
def filled(bare_instance: Settings, template: str) -> Any:
    """An instance with the sample at scale 1, and how many rows each layer got."""
    with throwaway.database(bare_instance, template=template) as settings:
        yield settings, demo.fill(settings, 1)


def _all(connection: psycopg.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def test_every_row_passes_the_declared_rules_and_is_counted(filled: tuple[Settings, dict[str, int]]) -> None:
    settings, counts = filled
    assert 9_000 < counts["parcel"] < 11_000
    assert 2_500 < counts["complaint"] < 3_500
    with connect(settings.admin_url) as connection:
        for name, count in counts.items():
            assert _all(connection, f"select count(*), count(distinct uid) from core.{name}") == [(count, count)]


def test_it_is_one_changeset_that_history_knows(filled: tuple[Settings, dict[str, int]]) -> None:
    settings, _ = filled
    with connect(settings.admin_url) as connection:
        assert _all(connection, "select client, message from history.changeset") == [("takeed demo", "takeed demo")]
        assert _all(connection, "select distinct changeset_id from core.parcel") == [(1,)]


def test_the_parcels_have_a_year_of_history_that_the_past_can_be_read_from(
    filled: tuple[Settings, dict[str, int]],
) -> None:
    settings, counts = filled
    at = "2025-10-01 12:00+07"
    with connect(settings.admin_url) as connection:
        was = _all(connection, f"select ST_AsBinary(geom), land_use from pub.parcel_at('{at}')")
        now = _all(connection, "select ST_AsBinary(geom), land_use from pub.parcel")
        assert _all(connection, "select count(*) from pub.parcel_at('2025-09-30 23:59+07')") == [(0,)]
        assert _all(connection, "select distinct version, op from history.parcel") == [(1, "U")]
        assert _all(
            connection,
            "select count(*) from core.parcel p join history.parcel h using (id)"
            " where upper(h.valid) <> p.updated_at or p.version <> 2 or h.owner_name is distinct from p.owner_name",
        ) == [(0,)]
    assert counts["parcel"] == len(now) == len(was) + 24
    before, after = (shapely.from_wkb([bytes(shape) for shape, _ in rows]) for rows in (was, now))
    assert shapely.coverage_is_valid(before) and shapely.coverage_is_valid(after)
    assert shapely.area(before).sum() == pytest.approx(shapely.area(after).sum(), rel=1e-9)
    assert sum(use == "vacant" for _, use in was) > sum(use == "vacant" for _, use in now)


def test_a_few_buildings_are_known_from_the_air_alone(filled: tuple[Settings, dict[str, int]]) -> None:
    settings, counts = filled
    with connect(settings.admin_url) as connection:
        ((unknown,),) = _all(connection, "select count(*) from core.building where building_no is null")
        assert 0.02 < unknown / counts["building"] < 0.06
        assert _all(
            connection,
            "select count(*) from core.building where building_no is null"
            " and (name is not null or num_nonnulls(use, building_type, storeys, floor_area_m2, parcel_id) > 0)",
        ) == [(0,)]


def test_the_next_row_somebody_adds_gets_a_free_id(filled: tuple[Settings, dict[str, int]]) -> None:
    settings, counts = filled
    with connect(settings.admin_url) as connection:
        added = _all(
            connection,
            "insert into core.news_item (headline, published_at) values ('ทดสอบ', now()) returning id",
        )
        connection.rollback()
    assert added == [(counts["news_item"] + 1,)]


def test_references_lead_to_rows_nearby(filled: tuple[Settings, dict[str, int]]) -> None:
    settings, _ = filled
    with connect(settings.admin_url) as connection:
        astray = _all(
            connection,
            "select count(*) from core.building as b join core.parcel as p on p.id = b.parcel_id"
            " where not ST_Within(b.geom, p.geom)",
        )
        far = _all(
            connection,
            "select count(*) from core.streetlight as l join core.road as r on r.id = l.road_id"
            " where ST_Distance(l.geom::geography, r.geom::geography) > 30",
        )
    assert (astray, far) == ([(0,)], [(0,)])


def test_a_filled_database_is_left_alone_unless_a_reset_is_asked_for(filled: tuple[Settings, dict[str, int]]) -> None:
    settings, counts = filled
    with pytest.raises(Conflict, match="--reset"):
        demo.fill(settings, 1)
    assert demo.fill_if_empty(settings) == {}
    with connect(settings.admin_url) as connection:
        before = _all(connection, "select uid, parcel_code, ST_AsBinary(geom) from core.parcel order by id")
    assert demo.fill(settings, 1, reset=True) == counts
    with connect(settings.admin_url) as connection:
        assert _all(connection, "select uid, parcel_code, ST_AsBinary(geom) from core.parcel order by id") == before


def test_two_sub_districts_lie_side_by_side_with_numbers_of_their_own(
    fresh_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database.admin_url)
    monkeypatch.setenv("TAKEED_HOME", str(fresh_database.home))
    app = Typer()
    app.callback()(lambda: None)
    demo.add_commands(app)
    result = CliRunner().invoke(app, ["demo", "--scale", "2"])
    assert result.exit_code == 0, result.output
    assert registry.load()["parcel"].layer.title.th in result.output
    with connect(fresh_database.admin_url) as connection:
        assert _all(connection, "select count(*), count(distinct code) from core.subdistrict") == [(2, 2)]
        assert _all(
            connection,
            "select ST_Relate(a.geom, b.geom, '****1****') and not ST_Overlaps(a.geom, b.geom)"
            " from core.subdistrict a, core.subdistrict b where a.id = 1 and b.id = 2",
        ) == [(True,)]
