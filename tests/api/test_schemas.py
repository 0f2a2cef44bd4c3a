"""What a collection tells of its fields: those it gives and takes, those one can ask about, and those it sorts by."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema
import pytest

RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0"
HERE = "/ogc/collections"


def properties(client: httpx.Client, layer: str, what: str) -> dict[str, Any]:
    answer = client.get(f"{HERE}/{layer}/{what}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()["properties"]
    return found


@pytest.mark.conformance("ogcapi-features-5/1.0/conf/schemas")
@pytest.mark.parametrize("what", ["schema", "queryables", "sortables"])
@pytest.mark.parametrize("layer", ["bus_stop", "complaint", "parcel", "water_reading"])
def test_every_schema_is_one_and_is_linked_from_its_collection(public: httpx.Client, layer: str, what: str) -> None:
    links = {link["rel"]: link["href"] for link in public.get(f"{HERE}/{layer}").json()["links"]}
    answer = public.get(links[f"{RELATIONS}/{what}"])
    assert answer.headers["content-type"] == "application/schema+json"
    told = answer.json()
    jsonschema.Draft202012Validator.check_schema(told)
    assert (told["$id"], told["type"], told["additionalProperties"]) == (links[f"{RELATIONS}/{what}"], "object", False)
    places = [member["x-ogc-propertySeq"] for member in told["properties"].values()]
    assert places == sorted(set(places))
    for member in (told, *told["properties"].values()):
        assert all(word.startswith("x-ogc-") for word in member if word.startswith("x-"))
        assert member["title"] and member["x-ogc-title-en"]
    for name, member in told["properties"].items():
        assert ("type" in member) is (name != "geometry"), name
    assert sum(member.get("x-ogc-role") == "primary-geometry" for member in told["properties"].values()) <= 1


@pytest.mark.conformance("ogcapi-features-5/1.0/conf/core-roles-features")
@pytest.mark.conformance("ogcapi-features-5/1.0/conf/references")
def test_a_schema_says_codes_units_and_references(public: httpx.Client) -> None:
    lamp = properties(public, "streetlight", "schema")
    assert lamp["status"]["enum"][:2] == ["on", "off"]
    assert lamp["status"]["x-ogc-codes"]["off"] == {"th": "ดับ", "en": "Out"}
    assert lamp["watt"]["x-ogc-unit"] == "W"
    assert (lamp["road_id"]["x-ogc-role"], lamp["road_id"]["x-ogc-collectionId"]) == ("reference", "road")
    assert (lamp["id"]["x-ogc-role"], lamp["geometry"]["format"]) == ("id", "geometry-point")
    assert properties(public, "parcel", "schema")["geometry"]["format"] == "geometry-multipolygon"


@pytest.mark.conformance("ogcapi-features-5/1.0/conf/returnables-and-receivables")
def test_a_schema_says_what_the_one_who_asks_may_send(public: httpx.Client, planner: httpx.Client) -> None:
    closed, written = properties(public, "bus_stop", "schema"), properties(planner, "bus_stop", "schema")
    assert all(member["readOnly"] for member in closed.values())
    assert not any(written[name].get("readOnly") for name in ("name", "lit", "geometry", "uid"))
    assert all(written[name]["readOnly"] for name in ("id", "version", "updated_at"))
    # What a visitor may tell of a complaint, and never read.
    complaint = properties(public, "complaint", "schema")
    assert (complaint["contact_name"]["writeOnly"], "readOnly" in complaint["contact_name"]) == (True, False)
    assert (complaint["status"]["readOnly"], "writeOnly" in complaint["status"]) == (True, False)
    assert "note" not in complaint


@pytest.mark.conformance("ogcapi-features-3/1.0/conf/queryables")
@pytest.mark.conformance("ogcapi-features-3/1.0/conf/queryables-query-parameters")
@pytest.mark.conformance("ogcapi-features-5/1.0/conf/queryables")
def test_what_can_be_asked_about_can_be_asked_about(public: httpx.Client) -> None:
    for layer in ("bus_stop", "complaint", "streetlight"):
        for name, member in properties(public, layer, "queryables").items():
            answer = public.get(f"{HERE}/{layer}/items", params={"filter": f"{name} IS NOT NULL"})
            assert answer.status_code == 200, name
            if name != "geometry":
                value = {"integer": "1", "number": "1.5", "boolean": "true"}.get(member.get("type", ""), "x")
                value = {"date": "2020-01-01", "date-time": "2020-01-01T00:00:00Z", "uuid": "0" * 32}.get(
                    member.get("format", ""), value
                )
                value = member.get("enum", member.get("items", {}).get("enum", [value]))[0]
                assert public.get(f"{HERE}/{layer}/items", params={name: value}).status_code == 200, name


@pytest.mark.conformance("ogcapi-features-5/1.0/conf/sortables")
@pytest.mark.conformance("ogcapi-features-8/1.0/conf/sorting")
def test_what_can_be_sorted_by_can_be_sorted_by_and_nothing_else(public: httpx.Client) -> None:
    for layer in ("bus_stop", "complaint", "streetlight"):
        told = properties(public, layer, "sortables")
        assert "geometry" not in told and not any(member["type"] in ("array", "object") for member in told.values())
        for name in properties(public, layer, "queryables"):
            answer = public.get(f"{HERE}/{layer}/items", params={"sortby": f"-{name}"})
            assert answer.status_code == (200 if name in told else 400), name


def test_a_closed_field_is_in_no_list_of_what_can_be_asked(public: httpx.Client, planner: httpx.Client) -> None:
    for what in ("queryables", "sortables"):
        assert "pea_meter_no" not in properties(public, "streetlight", what)
        assert "pea_meter_no" in properties(planner, "streetlight", what)
        assert public.get(f"{HERE}/light_circuit/{what}").status_code == 404


def test_the_ends_of_the_calendar_are_asked_for_without_failing(public: httpx.Client) -> None:
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        assert public.get(f"{HERE}/bus_stop/items", params={"updated_at": moment}).status_code == 400
