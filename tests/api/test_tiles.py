"""Vector tiles: what is in them, and what the cache keeps of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from api.ogc.grid import CELL_ZOOM, DEGREES, MERCATOR, Tile, TileMatrixSet
from api.ogc.ready import Ready
from api.ogc.tilecache import TileCache
from gis.db import connect
from gis.derive.ogc import MVT
from gis.errors import OverBudget
from gis.settings import Settings
from tests.mvt import features


def over(z: int, x: float, y: float, of: TileMatrixSet = MERCATOR) -> Tile:
    """The tile of a zoom over a longitude and latitude."""
    (column, *_), (row, *_) = of.over((x, y, x, y), z)
    return Tile(z, column, row, of)


def path(tile: Tile, layer: str = "bus_stop", origin: str | None = None) -> str:
    """Where a layer's tile is, or that of another origin; the dataset's is empty."""
    below = f"/collections/{layer}" if origin is None else origin
    return f"/ogc{below}/tiles/{tile.of.name}/{tile.z}/{tile.y}/{tile.x}"


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/core")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/mvt")
def test_a_tile_holds_the_layer_by_its_name(public: httpx.Client) -> None:
    answer = public.get(path(over(16, 99.901, 16)))
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert b"bus_stop" in answer.content
    assert "ป้ายบ้านใหม่".encode() in answer.content


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/core")
def test_a_tile_where_nothing_is_is_empty(public: httpx.Client) -> None:
    answer = public.get(path(Tile(16, 0, 0)))
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_tile_is_sent_again_only_when_it_changed(public: httpx.Client) -> None:
    there = path(over(15, 99.901, 16))
    first = public.get(there)
    again = public.get(there, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert public.get(there, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_tile_is_compressed_for_who_takes_that(public: httpx.Client, instance: Settings) -> None:
    there = path(over(13, 99.92, 16))
    plain = public.get(there, headers={"Accept-Encoding": "identity"})
    small = public.get(there, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain.content
    assert int(small.headers["content-length"]) < len(plain.content)


@pytest.mark.parametrize("z", [13, 14, 17])
def test_an_edit_shows_at_once_at_every_zoom(public: httpx.Client, instance: Settings, z: int) -> None:
    there = path(over(z, 99.9301, 16.0201))
    before = public.get(there)
    assert public.get(there).headers["etag"] == before.headers["etag"]
    with connect(instance.admin_url) as connection:
        row = connection.execute(
            "insert into core.bus_stop (name, geom) values ('ใหม่', ST_Point(99.9301, 16.0201, 4326)) returning id"
        ).fetchone()
    wait_until(lambda: public.get(there).headers["etag"] != before.headers["etag"])
    with connect(instance.admin_url) as connection:
        connection.execute("delete from core.bus_stop where id = %s", row)
    wait_until(lambda: public.get(there).headers["etag"] == before.headers["etag"])


def test_what_only_staff_may_see_is_on_no_public_tile(public: httpx.Client, planner: httpx.Client) -> None:
    there = path(over(15, 99.91, 16), "light_circuit")
    assert public.get(there).status_code == 404
    seen = planner.get(there)
    assert seen.status_code == 200
    assert seen.headers["cache-control"] == "private, no-store"
    assert public.get(there).status_code == 404


def test_a_coarsened_place_is_not_on_the_tile_of_the_exact_one(public: httpx.Client) -> None:
    assert public.get(path(over(22, 99.91234567, 16.01234567), "complaint")).content == b""


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/mvt")
def test_an_area_over_many_tiles_is_labelled_in_one(public: httpx.Client, instance: Settings) -> None:
    with connect(instance.admin_url) as connection:
        connection.execute(
            "insert into core.flood_zone (zone_no, name, level, geom) values ('L-1', 'ลุ่มน้ำยม', 'high',"
            " ST_Multi(ST_MakeEnvelope(99.90, 16.02, 99.94, 16.06, 4326)))"
        )
    corner, other = over(15, 99.90, 16.06), over(15, 99.94, 16.02)
    tiles = [Tile(15, x, y) for x in range(corner.x, other.x + 1) for y in range(corner.y, other.y + 1)]
    answers = [public.get(path(tile, "flood_zone")).content for tile in tiles]
    assert len(tiles) >= 9
    assert all(b"flood_zone" in answer for answer in answers)
    assert sum(b"flood_zone:label" in answer and "ลุ่มน้ำยม".encode() in answer for answer in answers) == 1
    below = public.get(path(over(14, 99.92, 16.04), "flood_zone")).content
    assert b"flood_zone" in below and b":label" not in below


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/core")
@pytest.mark.parametrize("place", ["14/x/1", "14/1/99999", "99/0/0", "-1/0/0", "14/1/1?f=png", "14/1/1?x=1"])
def test_a_tile_that_cannot_be_is_a_sentence(public: httpx.Client, place: str) -> None:
    answer = public.get(f"/ogc/collections/bus_stop/tiles/WebMercatorQuad/{place}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_tile_in_degrees_holds_the_same_features_in_the_same_places(public: httpx.Client) -> None:
    metres, degrees = over(15, 99.92, 16.01), over(14, 99.92, 16.01, DEGREES)
    assert metres.x == degrees.x  # the columns of both are halves of 360°, only the rows differ
    roads = [features(public.get(path(tile, "road")).content) for tile in (metres, degrees)]
    assert {road.properties["name"] for road in roads[0]} == {road.properties["name"] for road in roads[1]}
    west, south, east, north = degrees.bounds()
    for road in roads[1]:
        for x, y in road.positions:
            assert abs(north - y / 4096 * (north - south) - 16.01) < 1e-5
            assert west - 0.001 < west + x / 4096 * (east - west) < east + 0.001


@pytest.fixture
def beside_the_road(public: httpx.Client, instance: Settings) -> Iterator[Tile]:
    """A tile with a bus stop of its own beside the road."""
    tile = over(15, 99.925, 16.0102)
    with connect(instance.admin_url) as connection:
        row = connection.execute(
            "insert into core.bus_stop (name, geom) values ('ริมถนน', ST_Point(99.925, 16.0102, 4326)) returning id"
        ).fetchone()
    wait_until(lambda: public.get(path(tile)).content != b"")
    yield tile
    with connect(instance.admin_url) as connection:
        connection.execute("delete from core.bus_stop where id = %s", row)
    wait_until(lambda: public.get(path(tile)).content == b"")


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/dataset-tilesets")
def test_a_tile_of_a_dimension_holds_each_of_its_layers_as_its_own_tile_does(
    public: httpx.Client, beside_the_road: Tile
) -> None:
    at = beside_the_road
    whole = features(public.get(path(at, origin="/dimensions/mobility")).content)
    apart = [f for name in ("bus_stop", "road") for f in features(public.get(path(at, name)).content)]
    assert {feature.layer for feature in whole} >= {"bus_stop", "road"}
    assert sorted(map(repr, whole)) == sorted(map(repr, apart))


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/collections-selection")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/dataset-tilesets")
def test_a_tile_of_the_dataset_holds_the_layers_that_are_picked(
    public: httpx.Client, address: str, beside_the_road: Tile
) -> None:
    there = path(beside_the_road, origin="")
    every = {feature.layer for feature in features(public.get(there).content)}
    assert every >= {"bus_stop", "road"}
    one = public.get(f"{there}?collections=road")
    assert {feature.layer for feature in features(one.content)} == {"road"}
    named = public.get(f"{there}?collections=road,{address}/ogc/collections/bus_stop").content
    assert {feature.layer for feature in features(named)} == {"bus_stop", "road"}
    for wrong in ("light_circuit", "nothing", ""):
        answer = public.get(f"{there}?collections=road,{wrong}")
        assert answer.status_code == 400, wrong
        assert answer.json()["detail_en"].startswith(f"collections: no layer '{wrong}'")


def test_staff_see_more_layers_in_a_dimension_and_nobody_keeps_that_tile(
    public: httpx.Client, planner: httpx.Client, instance: Settings
) -> None:
    there = path(over(15, 99.912, 16), origin="/dimensions/energy")
    with connect(instance.admin_url) as connection:
        connection.execute(
            "update core.light_circuit set geom = 'SRID=4326;MULTILINESTRING((99.91 16, 99.914 16))'"
            " where circuit_no = 'C-1'"
        )
    seen = planner.get(there)
    assert "light_circuit" in {feature.layer for feature in features(seen.content)}
    assert seen.headers["cache-control"] == "private, no-store"
    assert public.get(there).content == b""


def test_an_edit_of_one_layer_shows_at_once_in_its_dimension(public: httpx.Client, instance: Settings) -> None:
    there = path(over(16, 99.951, 16.031), origin="/dimensions/mobility")
    before = public.get(there)
    with connect(instance.admin_url) as connection:
        row = connection.execute(
            "insert into core.bus_stop (name, geom) values ('ใหม่', ST_Point(99.951, 16.031, 4326)) returning id"
        ).fetchone()
    wait_until(lambda: public.get(there).headers["etag"] != before.headers["etag"])
    with connect(instance.admin_url) as connection:
        connection.execute("delete from core.bus_stop where id = %s", row)
    wait_until(lambda: public.get(there).headers["etag"] == before.headers["etag"])


def test_a_dimension_that_is_none_is_a_sentence(public: httpx.Client) -> None:
    answer = public.get("/ogc/dimensions/time/tiles/WebMercatorQuad/14/7454/12738")
    assert answer.status_code == 404
    assert "mobility" in answer.json()["detail_en"]


def test_a_tile_of_another_place_stays() -> None:
    cache = TileCache()
    cache.hearing(True)

    async def fill() -> None:
        for tile in (over(17, 99.90, 16), over(17, 99.99, 16)):
            await cache.get(path(tile), "bus_stop", tile, _bytes)

    asyncio.run(fill())
    cell = over(CELL_ZOOM, 99.90, 16)
    cache.hear(f"bus_stop {cell.x} {cell.y}")
    assert cache.find(path(over(17, 99.90, 16))) is None
    assert cache.find(path(over(17, 99.99, 16))) is not None
    cache.hear("road")
    assert cache.find(path(over(17, 99.99, 16))) is not None
    cache.hear("bus_stop")
    assert cache.find(path(over(17, 99.99, 16))) is None
    assert cache.size == 0


def test_a_tile_that_was_being_made_during_a_change_is_not_kept() -> None:
    cache, tile = TileCache(), over(17, 99.9, 16)
    cache.hearing(True)

    async def made_while_it_changes() -> Ready:
        cache.hear("bus_stop")
        return Ready(b"old", MVT)

    asyncio.run(cache.get(path(tile), "bus_stop", tile, made_while_it_changes))
    assert cache.find(path(tile)) is None


def test_a_cache_that_hears_nothing_keeps_nothing() -> None:
    cache, tile = TileCache(), over(17, 99.9, 16)
    asyncio.run(cache.get(path(tile), "bus_stop", tile, _bytes))
    assert cache.find(path(tile)) is None
    cache.hearing(True)
    asyncio.run(cache.get(path(tile), "bus_stop", tile, _bytes))
    assert cache.find(path(tile)) is not None
    cache.hearing(False)
    assert cache.find(path(tile)) is None


def test_many_who_ask_at_once_wait_for_one_making() -> None:
    cache, tile, makings = TileCache(), over(17, 99.9, 16), 0
    cache.hearing(True)

    async def slow() -> Ready:
        nonlocal makings
        makings += 1
        await asyncio.sleep(0.01)
        return Ready(b"x", MVT)

    async def many() -> None:
        await asyncio.gather(*(cache.get(path(tile), "bus_stop", tile, slow) for _ in range(20)))

    asyncio.run(many())
    assert makings == 1


@pytest.mark.parametrize(("failure", "tries"), [(OverBudget(3), 3), (TimeoutError(), 1)])
def test_who_waits_shares_a_failure_of_the_making_but_no_refusal_of_its_maker(failure: Exception, tries: int) -> None:
    cache, tile, makings = TileCache(), over(17, 99.9, 16), 0
    cache.hearing(True)

    async def failing() -> Ready:
        nonlocal makings
        makings += 1
        await asyncio.sleep(0.01)
        raise failure

    async def many() -> list[Ready | BaseException]:
        asked = (cache.get(path(tile), "bus_stop", tile, failing) for _ in range(3))
        return await asyncio.gather(*asked, return_exceptions=True)

    assert asyncio.run(many()) == [failure] * 3
    assert makings == tries


def test_the_cache_stays_within_its_bytes() -> None:
    cache = TileCache(most_bytes=50_000)
    cache.hearing(True)

    async def many() -> None:
        for n in range(100):
            tile = Tile(17, n, 0)
            await cache.get(path(tile), "bus_stop", tile, _bytes)

    asyncio.run(many())
    assert 0 < cache.size <= 50_000
    assert cache.find(path(Tile(17, 99, 0))) is not None
    assert cache.find(path(Tile(17, 0, 0))) is None


def test_a_lost_ear_is_noticed_and_mended(public: httpx.Client, instance: Settings) -> None:
    there = path(over(16, 99.902, 16))
    public.get(there)
    with connect(instance.admin_url) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'web tile listener'"
        )
    wait_until(lambda: public.get("/health").json()["tiles"] == "made each time")
    wait_until(lambda: public.get("/health").json()["tiles"] == "kept")
    assert public.get(there).status_code == 200


async def _bytes() -> Ready:
    return Ready(b"x" * 1_000, MVT)
