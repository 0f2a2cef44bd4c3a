"""What ten times as much costs: a city of a million parcels against ten sub-districts of a hundred thousand."""

from __future__ import annotations

import random
import re
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from urllib.request import Request

import pytest

from etl import demo
from gis import staff, throwaway
from gis.access import Division
from gis.db import connect
from gis.settings import Settings
from tests.benchmarks.figures import Figure, Figures
from tests.benchmarks.places import parcel_points, tiles
from tests.benchmarks.servers import Server, rate_once_each, seconds_once_each, takeed

pytestmark = pytest.mark.benchmark

ITEMS = "/ogc/collections/parcel/items"
TILE = "/ogc/collections/parcel/tiles/WebMercatorQuad/{z}/{y}/{x}"
Pair = tuple[Server, Server]
#: Requests after which every connection has planned its statements.
WARM = 40
READER = "bench.reader", "a password of the benchmarks"


@pytest.fixture(scope="module")
def city(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """An instance with the sample at scale 100."""
    with throwaway.database(bare_instance, template=template) as made:
        demo.fill(made, 100)
        staff.add(made, READER[0], Division.CLERK, password=READER[1])
        yield made


@pytest.fixture(scope="module")
def pair(city: Settings, large_town: Settings) -> Iterator[Pair]:
    """This service on the city and on the ten sub-districts, some time after they were filled."""
    for settings in (city, large_town):
        with connect(settings.admin_url, autocommit=True) as connection:
            connection.execute("vacuum")  # as the database does of itself, in a minute of its own choosing
    with takeed(_environment(city)) as large, takeed(_environment(large_town)) as small:
        yield large, small


@pytest.fixture(scope="module")
def points(city: Settings, large_town: Settings) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    return parcel_points(city), parcel_points(large_town)


def _environment(settings: Settings) -> dict[str, str]:
    return {"TAKEED_HOME": str(settings.home), "DATABASE_URL": settings.admin_url}


def _p99(server: Server, paths: list[str]) -> float:
    """Milliseconds within which 99 of 100 answers came, two asked at a time; the first are only to warm up."""
    rate_once_each(server, paths[:WARM], connections=2)
    return quantiles(seconds_once_each(server, paths[WARM:], connections=2), n=100)[98] * 1000


@pytest.mark.parametrize(("zoom", "count"), [(14, 240), (15, 600), (16, 1500), (17, 3000)])
def test_the_slowest_tiles_of_a_city_take_little_longer(
    pair: Pair, points: tuple[list[tuple[float, float]], ...], figures: Figures, zoom: int, count: int
) -> None:
    large, small = (
        _p99(server, [TILE.format(z=zoom, x=x, y=y) for x, y in tiles(known, zoom, count)])
        for server, known in zip(pair, points, strict=True)
    )
    figures.hold(Figure(f"p99 of z{zoom} tiles, a million over 100,000", large, small, "ms", most=2))


def test_the_slowest_windows_of_a_city_take_little_longer(
    pair: Pair, points: tuple[list[tuple[float, float]], ...], figures: Figures
) -> None:
    large, small = (
        _p99(server, [f"{ITEMS}?limit=100&bbox={window(x, y)}" for x, y in known[:2000]])
        for server, known in zip(pair, points, strict=True)
    )
    figures.hold(Figure("p99 of items in a window, a million over 100,000", large, small, "ms", most=2))


def window(x: float, y: float) -> str:
    """A hundred metres around a point."""
    return f"{x - 5e-4:.6f},{y - 5e-4:.6f},{x + 5e-4:.6f},{y + 5e-4:.6f}"


@pytest.fixture
def server(city: Settings) -> Iterator[Server]:
    """This service on the city, started anew."""
    with takeed(_environment(city)) as started:
        yield started


def test_one_edit_leaves_the_kept_tiles_of_a_city_where_they_are(
    server: Server, city: Settings, points: tuple[list[tuple[float, float]], ...], figures: Figures
) -> None:
    """And the tiles of every zoom over the parcel that moves are at once what a server makes that has kept none."""
    for zoom, count in ((17, 6000), (16, 4000), (15, 1500), (14, 400)):
        rate_once_each(server, [TILE.format(z=zoom, x=x, y=y) for x, y in tiles(points[0], zoom, count)])
    spot = points[0][0]
    over = [TILE.format(z=zoom, x=x, y=y) for zoom in range(10, 18) for x, y in tiles([spot], zoom, 1)]
    before = [_body(server, path) for path in over]
    kept = _kept(server)
    with connect(city.admin_url) as connection:
        moved = connection.execute(
            "update core.parcel set geom = st_translate(geom, 0, 2e-4)"
            " where id = (select id from core.parcel where st_intersects(geom, st_point(%s, %s, 4326)) limit 1)",
            spot,
        )
    assert moved.rowcount == 1
    left = _fewer(server, kept)
    after = [_body(server, path) for path in over]
    assert before != after
    with takeed(_environment(city)) as fresh:
        assert after == [_body(fresh, path) for path in over]
    figures.hold(Figure("kept tiles left after an edit, of a million parcels", left, kept, "tiles", least=0.99))


def test_the_server_is_no_larger_after_a_hundred_thousand_requests(
    server: Server, city: Settings, points: tuple[list[tuple[float, float]], ...], figures: Figures
) -> None:
    """Once what it keeps is as large as it may become, which is what the first requests are for."""
    rate_once_each(server, _mixed(city, points[0], 40_000, seed=1))
    before = _status(server, "VmRSS")
    for turn in range(5):
        rate_once_each(server, _mixed(city, points[0], 20_000, seed=2 + turn))
    after = _status(server, "VmRSS")
    figures.hold(Figure("memory after 100,000 requests over before", after, before, "MiB", most=1.2))


def _mixed(city: Settings, points: list[tuple[float, float]], count: int, seed: int) -> list[str]:
    """Requests as a map and a harvester make them, none asked twice: windows, pages, tiles and single features."""
    chance = random.Random(seed)
    paths = []
    for _ in range(count // 4):
        x, y = chance.choice(points)
        x, y = x + chance.uniform(-1e-4, 1e-4), y + chance.uniform(-1e-4, 1e-4)
        number = chance.randrange(1, len(points))
        paths += [f"{ITEMS}?limit=100&bbox={window(x, y)}", f"{ITEMS}?limit=10&after={number}", f"{ITEMS}/{number}"]
        paths += [TILE.format(z=18, x=x, y=y) for x, y in tiles([(x, y)], 18, 1)]
    return paths


@pytest.mark.parametrize("form", ["json", "fgb", "parquet"])
def test_a_download_of_a_million_takes_no_more_memory_than_one_of_a_tenth(
    city: Settings, large_town: Settings, figures: Figures, form: str
) -> None:
    large, small = (_peak_of_download(settings, form) for settings in (city, large_town))
    figures.hold(Figure(f"memory of a download as {form}, a million over 100,000", large, small, "MiB", most=1.2))


def _peak_of_download(settings: Settings, form: str) -> float:
    """The most memory that a fresh server took for a download of every parcel, in MiB."""
    with takeed(_environment(settings)) as server:
        with urllib.request.urlopen(f"{server.url}{ITEMS}?f={form}&download=true") as answer:
            while answer.read(1 << 20):
                pass
        return _status(server, "VmHWM")


def _status(server: Server, what: str) -> float:
    """A figure of the process in MiB, as the kernel tells it."""
    told = re.search(rf"^{what}:\s+(\d+) kB", Path(f"/proc/{server.pid}/status").read_text(), re.MULTILINE)
    assert told
    return int(told[1]) / 1024


def _body(server: Server, path: str) -> bytes:
    with urllib.request.urlopen(server.url + path) as answer:
        return bytes(answer.read())


def _kept(server: Server) -> float:
    """How many answers the server keeps, as its metrics say."""
    signed = b64encode(":".join(READER).encode()).decode()
    told = Request(f"{server.url}/metrics", headers={"Authorization": f"Basic {signed}"})
    with urllib.request.urlopen(told) as answer:
        found = re.search(r"^takeed_kept_answers (\S+)$", answer.read().decode(), re.MULTILINE)
    assert found
    return float(found[1])


def _fewer(server: Server, kept: float) -> float:
    """How many it keeps once it has heard of a change."""
    for _ in range(100):
        if (left := _kept(server)) < kept:
            return left
    raise AssertionError("the server heard of no change")
