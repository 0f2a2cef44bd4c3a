"""Starts this service and its peers on one database, one worker each, and measures them with the same client."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Server:
    """One running service: its name in the report, where it listens, and its process."""

    name: str
    url: str
    pid: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(name: str, command: list[str], port: int, environment: dict[str, str], ready: str) -> Iterator[Server]:
    """Run ``command`` until the block ends; it is ready when the path ``ready`` answers 200."""
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(url + ready, timeout=5).read()
                    break
                except OSError:
                    if process.poll() is not None:
                        raise RuntimeError(f"{name} ended with {process.returncode}") from None
                    time.sleep(0.2)
            yield Server(name, url, process.pid)
        finally:
            process.terminate()


@contextmanager
def takeed(environment: dict[str, str]) -> Iterator[Server]:
    """This service, one worker, as ``takeed up`` runs it."""
    port = free_port()
    command = [sys.executable, "-m", "gis.cli", "serve"]
    with serving("takeed", command, port, {**environment, "TAKEED_PORT": str(port)}, "/ogc/") as server:
        yield server


def peers_python(cache: Path) -> Path:
    """The interpreter of the peers' own environment, made from its lock when the lock changes."""
    home = cache / "peers"
    stamp, lock = home / "lock", HERE / "peers.lock"
    if not stamp.exists() or stamp.read_text() != lock.read_text():
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", "--clear", "-p", sys.executable, str(home)], check=True)
        sync = [*uv, "pip", "sync", "-q", "--require-hashes", "-p", str(home / "bin" / "python"), str(lock)]
        subprocess.run(sync, check=True)
        stamp.write_text(lock.read_text())
    return home / "bin" / "python"


@contextmanager
def tipg(python: Path, database_url: str) -> Iterator[Server]:
    """tipg as it comes, on the published views."""
    port = free_port()
    command = [str(python), "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--loop", "uvloop"]
    environment = {"DATABASE_URL": database_url, "TIPG_DB_SCHEMAS": '["pub"]'}
    with serving("tipg", command, port, environment, "/collections/pub.parcel") as server:
        yield server


@contextmanager
def pygeoapi(python: Path, database_url: str, folder: Path) -> Iterator[Server]:
    """pygeoapi as it comes, on the published view of the parcels."""
    port = free_port()
    parts = urlsplit(database_url)
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {
            "host": parts.hostname, "port": parts.port, "dbname": parts.path.lstrip("/"),
            "user": parts.username, "password": parts.password, "search_path": ["pub", "public"],
        },
        "id_field": "id", "table": "parcel", "geom_field": "geom",
    }  # fmt: skip
    collection = {
        "type": "collection", "title": "parcel", "description": "parcels", "keywords": ["parcel"],
        "links": [{"type": "text/html", "rel": "canonical", "href": "http://localhost/"}],
        "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
        "providers": [provider],
    }  # fmt: skip
    contact = {"name": "benchmark", "url": "http://localhost/"}
    told = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": 10000},
            "map": {"url": "https://example.invalid/{z}/{x}/{y}.png", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "b", "description": "b", "keywords": ["b"], "keywords_type": "theme",
                "terms_of_service": "b", "url": "http://localhost/",
            },
            "license": {"name": "b", "url": "http://localhost/"}, "provider": contact, "contact": contact,
        },
        "resources": {"parcel": collection},
    }  # fmt: skip
    settings, document = folder / "pygeoapi.yml", folder / "openapi.yml"
    settings.write_text(yaml.safe_dump(told))
    environment = {"PYGEOAPI_CONFIG": str(settings), "PYGEOAPI_OPENAPI": str(document)}
    make = [str(python.parent / "pygeoapi"), "openapi", "generate", str(settings), "--output-file", str(document)]
    subprocess.run(make, env={**os.environ, **environment}, check=True, capture_output=True)
    command = [str(python), "-m", "uvicorn", "pygeoapi.starlette_app:APP", "--port", str(port), "--loop", "uvloop"]
    with serving("pygeoapi", command, port, environment, "/collections/parcel?f=json") as server:
        yield server


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def rate(url: str, *, seconds: int = 5, connections: int = 8) -> float:
    """Requests per second of one address, by wrk; raises where an answer was not 200."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise AssertionError(f"{url} did not answer 200:\n{told}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found, told
    return float(found.group(1))


def rate_once_each(server: Server, paths: list[str], *, connections: int = 8) -> float:
    """Requests per second over ``paths``, each asked exactly once, so that no cache can answer."""
    started = time.perf_counter()
    seconds_once_each(server, paths, connections=connections)
    return len(paths) / (time.perf_counter() - started)


def seconds_once_each(server: Server, paths: list[str], *, connections: int) -> list[float]:
    """How long each answer took that :func:`rate_once_each` asks for."""
    return asyncio.run(_ask_all(server, paths, connections))


async def _ask_all(server: Server, paths: list[str], connections: int) -> list[float]:
    left, taken = list(reversed(paths)), []
    parts = urlsplit(server.url)

    async def worker() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while left:
            path = left.pop()
            began = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            status = int(head.split(" ", 2)[1])
            assert status in (200, 204), f"{server.name}{path}: {status}"
            length = re.search(r"content-length: (\d+)", head)
            if length:
                await reader.readexactly(int(length.group(1)))
            elif "transfer-encoding: chunked" in head:
                while size := int((await reader.readline()).strip() or b"0", 16):
                    await reader.readexactly(size + 2)
                await reader.readline()
            taken.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(worker() for _ in range(connections)))
    return taken
