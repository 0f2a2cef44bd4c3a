"""Replacing, changing and removing features: whole or in part, locked by an ETag or merged field by field."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from gis.access import Division
from gis.db import connect
from gis.settings import Settings
from tests.serving import OTHER, PLANNER

STOPS = "/ogc/collections/bus_stop/items"
COMPLAINTS = "/ogc/collections/complaint/items"
MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


@dataclass
class Desk:
    """An instance's owner, who looks at what is really stored."""

    settings: Settings

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with connect(self.settings.admin_url) as connection:
            done = connection.execute(statement.encode(), values or None)
            return done.fetchall() if done.description else []

    def one(self, statement: str, *values: Any) -> Any:
        (row,) = self.ask(statement, *values)
        return row if len(row) > 1 else row[0]


@pytest.fixture
def desk(instance: Settings) -> Desk:
    return Desk(instance)


@pytest.fixture
def teacher(address: str) -> Iterator[httpx.Client]:
    """A member of another division."""
    with httpx.Client(base_url=address, auth=OTHER) as client:
        yield client


@pytest.fixture
def stop(desk: Desk) -> Iterator[str]:
    """The address of a bus stop of its own, which another engineer put there."""
    number = desk.one(
        "insert into core.bus_stop (stop_no, name, routes, shelter, geom) values ('E-1', 'ป้ายเดิม', '1, 2', true,"
        " ST_Point(99.912345678901, 16.023456789012, 4326)) returning id"
    )
    yield f"{STOPS}/{number}"
    desk.ask("delete from core.bus_stop where id = %s", number)


@pytest.fixture
def case(desk: Desk) -> Iterator[str]:
    """The address of a complaint that the education division sees to, with a name in it."""
    number = desk.one(
        "insert into core.complaint (categories, description, contact_name, division, geom) values"
        " ('{other}', 'ไฟดับ', 'สมศรี', %s, ST_Point(99.91, 16.01, 4326)) returning id",
        Division.EDUCATION,
    )
    yield f"{COMPLAINTS}/{number}"
    desk.ask("delete from core.complaint where id = %s", number)


def feature(**properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [99.92, 16.02]}, "properties": properties}


def patch(client: httpx.Client, where: str, told: Any, **headers: str) -> httpx.Response:
    return client.patch(where, json=told, headers={**MERGE_PATCH, **headers})


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/create-replace-delete")
def test_a_feature_is_replaced_whole_and_what_is_left_out_goes_back_to_its_default(
    planner: httpx.Client, stop: str, desk: Desk
) -> None:
    before = planner.get(stop)
    done = planner.put(stop, json=feature(name="ป้ายใหม่", lit=True))
    assert done.status_code == 200, done.text
    assert done.headers["etag"] != before.headers["etag"]
    after = planner.get(stop)
    assert after.json() == done.json()
    assert after.headers["etag"] == done.headers["etag"]
    told = after.json()["properties"]
    assert (told["name"], told["routes"], told["shelter"], told["lit"]) == ("ป้ายใหม่", None, None, True)
    assert after.json()["geometry"]["coordinates"] == [99.92, 16.02]
    assert told["uid"] == before.json()["properties"]["uid"]
    assert desk.one("select updated_by from core.bus_stop where id = %s", after.json()["id"]) == PLANNER[0]


