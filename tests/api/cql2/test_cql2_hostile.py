"""Nothing that is sent is run: every answer is a refusal, or the right rows."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import quote

import asyncpg
import httpx
import pytest

from api.ogc.condition import Bound
from api.ogc.cql2.compile import compiled
from api.ogc.cql2.parse import parse
from api.ogc.crs import CRS84
from api.ogc.order import Order
from api.ogc.readable import Granted, readable
from gis.db import connect
from gis.declare import Audience
from gis.registry import load
from gis.settings import Settings
from tests.api.cql2.conftest import Ask, request

LAMPS = "/ogc/collections/streetlight/items"
INJECTIONS = [
    "1; drop table core.streetlight; --",
    "'; delete from core.streetlight; --",
    "x' or '1'='1",
    "x'' or 1=1 --",
    "1 or 1=1) union select 1, current_user --",
    "1 union all select passwd from pg_shadow",
    "pg_sleep(5)",
    "(select pg_sleep(5))",
    "1 and (select count(*) from generate_series(1, 100000000)) > 0",
    "\u2019; drop table core.streetlight; --",  # a quote that a careless conversion makes one
    "\uff07 or 1=1",
    '"light_no"" = \'x\' or 1=1 --"',
    '"id"; select pg_sleep(5)',
    "s.id",
    "id /* comment */",
    "$1",
    "%s %(x)s {0}",
    "x\0y",
    "\\'; select pg_sleep(5); --",
    "E'\\047' or 1=1",
    "$$ or 1=1 $$",
    "(" * 5000,
    "NOT " * 2400 + "true",
    "(" * 20 + "id = 1",
    "-" * 11_000 + "1 = id",
    "id in (" + ",".join(["1"] * 4000) + ")",
    "id = " + "9" * 5000,
    "a" * 9000,
]


def _state(settings: Settings) -> list[Any]:
    """What a statement that ran would have changed."""
    with connect(settings.admin_url) as connection:
        tables = connection.execute("select count(*) from pg_class").fetchone()
        rows = connection.execute("select count(*), sum(version) from core.streetlight").fetchone()
        roles = connection.execute("select count(*) from pg_roles").fetchone()
    return [tables, rows, roles]


@pytest.mark.parametrize("told", INJECTIONS, ids=lambda told: told[:30].encode("unicode_escape").decode())
def test_nothing_that_is_sent_is_run(visitor: httpx.Client, rows: Settings, told: str) -> None:
    before, begun = _state(rows), time.monotonic()
    quoted = told.replace("'", "''")
    for place in (
        f"filter={quote(told)}",
        f"filter={quote(f'id = 1 and {told}')}",
        f"filter={quote(told)}&filter-lang=cql2-json",
        f"filter={quote(chr(34) + told + chr(34) + ' = 1')}",
        f"sortby={quote(told)}",
        f"properties={quote(told)}",
        f"filter-lang={quote(told)}&filter=true",
        f"filter-crs={quote(told)}&filter=true",
        f"after={quote(told)}",
        f"id={quote(told)}",
        f"{quote(told)}=1",
    ):
        answer = visitor.get(f"{LAMPS}?{place}")
        known = "id in (1" in told and place.startswith("filter=id")
        assert answer.status_code == 400 or (known and len(answer.json()["features"]) == 1), (place[:200], answer.text)
    # Inside quotes it is a text like any other, which no lamp is called.
    if not {"\0", "\\"} & set(told) and len(told) < 5000:  # a backslash before a quote is one too
        assert visitor.get(f"{LAMPS}?filter={quote(f"light_no = '{quoted}'")}").json()["numberReturned"] == 0
    assert visitor.get(f"{LAMPS}/{quote(told, safe='')}").status_code in (400, 404)
    assert time.monotonic() - begun < 4, "something slept, or was read in more than linear time"
    assert _state(rows) == before


@pytest.mark.parametrize(
    "node",
    [
        [[[[["x"] * 9] * 9] * 9] * 5],
        {"op": "not", "args": [{"op": "not", "args": [{"op": "not", "args": [True]}]}]},
        {"op": "id = 1; drop table core.road; --", "args": []},
        {"op": "=", "args": [{"property": "id\" = 1; drop table core.road; --"}, 1]},
        {"type": "Point", "coordinates": [[[[1]]]]},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [1, 2], "crs": 1}]},
    ],
    ids=repr,
)  # fmt: skip
def test_odd_json_is_answered_or_refused(visitor: httpx.Client, node: Any) -> None:
    assert request(visitor, "streetlight", node).status_code in (200, 400)


def test_depth_is_refused_before_it_is_followed(visitor: httpx.Client) -> None:
    for told in ('{"op":"not","args":[' * 500 + "true" + "]}" * 500, "[" * 4000 + "]" * 4000):
        answer = visitor.get(LAMPS, params={"filter": told, "filter-lang": "cql2-json"})
        assert answer.status_code == 400
    assert "nested" in visitor.get(LAMPS, params={"filter": "NOT " * 31 + "true"}).json()["detail_en"]
    assert visitor.get(LAMPS, params={"filter": "NOT " * 28 + "true"}).status_code == 200
    assert "letters" in visitor.get(LAMPS, params={"filter": "true" + " " * 10_000}).json()["detail_en"]


def test_a_geometry_of_too_many_vertices_is_refused(visitor: httpx.Client) -> None:
    line = ",".join(f"{n % 9} 1" for n in range(2001))
    answer = visitor.get(LAMPS, params={"filter": f"S_INTERSECTS(geometry, LINESTRING({line}))"})
    assert (answer.status_code, "vertices" in answer.json()["detail_en"]) == (400, True)


@pytest.mark.parametrize("far", ["2e7", "1.9e7", "-2e7", "1e6", "-5e6"])
@pytest.mark.parametrize("system", [3857, 32647, 32648])
def test_coordinates_at_the_end_of_a_projection_are_answered(visitor: httpx.Client, system: int, far: str) -> None:
    uri = f"http://www.opengis.net/def/crs/EPSG/0/{system}"
    for told in (f"POINT({far} 1)", f"POINT(1 {far})", f"BBOX(-20000000, -20000000, 20000000, {far})"):
        answer = request(visitor, "streetlight", f"S_INTERSECTS(geometry, {told})", **{"filter-crs": uri})
        assert answer.status_code in (200, 400), answer.text


def test_a_statement_holds_no_value(rows: Settings) -> None:
    layer = readable(load()["streetlight"], Granted(set(load()["streetlight"].readable(Audience.PUBLIC))))
    statements = []
    for name, watt, place in (("บ้านใหม่", 10, "99.9 16"), ("x", 30, "99.8 15")):
        told = (
            f"light_no = '{name}' and watt > {watt} and watt in ({watt}, 2) and light_no like '{name}%'"
            f" and S_INTERSECTS(geometry, POINT({place})) and watt + {watt} > 1.{watt}"
        )
        bound = Bound()
        statements.append(
            layer.statements.rows("s.id", [compiled(parse(told, None), layer.statements, CRS84)], Order(), bound)
        )
        assert name in bound.values
    assert statements[0] == statements[1]
    assert "บ้าน" not in statements[0] and "10" not in statements[0].replace("$10", "")


@pytest.mark.parametrize(
    "told", ["BBOX(99.95, 15.95, 99.951, 15.951)", "POLYGON((99.95 15.95, 99.951 15.95, 99.951 15.951, 99.95 15.95))"]
)
@pytest.mark.parametrize("function", ["S_INTERSECTS", "S_WITHIN", "S_EQUALS", "S_TOUCHES"])
def test_a_question_of_place_asks_the_spatial_index(rows: Settings, function: str, told: str) -> None:
    with connect(rows.admin_url) as connection:
        if not connection.execute("select 1 from core.hydrant limit 1").fetchone():
            connection.execute(
                "insert into core.hydrant (hydrant_no, geom)"
                " select n::text, ST_Point(99 + n * 1e-4, 15 + n * 1e-4, 4326) from generate_series(1, 10000) n"
            )
    with connect(rows.admin_url) as connection:
        connection.execute("analyze core.hydrant")
    declaration = load()["hydrant"]
    layer = readable(declaration, Granted(set(declaration.readable(Audience.PUBLIC))))
    bound = Bound()
    condition = compiled(parse(f"{function}(geometry, {told})", None), layer.statements, CRS84)
    statement = layer.statements.hits([condition], bound)

    async def plan() -> str:
        connection = await asyncpg.connect(rows.admin_url)
        try:
            return "\n".join(row[0] for row in await connection.fetch(f"explain {statement}", *bound.values))
        finally:
            await connection.close()

    assert "hydrant_geom_idx" in asyncio.run(plan())


def test_a_filter_of_a_field_that_is_a_word_of_cql2_is_read(ask: Ask) -> None:
    assert ask("complaint", 'note_x = 1 or "categories" is null'.replace("note_x = 1 or ", "")) == [4]
