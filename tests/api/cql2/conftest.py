"""An instance whose rows are known one by one, to be asked for by filters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from gis import throwaway
from gis.db import connect
from gis.settings import Settings
from tests.serving import serving

#: id, status, watt, height_m, installed_on, light_no: every fourth lamp says little of itself.
LAMPS = [
    (n, ("on", "off", "flicker")[n % 3], *((None, None, None) if n % 4 == 0 else (n * 10, f"{n}.5", f"2020-01-{n:02}")),
     ("บ้านใหม่", "บานใหม", "it's", "50%_off", "Café", "CAFE", r"a\b", "นํ้าใส", "น้ำใส", "x10", "x11", "x12")[n - 1])
    for n in range(1, 13)
]  # fmt: skip

Ask = Callable[..., list[int]]


@pytest.fixture(scope="module")
def rows(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """Twelve lamps along the parallel of 16°, four complaints, two flood zones, a road and two stops."""
    with throwaway.database(bare_instance, template=template) as made:
        with connect(made.admin_url) as connection:
            connection.cursor().executemany(
                "insert into core.streetlight (id, status, watt, height_m, installed_on, light_no, geom)"
                " values (%s, %s, %s, %s, %s, %s, ST_Point(99.9 + %s * 0.001, 16, 4326))",
                [(*lamp, lamp[0]) for lamp in LAMPS],
            )
            connection.execute(
                "insert into core.complaint (id, categories, reported_at, due_at, resolved_at, contact_name) values"
                " (1, '{road}', '2026-01-01T00:00Z', '2026-01-10T00:00Z', '2026-01-05T00:00Z', 'ก'),"
                " (2, '{road,light}', '2026-02-01T00:00Z', '2026-02-10T00:00Z', '2026-02-10T00:00Z', 'ข'),"
                " (3, '{light,flood}', '2026-03-01T00:00Z', '2026-03-10T00:00Z', null, 'ค'),"
                " (4, null, '2026-04-01T00:00Z', null, null, 'ง')"
            )
            connection.execute(
                "insert into core.flood_zone (id, zone_no, name, depth_max_m, households, geom) values"
                " (1, 'Z1', 'Z1', 0.3, 10, ST_Multi(ST_MakeEnvelope(99.9, 15.9, 99.95, 16.1, 4326))),"
                " (2, 'Z2', 'ทุ่ง', 0, 3, ST_Multi(ST_MakeEnvelope(99.95, 15.9, 100, 16.1, 4326)))"
            )
            connection.execute(
                "insert into core.road (id, name, geom)"
                " values (1, 'ถนนสายเอก', 'SRID=4326;MULTILINESTRING((99.85 16.05, 99.97 16.05))')"
            )
            connection.execute(
                "insert into core.bus_stop (id, name, lit, shelter, geom) values"
                " (1, 'หนึ่ง', true, false, ST_Point(99.9, 16, 4326)), (2, 'สอง', null, true, ST_Point(99.9, 16, 4326))"
            )
        yield made


@pytest.fixture(scope="module")
def visitor(rows: Settings) -> Iterator[httpx.Client]:
    """A client nobody knows, before an instance with these rows."""
    with serving(rows) as base, httpx.Client(base_url=base, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def ask(visitor: httpx.Client) -> Ask:
    """The ids of the rows of a layer that a filter chooses; one that is no text is sent as CQL2 JSON."""

    def asked(layer: str, told: Any, **more: str) -> list[int]:
        answer = request(visitor, layer, told, **more)
        assert answer.status_code == 200, (told, answer.text)
        return [feature["id"] for feature in answer.json()["features"]]

    return asked


@pytest.fixture(scope="module")
def refused(visitor: httpx.Client) -> Callable[..., str]:
    """The English sentence with which a filter is refused."""

    def asked(layer: str, told: Any, **more: str) -> str:
        answer = request(visitor, layer, told, **more)
        assert answer.status_code == 400, (told, answer.text)
        return str(answer.json()["detail_en"])

    return asked


def request(client: httpx.Client, layer: str, told: Any, **more: str) -> httpx.Response:
    """The answer of a layer's items to a filter in either language."""
    text = isinstance(told, str)
    asked = {"filter": told, **more} if text else {"filter": json.dumps(told), "filter-lang": "cql2-json", **more}
    return client.get(f"/ogc/collections/{layer}/items", params={"limit": "1000", **asked})
