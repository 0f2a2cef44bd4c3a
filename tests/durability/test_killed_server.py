"""A killed database server loses nothing that was acknowledged, and nothing is there twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gis import cluster, settings, sync
from gis.db import connect
from gis.settings import Settings
from tests.benchmarks.servers import free_port

CLIENTS = 20
pytestmark = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="kills the private cluster's server; DATABASE_URL is somebody's"
)


@pytest.fixture
def instance() -> Iterator[Settings]:
    """A durable instance of its own, deployed and empty."""
    with TemporaryDirectory(prefix="takeed-kill-") as folder:
        Path(folder).chmod(0o711)
        port = free_port()
        told = replace(
            settings.load(), home=Path(folder), database_url=None, port=port, base_url=f"http://127.0.0.1:{port}"
        )
        with cluster.running(told):
            sync.deploy(told)
        yield told


@contextmanager
def serving(told: Settings) -> Iterator[None]:
    """The service and its watched database in a process of their own, as ``takeed up`` runs them."""
    program = (
        "import sys; from gis import cluster, settings; from api.main import serve; told = settings.load()\n"
        "with cluster.watched(told): serve(told)"
    )
    environment = {**os.environ, "TAKEED_HOME": str(told.home), "TAKEED_PORT": str(told.port)}
    with subprocess.Popen([sys.executable, "-c", program], env=environment) as process:
        try:
            _wait(told)
            yield
        finally:
            process.send_signal(signal.SIGINT)


def _wait(told: Settings) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{told.base_url}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the service did not answer within a minute")


def _report(told: Settings, uid: str) -> bool:
    """Send one complaint; True when it was acknowledged."""
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [99.91, 16.01]},
        "properties": {"uid": uid, "categories": ["light"], "description": "ไฟดับ"},
    }
    request = urllib.request.Request(
        f"{told.base_url}/ogc/collections/complaint/items",
        data=json.dumps(feature).encode(),
        headers={"Content-Type": "application/geo+json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status in (200, 201))
    except urllib.error.HTTPError as refused:
        assert refused.code in (503, 504), refused.read().decode()
        return False
    except OSError:
        return False


def test_every_acknowledged_report_is_there_once_after_the_server_was_killed(instance: Settings) -> None:
    acknowledged: set[str] = set()
    doubtful: set[str] = set()
    stop = threading.Event()

    def client(_: int) -> None:
        while not stop.is_set():
            uid = str(uuid.uuid4())
            (acknowledged if _report(instance, uid) else doubtful).add(uid)

    with serving(instance):
        with ThreadPoolExecutor(CLIENTS) as pool:
            clients = [pool.submit(client, n) for n in range(CLIENTS)]
            time.sleep(2)
            server = cluster.Cluster(instance).postmaster()
            assert server is not None
            server.kill()
            time.sleep(1)
            stop.set()
            for each in clients:
                each.result()
        _wait(instance)
        for uid in doubtful:  # whoever got no answer sends the same again
            assert _report(instance, uid)
        with connect(instance.admin_url) as connection:
            rows = connection.execute("select uid::text, count(*) from core.complaint group by uid").fetchall()
            twice = [uid for uid, count in rows if count > 1]
            stored = {uid for uid, _ in rows}
    assert len(acknowledged) > CLIENTS, "the clients hardly got to send anything"
    assert doubtful, "nobody noticed the kill"
    assert not twice
    assert acknowledged <= stored
    assert stored == acknowledged | doubtful
