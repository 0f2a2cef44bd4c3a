"""Several edits at once: all of them are stored as one changeset, or none is."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.ogc.transactions import MOST_ACTIONS
from gis.db import connect
from gis.settings import Settings
from tests.serving import PLANNER

TRANSACTIONS = "/ogc/transactions"
BASE = "http://www.opengis.net/def/crs"


def stop(name: str, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [99.92, 16.02]}
    return {"type": "Feature", "geometry": geometry, "properties": {"name": name, **properties}}


def insert(name: str, **properties: Any) -> dict[str, Any]:
    return {"action": "insert", "collection": "bus_stop", "feature": stop(name, **properties)}


def update(number: int, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    feature = {"properties": properties}
    return {"action": "update", "collection": "bus_stop", "id": number, "feature": feature, **more}


def send(client: httpx.Client, *actions: Any, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    return client.post(TRANSACTIONS, json={"transaction": list(actions), **more}, headers=headers)


def ask(settings: Settings, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connect(settings.admin_url) as connection:
        done = connection.execute(statement.encode(), values or None)
        return done.fetchall() if done.description else []


STORED = "select id, name, version, changeset_id from core.bus_stop where id > 40 order by id"


@pytest.fixture
def two(instance: Settings) -> Iterator[tuple[int, int]]:
    """Two stops of this test's own; whatever it leaves behind is removed."""
    rows = ask(
        instance,
        "insert into core.bus_stop (name, geom) select 'เดิม ' || n, ST_Point(99.9, 16.1, 4326)"
        " from generate_series(1, 2) n returning id",
    )
    yield rows[0][0], rows[1][0]
    ask(instance, "delete from core.bus_stop where id >= %s", rows[0][0])


def test_every_action_is_done_in_one_changeset_with_its_description(
    planner: httpx.Client, instance: Settings, two: tuple[int, int]
) -> None:
    first, second = two
    done = send(
        planner,
        insert("ใหม่"),
        update(first, {"name": "แก้แล้ว"}),
        {"action": "replace", "collection": "bus_stop", "id": str(first), "feature": stop("แทนที่")},
        {"action": "delete", "collection": "bus_stop", "id": second},
        description="ย้ายป้ายตามผังใหม่",
        semantic="atomic",
    )
    assert done.status_code == 200, done.text
    told = done.json()
    assert told["summary"] == {"totalInserted": 1, "totalReplaced": 1, "totalUpdated": 1, "totalDeleted": 1}
    assert [result["action"] for result in told["results"]] == ["insert", "update", "replace", "delete"]
    assert [result.get("version") for result in told["results"]] == [None, 2, 3, None]
    assert planner.get(told["results"][0]["href"]).json()["properties"]["name"] == "ใหม่"
    made = told["results"][0]["id"]
    rows = ask(instance, f"{STORED.replace('40', str(first - 1))}")
    assert [(number, name) for number, name, *_ in rows] == [(first, "แทนที่"), (made, "ใหม่")]
    assert {row[3] for row in rows} == {told["changeset"]}
    changeset = "select actor, client, message from history.changeset where id = %s"
    assert ask(instance, changeset, told["changeset"]) == [(PLANNER[0], "web", "ย้ายป้ายตามผังใหม่")]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"action": "update", "collection": "bus_stop", "id": 999_999, "feature": {}}, 404),
        ({"action": "delete", "collection": "bus_stop", "id": 999_999}, 404),
        ({"action": "delete", "collection": "bus_stop", "id": "FIRST", "if-match": '"77"'}, 412),
        (insert("   "), 422),
        ({"action": "insert", "collection": "village", "feature": stop("x")}, 403),
        ({"action": "insert", "collection": "nothing", "feature": stop("x")}, 404),
        ({"action": "insert", "collection": ["bus_stop"], "feature": stop("x")}, 404),
        ({"action": "insert", "collection": "bus_stop"}, 400),
        ({"action": "update", "collection": "bus_stop", "feature": {}}, 400),
        ({"action": "upsert", "collection": "bus_stop", "feature": stop("x")}, 400),
        ({"action": "insert", "collection": "bus_stop", "feature": stop("x"), "filter": "1=1"}, 400),
        ({"action": {}, "collection": "bus_stop"}, 400),
        ({"action": "delete", "collection": "bus_stop", "id": {}}, 400),
        ("insert", 400),
    ],
)
def test_one_that_fails_takes_all_others_back_and_is_named(
    planner: httpx.Client, instance: Settings, two: tuple[int, int], wrong: Any, status: int
) -> None:
    first, second = two
    if isinstance(wrong, dict) and wrong.get("id") == "FIRST":
        wrong = {**wrong, "id": first}
    before, changesets = ask(instance, STORED), ask(instance, "select count(*) from history.changeset")
    good = (insert("a"), update(first, {"name": "b"}), {"action": "delete", "collection": "bus_stop", "id": second})
    refused = send(planner, *good, wrong, insert("c"))
    assert refused.status_code == status, refused.text
    assert refused.json()["index"] == 3
    assert refused.json()["detail_th"] and refused.headers["content-type"] == "application/problem+json"
    assert ask(instance, STORED) == before
    assert ask(instance, "select count(*) from history.changeset") == changesets


