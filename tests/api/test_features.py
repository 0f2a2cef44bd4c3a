"""Pages of features, single features, and their past."""

from __future__ import annotations

import datetime

import httpx
import pytest

from gis.db import connect
from gis.settings import Settings
from tests.serving import CANARY

ITEMS = "/ogc/collections/bus_stop/items"


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def next_link(answer: httpx.Response) -> str | None:
    return next((link["href"] for link in answer.json()["links"] if link["rel"] == "next"), None)


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_following_next_meets_every_feature_once_and_ends(public: httpx.Client) -> None:
    met, following = [], f"{ITEMS}?limit=7"
    while following:
        page = public.get(following)
        met += ids(page)
        assert page.json()["numberReturned"] == len(ids(page))
        following = next_link(page)
    assert len(met) == len(set(met)) == 40
    assert met == sorted(met)


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_a_last_page_that_is_exactly_full_has_no_next(public: httpx.Client) -> None:
    assert next_link(public.get(f"{ITEMS}?limit=40")) is None
    assert next_link(public.get(f"{ITEMS}?limit=39")) is not None


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_next_keeps_the_other_parameters(public: httpx.Client) -> None:
    following = next_link(public.get(f"{ITEMS}?limit=2&bbox=99.9005,15.9,99.9055,16.1"))
    assert following is not None
    assert len(ids(public.get(following))) == 2


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/geojson")
def test_a_page_is_geojson_with_the_declared_fields_in_order(public: httpx.Client) -> None:
    answer = public.get(f"{ITEMS}?limit=1")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    (feature,) = answer.json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [99.901, 16]}
    assert feature["properties"]["name"] == "ป้ายบ้านใหม่ 1"
    schema = public.get("/ogc/collections/bus_stop/schema").json()["properties"]
    assert list(feature["properties"]) == [name for name in schema if name not in ("id", "geometry")]


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_a_box_finds_what_lies_in_it(public: httpx.Client) -> None:
    assert len(ids(public.get(f"{ITEMS}?bbox=99.9005,15.9,99.9055,16.1"))) == 5
    assert len(ids(public.get(f"{ITEMS}?bbox=99.9005,15.9,0,99.9055,16.1,10"))) == 5


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_a_box_across_the_antimeridian_is_two_boxes(public: httpx.Client) -> None:
    assert len(ids(public.get(f"{ITEMS}?bbox=99.9395,-90,-170,90&limit=100"))) == 1


def test_a_line_is_found_by_its_course_and_not_by_its_box_alone(public: httpx.Client) -> None:
    roads = "/ogc/collections/road/items"
    assert len(ids(public.get(f"{roads}?bbox=99.91,16.00,99.92,16.02"))) == 1
    assert ids(public.get(f"{roads}?bbox=99.91,16.02,99.92,16.03")) == []


def test_hits_are_counted_only_when_asked_for(public: httpx.Client) -> None:
    assert "numberMatched" not in public.get(ITEMS).json()
    assert public.get(f"{ITEMS}?hits=true&limit=3").json()["numberMatched"] == 40


