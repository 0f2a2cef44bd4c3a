"""SQL that is sent where a value or a name belongs is a value, or is refused: at no address does any of it run."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from gis import staff, throwaway
from gis.access import Division
from gis.db import connect
from gis.settings import Settings
from tests.serving import fill, serving

#: What SQL makes of the text below wherever it runs; the text itself does not hold it.
RAN = "it-was-run"
_RAN = "'it-'||'was-run'"
SQL = {
    "stacked after a quote": "x'; drop table core.bus_stop; select pg_sleep(9); --",
    "stacked after a number": "1; drop table core.bus_stop; --",
    "stacked after a bracket": "1)); drop table core.bus_stop; --",
    "stacked after dollars": "$$; drop table core.bus_stop; select $$",
    "time-blind in a condition": "1 and 1 = (select 1 from pg_sleep(9))",
    "time-blind after a quote": "x' or (select pg_sleep(9)) is null --",
    "time-blind inside quotes": "'||pg_sleep(9)||'",
    "time-blind in an order": "(case when pg_sleep(9) is null then id end)",
    "time-blind by work": "1 and (select count(*) from generate_series(1, 900000000)) > 0",
    "union after a quote": f"x' union select {_RAN}, null, null --",
    "union after a bracket": f"0) union all select {_RAN}, null, null --",
    "union of rows as JSON": f"x' union select json_build_object('id', {_RAN}) --",
    "an error that tells": f"1 and 1 = cast({_RAN} as int)",
    "always true": "x' or 'x' = 'x",
    "always true of a number": "0 or 1=1",
    "a sequence": "x'||nextval('public.injected')||'",
    "modifier letter apostrophe": "x\u02bc or pg_sleep(9) is null --",
    "right single quotation mark": "x\u2019; drop table core.bus_stop; --",
    "fullwidth apostrophe": "x\uff07 or pg_sleep(9) is null --",
    "fullwidth letters and semicolon": "\uff11\uff1b drop table core.bus_stop; --",
    "cyrillic letter in a name": "n\u0430me",
    "Thai digit and zero width space": "\u0e51\u200b or pg_sleep(9) is null",
    "combining mark on a quote": "x'\u0301 or pg_sleep(9) is null --",
    "unicode escape": "U&'\\0027' or pg_sleep(9) is null --",
    "quoted name": '"name" = "name" or pg_sleep(9) is null --',
    "quoted name that ends early": 'name" = name or pg_sleep(9) is null --',
    "doubled quotes in a name": '"name""; drop table core.bus_stop; --"',
    "qualified name": 's.name; drop table core.bus_stop; --',
    "comment for a blank": "name/**/or/**/pg_sleep(9)/**/is/**/null",
    "backslash before a quote": "\\'; drop table core.bus_stop; --",
    "place of a value": "$1 %s %(x)s :x {0} {layer}",
    "nul": "x\0' or pg_sleep(9) is null --",
}  # fmt: skip
PERSON, PASSWORD = f"injector_{os.getpid()}", "injector-password"
ITEMS, READINGS = "/ogc/collections/bus_stop/items", "/ogc/collections/water_reading"
TILE = "WebMercatorQuad/14/7453/12739"
#: Where it is sent to: ``@`` stands for it.
ADDRESSES = (
    *(f"{ITEMS}?{name}=@" for name in (
        "filter", "sortby", "properties", "bbox", "bbox-crs", "crs", "datetime", "limit", "after", "q", "hits",
        "skip-geometry", "download", "f", "lang", "id", "uid", "name", "lit", "version", "updated_at", "@",
    )),
    f"{ITEMS}?filter=name = '@'", f"{ITEMS}?filter=@ = 1", f"{ITEMS}?filter=name = @", f"{ITEMS}?filter=@(name) = 1",
    f'{ITEMS}?filter="@" = 1', f"{ITEMS}?filter=id in (0, @)", f"{ITEMS}?filter=name like '@'",
    f"{ITEMS}?filter=S_INTERSECTS(geometry, POINT(@ 16))", f"{ITEMS}?filter=S_INTERSECTS(@, POINT(99 16))",
    f"{ITEMS}?filter=T_AFTER(updated_at, TIMESTAMP('@'))", f"{ITEMS}?filter=casei(name) = casei('@')",
    f"{ITEMS}?filter-lang=@&filter=true", f"{ITEMS}?filter-crs=@&filter=true",
    f"{ITEMS}?sortby=-@", f"{ITEMS}?sortby=name,@", f"{ITEMS}?sortby=name&after=@", f"{ITEMS}?properties=name,@",
    f"{ITEMS}?bbox=99,16,@,17", f"{ITEMS}?datetime=../@", f"{ITEMS}?datetime=2020-01-01T00:00:00Z/@",
    f"{ITEMS}/@", f"{ITEMS}/1?datetime=@", f"{ITEMS}/1?crs=@", f"{ITEMS}/1?@=1", "/ogc/collections/@",
    "/ogc/collections/@/items", f"{ITEMS}/@?f=html", f"{ITEMS}?name=@&f=html", f"{ITEMS}?name=@&f=csv",
    *(f"{READINGS}/locations?{name}=@" for name in ("bbox", "limit", "crs", "f")), f"{READINGS}/locations/@",
    *(f"{READINGS}/locations/1?{name}=@" for name in ("datetime", "parameter-name", "crs", "f")),
    f"{READINGS}/locations/1?datetime=../@",
    f"{READINGS}/position?coords=@", f"{READINGS}/position?coords=POINT(@ 16)",
    f"{READINGS}/position?coords=POINT(99.9 16)&parameter-name=level_m,@", f"{READINGS}/area?coords=@",
    f"{READINGS}/area?coords=POLYGON((99 15, 100 15, 100 17, 99 15))&datetime=@",
    *(f"/ogc/collections/catalogue/items?{name}=@" for name in ("q", "bbox", "datetime", "limit", "filter")),
    "/ogc/collections/catalogue/items/@", f"/ogc/collections/@/tiles/{TILE}", f"/ogc/tiles/{TILE}?collections=@",
    "/ogc/collections/bus_stop/tiles/@/14/7453/12739", "/ogc/collections/bus_stop/tiles/WebMercatorQuad/14/@/12739",
    f"/ogc/dimensions/@/tiles/{TILE}", "/ogc/collections/bus_stop/style.json?@=1", "/ogc/processes/@",
    "/ogc/jobs?status=@", "/ogc/jobs?limit=@", "/ogc/jobs/@", "/ogc/jobs/@/results", "/api/search?q=@",
)  # fmt: skip
#: The same as filters in CQL2 JSON.
NODES: tuple[Any, ...] = (
    "@",
    {"op": "@", "args": [{"property": "name"}, "x"]},
    {"op": "=", "args": [{"property": "@"}, "x"]},
    {"op": "=", "args": [{"property": "name"}, "@"]},
    {"op": "=", "args": [{"property": "id"}, "@"]},
    {"op": "like", "args": [{"property": "name"}, "@"]},
    {"op": "in", "args": [{"property": "name"}, ["x", "@"]]},
    {"op": "=", "args": [{"op": "casei", "args": [{"property": "name"}]}, {"op": "casei", "args": ["@"]}]},
    {"op": "=", "args": [{"op": "@", "args": [{"property": "name"}]}, "x"]},
    {"op": "t_after", "args": [{"property": "updated_at"}, {"timestamp": "@"}]},
    {"op": "t_after", "args": [{"property": "updated_at"}, {"interval": ["@", ".."]}]},
    {"op": "s_intersects", "args": [{"property": "@"}, {"type": "Point", "coordinates": [99.9, 16]}]},
    {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "@", "coordinates": [99.9, 16]}]},
    {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": ["@", 16]}]},
    {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [99, 15, "@", 17]}]},
)
#: What a member of staff sends: method, path, body.
BODIES: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/ogc/processes/nearest_facility/execution", {"inputs": {"places": "@", "facilities": "bus_stop"}}),
    ("POST", "/ogc/processes/nearest_facility/execution", {"inputs": {"places": "bus_stop", "facilities": "@"}}),
    ("POST", "/ogc/processes/nearest_facility/execution",
     {"inputs": {"places": "bus_stop", "facilities": "bus_stop", "too_far_m": "@"}}),
    ("POST", "/ogc/processes/count_in_areas/execution", {"inputs": {"counted": "bus_stop", "areas": "@"}}),
    ("POST", "/ogc/processes/exposed/execution",
     {"inputs": {"things": "bus_stop", "hazards": "flood_zone", "within_m": ["@"]}}),
    ("POST", "/ogc/processes/exposed/execution", {"inputs": {"@": "bus_stop"}}),
    ("POST", "/ogc/processes/@/execution", {"inputs": {}}),
    ("DELETE", "/ogc/jobs/@", None),
    ("DELETE", f"{ITEMS}/@", None),
    ("PATCH", f"{ITEMS}/1", {"properties": {"@": 1}}),
    ("PATCH", f"{ITEMS}/1", {"properties": {"lit": "@"}}),
    ("PATCH", f"{ITEMS}/1", {"properties": {"version": "@"}}),
    ("PATCH", f"{ITEMS}/1", {"geometry": {"type": "@", "coordinates": [99.9, 16]}}),
    ("PATCH", f"{ITEMS}/1", {"geometry": {"type": "Point", "coordinates": ["@", 16]}}),
    ("POST", "/ogc/transactions", {"transaction": [{"action": "@", "collection": "bus_stop", "id": 1}]}),
    ("POST", "/ogc/transactions", {"transaction": [{"action": "delete", "collection": "@", "id": 1}]}),
    ("POST", "/ogc/transactions", {"transaction": [{"action": "delete", "collection": "bus_stop", "id": "@"}]}),
)  # fmt: skip


def put(told: str, into: Any) -> Any:
    """A JSON value with the text in the place of every ``@``."""
    match into:
        case str():
            return into.replace("@", told)
        case list():
            return [put(told, each) for each in into]
        case dict():
            return {put(told, name): put(told, each) for name, each in into.items()}
    return into


@pytest.fixture(scope="module")
def target(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """An instance with rows, a station, and a sequence that everybody may advance, to tell who did."""
    with throwaway.database(bare_instance, template=template) as made:
        with connect(made.admin_url) as owner:
            fill(owner)
            owner.execute(
                "insert into core.water_station (id, station_code, name, geom)"
                " values (1, 'S1', 'สถานี', ST_Point(99.9, 16, 4326))"
            )
            owner.execute("insert into core.water_reading (station_id, measured_at, level_m) values (1, now(), 1)")
            owner.execute("create sequence public.injected")
            owner.execute("grant usage on sequence public.injected to public")
        staff.add(made, PERSON, Division.ENGINEERING, password=PASSWORD)
        yield made
        staff.remove(made, PERSON)


@pytest.fixture(scope="module")
def served(target: Settings) -> Iterator[str]:
    with serving(target) as base:
        yield base


def state(settings: Settings) -> list[Any]:
    """What SQL that ran would have changed."""
    with connect(settings.admin_url) as owner:
        return [
            owner.execute(question).fetchone()
            for question in (
                "select count(*) from pg_class",
                "select count(*) from pg_roles",
                "select count(*), sum(version), string_agg(name, ',' order by id) from core.bus_stop",
                "select is_called from public.injected",
                "select count(*) from gis.job",
            )
        ]


def hold(answer: httpx.Response) -> None:
    """Assert that an answer is a refusal that says why, or that nothing was found."""
    assert RAN not in answer.text, (answer.request.url, answer.text[:500])
    assert answer.elapsed.total_seconds() < 5, answer.request.url
    if answer.status_code == 200:
        assert found(answer) == 0, (answer.request.url, answer.text[:500])
    else:
        assert answer.status_code in (400, 403, 404, 405, 422), (
            answer.status_code,
            answer.request.url,
            answer.text[:500],
        )
        assert answer.headers["content-type"] in ("application/problem+json", "text/html; charset=utf-8")


def found(answer: httpx.Response) -> int:
    """How many things a page of features, a table or a list of finds holds."""
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "text/csv":
        return len(answer.text.splitlines()) - 1
    if kind == "text/html":
        return answer.text.count('href="/ogc/collections/bus_stop/items/')
    document = answer.json()
    return len(document.get("features", document.get("results", [document])))


@pytest.mark.parametrize("told", SQL.values(), ids=SQL)
def test_sql_in_an_address_is_not_run(target: Settings, served: str, told: str) -> None:
    before, begun = state(target), time.monotonic()
    with httpx.Client(base_url=served, auth=(PERSON, PASSWORD), timeout=30) as client:
        for address in ADDRESSES:
            path, mark, query = address.partition("?")
            # Between quotes of CQL2 one of its own is written twice; else the filter is another, and a sound one.
            sent = quote(told.replace("'", "''") if "'@'" in query else told, safe="")
            hold(client.get(path.replace("@", sent) + mark + quote(query, safe="=&@").replace("@", sent)))
        for node in NODES:
            asked = {"filter-lang": "cql2-json", "filter": json.dumps(put(told, node))}
            hold(client.get(ITEMS, params=asked))
    assert time.monotonic() - begun < 60
    assert state(target) == before


@pytest.mark.parametrize("told", SQL.values(), ids=SQL)
def test_sql_in_a_body_is_not_run(target: Settings, served: str, told: str) -> None:
    before = state(target)
    with httpx.Client(base_url=served, auth=(PERSON, PASSWORD), timeout=30) as client:
        for method, path, body in BODIES:
            kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
            content = None if body is None else json.dumps(put(told, body))
            address = path.replace("@", quote(told, safe=""))
            headers = {} if body is None else {"Content-Type": kind}
            hold(client.request(method, address, content=content, headers=headers))
    assert state(target) == before


@pytest.mark.parametrize("told", [told for told in SQL.values() if "\0" not in told])
def test_sql_in_a_text_is_kept_to_the_letter(target: Settings, served: str, told: str) -> None:
    sent = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [99.9, 16]},
        "properties": {"name": told},
    }
    with httpx.Client(base_url=served, auth=(PERSON, PASSWORD)) as client:
        made = client.post(ITEMS, json=sent)
        assert made.status_code == 201, made.text
        number = made.json()["id"]
        assert client.get(f"{ITEMS}/{number}").json()["properties"]["name"] == told
        same = client.get(ITEMS, params={"name": told}).json()["features"]
        assert [feature["id"] for feature in same] == [number]
        assert client.delete(f"{ITEMS}/{number}").status_code in (200, 204)