@pytest.mark.parametrize(
    "told",
    [
        {}, {"transaction": []}, {"transaction": {}}, {"transaction": [insert("x")], "semantic": "batch"},
        {"transaction": [insert("x")], "description": 5}, {"transaction": [insert("x")], "description": "ก" * 501},
        {"transaction": [insert("x")], "description": "a\x00"}, {"transaction": [1] * (MOST_ACTIONS + 1)}, [],
    ],
)  # fmt: skip
def test_what_is_no_transaction_is_a_sentence(planner: httpx.Client, told: Any) -> None:
    assert planner.post(TRANSACTIONS, json=told).status_code == 400


def test_only_members_of_staff_send_transactions(public: httpx.Client) -> None:
    assert send(public, insert("x")).status_code == 401


def test_a_transaction_that_is_sent_again_adds_nothing_twice(
    planner: httpx.Client, instance: Settings, two: tuple[int, int]
) -> None:
    uids = [str(uuid.uuid4()) for _ in range(3)]
    actions = [*(insert("x", uid=uid) for uid in uids), update(two[0], {"name": "y"})]
    first, again = (send(planner, *actions).json() for _ in range(2))
    assert [result.get("stored") for result in first["results"]] == [True, True, True, None]
    assert [result.get("stored") for result in again["results"]] == [False, False, False, None]
    assert [result["id"] for result in first["results"]] == [result["id"] for result in again["results"]]
    assert again["changeset"] is None
    assert ask(instance, "select count(*) from core.bus_stop where uid = any(%s::uuid[])", uids) == [(3,)]


def test_edits_from_an_older_version_are_merged_and_conflicts_told(
    planner: httpx.Client, instance: Settings, two: tuple[int, int]
) -> None:
    ask(instance, "update core.bus_stop set name = 'ของเขา' where id = any(%s)", list(two))
    done = send(planner, *(update(number, {"version": 1, "name": "ของฉัน", "lit": True}) for number in two))
    assert done.status_code == 200, done.text
    for result in done.json()["results"]:
        assert [(each["field"], each["mine"], each["theirs"]) for each in result["conflicts"]] == [
            ("name", "ของฉัน", "ของเขา")
        ]


def test_content_crs_counts_for_every_feature(planner: httpx.Client, two: tuple[int, int]) -> None:
    told = insert("x")
    told["feature"]["geometry"]["coordinates"] = [597_000.0, 1_771_000.0]
    done = send(planner, told, headers={"Content-Crs": f"{BASE}/EPSG/0/32647"})
    assert done.status_code == 200, done.text
    seen = planner.get(done.json()["results"][0]["href"], params={"crs": f"{BASE}/EPSG/0/32647"}).json()
    assert seen["geometry"]["coordinates"] == pytest.approx([597_000, 1_771_000], abs=0.001)
    refused = send(planner, told, headers={"Content-Crs": f"{BASE}/EPSG/0/24047"})
    assert (refused.status_code, refused.json()["index"]) == (400, 0)


def test_two_that_wait_for_each_other_end_and_one_is_asked_to_come_again(
    planner: httpx.Client, instance: Settings, two: tuple[int, int]
) -> None:
    """The database ends a deadlock by failing one of the two: that is no fault of the program."""
    first, second = two
    answers: list[httpx.Response] = []
    with connect(instance.admin_url) as other:
        other.execute("set local deadlock_timeout = '10s'")
        other.execute("update core.bus_stop set lit = true where id = %s", (second,))
        sending = threading.Thread(
            target=lambda: answers.append(send(planner, update(first, {"name": "a"}), update(second, {"name": "b"})))
        )
        sending.start()
        time.sleep(0.3)
        other.execute("update core.bus_stop set lit = true where id = %s", (first,))
        sending.join()
    (answer,) = answers
    assert answer.status_code == 503, answer.text
    assert answer.headers["retry-after"]
    assert answer.json()["index"] == 1


def test_openapi_describes_transactions_to_who_may_send_them(public: httpx.Client, planner: httpx.Client) -> None:
    assert "/transactions" in planner.get("/ogc/api").json()["paths"]
    assert "/transactions" not in public.get("/ogc/api").json()["paths"]