def test_what_has_a_default_goes_back_to_it(teacher: httpx.Client, case: str, desk: Desk) -> None:
    number = case.rpartition("/")[2]
    desk.ask("update core.complaint set status = 'done', note = 'x' where id = %s", number)
    before = teacher.get(case).json()
    before["properties"] |= {"status": None, "note": None}
    done = teacher.put(case, json=before)
    assert done.status_code == 200, done.text
    assert desk.one("select status, note, division from core.complaint where id = %s", number) == (
        "new", None, Division.EDUCATION,
    )  # fmt: skip


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/create-replace-delete")
@pytest.mark.parametrize("headers", [{}, {"If-Match": '"xyz"'}, {"If-Match": "*"}])
@pytest.mark.parametrize("missing", ["999999", str(uuid.uuid4()), "x", "-1", "9" * 19])
def test_a_number_that_is_not_there_is_neither_made_nor_changed(
    planner: httpx.Client, desk: Desk, missing: str, headers: dict[str, str]
) -> None:
    count = desk.one("select count(*) from core.bus_stop")
    assert planner.put(f"{STOPS}/{missing}", json=feature(name="x"), headers=headers).status_code == 404
    assert patch(planner, f"{STOPS}/{missing}", {}, **headers).status_code == 404
    assert planner.delete(f"{STOPS}/{missing}", headers=headers).status_code == 404
    assert desk.one("select count(*) from core.bus_stop") == count


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/features")
def test_what_was_read_can_be_sent_back_and_changes_nothing(planner: httpx.Client, stop: str, desk: Desk) -> None:
    exact = "select ST_AsEWKB(geom), version from core.bus_stop where id = %s"
    before = desk.one(exact, stop.rpartition("/")[2])
    done = planner.put(stop, json=planner.get(stop).json())
    assert done.status_code == 200, done.text
    assert desk.one(exact, stop.rpartition("/")[2]) == before


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/update")
def test_a_patch_changes_what_it_names_and_null_clears(planner: httpx.Client, stop: str) -> None:
    before = planner.get(stop).json()
    done = patch(planner, stop, {"properties": {"name": "ชื่อใหม่", "routes": None}})
    assert done.status_code == 200, done.text
    told = planner.get(stop).json()
    changed = {name for name, value in told["properties"].items() if value != before["properties"][name]}
    assert changed == {"name", "routes", "version", "updated_at"}
    assert told["properties"]["routes"] is None
    assert told["geometry"] == before["geometry"]


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/update")
@pytest.mark.parametrize(
    "geometry", [{"type": "Point", "coordinates": [99.95, 16.05]}, {"coordinates": [99.95, 16.05]}]
)
def test_a_patch_of_the_place_leaves_the_fields(planner: httpx.Client, stop: str, geometry: Any) -> None:
    assert patch(planner, stop, {"geometry": geometry}).status_code == 200
    told = planner.get(stop).json()
    assert (told["geometry"]["coordinates"], told["properties"]["name"]) == ([99.95, 16.05], "ป้ายเดิม")


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/create-replace-delete")
def test_a_feature_is_removed_once_and_history_keeps_it(planner: httpx.Client, stop: str, desk: Desk) -> None:
    assert planner.delete(stop).status_code == 204
    assert planner.get(stop).status_code == 404
    assert planner.delete(stop).status_code == 404
    who = desk.one(
        "select c.actor, h.op from history.bus_stop h join history.changeset c on c.id = h.ended_by where h.id = %s",
        stop.rpartition("/")[2],
    )
    assert who == (PLANNER[0], "D")


def test_a_uid_names_a_feature_as_well_as_its_number(planner: httpx.Client, stop: str) -> None:
    uid = planner.get(stop).json()["properties"]["uid"]
    assert patch(planner, f"{STOPS}/{uid}", {"properties": {"uid": uid, "name": "by uid"}}).status_code == 200
    assert planner.delete(f"{STOPS}/{uid}").status_code == 204


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/optimistic-locking-etags")
@pytest.mark.parametrize("stale", ['"0"', '"77"', '"xyz"', 'W/"77", "78"', '""'])
def test_nothing_is_done_to_what_has_changed_since_it_was_read(
    planner: httpx.Client, stop: str, stale: str, desk: Desk
) -> None:
    before = planner.get(stop).json()
    answers = [
        planner.put(stop, json=feature(name="x"), headers={"If-Match": stale}),
        patch(planner, stop, {"properties": {"name": "x"}}, **{"If-Match": stale}),
        planner.delete(stop, headers={"If-Match": stale}),
    ]
    assert [answer.status_code for answer in answers] == [412] * 3
    assert answers[0].json()["type"] == "/problems/changed-meanwhile"
    assert planner.get(stop).json() == before


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/optimistic-locking-etags")
@pytest.mark.parametrize("form", ["{}", "W/{}", '"99", {}', '"abc" ,W/{}', "*"])
def test_a_tag_as_it_was_read_lets_an_edit_pass(planner: httpx.Client, stop: str, form: str) -> None:
    for change in ("a", "b"):
        tag = form.format(planner.get(stop).headers["etag"])
        done = patch(planner, stop, {"properties": {"name": change}}, **{"If-Match": tag})
        assert done.status_code == 200, done.text
    tag = form.format(planner.get(stop).headers["etag"])
    assert planner.delete(stop, headers={"If-Match": tag}).status_code == 204


