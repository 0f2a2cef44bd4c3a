"""Adding features: by the public where a layer takes reports, by staff where the database lets them."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from gis.db import connect
from gis.settings import Settings
from tests.serving import OTHER, PLANNER

COMPLAINTS = "/ogc/collections/complaint/items"
STOPS = "/ogc/collections/bus_stop/items"


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(x: float = 99.91, y: float = 16.01) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def complaint(**more: Any) -> dict[str, Any]:
    return feature(point(), categories=["other"], description="ไฟดับ", **more)


def stored(settings: Settings, uid: str) -> int:
    with connect(settings.admin_url) as connection:
        row = connection.execute("select count(*) from core.complaint where uid = %s", (uid,)).fetchone()
    assert row is not None
    return int(row[0])


def test_the_public_sends_a_report_and_finds_it_without_the_name_it_gave(
    public: httpx.Client, instance: Settings
) -> None:
    answer = public.post(COMPLAINTS, json=complaint(contact_name="สมศรี", contact_phone="0812345678"))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert stored(instance, told["uid"]) == 1
    seen = public.get(answer.headers["location"])
    assert seen.json()["properties"]["uid"] == told["uid"]
    assert "สมศรี" not in seen.text


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/create-replace-delete")
def test_location_is_spelled_with_a_capital(address: str) -> None:
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port)) as wire:
        wire.request("POST", COMPLAINTS, json.dumps(complaint()), {"Content-Type": "application/geo+json"})
        answer = wire.getresponse()
        answer.read()
    assert "Location" in [name for name, _ in answer.getheaders()]


def test_a_report_sent_again_with_its_uid_is_stored_once(public: httpx.Client, instance: Settings) -> None:
    uid = str(uuid.uuid4())
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda _: public.post(COMPLAINTS, json=complaint(uid=uid)), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert stored(instance, uid) == 1


def test_every_acknowledged_report_is_there_once_though_connections_are_cut(
    public: httpx.Client, instance: Settings
) -> None:
    """Clients post while every connection is cut again and again; each repeats its report until it hears a yes."""

    def report(_: int) -> str:
        uid = str(uuid.uuid4())
        for _attempt in range(50):
            answer = public.post(COMPLAINTS, json=complaint(uid=uid))
            if answer.status_code in (200, 201):
                return uid
            assert answer.status_code == 503, answer.text
        raise AssertionError("nobody took the report")

    with ThreadPoolExecutor(20) as clients, connect(instance.admin_url, autocommit=True) as owner:
        reports = [clients.submit(report, n) for n in range(100)]
        while not all(sent.done() for sent in reports):
            owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'web' and datname = current_database()"
            )
            time.sleep(0.3)
    uids = [sent.result() for sent in reports]
    assert [stored(instance, uid) for uid in uids] == [1] * 100


@pytest.mark.parametrize("field", ["status", "division", "ticket_no", "created_by", "id", "nothing", 'x"; drop table'])
def test_the_public_fills_only_the_fields_of_a_report(public: httpx.Client, field: str) -> None:
    answer = public.post(COMPLAINTS, json=complaint(**{field: "1"}))
    assert answer.status_code == 403
    assert "description" in answer.json()["detail_en"]


def test_where_no_reports_are_taken_the_public_is_asked_to_sign_in(public: httpx.Client) -> None:
    answer = public.post(STOPS, json=feature(point(), name="x"))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/create-replace-delete")
@pytest.mark.conformance("ogcapi-features-4/1.0/conf/features")
def test_staff_add_to_layers_of_their_division_only(planner: httpx.Client, address: str, instance: Settings) -> None:
    made = planner.post(STOPS, json=feature(point(), name="ป้ายใหม่"))
    assert made.status_code == 201, made.text
    refused = httpx.post(address + STOPS, json=feature(point(), name="ป้ายใหม่"), auth=OTHER)
    assert refused.status_code == 403
    with connect(instance.admin_url) as connection:
        row = connection.execute(
            "select created_by, c.client from core.bus_stop s join history.changeset c on c.id = s.changeset_id"
            " where s.id = %s", (made.json()["id"],),
        ).fetchone()  # fmt: skip
        assert row == (PLANNER[0], "web")
        connection.execute("delete from core.bus_stop where id = %s", (made.json()["id"],))


def test_options_names_post_only_for_who_may(public: httpx.Client, planner: httpx.Client) -> None:
    assert public.options(STOPS).headers["allow"] == "GET, HEAD, OPTIONS"
    assert "accept-post" not in public.options(STOPS).headers
    assert public.options(COMPLAINTS).headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert "application/geo+json" in public.options(COMPLAINTS).headers["accept-post"]
    assert planner.options(STOPS).headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert public.options("/ogc/collections/light_circuit/items").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b'{"type":"Feature","geometry":null,"properties":{"description":"\xe0"}}', 400),
        (b'{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,16]},"properties":{}}', 400),
        (b'{"type":"Feature","geometry":{"type":"Point","coordinates":[1e999,16]},"properties":{}}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 900 + b"1" + b"}" * 900, 400),
        (b'{"type":"Feature","geometry":null,"properties":{"description":"a","description":"b"}}', 400),
        (b'{"type":"Feature","geometry":null,"properties":{"description":"\\ud800"}}', 400),
        (b'{"type":"FeatureCollection","features":[]}', 400),
    ],
)
def test_a_body_that_is_no_feature_is_a_sentence(public: httpx.Client, body: bytes, status: int) -> None:
    answer = public.post(COMPLAINTS, content=body, headers={"Content-Type": "application/geo+json"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "geometry",
    [{"type": "Point", "coordinates": []}, {"type": "Point"}, "POINT(1 2)", {"type": "Point", "coordinates": [99]},
     {"type": "Point", "coordinates": ["99", "16"]}, {"type": "Point", "coordinates": [[99, 16]]},
     {"type": "Point", "coordinates": [True, 16]}, {"type": ["Point"], "coordinates": [99.9, 16]}],
)  # fmt: skip
def test_a_place_that_is_no_geojson_is_a_sentence(public: httpx.Client, geometry: Any) -> None:
    answer = public.post(COMPLAINTS, json=feature(geometry, categories=["other"], description="x"))
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    "geometry",
    [point(99.9, 91), point(181, 16), point(16, 99.9), point(600_000, 1_769_000),
     {"type": "LineString", "coordinates": [[99.9, 16], [99.91, 16]]}],
)  # fmt: skip
def test_a_place_that_is_not_on_earth_or_of_another_kind_is_a_sentence(public: httpx.Client, geometry: Any) -> None:
    answer = public.post(COMPLAINTS, json=feature(geometry, categories=["other"], description="x"))
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ({"categories": ["nothing"], "description": "x"}, "must be one of"),
        ({"categories": "other", "description": "x"}, "a list of codes"),
        ({"categories": ["other"], "description": 5}, "must be text"),
        ({"categories": ["other"], "description": "a\x00b"}, "must be text"),
        ({"categories": ["other"], "description": "   "}, "must not be blank"),
        ({"categories": ["other"], "description": "x", "uid": "x"}, "uid"),
    ],
)
def test_a_value_that_breaks_a_rule_is_told_in_words_and_stored_nowhere(
    public: httpx.Client, instance: Settings, properties: dict[str, Any], says: str
) -> None:
    with connect(instance.admin_url) as connection:
        before = connection.execute("select count(*) from core.complaint").fetchone()
    answer = public.post(COMPLAINTS, json=feature(point(), **properties))
    assert answer.status_code == 422, answer.text
    assert says in answer.json()["detail_en"]
    with connect(instance.admin_url) as connection:
        assert connection.execute("select count(*) from core.complaint").fetchone() == before


def test_ten_megabytes_are_refused_stated_or_not(public: httpx.Client) -> None:
    assert public.post(COMPLAINTS, content=b"x" * 10_000_000).status_code == 413
    chunks = (b"x" * 100_000 for _ in range(100))
    assert public.post(COMPLAINTS, content=chunks).status_code == 413


def test_what_the_public_may_send_is_listed_with_its_form(public: httpx.Client) -> None:
    forms = {form["layer"]: form for form in public.get("/api/reports").json()["reports"]}
    assert "complaint" in forms and "bus_stop" not in forms
    assert "status" not in forms["complaint"]["schema"]["properties"]