def test_a_long_page_is_compressed_for_who_takes_that(public: httpx.Client) -> None:
    there = "/ogc/collections/bus_stop/items?limit=30"
    plain = public.get(there, headers={"Accept-Encoding": "gzip;q=0, identity"})
    small = public.get(there, headers={"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in small.headers["vary"].lower()
    assert int(small.headers["content-length"]) < len(plain.content) / 3
    assert small.content == plain.content
    assert "content-encoding" not in public.get("/ogc/collections/bus_stop/items?limit=1&properties=name").headers


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_a_limit_above_the_most_is_cut_to_it(public: httpx.Client) -> None:
    assert len(ids(public.get(f"{ITEMS}?limit=999999"))) == 40


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_a_feature_is_found_by_its_number_and_by_its_uid(public: httpx.Client) -> None:
    first = public.get(f"{ITEMS}?limit=1").json()["features"][0]
    by_number = public.get(f"{ITEMS}/{first['id']}")
    assert by_number.json()["properties"] == first["properties"]
    assert public.get(f"{ITEMS}/{first['properties']['uid']}").json()["id"] == first["id"]
    again = public.get(f"{ITEMS}/{first['id']}", headers={"If-None-Match": by_number.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_the_past_is_what_was_then(public: httpx.Client, instance: Settings) -> None:
    with connect(instance.admin_url) as connection:
        row = connection.execute(
            "insert into core.market (name, geom) values ('ตลาดเก่า', ST_Point(99.92, 16, 4326)) returning id"
        ).fetchone()
        assert row is not None
        number = row[0]
    then = datetime.datetime.now(datetime.UTC).isoformat().replace("+00:00", "Z")
    with connect(instance.admin_url) as connection:
        connection.execute("update core.market set name = 'ตลาดใหม่' where id = %s", (number,))
    here = f"/ogc/collections/market/items/{number}"

    def name(**asked: str) -> str:
        told: str = public.get(here, params=asked).json()["properties"]["name"]
        return told

    assert name() == "ตลาดใหม่"
    assert name(datetime=then) == "ตลาดเก่า"
    assert name(datetime=f"2020-01-01T00:00:00Z/{then}") == "ตลาดเก่า"
    assert name(datetime=f"{then}/..") == "ตลาดใหม่"
    assert public.get(here, params={"datetime": "2001-01-01T00:00:00Z"}).status_code == 404
    with connect(instance.admin_url) as connection:
        connection.execute("delete from core.market where id = %s", (number,))


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/geojson")
def test_text_that_json_must_escape_survives(public: httpx.Client, instance: Settings) -> None:
    nasty = 'เ"\\\b\n\u2028</script> ๙'
    with connect(instance.admin_url) as connection:
        connection.execute("insert into core.market (name, geom) values (%s, ST_Point(99.92, 16, 4326))", (nasty,))
    assert nasty in [f["properties"]["name"] for f in public.get("/ogc/collections/market/items").json()["features"]]
    with connect(instance.admin_url) as connection:
        connection.execute("delete from core.market")


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
@pytest.mark.parametrize(
    "asked",
    ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,1,2,3", "bbox=1,2,3,inf", "bbox=1,2,3,91", "bbox=1,5,2,4", "limit=0",
     "limit=-1", "limit=x", "limit=1.5", "after=x", "after=99999999999999999999", "datetime=yesterday",
     "datetime=2024-13-01T00:00:00Z", "datetime=../..", "datetime=0001-01-01T00:00:00%2B14:00",
     "datetime=2024-01-02T00:00:00Z/2024-01-01T00:00:00Z",
     "f=xml", "unheard=1", "limit=1&limit=2", "hits=1"],
)  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_a_sentence(public: httpx.Client, asked: str) -> None:
    answer = public.get(f"{ITEMS}?{asked}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "/problems/bad-request"
    assert told["detail"] == told["detail_th"] != told["detail_en"]


def test_a_layer_the_public_may_not_read_is_a_layer_that_is_not_there(
    public: httpx.Client, planner: httpx.Client
) -> None:
    closed, missing = public.get("/ogc/collections/light_circuit/items"), public.get("/ogc/collections/nothing/items")
    assert (closed.status_code, missing.status_code) == (404, 404)
    assert closed.text.replace("light_circuit", "nothing") == missing.text
    seen = planner.get("/ogc/collections/light_circuit/items")
    assert len(ids(seen)) == 2
    assert seen.headers["cache-control"] == "private, no-store"


def test_personal_fields_and_places_stay_with_the_division(public: httpx.Client) -> None:
    page = public.get("/ogc/collections/complaint/items")
    assert CANARY not in page.text
    assert "99.9123456" not in page.text
    schema = public.get("/ogc/collections/complaint/schema").json()["properties"]
    assert schema["contact_name"]["writeOnly"] is True


def test_a_geometry_that_is_borrowed_is_shown(public: httpx.Client, instance: Settings) -> None:
    with connect(instance.admin_url) as connection:
        connection.execute(
            "insert into core.water_station (station_code, name, geom) values ('W1', 'สถานี', ST_Point(99.93, 16, 4326))"
        )
        connection.execute(
            "insert into core.water_reading (station_id, measured_at)"
            " select id, now() - interval '1 hour' from core.water_station"
        )
    page = public.get("/ogc/collections/water_reading/items?bbox=99.92,15.9,99.94,16.1").json()
    assert page["features"][0]["geometry"]["coordinates"] == [99.93, 16]