@pytest.mark.parametrize("told", ["1", '"1', '"1" "2"', ","])
def test_what_is_no_list_of_tags_is_a_sentence(planner: httpx.Client, stop: str, told: str) -> None:
    assert planner.delete(stop, headers={"If-Match": told}).status_code == 400


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/optimistic-locking-etags")
def test_of_many_who_read_one_version_one_may_change_it(
    planner: httpx.Client, address: str, stop: str, desk: Desk
) -> None:
    tag = planner.get(stop).headers["etag"]

    def edit(n: int) -> int:
        with httpx.Client(base_url=address, auth=PLANNER) as client:
            return patch(client, stop, {"properties": {"name": f"ชื่อ {n}"}}, **{"If-Match": tag}).status_code

    with ThreadPoolExecutor(8) as clients:
        assert sorted(clients.map(edit, range(8))) == [200] + [412] * 7
    assert desk.one("select version from core.bus_stop where id = %s", stop.rpartition("/")[2]) == 2


def test_edits_of_different_fields_from_one_version_are_both_kept(planner: httpx.Client, stop: str, desk: Desk) -> None:
    number = stop.rpartition("/")[2]
    read = planner.get(stop).json()
    desk.ask("update core.bus_stop set routes = '9', geom = ST_Point(99.95, 16.05, 4326) where id = %s", number)
    # A client that sends the whole record back, its place rounded as it was served.
    read["properties"] |= {"name": "ชื่อใหม่"}
    done = planner.put(stop, json=read)
    assert done.status_code == 200, done.text
    told = done.json()
    assert "conflicts" not in told
    assert (told["properties"]["name"], told["properties"]["routes"]) == ("ชื่อใหม่", "9")
    assert told["geometry"]["coordinates"] == [99.95, 16.05]
    assert desk.one("select count(*) from history.conflict where layer = 'bus_stop' and row_id = %s", number) == 0


def test_edits_of_one_field_from_one_version_are_told_as_a_conflict(
    planner: httpx.Client, stop: str, desk: Desk
) -> None:
    number = stop.rpartition("/")[2]
    desk.ask("update core.bus_stop set name = 'ของเขา' where id = %s", number)
    done = patch(planner, stop, {"properties": {"version": 1, "name": "ของฉัน", "lit": True}})
    assert done.status_code == 200, done.text
    told = done.json()
    assert told["conflicts"] == [{"field": "name", "base": "ป้ายเดิม", "mine": "ของฉัน", "theirs": "ของเขา"}]
    assert (told["properties"]["name"], told["properties"]["lit"]) == ("ของเขา", True)
    assert done.headers["etag"] == planner.get(stop).headers["etag"]
    kept = desk.one("select field, mine, actor from history.conflict where layer = 'bus_stop' and row_id = %s", number)
    assert kept == ("name", "ของฉัน", PLANNER[0])


def test_an_edit_that_names_no_version_is_counted_as_blind(planner: httpx.Client, stop: str, desk: Desk) -> None:
    blind = (
        "select c.blind_edits from core.bus_stop s join history.changeset c on c.id = s.changeset_id where s.id = %s"
    )
    number = stop.rpartition("/")[2]
    patch(planner, stop, {"properties": {"name": "a"}})
    assert desk.one(blind, number) == 1
    desk.ask("update core.bus_stop set name = 'b' where id = %s", number)
    patch(planner, stop, {"properties": {"name": "c"}}, **{"If-Match": planner.get(stop).headers["etag"]})
    assert desk.one(blind, number) == 0


def test_a_row_of_another_division_is_refused_and_never_passed_over(
    planner: httpx.Client, teacher: httpx.Client, case: str, desk: Desk
) -> None:
    stored = "select version, note from core.complaint where id = %s"
    number = case.rpartition("/")[2]
    whole = teacher.get(case).json()
    for answer in (
        patch(planner, case, {"properties": {"note": "x"}}), planner.put(case, json=whole), planner.delete(case),
    ):  # fmt: skip
        assert answer.status_code == 403, answer.text
        assert "division" in answer.json()["detail_en"]
    assert desk.one(stored, number) == (1, None)
    assert patch(teacher, case, {"properties": {"note": "ของเรา"}}).status_code == 200
    assert desk.one(stored, number) == (2, "ของเรา")


