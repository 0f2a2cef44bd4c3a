"""Downloads: whole or broken off, in little memory, ended by who hangs up, and on record where they are personal."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from psycopg import sql

import api.download
from api.download import Body, Download, Downloads
from api.ogc.formats import DOWNLOADS
from gis.access import ANONYMOUS_ROLE
from gis.db import connect
from gis.settings import Settings
from tests.representations import read
from tests.serving import PLANNER, serving

NAMES = [format.name for format in DOWNLOADS]
STREAMED = [name for name in NAMES if name not in ("fgb", "gpkg")]
MARKETS = 20_000
PATH = "/ogc/collections/market/items?download=true&f={}"
#: Backends in the middle of a download.
_READING = "select count(*) from pg_stat_activity where query like '%%pub.market%%' and state <> 'idle' and pid <> %s"


@pytest.fixture(scope="module")
def markets(instance: Settings) -> Iterator[None]:
    """More rows than the buffers between a server and a client that reads nothing can hold."""
    with connect(instance.admin_url) as owner:
        owner.execute(
            "insert into core.market (name, geom) select 'ตลาดนัด ' || n || ' ' || m,"
            " ST_Point(99.9 + n * 1e-6, 16, 4326) from generate_series(1, %s) n,"
            " lateral (select string_agg(md5(n || ' ' || k), '') m from generate_series(1, 20) k) mixed",
            (MARKETS,),
        )
        owner.commit()
        yield
        owner.execute("truncate core.market cascade")


@pytest.fixture
def watcher(instance: Settings) -> Iterator[psycopg.Connection[Any]]:
    with connect(instance.admin_url) as connection:
        connection.autocommit = True
        yield connection


def soon(holds: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def reading(watcher: psycopg.Connection[Any]) -> int:
    row = watcher.execute(_READING, (watcher.info.backend_pid,)).fetchone()
    assert row is not None
    return int(row[0])


def in_the_making(instance: Settings) -> list[Path]:
    return list((instance.home / "downloads").glob("*/*"))


def ask(address: str, path: str, *, small: bool = True) -> socket.socket:
    """A client that has asked and reads nothing yet."""
    parts = urlsplit(address)
    wire = socket.socket()
    if small:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
    wire.connect((parts.hostname, parts.port))
    wire.sendall(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    return wire


@pytest.mark.parametrize("format", NAMES)
def test_a_download_holds_every_row(public: httpx.Client, markets: None, format: str) -> None:
    table = read(public.get(PATH.format(format), timeout=60)).by_id()
    assert len(table.ids) == len(set(table.ids)) == MARKETS
    assert str(table.rows[-1]["name"]).startswith(f"ตลาดนัด {MARKETS}")


@pytest.mark.parametrize("format", NAMES)
def test_who_hangs_up_ends_the_reading(
    address: str, instance: Settings, watcher: psycopg.Connection[Any], markets: None, format: str
) -> None:
    wire = ask(address, PATH.format(format))
    assert soon(lambda: reading(watcher) == 1)
    wire.close()
    assert soon(lambda: reading(watcher) == 0, 1.5)
    assert soon(lambda: not in_the_making(instance))


def test_a_reader_may_be_slower_than_a_statement_may_take(
    address: str, instance: Settings, markets: None, watcher: psycopg.Connection[Any]
) -> None:
    with connect(instance.admin_url) as owner:
        owner.execute(
            sql.SQL("alter role {} in database {} set statement_timeout = '1s'").format(
                sql.Identifier(ANONYMOUS_ROLE), sql.Identifier(owner.info.dbname)
            )
        )
    try:
        with serving(instance) as own:
            wire = ask(own, PATH.format("csv") + "&properties=name")
            assert soon(lambda: reading(watcher) == 1)
            time.sleep(2.5)
            told = b""
            while not told.endswith(b"0\r\n\r\n"):
                part = wire.recv(1_000_000)
                assert part, "broken off"
                told += part
            wire.close()
        assert told.count("ตลาดนัด".encode()) == MARKETS
    finally:
        with connect(instance.admin_url) as owner:
            owner.execute(
                sql.SQL("alter role {} in database {} reset statement_timeout").format(
                    sql.Identifier(ANONYMOUS_ROLE), sql.Identifier(owner.info.dbname)
                )
            )


def test_who_takes_nothing_is_cut_off(
    address: str, watcher: psycopg.Connection[Any], markets: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.download, "STALLED", 0.5)
    wire = ask(address, PATH.format("csv"))
    assert soon(lambda: reading(watcher) == 1)
    assert soon(lambda: reading(watcher) == 0, 3)
    wire.close()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
# The rest of a Parquet file is in the socket before anybody can cut it off.
@pytest.mark.parametrize("format", sorted({*STREAMED} - {"parquet"}))
def test_a_download_that_fails_midway_is_broken_off(
    address: str, watcher: psycopg.Connection[Any], markets: None, format: str, encoding: str
) -> None:
    with (
        httpx.Client(base_url=address, timeout=30, headers={"Accept-Encoding": encoding}) as client,
        client.stream("GET", PATH.format(format)) as answer,
    ):
        assert answer.status_code == 200
        pieces = answer.iter_raw(8_192)
        next(pieces)
        assert soon(lambda: reading(watcher) == 1)
        watcher.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like '%%pub.market%%' and pid <> %s",
            (watcher.info.backend_pid,),
        )
        with pytest.raises(httpx.RemoteProtocolError):
            list(pieces)


@pytest.mark.parametrize("format", ["csv", "gpkg"])  # ten seconds each: one that streams and one that makes a file
def test_what_fails_before_the_first_byte_is_a_problem(
    address: str, instance: Settings, watcher: psycopg.Connection[Any], markets: None, format: str
) -> None:
    watcher.execute("begin; lock table core.market in access exclusive mode")
    try:
        with httpx.Client(base_url=address, timeout=30) as client:
            answer = client.get(PATH.format(format))
    finally:
        watcher.execute("rollback")
    assert answer.status_code == 504
    assert answer.headers["content-type"] == "application/problem+json"
    assert "content-disposition" not in answer.headers
    assert soon(lambda: not in_the_making(instance))


def test_a_download_too_many_is_told_to_wait_and_pages_are_not(
    address: str, markets: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.download, "PATIENCE", 0.3)
    wires = [ask(address, PATH.format("csv")) for _ in range(api.download.AT_ONCE["public"])]
    with httpx.Client(base_url=address, timeout=30) as client:
        assert soon(lambda: client.get(PATH.format("csv") + "&limit=1").status_code == 503, 10)
        refused = client.get(PATH.format("kml"))
        assert refused.status_code == 503 and refused.headers["retry-after"]
        assert client.get("/ogc/collections/market/items?sortby=name").status_code == 200
        assert client.get(PATH.format("csv") + "&limit=1", auth=PLANNER).status_code == 200
        for wire in wires:
            wire.close()
        assert soon(lambda: client.get(PATH.format("csv") + "&limit=1").status_code == 200, 10)


def test_a_head_request_makes_nothing(public: httpx.Client, markets: None) -> None:
    for format in NAMES:
        answer = public.head(PATH.format(format))
        assert answer.status_code == 200 and answer.content == b""
        assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("format", ["json", "csv", "kml"])
def test_long_texts_are_compressed_as_they_go(address: str, markets: None, format: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        plain = client.get(PATH.format(format), headers={"Accept-Encoding": "identity"})
        with client.stream("GET", PATH.format(format), headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.headers["content-encoding"] == "gzip"
            assert "content-length" not in answer.headers
            packed = b"".join(answer.iter_raw())
    unpacking = zlib.decompressobj(wbits=31)
    assert unpacking.decompress(packed) == plain.content and unpacking.eof
    assert "content-encoding" not in plain.headers
    assert len(packed) < len(plain.content) * 2 / 3


@pytest.mark.parametrize("format", NAMES)
def test_reading_personal_fields_is_one_record_even_for_who_hangs_up(
    planner: httpx.Client, watcher: psycopg.Connection[Any], format: str
) -> None:
    count = "select count(*), max(fields) from gis.access_log where person = %s and layer = 'complaint'"
    before = watcher.execute(count, (PLANNER[0],)).fetchone()
    assert before is not None
    with planner.stream("GET", f"/ogc/collections/complaint/items?download=true&f={format}") as answer:
        assert answer.status_code == 200
    after = watcher.execute(count, (PLANNER[0],)).fetchone()
    assert after is not None
    assert after[0] == before[0] + 1 and "contact_name" in after[1]


def test_what_a_killed_server_left_behind_is_swept_and_what_another_makes_is_not(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from api.download import Downloads\n"
        "with Downloads(Path(sys.argv[1])).folder() as folder:\n"
        "    (folder / 'half.gpkg').write_text('x'); print(folder, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        left = Path(other.stdout.readline().strip())
        Downloads(tmp_path).sweep()
        assert (left / "half.gpkg").exists()
        os.kill(other.pid, signal.SIGKILL)
    assert (left / "half.gpkg").exists()
    Downloads(tmp_path).sweep()
    assert not left.exists()


def test_a_writer_that_fails_is_a_fault_of_ours_and_leaves_nothing(
    instance: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with serving(instance) as own:
        answer = httpx.get(own + "/ogc/collections/bus_stop/items?f=gpkg")
    assert answer.status_code == 500 and answer.json()["type"] == "/problems/internal"
    assert in_the_making(instance) == []


def test_a_download_ends_after_the_longest_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.download, "LONGEST", 0.2)
    sent: list[Any] = []

    @asynccontextmanager
    async def body() -> AsyncIterator[Body]:
        async def pieces() -> AsyncIterator[bytes]:
            while True:
                yield b"x"
                await asyncio.sleep(0.01)

        yield Body(pieces())

    async def main() -> None:
        async def receive() -> Any:
            await asyncio.Event().wait()

        async def send(message: Any) -> None:
            sent.append(message)

        await Download(body, "text/csv", {})({"type": "http", "method": "GET"}, receive, send)

    with pytest.raises(TimeoutError):
        asyncio.run(main())
    assert sent[-1]["more_body"] is True
