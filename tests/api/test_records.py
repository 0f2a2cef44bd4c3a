"""The catalogue lists what the one who asks may read, is searched in Thai, and says where everything is."""

from __future__ import annotations

import re
import subprocess
import sys

import httpx
import pytest

from gis import registry
from gis.access import Audience
from gis.derive import catalogue
from gis.derive.catalogue import frequency, gd_licence
from gis.settings import load
from gis.text import en, th

ITEMS = "/ogc/collections/catalogue/items"
#: The raster of the shared instance.
RASTER = "height"
PUBLIC = {name for name, d in registry.load().items() if d.layer.access.read is Audience.PUBLIC}


def found(client: httpx.Client, **told: str) -> list[str]:
    answer = client.get(ITEMS, params=told)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["features"]]


@pytest.mark.conformance("ogcapi-records-1/1.0/conf/record-core")
@pytest.mark.conformance("ogcapi-records-1/1.0/conf/json")
def test_there_is_a_record_for_every_layer_and_raster_that_the_reader_may_read(
    public: httpx.Client, planner: httpx.Client
) -> None:
    assert set(found(public)) == {*PUBLIC, RASTER}
    assert set(found(planner)) == {*registry.load(), RASTER}
    assert public.get(f"{ITEMS}/light_circuit").status_code == 404
    assert planner.get(f"{ITEMS}/light_circuit").json()["properties"]["rights"] == "staff"


def test_a_search_finds_thai_words_anywhere_and_any_of_several_terms(public: httpx.Client) -> None:
    assert "bus_stop" in found(public, q="รถ")
    assert found(public, q="Bus stops") == ["bus_stop"]
    assert set(found(public, q="Bus stops, Bridges")) == {"bus_stop", "bridge"}
    assert found(public, q="no such word") == []


def test_a_box_finds_the_layers_that_have_something_there(public: httpx.Client) -> None:
    assert set(found(public, bbox="99.9,15.9,100,16.1")) == {"bus_stop", "complaint", "road", RASTER}
    assert found(public, bbox="0,0,1,1") == []
    assert "bus_stop" in found(public, bbox="99,15,-170,17")
    assert found(public, bbox="170,15,-170,17") == []


def test_pages_follow_each_other_and_the_last_has_no_next(public: httpx.Client) -> None:
    names: list[str] = []
    page = public.get(ITEMS, params={"limit": "20"})
    for _ in range(10):
        names += [each["id"] for each in page.json()["features"]]
        following = [link["href"] for link in page.json()["links"] if link["rel"] == "next"]
        if not following:
            break
        page = public.get(following[0])
    assert sorted(names) == sorted({*PUBLIC, RASTER})


@pytest.mark.parametrize("asked", ["bbox=1,2,3", "limit=0", "limit=x", "offset=-1", "f=csv", "filter=a", "q=a&q=b"])
def test_what_is_not_understood_is_refused_in_both_languages(public: httpx.Client, asked: str) -> None:
    answer = public.get(f"{ITEMS}?{asked}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail_th"] and answer.json()["detail_en"]


def test_every_link_leads_somewhere_here(public: httpx.Client, address: str) -> None:
    answer = public.get(ITEMS, params={"f": "json", "q": "Bus stops"})
    assert answer.headers["content-type"] == "application/geo+json"
    hrefs = [link["href"] for each in (answer.json(), *answer.json()["features"]) for link in each["links"]]
    for href in hrefs:
        assert href.startswith((address, "https://spdx.org/")), href
        assert not href.startswith(address) or public.get(href).status_code == 200, href


@pytest.mark.parametrize("path", [ITEMS, f"{ITEMS}/road", "/ogc/processes", "/ogc/processes/exposed"])
def test_a_browser_gets_a_page_of_ours_with_nothing_from_another_host(
    public: httpx.Client, address: str, path: str
) -> None:
    for page in (public.get(path, headers={"Accept": "text/html"}), public.get(path, params={"f": "html"})):
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "pygeoapi" not in page.text
        for source in re.findall(r'<(?:script|img)[^>]*src="([^"]+)"|<link[^>]*href="([^"]+)"', page.text):
            assert not "".join(source).startswith("http") or "".join(source).startswith(address)


@pytest.mark.conformance("ogcapi-records-1/1.0/conf/record-core")
def test_a_record_has_the_fields_that_the_government_catalogue_requires(public: httpx.Client) -> None:
    record = public.get(f"{ITEMS}/water_station").json()
    gd = record["properties"]["gd"]
    for field in ("data_type", "title", "name", "owner_org", "maintainer", "tag_string", "notes", "objective",
                  "update_frequency_unit", "geo_coverage", "data_source", "data_format", "data_category",
                  "license_id"):  # fmt: skip
        assert gd[field], field
    assert (gd["update_frequency_unit"], gd["update_frequency_interval"]) == ("นาที", 10)
    assert gd["license_id"] == "CC BY"
    assert public.get("/ogc/collections/water_station/catalogue").json()["gd"] == gd


def test_the_dcat_entry_is_json_ld_that_needs_no_other_host(public: httpx.Client) -> None:
    answer = public.get("/ogc/collections/bus_stop/catalogue")
    assert answer.headers["content-type"] == "application/ld+json"
    entry = answer.json()
    assert isinstance(entry["@context"], dict)
    terms = {key.partition(":")[0] for key in entry if ":" in key}
    assert terms <= set(entry["@context"])


def test_a_place_with_an_address_for_questions_tells_it() -> None:
    place = load().place
    told = type(place)(**{**{name: getattr(place, name) for name in place.__slots__}, "email": "data@example.go.th"})
    layer = registry.load()["road"]
    assert catalogue.gd(layer, told)["maintainer_email"] == "data@example.go.th"
    assert "maintainer_email" not in catalogue.gd(layer, place)


def test_how_often_and_under_which_licence_is_said_in_the_words_of_the_government_catalogue() -> None:
    assert frequency(None) == ("ไม่ทราบ", None)
    assert frequency(th("ทุกสี่ปี") | en("Every four years")) == ("ปี", 4)
    assert frequency(th("ทุกครึ่งปี") | en("Twice a year")) == ("ครึ่งปี", 1)
    assert frequency(th("เมื่อมีเหตุ") | en("When it happens")) == ("อื่นๆ", None)
    assert [gd_licence(each) for each in ("CC-BY-4.0", "CC-BY-SA-3.0", "ODbL-1.0", "")] == [
        "CC BY", "CC BY-SA", "Open Data Common", "License not specified",
    ]  # fmt: skip


def test_the_service_starts_without_the_library() -> None:
    code = "import sys, api.main; sys.exit('pygeoapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
