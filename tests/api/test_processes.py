"""A process is declared once; its jobs belong to who started them, survive their process and can really be stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from api.jobs import DEAD, TRIES
from api.ogc.joblist import UNFINISHED
from gis.db import connect, session_as
from gis.process import Run, processes
from gis.settings import Settings
from tests.serving import PLANNER, serving

NEAREST = {"places": "bus_stop", "facilities": "bus_stop"}


@pytest.fixture
def owner(instance: Settings) -> Iterator[psycopg.Connection[Any]]:
    with connect(instance.admin_url, autocommit=True) as connection:
        yield connection
        connection.execute("truncate gis.job")


def start(client: httpx.Client, process: str, **inputs: Any) -> str:
    answer = client.post(f"/ogc/processes/{process}/execution", json={"inputs": inputs})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["status"] == "accepted" and told["type"] == "process"
    assert answer.headers["location"].endswith(f"/ogc/jobs/{told['jobID']}")
    return str(told["jobID"])


def ended(client: httpx.Client, number: str, *, within: float = 20) -> dict[str, Any]:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        told: dict[str, Any] = client.get(f"/ogc/jobs/{number}").json()
        if told["status"] not in ("accepted", "running"):
            return told
        time.sleep(0.05)
    raise AssertionError(f"still {told}")


def wait_until(owner: psycopg.Connection[Any], question: str, *values: Any) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        row = owner.execute(question.encode(), values).fetchone()
        if row and row[0]:
            return
        time.sleep(0.05)
    raise AssertionError(question)


@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/ogc-process-description")
@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/core")
@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/json")
def test_a_process_says_what_it_takes_of_the_layers_the_reader_may_read(
    public: httpx.Client, planner: httpx.Client
) -> None:
    listed = public.get("/ogc/processes").json()["processes"]
    assert [each["id"] for each in listed] == list(processes())
    described = public.get("/ogc/processes/nearest_facility").json()
    assert described["inputs"]["too_far_m"]["schema"]["default"] == 1000
    assert described["jobControlOptions"] == ["async-execute", "dismiss"]
    of_public = set(described["inputs"]["places"]["schema"]["enum"])
    of_staff = set(planner.get("/ogc/processes/nearest_facility").json()["inputs"]["places"]["schema"]["enum"])
    assert "bus_stop" in of_public and "water_pipe" in of_staff - of_public
    areas = public.get("/ogc/processes/count_in_areas").json()["inputs"]["areas"]["schema"]["enum"]
    assert "village" not in areas and "road" not in areas and "flood_zone" in areas
    assert public.get("/ogc/processes/no_such").status_code == 404


@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/core")
def test_links_of_processes_lead_somewhere(public: httpx.Client, address: str) -> None:
    for path in ("/ogc/processes", "/ogc/processes/exposed"):
        for href in [each["href"] for each in public.get(path).json()["links"]]:
            assert href.startswith(address)
            method = "POST" if "execution" in href else "GET"
            closed = method == "POST" or "/jobs" in href
            assert public.request(method, href).status_code == (401 if closed else 200), href


@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/core")
@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/json")
def test_a_job_tells_the_nearest_and_how_far_in_metres(planner: httpx.Client, owner: psycopg.Connection[Any]) -> None:
    number = start(planner, "nearest_facility", **NEAREST, too_far_m=100)
    told = ended(planner, number)
    assert (told["status"], told["progress"], told["processID"]) == ("successful", 100, "nearest_facility")
    assert told["started"] and told["finished"] >= told["started"]
    answer = planner.get(next(link["href"] for link in told["links"] if link["rel"].endswith("/results")))
    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    stops = owner.execute("select count(*) from core.bus_stop").fetchone()
    assert stops == (found["summary"]["places"],)
    assert found["summary"]["places"] == found["summary"]["too_far"] == len(found["features"])
    first = found["features"][0]
    assert first["properties"]["label"].startswith("ป้าย")
    assert first["properties"]["nearest_id"] != first["id"]
    # 0.001° of longitude at 16° N on WGS 84, as PostGIS measures it.
    assert owner.execute(
        "select ST_Distance(ST_Point(99.901, 16, 4326)::geography, ST_Point(99.902, 16, 4326)::geography)"
    ).fetchone() == (pytest.approx(first["properties"]["distance_m"]),)


def test_whoever_has_twenty_jobs_waiting_is_told_to_let_some_finish(
    planner: httpx.Client, owner: psycopg.Connection[Any]
) -> None:
    owner.execute(
        "insert into gis.job (process, inputs, person, status, started_at, updated_at)"
        " select 'nearest_facility', '{}', %s, 'running', now(), now() from generate_series(1, %s)",
        (PLANNER[0], UNFINISHED),
    )
    refused = planner.post("/ogc/processes/nearest_facility/execution", json={"inputs": NEAREST})
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-jobs")
    assert int(refused.headers["retry-after"]) > 0
    owner.execute("delete from gis.job where ctid = (select min(ctid) from gis.job)")
    start(planner, "nearest_facility", **NEAREST)


def test_the_nearest_in_metres_is_found_where_another_is_nearer_in_degrees(fresh_database: Settings) -> None:
    with connect(fresh_database.admin_url) as connection:
        # At 60° a degree of longitude is half one of latitude: the second is farther in degrees and nearer in metres.
        connection.execute("insert into core.bus_stop (name, geom) values ('here', ST_Point(100, 60, 4326))")
        connection.execute(
            "insert into core.market (name, geom)"
            " values ('north', ST_Point(100, 60.010, 4326)), ('east', ST_Point(100.015, 60, 4326))"
        )
        process = processes()["nearest_facility"]
        inputs = process.read({"places": "bus_stop", "facilities": "market"})
        found = process.run(Run(connection, lambda percent: None), inputs)
        connection.rollback()
    assert [each["properties"]["nearest"] for each in found["features"]] == ["east"]


def test_counts_and_lengths_end_at_the_edge_of_an_area(fresh_database: Settings) -> None:
    with connect(fresh_database.admin_url) as connection:
        connection.execute(
            "insert into core.flood_zone (zone_no, name, geom) values"
            " ('F1', 'ทุ่งน้อย', ST_Multi(ST_MakeEnvelope(99.90, 16.00, 99.91, 16.02, 4326))),"
            " ('F2', 'ว่าง', ST_Multi(ST_MakeEnvelope(99.95, 16.05, 99.96, 16.06, 4326)))"
        )
        connection.execute(
            "insert into core.road (name, geom) values ('r', 'SRID=4326;MULTILINESTRING((99.895 16.01, 99.905 16.01))')"
        )
        run = Run(connection, lambda percent: None)
        count = processes()["count_in_areas"]
        found = count.run(run, count.read({"counted": "road", "areas": "flood_zone"}))
        inside, empty = (each["properties"] for each in found["features"])
        half = connection.execute(
            "select ST_Length('SRID=4326;LINESTRING(99.90 16.01, 99.905 16.01)'::geography)"
        ).fetchone()
        connection.execute("insert into core.bus_stop (name, geom) values ('x', ST_Point(99.9101, 16.01, 4326))")
        exposed = processes()["exposed"]
        near = exposed.run(run, exposed.read({"things": "bus_stop", "hazards": "flood_zone", "within_m": 20}))
        far = exposed.run(run, exposed.read({"things": "bus_stop", "hazards": "flood_zone"}))
        connection.rollback()
    assert (inside["count"], empty["count"], empty["length_m"]) == (1, 0, 0)
    assert half is not None and inside["length_m"] == pytest.approx(half[0], abs=0.01)
    assert (near["summary"]["exposed"], far["summary"]["exposed"]) == (1, 0)
    assert near["features"][0]["properties"]["hazard"] == "ทุ่งน้อย"
    assert 9 < near["features"][0]["properties"]["distance_m"] < 12


@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/core")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"inputs": {"places": "bus_stop"}}, 422),
        ({"inputs": {**NEAREST, "more": 1}}, 422),
        ({"inputs": {**NEAREST, "too_far_m": -1}}, 422),
        ({"inputs": {**NEAREST, "too_far_m": True}}, 422),
        ({"inputs": {"places": "pg_authid", "facilities": ["x"]}}, 422),
        ({"inputs": {"places": "bus_stop; drop table core.road", "facilities": "bus_stop"}}, 422),
        ({"inputs": NEAREST, "subscriber": {"successUri": "http://127.0.0.1/"}}, 400),
        ({"inputs": []}, 400),
        ([], 400),
    ],
)
def test_an_input_that_breaks_a_rule_is_refused_in_both_languages(
    planner: httpx.Client, body: Any, status: int
) -> None:
    answer = planner.post("/ogc/processes/nearest_facility/execution", json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail_th"] and answer.json()["detail_en"]


@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/job-list")
def test_a_job_is_seen_by_who_started_it_and_by_nobody_else(
    planner: httpx.Client, public: httpx.Client, address: str, owner: psycopg.Connection[Any]
) -> None:
    from tests.serving import OTHER

    number = start(planner, "nearest_facility", **NEAREST)
    ended(planner, number)
    assert [each["jobID"] for each in planner.get("/ogc/jobs").json()["jobs"]] == [number]
    assert planner.get("/ogc/jobs", params={"status": "failed"}).json()["jobs"] == []
    with httpx.Client(base_url=address, auth=OTHER) as other:
        assert other.get("/ogc/jobs").json()["jobs"] == []
        for method, path in (("GET", ""), ("GET", "/results"), ("DELETE", "")):
            assert other.request(method, f"/ogc/jobs/{number}{path}").status_code == 404
    for path in ("/ogc/jobs", f"/ogc/jobs/{number}", f"/ogc/jobs/{number}/results"):
        assert public.get(path).status_code == 401
    assert public.post("/ogc/processes/exposed/execution", json={"inputs": {}}).status_code == 401


def test_nobody_can_finish_a_job_or_start_one_for_somebody_else(
    instance: Settings, owner: psycopg.Connection[Any]
) -> None:
    for statement in (
        "insert into gis.job (process, inputs, person) values ('exposed', '{}', 'somebody')",
        "update gis.job set status = 'successful'",
        "update gis.job set result = '{}'",
    ):
        owner.execute("insert into gis.job (process, inputs, person) values ('x', '{}', %s)", (PLANNER[0],))
        with pytest.raises(psycopg.errors.InsufficientPrivilege), session_as(instance, PLANNER[0]) as theirs:
            theirs.execute(statement.encode())


@pytest.fixture
def slow(instance: Settings, owner: psycopg.Connection[Any]) -> Iterator[None]:
    """Bus stops are held by somebody, so whatever reads them waits."""
    with connect(instance.admin_url) as holder:
        holder.execute("lock table core.bus_stop in access exclusive mode")
        yield
        holder.rollback()


_WAITS = "select count(*) > 0 from pg_stat_activity where application_name = 'job' and wait_event_type = 'Lock'"
_GONE = "select count(*) = 0 from pg_stat_activity where application_name = 'job' and state = 'active'"


@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/dismiss")
@pytest.mark.usefixtures("slow")
def test_dismissing_a_job_stops_its_query(planner: httpx.Client, owner: psycopg.Connection[Any]) -> None:
    number = start(planner, "nearest_facility", **NEAREST)
    wait_until(owner, _WAITS)
    assert planner.get(f"/ogc/jobs/{number}/results").status_code == 404
    begun = time.monotonic()
    told = planner.delete(f"/ogc/jobs/{number}")
    assert (told.status_code, told.json()["status"], told.json()["type"]) == (200, "dismissed", "process")
    wait_until(owner, _GONE)
    assert time.monotonic() - begun < 3
    assert planner.get(f"/ogc/jobs/{number}").json()["status"] == "dismissed"
    assert planner.delete(f"/ogc/jobs/{number}").status_code == 200  # forgotten
    assert planner.get(f"/ogc/jobs/{number}").status_code == 404


def test_a_job_goes_on_where_its_service_was_stopped(instance: Settings, owner: psycopg.Connection[Any]) -> None:
    with connect(instance.admin_url) as holder:
        holder.execute("lock table core.bus_stop in access exclusive mode")
        with serving(instance) as base, httpx.Client(base_url=base, auth=PLANNER) as client:
            number = start(client, "nearest_facility", **NEAREST)
            wait_until(owner, _WAITS)
        wait_until(owner, "select status in ('accepted', 'running') from gis.job where id = %s", number)
        holder.rollback()
    with serving(instance) as base, httpx.Client(base_url=base, auth=PLANNER) as client:
        assert ended(client, number)["status"] == "successful"


def test_a_job_whose_process_died_is_started_again_and_given_up_after_some_tries(
    planner: httpx.Client, owner: psycopg.Connection[Any]
) -> None:
    died = (
        "insert into gis.job (process, inputs, person, status, worker, attempts, updated_at) values"
        " ('nearest_facility', '{\"places\": \"bus_stop\", \"facilities\": \"bus_stop\"}', %s, 'running', 'gone', %s,"
        " now() - %s * interval '1 second') returning id"
    )
    again = owner.execute(died, (PLANNER[0], 1, DEAD + 1)).fetchone()
    hopeless = owner.execute(died, (PLANNER[0], TRIES, DEAD + 1)).fetchone()
    owner.execute("select pg_notify('takeed_jobs', '')")
    assert again is not None and hopeless is not None
    assert ended(planner, str(again[0]))["status"] == "successful"
    assert ended(planner, str(hopeless[0]))["status"] == "failed"


def test_a_job_of_somebody_who_left_fails_and_says_so(planner: httpx.Client, owner: psycopg.Connection[Any]) -> None:
    row = owner.execute(
        "insert into gis.job (process, inputs, person) values ('exposed', '{}', 'nobody.at.all') returning id"
    ).fetchone()
    owner.execute("select pg_notify('takeed_jobs', '')")
    assert row is not None
    wait_until(owner, "select status = 'failed' and message like '%%สิทธิ์%%' from gis.job where id = %s", row[0])
