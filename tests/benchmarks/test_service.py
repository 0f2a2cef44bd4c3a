"""The service against its peers: ratios within one run, on the same rows; ``takeed bench`` prints them."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gis.settings import Settings
from tests.benchmarks.figures import Figure, Figures
from tests.benchmarks.places import parcel_points, tiles
from tests.benchmarks.servers import Server, has_wrk, peers_python, pygeoapi, rate, rate_once_each, takeed, tipg

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(not has_wrk(), reason="the load comes from wrk: apt-get install wrk"),
]

ITEMS = {
    "takeed": "/ogc/collections/parcel/items?limit={}",
    "tipg": "/collections/pub.parcel/items?limit={}",
    "pygeoapi": "/collections/parcel/items?f=json&limit={}",
}
TILE = {
    "takeed": "/ogc/collections/parcel/tiles/WebMercatorQuad/{z}/{y}/{x}",
    "tipg": "/collections/pub.parcel/tiles/WebMercatorQuad/{z}/{x}/{y}",
}


@pytest.fixture(scope="module")
def servers(large_town: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    folder = tmp_path_factory.mktemp("peers")
    cache = Path(__file__).parents[2] / ".venv"
    python = peers_python(cache)
    environment = {"TAKEED_HOME": str(large_town.home), "DATABASE_URL": large_town.admin_url}
    with ExitStack() as stack:
        running = (
            stack.enter_context(takeed(environment)),
            stack.enter_context(tipg(python, large_town.admin_url)),
            stack.enter_context(pygeoapi(python, large_town.admin_url, folder)),
        )
        yield {server.name: server for server in running}


def _best(server: Server, limit: int) -> float:
    """The better of two runs: the machine is noisy, and noise only slows."""
    url = server.url + ITEMS[server.name].format(limit)
    return max(rate(url, seconds=4) for _ in range(2))


@pytest.mark.parametrize(("limit", "over_tipg", "over_pygeoapi"), [(10, 10, 25), (1000, 8, 25)])
def test_items_are_many_times_faster_than_the_peers(
    servers: dict[str, Server], figures: Figures, limit: int, over_tipg: float, over_pygeoapi: float
) -> None:
    ours = _best(servers["takeed"], limit)
    for peer, least in (("tipg", over_tipg), ("pygeoapi", over_pygeoapi)):
        figures.hold(Figure(f"items limit={limit} over {peer}", ours, _best(servers[peer], limit), "/s", least=least))


def test_pages_never_asked_before_are_many_times_faster_too(servers: dict[str, Server], figures: Figures) -> None:
    ours = [f"{ITEMS['takeed'].format(10)}&after={n * 10}" for n in range(3000)]
    theirs = [f"{ITEMS['tipg'].format(10)}&offset={n * 10}" for n in range(300)]
    # No cache can help: page by page, as a harvester comes through.
    rates = [rate_once_each(servers[name], paths) for name, paths in (("takeed", ours), ("tipg", theirs))]
    figures.hold(Figure("items limit=10, each page once, over tipg", *rates, "/s", least=5))


@pytest.mark.parametrize(("zoom", "count", "wanted"), [(17, 1500, 2.0), (14, 60, 1.0)])
def test_an_uncached_tile_is_faster_than_tipg(
    servers: dict[str, Server], large_town: Settings, figures: Figures, zoom: int, count: int, wanted: float
) -> None:
    places = tiles(parcel_points(large_town), zoom, count * 2)
    halves = places[::2], places[1::2]  # our own are asked in two halves, so that the better run is uncached too
    ours = max(
        rate_once_each(servers["takeed"], [TILE["takeed"].format(z=zoom, x=x, y=y) for x, y in half]) for half in halves
    )
    theirs = max(
        rate_once_each(servers["tipg"], [TILE["tipg"].format(z=zoom, x=x, y=y) for x, y in half]) for half in halves
    )
    figures.hold(Figure(f"z{zoom} tiles, uncached, over tipg", ours, theirs, "/s", least=wanted))


def test_a_cached_tile_costs_little_more_than_a_constant(
    servers: dict[str, Server], large_town: Settings, figures: Figures
) -> None:
    ((x, y),) = tiles(parcel_points(large_town), 16, 1)
    server = servers["takeed"]
    tile = server.url + TILE["takeed"].format(z=16, x=x, y=y)
    constant = server.url + "/health/alive"
    rates = [(rate(tile, seconds=4), rate(constant, seconds=4)) for _ in range(2)]
    ours, theirs = max(rates, key=lambda pair: pair[0] / pair[1])
    figures.hold(Figure("cached tile over a constant", ours, theirs, "/s", least=0.6))


def test_page_300_costs_what_page_1_does(servers: dict[str, Server], figures: Figures) -> None:
    server = servers["takeed"]
    first = server.url + ITEMS["takeed"].format(10)
    page = first
    for _ in range(299):
        with urllib.request.urlopen(page) as answer:
            page = next(link["href"] for link in json.load(answer)["links"] if link["rel"] == "next")
    pairs = [(rate(page, seconds=4), rate(first, seconds=4)) for _ in range(2)]
    ours, theirs = max(pairs, key=lambda pair: pair[0] / pair[1])
    figures.hold(Figure("page 300 over page 1", ours, theirs, "/s", least=round(1 / 1.2, 2)))
