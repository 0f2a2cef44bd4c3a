"""Coordinates in five systems, written and read: what comes back is where it was, within a millimetre."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pyproj import Transformer

from gis.db import connect
from gis.settings import Settings

STOPS = "/ogc/collections/bus_stop/items"
BASE = "http://www.opengis.net/def/crs"
CRS84, WGS84, MERCATOR, ZONE_47, ZONE_48 = SYSTEMS = (
    f"{BASE}/OGC/1.3/CRS84", f"{BASE}/EPSG/0/4326", f"{BASE}/EPSG/0/3857", f"{BASE}/EPSG/0/32647",
    f"{BASE}/EPSG/0/32648",
)  # fmt: skip
INDIAN_1975 = f"{BASE}/EPSG/0/24047"
#: Longitude and latitude of a place in zone 47 that no rounding favours.
PLACE = (99.912345678912, 16.023456789123)
MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


def place_in(system: str) -> list[float]:
    """Where PLACE is in a system, in the order of its axes, as PROJ has it."""
    name = "OGC:CRS84" if system == CRS84 else f"EPSG:{system.rpartition('/')[2]}"
    return list(Transformer.from_crs("OGC:CRS84", name).transform(*PLACE))


def metres_apart(system: str, one: list[float], other: list[float]) -> float:
    """The distance of two positions of a system, on the plane of zone 47."""
    name = "OGC:CRS84" if system == CRS84 else f"EPSG:{system.rpartition('/')[2]}"
    (x0, y0), (x1, y1) = (Transformer.from_crs(name, "EPSG:32647").transform(*each) for each in (one, other))
    return float(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5)


def stop(coordinates: list[float], **more: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": coordinates}
    return {"type": "Feature", "geometry": point, "properties": {"name": "crs"}, **more}


def count(settings: Settings) -> int:
    with connect(settings.admin_url) as connection:
        row = connection.execute("select count(*) from core.bus_stop").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(autouse=True)
def _as_found(instance: Settings) -> Iterator[None]:
    yield
    with connect(instance.admin_url) as connection:
        connection.execute("delete from core.bus_stop where name = 'crs'")


@pytest.mark.conformance("ogcapi-features-2/1.0/conf/crs")
@pytest.mark.parametrize("read", SYSTEMS)
@pytest.mark.parametrize("written", SYSTEMS)
def test_a_place_comes_back_within_a_millimetre(planner: httpx.Client, written: str, read: str) -> None:
    made = planner.post(STOPS, json=stop(place_in(written)), headers={"Content-Crs": f"<{written}>"})
    assert made.status_code == 201, made.text
    seen = planner.get(made.headers["location"], params={"crs": read})
    assert seen.headers["content-crs"] == f"<{read}>"
    assert metres_apart(read, seen.json()["geometry"]["coordinates"], place_in(read)) < 0.001


@pytest.mark.conformance("ogcapi-features-2/1.0/conf/crs")
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_place_is_moved_and_answered_in_the_system_it_was_sent_in(planner: httpx.Client, system: str) -> None:
    where = planner.post(STOPS, json=stop([99.9, 16.0])).headers["location"]
    for method, kind in (("PATCH", MERGE_PATCH), ("PUT", {})):
        moved = planner.request(method, where, json=stop(place_in(system)), headers={**kind, "Content-Crs": system})
        assert moved.status_code == 200, moved.text
        assert moved.headers["content-crs"] == f"<{system}>"
        assert metres_apart(system, moved.json()["geometry"]["coordinates"], place_in(system)) < 0.001
    # Sent back as it was answered, it has not moved.
    again = planner.put(where, json=moved.json(), headers={"Content-Crs": system})
    assert again.json()["properties"]["version"] == moved.json()["properties"]["version"] == 2


@pytest.mark.conformance("ogcapi-features-2/1.0/conf/crs")
def test_a_shape_of_many_positions_comes_back_too(planner: httpx.Client) -> None:
    x, y = place_in(ZONE_47)
    sent = [[[x, y], [x + 10.123, y], [x + 10.123, y + 7.456], [x, y]]]
    told = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": sent}, "properties": {}}
    made = planner.post("/ogc/collections/building/items", json=told, headers={"Content-Crs": ZONE_47})
    assert made.status_code == 201, made.text
    seen = planner.get(made.headers["location"], params={"crs": ZONE_47}).json()["geometry"]
    assert seen["type"] == "MultiPolygon"
    for one, other in zip(seen["coordinates"][0][0], sent[0], strict=True):
        assert metres_apart(ZONE_47, one, other) < 0.001
    assert planner.delete(made.headers["location"]).status_code == 204


@pytest.mark.conformance("ogcapi-features-2/1.0/conf/crs")
def test_indian_1975_is_refused_with_the_reason_wherever_a_system_is_named(
    planner: httpx.Client, instance: Settings
) -> None:
    where, before = f"{STOPS}/1", count(instance)
    told, named = stop([600_000.0, 1_769_000.0]), {"Content-Crs": INDIAN_1975}
    old = stop([600_000.0, 1_769_000.0], crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::24047"}})
    for answer in (
        planner.post(STOPS, json=told, headers=named),
        planner.put(where, json=told, headers=named),
        planner.patch(where, json=told, headers={**MERGE_PATCH, **named}),
        planner.post(STOPS, json=old),
        planner.get(STOPS, params={"crs": INDIAN_1975}),
        planner.get(STOPS, params={"bbox": "1,1,2,2", "bbox-crs": INDIAN_1975}),
    ):
        assert answer.status_code == 400, answer.text
        assert "Indian 1975" in answer.json()["detail_th"] and "450 m" in answer.json()["detail_en"]
        assert "EPSG:1304" in answer.json()["detail_en"]
    assert count(instance) == before


@pytest.mark.conformance("ogcapi-features-2/1.0/conf/crs")
@pytest.mark.parametrize("named", ["EPSG:32647", f"{BASE}/EPSG/0/2154", "x", "", f"{BASE}/EPSG/0/9999999"])
def test_a_system_that_is_not_served_is_refused_and_those_that_are_listed(planner: httpx.Client, named: str) -> None:
    answer = planner.post(STOPS, json=stop([99.9, 16.0]), headers={"Content-Crs": named})
    assert answer.status_code == 400
    assert ZONE_47 in answer.json()["detail_en"]


@pytest.mark.conformance("ogcapi-features-2/1.0/conf/crs")
@pytest.mark.parametrize(
    ("system", "coordinates", "says"),
    [
        (ZONE_47, [99.9, 16.0], "degrees"),
        (MERCATOR, [99.9, 16.0], "degrees"),
        (CRS84, [600_000.0, 1_769_000.0], "Content-Crs"),
        (CRS84, [16.0, 99.9], "longitude, latitude"),
        (WGS84, [99.9, 16.0], "latitude, longitude"),
        (ZONE_47, [-142_000.0, 1_780_000.0], "another zone"),
        (ZONE_48, [800_000.0, 1_780_000.0], "another zone"),
        (ZONE_47, [1e300, 1e300], "metres"),
    ],
)
def test_coordinates_of_another_system_are_caught_and_stored_nowhere(
    planner: httpx.Client, instance: Settings, system: str, coordinates: list[float], says: str
) -> None:
    before = count(instance)
    answer = planner.post(STOPS, json=stop(coordinates), headers={"Content-Crs": system})
    assert answer.status_code == 422, answer.text
    assert says in answer.json()["detail_en"]
    assert count(instance) == before


@pytest.mark.parametrize(
    ("name", "header", "status"),
    [
        ("urn:ogc:def:crs:EPSG::32647", None, 201),
        ("EPSG:32647", None, 201),
        (ZONE_47, None, 201),
        ("urn:ogc:def:crs:EPSG::32647", ZONE_47, 201),
        ("urn:ogc:def:crs:EPSG::32648", ZONE_47, 400),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", ZONE_47, 400),
        ("urn:ogc:def:crs:EPSG::2154", None, 400),
    ],
)
def test_the_crs_of_an_old_geojson_counts_and_may_not_contradict(
    planner: httpx.Client, name: str, header: str | None, status: int
) -> None:
    told = stop(place_in(ZONE_47), crs={"type": "name", "properties": {"name": name}})
    answer = planner.post(STOPS, json=told, headers={"Content-Crs": header} if header else {})
    assert answer.status_code == status, answer.text
    if status == 201:
        seen = planner.get(answer.headers["location"], params={"crs": ZONE_47}).json()
        assert metres_apart(ZONE_47, seen["geometry"]["coordinates"], place_in(ZONE_47)) < 0.001


def test_old_geojson_has_longitude_first_whatever_its_system_is_called(planner: httpx.Client) -> None:
    for name in ("urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84"):
        made = planner.post(STOPS, json=stop(list(PLACE), crs={"type": "name", "properties": {"name": name}}))
        assert made.status_code == 201, made.text
        seen = planner.get(made.headers["location"]).json()["geometry"]["coordinates"]
        assert metres_apart(CRS84, seen, list(PLACE)) < 0.001


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_page_is_read_in_every_system_and_a_box_of_every_system_finds_the_same(
    public: httpx.Client, system: str
) -> None:
    page = public.get(STOPS, params={"crs": system, "limit": 1})
    assert page.headers["content-crs"] == f"<{system}>"
    name = "OGC:CRS84" if system == CRS84 else f"EPSG:{system.rpartition('/')[2]}"
    to = Transformer.from_crs("OGC:CRS84", name)
    first = page.json()["features"][0]["geometry"]["coordinates"]
    assert metres_apart(system, first, list(to.transform(99.901, 16.0))) < 0.001
    low, high = to.transform(99.9065, 15.99), to.transform(99.9275, 16.013)
    told = {"bbox": ",".join(map(str, (*low, *high))), "bbox-crs": system, "limit": 1000}
    found = public.get(STOPS, params=told)
    assert found.status_code == 200, found.text
    inside = [
        number for number in range(1, 41)
        if all(least <= each <= most for least, each, most in zip(
            low, to.transform(99.9 + number * 0.001, 16), high, strict=True))
    ]  # fmt: skip
    assert [feature["id"] for feature in found.json()["features"]] == inside
    assert 10 < len(inside) < 40


def test_a_box_of_4326_names_latitude_first(public: httpx.Client) -> None:
    told = {"bbox-crs": WGS84, "limit": 1000}
    assert len(public.get(STOPS, params={**told, "bbox": "15.9,99.9005,16.1,99.9055"}).json()["features"]) == 5
    assert public.get(STOPS, params={**told, "bbox": "99.9005,15.9,99.9055,16.1"}).status_code == 400


def test_every_collection_lists_the_systems_it_is_read_and_written_in(public: httpx.Client) -> None:
    told = public.get("/ogc/collections/bus_stop").json()
    assert told["crs"] == list(SYSTEMS)
    assert told["storageCrs"] == CRS84
    declared = public.get("/ogc/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in declared