def test_who_the_database_does_not_let_is_told_to_sign_in_or_refused(
    public: httpx.Client, teacher: httpx.Client, stop: str
) -> None:
    for method, told in (("PUT", feature(name="x")), ("PATCH", {}), ("DELETE", None)):
        headers = MERGE_PATCH if method == "PATCH" else {}
        stranger = public.request(method, stop, json=told, headers=headers)
        assert stranger.status_code == 401
        assert stranger.headers["www-authenticate"].startswith("Basic")
        assert teacher.request(method, stop, json=told, headers=headers).status_code == 403
        assert public.request(method, "/ogc/collections/light_circuit/items/1", json=told).status_code == 404
        # The public may report corruption and read nothing of it.
        assert public.request(method, "/ogc/collections/corruption_report/items/1", json=told).status_code == 401


@pytest.mark.conformance("ogcapi-features-4/1.0/conf/create-replace-delete")
@pytest.mark.conformance("ogcapi-features-4/1.0/conf/update")
def test_options_tell_each_what_they_may_do(
    public: httpx.Client, planner: httpx.Client, teacher: httpx.Client, stop: str
) -> None:
    assert public.options(stop).headers["allow"] == "GET, HEAD, OPTIONS"
    assert "accept-patch" not in public.options(stop).headers
    mine = planner.options(stop)
    assert (mine.status_code, mine.headers["allow"]) == (200, "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
    assert "application/merge-patch+json" in mine.headers["accept-patch"]
    assert teacher.options(stop).headers["allow"] == "GET, HEAD, OPTIONS"
    assert public.options("/ogc/collections/light_circuit/items/1").status_code == 404


@pytest.mark.parametrize(
    ("method", "kind", "header"),
    [("POST", "text/plain", "accept-post"), ("PUT", "application/gml+xml", "accept"),
     ("PATCH", "application/json-patch+json", "accept-patch")],
)  # fmt: skip
def test_a_body_of_another_kind_is_refused_with_the_kinds_that_are_read(
    planner: httpx.Client, stop: str, method: str, kind: str, header: str
) -> None:
    where = STOPS if method == "POST" else stop
    refused = planner.request(method, where, content=b"{}", headers={"Content-Type": kind})
    assert refused.status_code == 415
    assert "json" in refused.headers[header]
    assert planner.request(method, where, content=b"{}").status_code == 400  # 20-002r1: the kind must be said


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"properties": {"name": NaN}}', b'{"properties": {"name": "a", "name": "b"}}', b'{"properties": 1}',
     b'{"properties": null}', b'{"type": "Polygon"}', b'{"geometry": {"type": "Point", "coordinates": [1e999, 16]}}',
     b'{"a":' * 100_000, b'{"crs": 5}', b"\xff"],
)  # fmt: skip
def test_a_patch_that_cannot_be_read_is_a_sentence(planner: httpx.Client, stop: str, content: bytes) -> None:
    answer = planner.patch(stop, content=content, headers=MERGE_PATCH)
    assert answer.status_code == 400, answer.text
    assert planner.get(stop).json()["properties"]["version"] == 1


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"properties": {"name": None}}, 422),
        ({"properties": {"name": "   "}}, 422),
        ({"properties": {"shelter": "yes"}}, 422),
        ({"properties": {"version": "1"}}, 422),
        ({"properties": {"uid": "x"}}, 422),
        ({"geometry": None}, 422),
        ({"geometry": {"type": "LineString", "coordinates": [[99.9, 16], [99.91, 16]]}}, 422),
        ({"properties": {"created_by": "me"}}, 403),
        ({"properties": {"updated_at": "2020-01-01T00:00:00Z"}}, 403),
        ({"properties": {'x"; drop table core.bus_stop; --': 1}}, 403),
        ({"properties": {"uid": str(uuid.uuid4())}}, 409),
        ({"id": 1}, 409),
        ({"properties": {"stop_no": "E-taken"}}, 409),
    ],
)
def test_a_change_that_breaks_a_rule_is_told_in_words_and_changes_nothing(
    planner: httpx.Client, stop: str, told: Any, status: int, desk: Desk
) -> None:
    taken = desk.one(
        "insert into core.bus_stop (stop_no, name, geom) values ('E-taken', 'x', ST_Point(99.9, 16, 4326)) returning id"
    )
    before = planner.get(stop).json()
    answer = patch(planner, stop, told)
    desk.ask("delete from core.bus_stop where id = %s", taken)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail_th"] and answer.json()["detail_en"]
    assert planner.get(stop).json() == before


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        ([[99.9, 16], [99.91, 16], [99.91, 16.01], [99.9, 16.01]], "where it begins"),
        ([[99.9, 16], [99.91, 16], [99.9, 16]], "at least 4"),
        ([[99.9, 16], [99.91, 16.01], [99.91, 16], [99.9, 16.01], [99.9, 16]], "crossing itself"),
    ],
)
def test_a_ring_that_is_open_or_crosses_itself_is_told_in_words(
    planner: httpx.Client, ring: list[list[float]], says: str
) -> None:
    told = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {}}
    answer = planner.post("/ogc/collections/building/items", json=told)
    assert answer.status_code == 422, answer.text
    assert says in answer.json()["detail_en"]


