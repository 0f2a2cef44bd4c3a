"""A client that hangs up frees what its request held, at once, and nobody else notices."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from starlette.types import Receive, Scope, Send

from api.access_log import MOMENT
from api.database import POOL_SIZE
from api.hangup import CLOSED, GRACE, HangUp
from gis.access import Audience
from gis.db import connect
from gis.settings import Settings
from tests.serving import PLANNER, serving

#: Sessions of the service that are at work on a statement.
_BUSY = "select count(*) from pg_stat_activity where application_name = 'web' and state = 'active' and datname = %s"
STOPS = "/ogc/collections/bus_stop/items"
#: The tile over the stops.
TILE = "/ogc/collections/bus_stop/tiles/WebMercatorQuad/14/7454/12739"
#: Keeps a processor busy for longer than any test.
_ENDLESS = "select count(*) > 0 from generate_series(1, 1000000000) n where sqrt(n) < 0"


def forget(settings: Settings) -> None:
    """Make every service forget the tiles and pages it kept."""
    with connect(settings.admin_url, autocommit=True) as owner:
        owner.execute("select pg_notify('takeed_tiles', '*')")
    time.sleep(0.2)


@contextmanager
def locked(settings: Settings, table: str) -> Iterator[psycopg.Connection[Any]]:
    """Every statement on the table waits for as long as the block lasts."""
    with connect(settings.admin_url) as owner:
        owner.execute(f"lock table core.{table} in access exclusive mode")
        yield owner
        owner.rollback()


def busy(settings: Settings) -> int:
    with connect(settings.admin_url, autocommit=True) as owner:
        row = owner.execute(_BUSY, (owner.info.dbname,)).fetchone()
    assert row is not None
    return int(row[0])


def wait_until(settings: Settings, count: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while (now := busy(settings)) != count:
        assert time.monotonic() < deadline, f"{now} statements are running after {seconds} s, not {count}"
        time.sleep(0.02)


def ask(address: str, path: str, *, auth: tuple[str, str] | None = None, feature: Any = None) -> socket.socket:
    """A request that was sent, and whose answer nobody has read yet."""
    parts = urlsplit(address)
    body = b"" if feature is None else json.dumps(feature).encode()
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += ["Content-Type: application/geo+json", f"Content-Length: {len(body)}"] if body else []
    if auth is not None:
        lines.append(f"Authorization: Basic {base64.b64encode(':'.join(auth).encode()).decode()}")
    wire = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10)
    wire.sendall("\r\n".join([*lines, "", ""]).encode() + body)
    return wire


@pytest.mark.parametrize("path", [f"{STOPS}?limit=7", f"{STOPS}?bbox=99,15,101,17", TILE])
@pytest.mark.parametrize("auth", [None, PLANNER], ids=["visitor", "staff"])
def test_the_query_of_a_client_that_hangs_up_is_gone_within_a_second(
    address: str, instance: Settings, path: str, auth: tuple[str, str] | None
) -> None:
    assert httpx.get(address + STOPS, auth=auth).status_code == 200
    forget(instance)
    with locked(instance, "bus_stop"):
        wire = ask(address, path, auth=auth)
        wait_until(instance, 1, 5)
        wire.close()
        wait_until(instance, 0, 1)
    assert httpx.get(address + path, auth=auth).status_code == 200


def test_a_query_that_is_calculating_is_gone_too(address: str, instance: Settings) -> None:
    with connect(instance.admin_url) as owner:
        owner.execute(f"create function calculating() returns boolean volatile language sql as $$ {_ENDLESS} $$")
        owner.execute("alter view pub.road rename to road_kept")
        owner.execute("create view pub.road as select * from pub.road_kept where calculating()")
        owner.execute(f"grant select on pub.road to {Audience.PUBLIC.role}")
    try:
        with serving(instance) as fresh:
            wire = ask(fresh, "/ogc/collections/road/items")
            wait_until(instance, 1, 5)
            time.sleep(0.3)
            wire.close()
            wait_until(instance, 0, 1)
    finally:
        with connect(instance.admin_url) as owner:
            owner.execute("drop view pub.road")
            owner.execute("alter view pub.road_kept rename to road")
            owner.execute("drop function calculating()")


@pytest.mark.parametrize("auth", [None, PLANNER], ids=["visitor", "staff"])
def test_every_connection_is_usable_after_more_have_hung_up_than_there_are(
    address: str, instance: Settings, auth: tuple[str, str] | None
) -> None:
    for _ in range(2):
        with locked(instance, "bus_stop"):
            wires = [ask(address, f"{STOPS}?limit={n + 1}", auth=auth) for n in range(POOL_SIZE)]
            wait_until(instance, POOL_SIZE, 5)
            for wire in wires:
                wire.close()
            wait_until(instance, 0, 1)
    for n in range(2 * POOL_SIZE):
        assert httpx.get(f"{address}{STOPS}?limit={n + 1}", auth=auth).json()["numberReturned"] == n + 1


@pytest.mark.parametrize("auth", [None, PLANNER], ids=["visitor", "staff"])
def test_a_writing_that_is_cancelled_is_not_acknowledged_and_not_stored(
    address: str, instance: Settings, auth: tuple[str, str] | None
) -> None:
    uid = str(uuid.uuid4())
    report = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [99.9, 16]},
        "properties": {"uid": uid, "categories": ["other"], "description": "สายขาดกลางคัน"},
    }
    path = "/ogc/collections/complaint/items"
    with locked(instance, "complaint"):
        wire = ask(address, path, auth=auth, feature=report)
        wait_until(instance, 1, 5)
        wire.close()
        wait_until(instance, 0, 1)
    assert stored(instance, uid) == 0
    assert httpx.post(address + path, json=report, auth=auth).status_code == 201
    assert stored(instance, uid) == 1


def stored(settings: Settings, uid: str) -> int:
    with connect(settings.admin_url) as owner:
        row = owner.execute("select count(*) from core.complaint where uid = %s", (uid,)).fetchone()
    assert row is not None
    return int(row[0])


def test_a_tile_that_several_wait_for_outlives_the_first_of_them(address: str, instance: Settings) -> None:
    forget(instance)
    with locked(instance, "bus_stop"):
        first = ask(address, TILE)
        wait_until(instance, 1, 5)
        second = ask(address, TILE)
        time.sleep(0.3)
        first.close()
        time.sleep(0.5)
        assert busy(instance) == 1, "the tile that the second waits for is still in the making"
    assert second.recv(65_536).startswith(b"HTTP/1.1 200")
    second.close()


def test_a_tile_is_given_up_when_the_last_who_waited_has_gone(address: str, instance: Settings) -> None:
    forget(instance)
    with locked(instance, "bus_stop"):
        wires = [ask(address, TILE) for _ in range(3)]
        wait_until(instance, 1, 5)
        time.sleep(0.3)
        for wire in wires:
            wire.close()
        wait_until(instance, 0, 1)
        third = ask(address, TILE)  # waits for a making of its own, not for the one that was given up
        wait_until(instance, 1, 5)
    assert third.recv(65_536).startswith(b"HTTP/1.1 200")
    third.close()


def test_the_access_log_says_that_nobody_waited(address: str, instance: Settings) -> None:
    log = Path(instance.home) / "logs" / "access.jsonl"
    before = len(log.read_text().splitlines())
    with locked(instance, "bus_stop"):
        wire = ask(address, f"{STOPS}?limit=9")
        wait_until(instance, 1, 5)
        wire.close()
        wait_until(instance, 0, 1)
    time.sleep(2 * MOMENT)
    told = [json.loads(line)["status"] for line in log.read_text().splitlines()[before:]]
    assert told[-1] == CLOSED


def test_a_client_that_waits_gets_its_answer_however_long_it_takes(address: str, instance: Settings) -> None:
    with locked(instance, "bus_stop"):
        wire = ask(address, f"{STOPS}?limit=11")
        wait_until(instance, 1, 5)
        time.sleep(1)
    assert wire.recv(65_536).startswith(b"HTTP/1.1 200")
    wire.close()


def test_a_reading_that_asks_for_its_body_late_is_given_it() -> None:
    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(3 * GRACE)
        assert await receive() == {"type": "http.request", "body": b"", "more_body": False}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(HangUp(late)), base_url="http://here") as client:
            return await asyncio.wait_for(client.get("/"), 5)

    assert asyncio.run(ask()).text == "here"
