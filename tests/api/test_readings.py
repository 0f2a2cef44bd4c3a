"""What devices send is kept once, however late, often and disordered it comes, and a device can do nothing else."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import psycopg
import pytest
from psycopg import sql

from api.readings import MOST
from gis import devices
from gis.access import DEVICE_ROLE
from gis.db import connect
from gis.registry import load
from gis.settings import Settings
from tests.serving import PLANNER, serving

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
PATH = "/api/readings"


@pytest.fixture
def address(instance: Settings) -> Iterator[str]:
    """A service that has met no wrong token yet."""
    with serving(instance) as base:
        yield base


@pytest.fixture
def station(instance: Settings) -> Iterator[int]:
    """A station without readings, gone with them after the test."""
    with connect(instance.admin_url) as owner:
        row = owner.execute(
            "insert into core.water_station (station_code, name, geom)"
            " values ('WL-7', 'สถานีทดสอบ', ST_Point(99.9, 16, 4326)) returning id"
        ).fetchone()
        assert row is not None
    yield row[0]
    with connect(instance.admin_url) as owner:
        owner.execute("delete from gis.device")
        owner.execute("delete from core.water_reading where station_id = %s", (row[0],))
        owner.execute("delete from core.water_station where id = %s", (row[0],))


@pytest.fixture
def device(instance: Settings, address: str, station: int) -> Iterator[httpx.Client]:
    """The device that stands at the station."""
    _, token = devices.add(instance, "water_station", str(station))
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def reading(hours: float, level_m: float = 31.5, **more: Any) -> dict[str, Any]:
    return {"measured_at": (NOON + datetime.timedelta(hours=hours)).isoformat(), "level_m": level_m, **more}


def kept(settings: Settings, station: int) -> list[tuple[float, float]]:
    """Hours after noon and level of every reading of a station, in the order of time."""
    with connect(settings.admin_url) as owner:
        rows = owner.execute(
            "select extract(epoch from measured_at - %s) / 3600, level_m from core.water_reading"
            " where station_id = %s order by measured_at",
            (NOON, station),
        ).fetchall()
    return [(float(hours), float(level)) for hours, level in rows]


def told(answer: httpx.Response) -> tuple[int, int, int, int]:
    body = answer.json()
    return answer.status_code, body["received"], body["stored"], body["known"]


def test_a_reading_is_kept_once_however_often_it_is_sent(
    device: httpx.Client, instance: Settings, station: int
) -> None:
    one = reading(0, 31.234, flow_m3s=12.5, situation="normal")
    assert told(device.post(PATH, json=one)) == (201, 1, 1, 0)
    assert told(device.post(PATH, json=one)) == (200, 1, 0, 1)
    assert told(device.post(PATH, json=[one, reading(0, 99), one])) == (200, 3, 0, 3)
    assert kept(instance, station) == [(0, 31.234)], "what was said first stays"


def test_late_and_disordered_readings_are_kept(device: httpx.Client, instance: Settings, station: int) -> None:
    assert told(device.post(PATH, json=[reading(h) for h in (5, 1, 3)])) == (201, 3, 3, 0)
    assert told(device.post(PATH, json=[reading(h) for h in (-9000, 3, 2, 2)])) == (201, 4, 2, 2)
    assert [hours for hours, _ in kept(instance, station)] == [-9000, 1, 2, 3, 5]


def test_the_same_time_in_another_zone_is_the_same_reading(
    device: httpx.Client, instance: Settings, station: int
) -> None:
    for at in ("2026-01-31T12:00:00+07:00", "2026-01-31T05:00:00Z", "2026-01-31T00:00:00-05:00"):
        device.post(PATH, json={"measured_at": at, "level_m": 30}).raise_for_status()
    assert kept(instance, station) == [(0, 30)]


def test_the_changeset_names_the_device_and_a_repetition_leaves_none(
    device: httpx.Client, instance: Settings, station: int
) -> None:
    query = "select count(*), max(actor), max(message) from history.changeset where actor = %s"
    with connect(instance.admin_url) as owner:
        before = owner.execute(query, (DEVICE_ROLE,)).fetchone()
    for _ in range(3):
        device.post(PATH, json=[reading(h) for h in range(10)]).raise_for_status()
    with connect(instance.admin_url) as owner:
        after = owner.execute(query, (DEVICE_ROLE,)).fetchone()
        number = owner.execute("select id from gis.device").fetchone()
    assert before is not None and after is not None and number is not None
    assert (after[0] - before[0], after[1]) == (1, DEVICE_ROLE)
    assert after[2] == f"device {number[0]}"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"level_m": "high"}, "Water level"), ({"level_m": 9999}, "Water level"), ({"situation": "odd"}, "Situation"),
        ({"measured_at": None}, "measured_at"), ({"measured_at": "2026-01-31T12:00:00"}, "zone"),
        ({"measured_at": "2026-02-30T12:00:00Z"}, "measured_at"), ({"measured_at": "yesterday"}, "measured_at"),
        ({"measured_at": "2999-01-01T00:00:00Z"}, "future"), ({"station_id": 1}, "station_id"), ({"id": 7}, "'id'"),
        ({"created_by": "x"}, "created_by"), ({"level_m": 1e300}, "Reading"), ({"flow_m3s": -1}, "Flow"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("index", [0, 3, 6])
def test_a_wrong_reading_is_named_by_its_place_and_nothing_of_the_request_is_kept(
    device: httpx.Client, instance: Settings, station: int, wrong: dict[str, Any], word: str, index: int
) -> None:
    sent = [reading(h) for h in range(7)]
    sent[index] = {**sent[index], **wrong}
    refused = device.post(PATH, json=sent)
    assert refused.status_code == 422
    assert f"Reading {index} " in refused.json()["detail_en"] and word in refused.json()["detail_en"]
    assert f"ค่าที่ {index} " in refused.json()["detail_th"]
    assert kept(instance, station) == []
    sent[index] = reading(index)
    assert told(device.post(PATH, json=sent)) == (201, 7, 7, 0)


def test_the_first_of_two_wrong_readings_is_named_with_its_own_fault(device: httpx.Client) -> None:
    sent = [reading(h) for h in range(50)]
    sent[20] = reading(20, flow_m3s=-5)
    sent[40] = reading(40, level_m=9000)
    said = device.post(PATH, json=sent).json()["detail_en"]
    assert said.startswith("Reading 20 ") and "Flow" in said and "level" not in said


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"7", b'"x"', b"[1]", b"[[]]", b"null", b"\xff", b'[{"level_m": NaN}]']
)
def test_what_is_no_reading_is_a_sentence(device: httpx.Client, body: bytes) -> None:
    assert device.post(PATH, content=body).status_code == 400


def test_as_many_readings_as_are_allowed_are_stored_at_once_and_one_more_is_refused(
    device: httpx.Client, instance: Settings, station: int
) -> None:
    sent = [reading(-h / 6) for h in range(MOST + 1)]
    assert device.post(PATH, json=sent, timeout=60).status_code == 400
    assert told(device.post(PATH, json=sent[:MOST], timeout=60)) == (201, MOST, MOST, 0)
    assert len(kept(instance, station)) == MOST


def test_two_who_send_the_same_at_once_store_it_once(device: httpx.Client, instance: Settings, station: int) -> None:
    sent = [reading(h / 10) for h in range(300)]
    answers: list[tuple[int, int, int, int]] = []

    def send(part: list[dict[str, Any]]) -> None:
        answers.append(told(httpx.post(device.base_url.join(PATH), json=part, headers=device.headers, timeout=30)))

    threads = [threading.Thread(target=send, args=(part,)) for part in (sent, sent, sent[::-1], sent[100:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept(instance, station)) == 300
    assert sum(stored for _, _, stored, _ in answers) == 300


def test_a_device_is_known_by_its_token_alone(address: str, device: httpx.Client, instance: Settings) -> None:
    for refused in (
        httpx.post(address + PATH, json=reading(0)),
        httpx.post(address + PATH, json=reading(0), auth=PLANNER),
        httpx.post(address + PATH, json=reading(0), headers={"Authorization": "Bearer takeed_wrong"}),
    ):
        assert refused.status_code == 401
        assert any(line.startswith("Bearer") for line in refused.headers.get_list("www-authenticate"))
    assert device.get("/ogc/collections").status_code == 401, "a device is no member of staff"
    (known,) = devices.every(instance)
    assert known.heard_on is None
    device.post(PATH, json=reading(0)).raise_for_status()
    assert devices.every(instance)[0].heard_on is not None
    devices.remove(instance, known.number)
    assert device.post(PATH, json=reading(1)).status_code == 401


def test_a_device_whose_record_is_gone_is_told_so(device: httpx.Client, instance: Settings, station: int) -> None:
    with connect(instance.admin_url) as owner:
        owner.execute("delete from core.water_station where id = %s", (station,))
    assert device.post(PATH, json=reading(0)).status_code == 409


def test_a_device_is_found_by_its_number_and_by_its_key(instance: Settings, station: int) -> None:
    devices.add(instance, "water_station", "WL-7")
    devices.add(instance, "water_station", str(station))
    assert {(device.layer, device.row) for device in devices.every(instance)} == {("water_station", station)}


def test_the_role_of_devices_adds_readings_and_does_nothing_else(database: psycopg.Connection[Any]) -> None:
    granted = database.execute(
        "select table_schema || '.' || table_name, column_name, privilege_type"
        " from information_schema.column_privileges where grantee = %s",
        (DEVICE_ROLE,),
    ).fetchall()
    keeper = load()["water_reading"]
    assert set(granted) == {("core.water_reading", name, "INSERT") for name in keeper.attribute_names}
    assert database.execute(
        "select count(*) from information_schema.table_privileges where grantee = %s", (DEVICE_ROLE,)
    ).fetchone() == (0,)
    assert database.execute(
        "select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = %s", (DEVICE_ROLE,)
    ).fetchone() == (False, False, False)
    database.execute(sql.SQL("set local role {}").format(sql.Identifier(DEVICE_ROLE)))
    for statement in (
        "select 1 from core.water_reading", "select 1 from core.water_station", "select 1 from pub.water_reading",
        "delete from core.water_reading", "update core.water_reading set level_m = 1",
        "insert into core.water_reading (uid) values (gen_random_uuid())",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction():
            database.execute(statement)


def test_the_openapi_document_says_what_a_device_sends_and_is_answered(address: str, device: httpx.Client) -> None:
    told = httpx.get(f"{address}/ogc/api").json()["paths"]["/api/readings"]["post"]
    assert (told["servers"], told["security"]) == ([{"url": address}], [{"device": []}])
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    for sent in (reading(0), [reading(1), reading(2)]):
        jsonschema.validate(sent, schema)
        answer = device.post(PATH, json=sent)
        answered = told["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), answered)
    for wrong in ({"level_m": 1}, reading(3, station_id=1), [], "x"):
        assert not jsonschema.Draft7Validator(schema).is_valid(wrong)
        assert device.post(PATH, json=wrong).status_code in (400, 422)
