"""The service against the floor: the same statements, passed through by a bare route (see ``floor.py``)."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from statistics import median

import pytest

from gis.db import connect
from gis.settings import Settings
from tests.benchmarks.figures import Figure, Figures
from tests.benchmarks.places import parcel_points, tiles
from tests.benchmarks.servers import Server, free_port, rate_once_each, serving, takeed

pytestmark = pytest.mark.benchmark

#: Each half of a comparison is run so often, in turns: a busy moment of the machine slows both.
TURNS = 5


@pytest.fixture(scope="module")
def pair(large_town: Settings) -> Iterator[tuple[Server, Server]]:
    """This service and the floor, one worker each, on the same database."""
    environment = {"TAKEED_HOME": str(large_town.home), "DATABASE_URL": large_town.admin_url}
    port = free_port()
    command = [
        sys.executable, "-m", "uvicorn", "tests.benchmarks.floor:app", "--port", str(port), "--loop", "uvloop",
        "--http", "httptools", "--log-level", "warning", "--no-access-log",
    ]  # fmt: skip
    with takeed(environment) as ours, serving("floor", command, port, environment, "/constant") as floor:
        yield ours, floor


@pytest.fixture(scope="module")
def points(large_town: Settings) -> list[tuple[float, float]]:
    """A point in every parcel, in an order that jumps about."""
    return parcel_points(large_town)


def _compare(pair: tuple[Server, Server], paths: list[tuple[str, str]]) -> tuple[float, float]:
    """Requests per second of both, every path asked once; the medians of the turns."""
    size = len(paths) // TURNS
    ours, floor = pair
    rates = []
    for turn in range(TURNS):
        part = paths[turn * size : (turn + 1) * size]
        rates.append((rate_once_each(ours, [o for o, _ in part]), rate_once_each(floor, [f for _, f in part])))
    ratio = median(o / f for o, f in rates)
    theirs = median(f for _, f in rates)
    return ratio * theirs, theirs


@pytest.mark.parametrize(("limit", "count", "least"), [(10, 5000, 0.7), (1000, 250, 0.7)])
def test_pages_cost_little_more_than_their_bytes(
    pair: tuple[Server, Server], large_town: Settings, figures: Figures, limit: int, count: int, least: float
) -> None:
    with connect(large_town.admin_url) as connection:
        row = connection.execute("select max(id) from core.parcel").fetchone()
    assert row is not None
    places = random.Random(1).sample(range(row[0]), count)
    told = [f"limit={limit}&after={place}" for place in places]
    ours, floor = _compare(pair, [(f"/ogc/collections/parcel/items?{t}", f"/items?{t}") for t in told])
    figures.hold(Figure(f"items limit={limit}, uncached, over the floor", ours, floor, "/s", least=least))


def test_windows_cost_little_more_than_their_bytes(
    pair: tuple[Server, Server], points: list[tuple[float, float]], figures: Figures
) -> None:
    boxes = [f"{x - 5e-4:.6f},{y - 5e-4:.6f},{x + 5e-4:.6f},{y + 5e-4:.6f}" for x, y in points[:3000]]
    told = [f"limit=100&bbox={box}" for box in boxes]
    ours, floor = _compare(pair, [(f"/ogc/collections/parcel/items?{t}", f"/items?{t}") for t in told])
    figures.hold(Figure("items in a window, uncached, over the floor", ours, floor, "/s", least=0.7))


@pytest.mark.parametrize(("zoom", "count"), [(17, 2500), (14, 60)])
def test_uncached_tiles_cost_what_their_bytes_do(
    pair: tuple[Server, Server], points: list[tuple[float, float]], figures: Figures, zoom: int, count: int
) -> None:
    places = tiles(points, zoom, count)
    paths = [
        (f"/ogc/collections/parcel/tiles/WebMercatorQuad/{zoom}/{y}/{x}", f"/tiles/{zoom}/{y}/{x}") for x, y in places
    ]
    ours, floor = _compare(pair, paths)
    figures.hold(Figure(f"z{zoom} tiles, uncached, over the floor", ours, floor, "/s", least=0.9))
