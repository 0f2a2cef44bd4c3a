"""Readings of stations as series: as CoverageJSON and CSV, by station, point and area, and the last of each at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from api.ogc.readable import Granted, readable
from api.ogc.series import series
from gis import registry, throwaway
from gis.db import connect
from gis.settings import Settings
from tests.serving import serving

HERE = "/ogc/collections/water_reading"
ALL_DAY = "2026-01-01T00:00:00Z/2026-01-01T23:59:59Z"


@pytest.fixture(scope="module")
def river(bare_instance: Settings, template: str) -> Iterator[str]:
    """Where three stations are served: two with an hour of readings each, one that is silent."""
    with throwaway.database(bare_instance, template=template) as made:
        with connect(made.admin_url) as connection:
            connection.execute(
                "insert into core.water_station (id, station_code, name, geom)"
                " select n, 'S' || n, 'สถานี ' || n, ST_Point(99.9 + n * 0.01, 16, 4326) from generate_series(1, 3) n"
            )
            connection.execute(
                "insert into core.water_reading (station_id, measured_at, level_m, flow_m3s)"
                " select s, timestamptz '2026-01-01 00:00Z' + n * interval '10 min', s + n / 10.0,"
                " case when s = 1 then n end from generate_series(1, 2) s, generate_series(0, 6) n"
            )
        with serving(made) as base:
            yield base


@pytest.fixture
def client(river: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=river) as made:
        yield made


def coverages(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.cov+json"
    found: list[dict[str, Any]] = answer.json()["coverages"]
    return found


@pytest.mark.conformance("ogcapi-edr-1/1.1/conf/geojson")
@pytest.mark.conformance("ogcapi-edr-1/1.1/conf/core")
def test_every_station_comes_with_its_last_reading(client: httpx.Client) -> None:
    answer = client.get(f"{HERE}/locations")
    assert answer.headers["content-type"] == "application/geo+json"
    told = {each["id"]: each for each in answer.json()["features"]}
    assert told["1"]["properties"] == {
        "name": "สถานี 1", "datetime": "2026-01-01T01:00:00Z", "level_m": 1.6, "flow_m3s": 6,
    }  # fmt: skip
    assert told["1"]["geometry"] == {"type": "Point", "coordinates": [99.91, 16]}
    assert told["3"]["properties"]["datetime"] is None
    inside = client.get(f"{HERE}/locations", params={"bbox": "99.915,15,99.925,17"}).json()["features"]
    assert [each["id"] for each in inside] == ["2"]


@pytest.mark.conformance("ogcapi-edr-1/1.1/conf/covjson")
@pytest.mark.conformance("ogcapi-edr-1/1.1/conf/core")
def test_a_station_gives_its_series_as_coveragejson(client: httpx.Client) -> None:
    answer = client.get(f"{HERE}/locations/1")
    (one,) = coverages(answer)
    axes = {name: axis["values"] for name, axis in one["domain"]["axes"].items()}
    assert (axes["x"], axes["y"], len(axes["t"])) == ([99.91], [16], 7)
    assert axes["t"] == sorted(axes["t"])
    assert one["ranges"]["flow_m3s"]["values"] == [0, 1, 2, 3, 4, 5, 6]
    assert one["ranges"]["level_m"]["shape"] == [7]
    level = answer.json()["parameters"]["level_m"]
    assert level["unit"]["symbol"] and level["observedProperty"]["label"]["th"]


@pytest.mark.conformance("ogcapi-edr-1/1.1/conf/queries")
def test_a_series_can_be_cut_to_a_time_and_to_some_parameters(client: httpx.Client) -> None:
    told = {"datetime": "2026-01-01T00:10:00Z/2026-01-01T00:30:00Z", "parameter-name": "level_m"}
    (one,) = coverages(client.get(f"{HERE}/locations/2", params=told))
    assert one["ranges"].keys() == {"level_m"}
    assert one["ranges"]["level_m"]["values"] == [2.1, 2.2, 2.3]
    (last,) = coverages(client.get(f"{HERE}/locations/2", params={"datetime": "2026-01-01T00:40:00Z/.."}))
    assert last["ranges"]["level_m"]["values"] == [2.4, 2.5, 2.6]
    (at,) = coverages(client.get(f"{HERE}/locations/2", params={"datetime": "2026-01-01T07:40:00+07:00"}))
    assert at["domain"]["axes"]["t"]["values"] == ["2026-01-01T00:40:00Z"]
    assert coverages(client.get(f"{HERE}/locations/3")) == []


def test_csv_has_a_line_for_each_value(client: httpx.Client) -> None:
    answer = client.get(f"{HERE}/locations/1", params={"f": "csv", "datetime": ALL_DAY})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 14
    assert rows[1]["parameter"] == "level_m" and rows[1]["unit"] and rows[1]["value"] == "1.1"


@pytest.mark.conformance("ogcapi-edr-1/1.1/conf/queries")
def test_a_point_is_answered_by_the_station_there_and_by_none_that_is_far(client: httpx.Client) -> None:
    (one,) = coverages(client.get(f"{HERE}/position", params={"coords": "POINT(99.921 16.001)"}))
    assert (one["id"], one["domain"]["axes"]["x"]["values"]) == ("2", [99.92])
    far = client.get(f"{HERE}/position", params={"coords": "POINT(99.0 16.0)"})
    assert far.status_code == 404 and "/locations" in far.json()["detail_en"]


@pytest.mark.conformance("ogcapi-edr-1/1.1/conf/queries")
def test_an_area_gives_the_series_of_the_stations_in_it(client: httpx.Client) -> None:
    both = "POLYGON((99.9 15.9, 99.95 15.9, 99.95 16.1, 99.9 16.1, 99.9 15.9))"
    assert [each["id"] for each in coverages(client.get(f"{HERE}/area", params={"coords": both}))] == ["1", "2"]
    none = "POLYGON((0 0, 1 0, 1 1, 0 0))"
    assert coverages(client.get(f"{HERE}/area", params={"coords": none})) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("position", 400),
        ("position?coords=POINT(200 16)", 400),
        ("position?coords=POINT EMPTY", 400),
        ("position?coords=POINT Z (99 16 1)", 400),
        ("position?coords=POLYGON((0 0,1 0,1 1,0 0))", 400),
        ("position?coords='; drop table core.road", 400),
        ("area?coords=POINT(99.9 16)", 400),
        ("locations/1?datetime=yesterday", 400),
        ("locations/1?parameter-name=station_id", 400),
        ("locations/1?crs=EPSG:24047", 400),
        ("locations/1?z=1", 400),
        ("locations/99", 404),
        ("locations/x", 404),
        ("locations?bbox=1,2,3", 400),
    ],
)
def test_what_is_not_understood_is_refused_in_both_languages(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(f"{HERE}/{path}")
    assert answer.status_code == status, answer.text
    assert answer.json()["detail_th"] and answer.json()["detail_en"]


@pytest.mark.conformance("ogcapi-edr-1/1.1/conf/collections")
def test_only_layers_with_readings_have_series_and_say_so(client: httpx.Client) -> None:
    told = client.get(HERE).json()
    assert told["parameter_names"].keys() == {"level_m", "flow_m3s"}
    hrefs = [each["link"]["href"] for each in told["data_queries"].values()]
    assert [href.rpartition("/")[2] for href in hrefs] == ["position", "area", "locations"]
    assert "data_queries" not in client.get("/ogc/collections/road").json()
    assert client.get("/ogc/collections/road/locations").status_code == 404
    assert client.get("/ogc/collections/water_pipe/locations").status_code == 404


@pytest.fixture
def many(fresh_database: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A hundred stations with a thousand readings each."""
    with connect(fresh_database.admin_url) as connection:
        connection.execute(
            "insert into core.water_station (id, station_code, name, geom)"
            " select n, 'S' || n, 'S' || n, ST_Point(99.9 + n * 0.0001, 16, 4326) from generate_series(1, 100) n"
        )
        connection.execute("alter table core.water_reading disable trigger user")
        connection.execute(
            "insert into core.water_reading (station_id, measured_at, level_m, created_by, updated_by)"
            " select s, timestamptz '2020-01-01Z' + n * interval '10 min', n % 10, 'x', 'x'"
            " from generate_series(1, 1000) n, generate_series(1, 100) s"
        )
        connection.execute("analyze core.water_reading")
        yield connection


def test_the_last_of_every_station_is_one_step_down_an_index(many: psycopg.Connection[Any]) -> None:
    layers = {
        name: readable(d, Granted(published={*d.columns, "geom"}))
        for name, d in registry.load().items()
        if name.startswith("water_")
    }
    found = series(layers["water_reading"], layers)
    assert found is not None
    statement = found.latest
    for number, value in enumerate(("null", "null", "null", "null", "1000"), start=1):
        statement = statement.replace(f"${number}", value)
    row = many.execute(f"explain (analyze, format json) {statement}".encode()).fetchone()
    assert row is not None
    read = [node for node in _nodes(row[0][0]["Plan"]) if node.get("Relation Name") == "water_reading"]
    assert [node["Node Type"] for node in read] == ["Index Scan"]
    assert (read[0]["Scan Direction"], read[0]["Actual Rows"], read[0]["Actual Loops"]) == ("Backward", 1, 100)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)
