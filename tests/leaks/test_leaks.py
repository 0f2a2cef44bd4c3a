"""Nobody sees, or can infer, a value that a declaration closes to them."""

from __future__ import annotations

import datetime
from typing import Any

import psycopg
import pytest

from api.ogc.grid import SETS
from api.ogc.html import values
from api.ogc.mvt import TileStatements
from gis.access import Audience
from gis.db import connect
from gis.registry import load
from gis.settings import Settings
from tests import rows
from tests.leaks import pages, rasters, tiles
from tests.leaks.canaries import canary, seen
from tests.leaks.prover import prove


def test_one_grant_or_row_too_many_is_found_and_without_it_nothing_leaks(fresh_database: Settings) -> None:
    name, column = next((d.name, a.name) for d in load().values() for a in d.attributes if a.personal and d.is_public)
    with connect(fresh_database.admin_url) as owner:
        owner.execute(f"grant select ({column}) on core.{name} to {Audience.PUBLIC.role}")
        owner.execute("create policy careless on gis.raster for select using (true)")
    found = prove(fresh_database)
    raster = {"raster.title", "raster.values", "raster.place"}
    assert {leak.what for leak in found} == {f"{name}.{column}", *raster}
    forms = ("coverage", "coverage?f=covjson", "coverage?f=png", "coverage.tif", "map/tiles/WebMercatorQuad/17/")
    for form in forms:
        address = f"GET /ogc/collections/{rasters.SECRET}/{form}"
        assert any(leak.where.startswith(address) and leak.what == "raster.values" for leak in found), form
    assert Audience.PUBLIC.role in {leak.who for leak in found}
    with connect(fresh_database.admin_url) as owner:
        owner.execute(f"revoke select ({column}) on core.{name} from {Audience.PUBLIC.role}")
        owner.execute("drop policy careless on gis.raster")
    assert prove(fresh_database) == []


@pytest.mark.parametrize("name", SETS)
def test_an_exact_place_in_a_tile_would_be_seen_and_a_coarsened_one_is_not(
    database: psycopg.Connection[Any], name: str
) -> None:
    layer = next(d for d in load().values() if d.geometry_is_personal and d.layer.tiles and d.is_public)
    planted = canary(layer, "geom", 0)
    rows.insert(database, f"core.{layer.name}", {**rows.row(layer, 0), "geom": planted.value})
    near = next(tile for tile in tiles.over_canaries([layer], SETS[name]) if tile.z == tiles.NEAR)
    address = f"/ogc/x/tiles/{name}/{near.z}/{near.y}/{near.x}"
    found = []
    for source in (f"core.{layer.name}", f"pub.{layer.name}"):
        statement = TileStatements(layer, (), source).statement(near.of, near.z)
        row = psycopg.RawCursor(database).execute(statement, [*near.bounds(), *near.window()]).fetchone()
        assert row is not None
        said, _ = tiles.spelled(address, row[0] or b"")
        found.append(seen(said, {str(planted.mark): planted}))
    assert found == [{f"{layer.name}.geom"}, set()]


def test_a_closed_number_in_a_tile_would_be_seen(database: psycopg.Connection[Any]) -> None:
    """A tile holds numbers in as many bytes as they need, which no search for text finds."""
    row = database.execute(
        "select ST_AsMVT(t, 'x') from (select 30000123 as n, ST_MakePoint(1, 1) as geom) t"
    ).fetchone()
    assert row is not None and b"30000123" not in row[0]
    assert b"n 30000123" in tiles.spelled("/tiles/WebMercatorQuad/9/1/1", row[0])[0]


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_closed_number_or_day_on_a_page_would_be_seen(language: str) -> None:
    """A page writes numbers and days for people, which no search for the value itself finds."""
    number = next(a for d in load().values() for a in d.attributes if a.kind == "integer" and a.words.unit is None)
    page = " ".join([values.number(number, 30_000_123), values.day(datetime.date(1812, 2, 29), language)])
    assert b"30000123" not in page.encode() and b"1812-02-29" not in page.encode()
    said = pages.spelled(page)
    assert b"30000123" in said and b"1812-02-29" in said


def test_a_closed_field_that_a_page_names_would_be_seen() -> None:
    registry = load()
    name, column = next((d.name, a.name) for d in registry.values() for a in d.attributes if a.personal)
    path = f"/ogc/collections/{name}/items"
    found = pages.named("anyone", path, f'<th data-field="{column}">', registry, {name: {column}})
    assert list(found) == [("anyone", path, f"{name}.{column}")]
