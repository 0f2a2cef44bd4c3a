"""What goes wrong is always a problem document that says what to do, and the service mends itself."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from api.access_log import MOMENT
from gis.db import connect
from gis.settings import Settings
from tests.serving import serving


def is_problem(answer: httpx.Response, status: int) -> bool:
    told = answer.json()
    return (
        answer.status_code == status == told["status"]
        and answer.headers["content-type"] == "application/problem+json"
        and bool(told["detail_th"] and told["detail_en"])
    )


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/core")
def test_an_unknown_address_and_method_are_problems(public: httpx.Client) -> None:
    assert is_problem(public.get("/ogc/nothing"), 404)
    assert is_problem(public.get("/nothing.html"), 404)
    refused = public.delete("/ogc/collections")
    assert is_problem(refused, 405)
    assert "GET" in refused.headers["allow"]
    assert is_problem(public.put("/ogc/collections/bus_stop/items"), 405)


def test_an_address_that_is_too_long_or_not_utf8_is_a_problem(public: httpx.Client) -> None:
    assert is_problem(public.get("/ogc/collections/bus_stop/items?bbox=" + "1" * 9_000), 400)
    assert is_problem(public.get("/ogc/collections/%ff%fe/items"), 400)
    assert is_problem(public.get("/api/search?q=%e0%b8"), 400)
    assert is_problem(public.get("/api/search?q=ab%00c"), 400)


def test_what_is_no_http_is_a_problem_too(address: str) -> None:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=5) as wire:
        wire.sendall("GET /api/search?q=ถนน HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = b""
        while part := wire.recv(65_536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"400" in head.splitlines()[0] and b"application/problem+json" in head
    assert json.loads(body)["detail_th"]


def test_english_comes_first_for_who_asks_for_it(public: httpx.Client) -> None:
    told = public.get("/ogc/nothing", headers={"Accept-Language": "en-GB,th;q=0.5"}).json()
    assert told["detail"] == told["detail_en"]


def test_without_a_database_every_answer_says_so_and_the_map_is_still_served(instance: Settings) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        parts = urlsplit(instance.admin_url)
        away = parts._replace(netloc=f"{parts.username}:x@127.0.0.1:{nobody.getsockname()[1]}", query="").geturl()
        with serving(replace(instance, database_url=away)) as address:
            for path in ("/health", "/ogc/collections", "/ogc/collections/bus_stop/items", "/api/search?q=abc"):
                assert is_problem(httpx.get(address + path), 503), path
            assert httpx.get(f"{address}/api/place").status_code == 200


def test_connections_that_were_cut_are_made_anew(public: httpx.Client, instance: Settings) -> None:
    assert public.get("/ogc/collections/bus_stop/items").status_code == 200
    with connect(instance.admin_url) as connection:
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'web'")
    said = [public.get("/ogc/collections/bus_stop/items").status_code for _ in range(3)]
    assert said[-1] == 200
    assert set(said) <= {200, 503}


def test_the_access_log_says_what_was_asked_and_not_by_whom(public: httpx.Client, instance: Settings) -> None:
    public.get("/api/search?q=somebodys-house", headers={"X-Forwarded-For": "203.0.113.9"})
    time.sleep(2 * MOMENT)
    lines = (Path(instance.home) / "logs" / "access.jsonl").read_text().splitlines()
    last = next(told for told in map(json.loads, reversed(lines)) if told["route"] == "/api/search")
    assert last["status"] == 200 and last["milliseconds"] >= 0
    assert "somebodys-house" not in "".join(lines) and "127.0.0.1" not in "".join(lines)


@pytest.mark.parametrize("q", ["", "a", "x" * 81])
def test_a_search_for_too_little_or_too_much_is_a_sentence(public: httpx.Client, q: str) -> None:
    assert is_problem(public.get("/api/search", params={"q": q}), 400)


@pytest.mark.parametrize("q", ["ปา", "บ้านใหม่", "บานใหม", "บ้าน ใหม่", "ป้ายบ้านใหม่ ๗", "ป้ายบ้านใหม่ 7"])
def test_a_search_overlooks_tone_marks_blanks_and_thai_digits(public: httpx.Client, q: str) -> None:
    found = public.get("/api/search", params={"q": q}).json()["results"]
    assert found and all(each["layer"] == "bus_stop" for each in found)
    if q[-1] in "๗7":
        assert found[0]["label"] == "ป้ายบ้านใหม่ 7"
        assert (found[0]["lon"], found[0]["lat"]) == (pytest.approx(99.907), 16)


@pytest.mark.parametrize("q", ["ท่าจันทร์", "BR-77"])
def test_what_a_search_finds_is_called_by_its_name_before_its_number(
    public: httpx.Client, instance: Settings, q: str
) -> None:
    with connect(instance.admin_url) as connection:
        connection.execute(
            "insert into core.bridge (bridge_no, name, geom)"
            " values ('BR-77', 'สะพานท่าจันทร์', ST_Point(99.9, 16.05, 4326)) on conflict do nothing"
        )
    (found,) = public.get("/api/search", params={"q": q}).json()["results"]
    assert (found["label"], found["detail"]) == ("สะพานท่าจันทร์", "สะพาน · BR-77")


@pytest.mark.parametrize("q", ["%%", "__", "' or 1=1 --", "\\\\", "C-1", "CANARY"])
def test_a_search_finds_no_signs_and_no_secrets(public: httpx.Client, q: str) -> None:
    assert public.get("/api/search", params={"q": q}).json()["results"] == []
