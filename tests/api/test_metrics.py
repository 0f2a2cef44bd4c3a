"""The metrics: true counts, in the format of Prometheus, and nothing in them that tells who asked or for what."""

from __future__ import annotations

import time

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.serving import PLANNER

Counts = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def counts(planner: httpx.Client) -> Counts:
    time.sleep(0.1)  # a request is counted once its answer is out
    told = planner.get("/metrics")
    assert told.status_code == 200 and told.headers["cache-control"] == "private, no-store"
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(told.text)
        for sample in family.samples
    }


def requests(counted: Counts, route: str, status: str, method: str = "GET") -> float:
    labels = (("method", method), ("route", route), ("status", status))
    return counted.get(("takeed_request_seconds_count", labels), 0)


def test_requests_are_counted_by_their_route(public: httpx.Client, planner: httpx.Client) -> None:
    before = counts(planner)
    for n in range(3):
        public.get(f"/ogc/collections/bus_stop/items/{n + 1}")
    public.get("/ogc/collections/bus_stop/items/999999")
    public.get("/ogc/collections/nothing/items")
    after = counts(planner)
    item = "/ogc/collections/{layer}/items/{item}"
    assert requests(after, item, "200") - requests(before, item, "200") == 3
    assert requests(after, item, "404") - requests(before, item, "404") == 1
    sent = ("takeed_response_bytes_total", (("route", item),))
    assert after[sent] > before.get(sent, 0)


def test_a_kept_tile_is_counted_as_found(public: httpx.Client, planner: httpx.Client) -> None:
    before = counts(planner)
    for _ in range(3):
        public.get("/ogc/collections/bus_stop/tiles/WebMercatorQuad/16/29819/50958")
    after = counts(planner)
    made, found, live = (
        after[name, ()] - before[name, ()]
        for name in ("takeed_kept_made_total", "takeed_kept_found_total", "takeed_kept_live")
    )
    assert (made, found, live) == (1, 2, 0)
    assert requests(after, "/ogc/collections/{layer}/tiles/{quad}/{z}/{y}/{x}", "200") >= 3


def test_the_database_is_measured(public: httpx.Client, planner: httpx.Client) -> None:
    before = counts(planner)
    public.get("/api/search?q=บ้านใหม่")
    after = counts(planner)
    assert after["takeed_database_seconds_total", ()] > before["takeed_database_seconds_total", ()]
    assert after["takeed_database_connections", (("pool", "pages"), ("state", "idle"))] >= 1


def test_the_metrics_hold_no_path_no_name_no_address_and_no_word_of_a_client(
    public: httpx.Client, planner: httpx.Client
) -> None:
    public.get("/api/search?q=somebodys-house")
    public.get("/somebodys-path")
    public.request("PROPFIND", "/ogc/collections/bus_stop/items/31")
    time.sleep(0.1)
    text = planner.get("/metrics").text
    for word in ("somebodys", "PROPFIND", "items/31", "127.0.0.1", PLANNER[0], "bus_stop"):
        assert word not in text, word
    assert 'method="other"' in text


@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "127.0.0.1"}])
def test_the_metrics_are_for_members_of_staff(public: httpx.Client, headers: dict[str, str]) -> None:
    refused = public.get("/metrics", headers=headers)
    assert refused.status_code == 401 and "takeed_" not in refused.text