def test_a_layer_that_may_be_without_a_place_loses_and_gets_one(planner: httpx.Client, desk: Desk) -> None:
    made = planner.post("/ogc/collections/light_circuit/items", json={**feature(circuit_no="E-9"), "geometry": None})
    assert made.status_code == 201, made.text
    where = made.headers["location"]
    line = {"type": "LineString", "coordinates": [[99.9, 16], [99.91, 16]]}
    assert patch(planner, where, {"geometry": line}).json()["geometry"]["type"] == "MultiLineString"
    assert patch(planner, where, {"geometry": None}).json()["geometry"] is None
    assert planner.delete(where).status_code == 204


def test_what_others_refer_to_is_not_removed_and_what_is_not_there_not_referred_to(
    planner: httpx.Client, desk: Desk
) -> None:
    sent = {"light_circuit": feature(circuit_no="E-10") | {"geometry": None}, "streetlight": feature(light_no="E-10")}
    circuit, lamp = (
        planner.post(f"/ogc/collections/{layer}/items", json=told).json()["id"] for layer, told in sent.items()
    )
    lights = f"/ogc/collections/streetlight/items/{lamp}"
    assert patch(planner, lights, {"properties": {"circuit_id": 999_999}}).status_code == 409
    assert patch(planner, lights, {"properties": {"circuit_id": circuit}}).status_code == 200
    refused = planner.delete(f"/ogc/collections/light_circuit/items/{circuit}")
    assert (refused.status_code, "refer" in refused.json()["detail_en"]) == (409, True)
    for where in (lights, f"/ogc/collections/light_circuit/items/{circuit}"):
        assert planner.delete(where).status_code == 204


def test_pages_that_were_kept_show_an_edit_to_whoever_made_it(
    planner: httpx.Client, public: httpx.Client, stop: str
) -> None:
    page = f"{STOPS}?limit=1000"
    for n in range(5):
        public.get(page)
        patch(planner, stop, {"properties": {"name": f"ครั้งที่ {n}"}})
        assert f"ครั้งที่ {n}" in public.get(page).text


def test_the_answer_to_an_edit_shows_personal_fields_only_with_a_record_of_it(
    teacher: httpx.Client, case: str, desk: Desk
) -> None:
    logged = "select count(*) from gis.access_log where layer = 'complaint' and row_id = %s and person = %s"
    number = case.rpartition("/")[2]
    done = patch(teacher, case, {"properties": {"note": "โทรแล้ว"}})
    assert "สมศรี" in done.text
    assert done.headers["cache-control"] == "private, no-store"
    assert desk.one(logged, number, OTHER[0]) == 1


def test_a_write_takes_no_query(planner: httpx.Client, stop: str) -> None:
    assert planner.delete(f"{stop}?crs=x").status_code == 400
    assert patch(planner, f"{stop}?f=json", {}).status_code == 400


def test_openapi_tells_each_what_they_may_send(public: httpx.Client, planner: httpx.Client) -> None:
    ours, theirs = planner.get("/ogc/api").json()["paths"], public.get("/ogc/api").json()["paths"]
    item = "/collections/bus_stop/items/{featureId}"
    assert set(ours[item]) == {"get", "put", "patch", "delete"}
    assert set(theirs[item]) == {"get"}
    sent = ours[item]["patch"]["requestBody"]["content"]["application/merge-patch+json"]["schema"]
    assert {"name", "version", "uid"} <= set(sent["properties"]["properties"]["properties"])
    assert "post" in theirs["/collections/complaint/items"] and "post" not in theirs["/collections/bus_stop/items"]


def test_the_classes_of_part_4_are_declared(public: httpx.Client) -> None:
    declared = public.get("/ogc/conformance").json()["conformsTo"]
    for name in ("create-replace-delete", "update", "optimistic-locking-etags", "features"):
        assert f"http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/{name}" in declared
