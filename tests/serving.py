"""A real server on a real port before a real database, as a client meets it."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg

from api.main import server
from gis.settings import Settings

#: The environment that other programs are run in: as it was before a load, which tells GDAL to open nothing remote.
OUTSIDE = dict(os.environ)
#: What no response to the public may hold.
CANARY = "CANARY 0899999999"
PLANNER, OTHER = ("api.planner", "planner-password"), ("api.teacher", "teacher-password")


def fill(connection: psycopg.Connection[object]) -> None:
    """A few rows: forty bus stops in a row, a closed circuit, a complaint with somebody's name, a road."""
    connection.execute(
        "insert into core.bus_stop (name, geom) select 'ป้ายบ้านใหม่ ' || n, ST_Point(99.9 + n * 0.001, 16, 4326)"
        " from generate_series(1, 40) n"
    )
    connection.execute(
        "insert into core.road (name, geom)"
        " values ('ถนนสายเอก', 'SRID=4326;MULTILINESTRING((99.9 16.01, 99.94 16.01))')"
    )
    connection.execute("insert into core.light_circuit (circuit_no, meter_no) values ('C-1', 'M-1'), ('C-2', 'M-2')")
    connection.execute(
        "insert into core.complaint (categories, description, contact_name, geom)"
        " values ('{other}', %s, %s, ST_Point(99.91234567, 16.01234567, 4326))",
        (CANARY, CANARY),
    )


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of a server of this instance."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = replace(settings, host="127.0.0.1", port=port, base_url=f"http://127.0.0.1:{port}")
    running = server(told)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running.started, "the server did not start"
    try:
        yield told.base_url
    finally:
        running.should_exit = True
        thread.join(20)
