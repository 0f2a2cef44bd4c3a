"""What the service says of itself is true: landing page, conformance, OpenAPI, style, legend, schema, catalogue."""

from __future__ import annotations

import re
import uuid
from typing import Any

import httpx
import jsonschema
import pytest

from gis import registry
from gis.access import Audience


def public_layers() -> set[str]:
    return {name for name, d in registry.load().items() if d.layer.access.read is Audience.PUBLIC}


def links(document: Any) -> list[str]:
    """Every address in a document that is no template."""
    if isinstance(document, dict):
        here = [document["href"]] if isinstance(document.get("href"), str) and not document.get("templated") else []
        return here + [found for value in document.values() for found in links(value)]
    return [found for each in document for found in links(each)] if isinstance(document, list) else []


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
def test_the_collections_are_the_public_layers_and_no_other(public: httpx.Client) -> None:
    told = public.get("/ogc/collections").json()["collections"]
    assert {each["id"] for each in told if each["itemType"] == "feature"} == public_layers()
    assert all(each["title"] and each["title_en"] for each in told)


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/landing-page")
@pytest.mark.conformance("ogcapi-common-1/1.0/conf/core")
@pytest.mark.parametrize("start", ["/ogc/", "/ogc/collections/bus_stop", "/ogc/collections/bus_stop/tiles"])
def test_every_link_leads_somewhere(public: httpx.Client, address: str, start: str) -> None:
    for href in links(public.get(start).json()):
        if href.startswith(address):
            assert public.get(href).status_code == 200, href


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/core")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/core")
def test_every_class_that_is_declared_has_its_addresses(public: httpx.Client) -> None:
    classes = public.get("/ogc/conformance").json()["conformsTo"]
    for part in ("features-1/1.0/conf/core", "features-1/1.0/conf/geojson", "tiles-1/1.0/conf/mvt"):
        assert any(each.endswith(part) for each in classes)
    relations = {link["rel"] for link in public.get("/ogc/").json()["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= relations


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/oas30")
@pytest.mark.conformance("ogcapi-features-1/1.0/conf/oas30")
@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/oas30")
def test_the_openapi_document_describes_what_is_answered(public: httpx.Client) -> None:
    answer = public.get("/ogc/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    told = answer.json()
    assert told["openapi"].startswith("3.0.")
    references = set(re.findall(r'"\$ref":\s*"([^"]+)"', answer.text))
    assert references == {"#/components/schemas/problem"}
    operations = [o["operationId"] for path in told["paths"].values() for o in path.values()]
    assert len(operations) == len(set(operations))
    values = {
        "collectionId": "bus_stop", "featureId": "1", "recordId": "road", "dimension": "mobility",
        "rasterId": "height", "processId": "nearest_facility", "jobId": str(uuid.UUID(int=0)),
        "tileMatrixSetId": "WebMercatorQuad", "tileMatrix": "14", "tileRow": "7454", "tileCol": "12738",
    }  # fmt: skip
    for path, methods in told["paths"].items():
        if "get" not in methods or ("{featureId}" in path and path.split("/")[2] != "bus_stop"):
            continue
        if "{locationId}" in path or any(
            each["required"] for each in methods["get"]["parameters"] if each["in"] == "query"
        ):
            continue  # this instance has no stations: see test_edr.py
        server = methods["get"].get("servers", told["servers"])[0]["url"]
        asked = server + re.sub(r"\{(\w+)\}", lambda m: values[m[1]], path)
        got = public.get(asked)
        if path.startswith("/jobs") or "security" in methods["get"]:  # everybody's own, or the staff's
            assert got.status_code == 401
            continue
        assert got.status_code == 200, asked
        kinds = methods["get"]["responses"]["200"]["content"]
        assert got.headers["content-type"].replace("; charset=utf-8", "") in kinds, asked


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/geojson")
def test_items_are_as_their_schema_says(public: httpx.Client) -> None:
    for layer in ("bus_stop", "road", "complaint", "market"):
        schema = public.get(f"/ogc/collections/{layer}/schema").json()
        jsonschema.Draft202012Validator.check_schema(schema)
        properties = {
            name: member
            for name, member in schema["properties"].items()
            if name not in ("id", "geometry") and not member.get("writeOnly")
        }
        for feature in public.get(f"/ogc/collections/{layer}/items").json()["features"]:
            assert list(feature["properties"]) == list(properties)
            told = {name: value for name, value in feature["properties"].items() if value is not None}
            jsonschema.validate(told, {"type": "object", "properties": properties, "additionalProperties": False})


def test_the_style_draws_every_public_layer_from_this_instance_only(public: httpx.Client, address: str) -> None:
    style = public.get("/ogc/style.json").json()
    assert style["version"] == 8
    for source in style["sources"].values():
        assert all(tile.startswith(f"{address}/ogc/collections/") for tile in source["tiles"])
    assert all(face["url"].startswith(address) for faces in style["font-faces"].values() for face in faces)
    drawn = [layer for layer in style["layers"] if layer["type"] != "background"]
    assert {layer["metadata"]["takeed:layer"] for layer in drawn} == set(style["sources"]) <= public_layers()
    assert len({layer["id"] for layer in drawn}) == len(drawn)
    order = [layer["type"] for layer in drawn]
    assert order.index("circle") > max(n for n, kind in enumerate(order) if kind == "fill")
    assert "symbol" not in order[: order.index("symbol")] and set(order[order.index("symbol") :]) == {"symbol"}


def test_the_fields_a_style_needs_are_in_the_tiles(public: httpx.Client) -> None:
    style = public.get("/ogc/style.json").json()
    for layer in style["layers"]:
        if layer["type"] == "background":
            continue
        needed = set(re.findall(r"\['get', '(\w+)'\]", str(layer)))
        name = layer["source"]
        told = public.get(f"/ogc/collections/{name}/tiles/WebMercatorQuad?f=tilejson").json()
        fields = {drawn["id"]: set(drawn["fields"]) for drawn in told["vector_layers"]}
        assert needed <= fields[layer["source-layer"]], layer["id"]


def test_the_legend_names_every_drawn_layer_in_both_languages(public: httpx.Client) -> None:
    legend = public.get("/ogc/legend.json").json()
    layers = [layer for dimension in legend["dimensions"] for layer in dimension["layers"]]
    assert {layer["name"] for layer in layers} == set(public.get("/ogc/style.json").json()["sources"])
    for layer in layers:
        assert layer["title"]["th"] and layer["title"]["en"]
        assert layer["kind"] in ("circle", "line", "fill")
        for shown in (*layer["classes"], *layer["fields"]):
            assert shown.get("label") or shown["title"]
    assert len(legend["dimensions"]) == 7


def test_the_legend_says_what_names_a_record_and_what_refers_to_another(public: httpx.Client) -> None:
    legend = public.get("/ogc/legend.json").json()
    layers = {layer["name"]: layer for dimension in legend["dimensions"] for layer in dimension["layers"]}
    for layer in layers.values():
        fields = {field["name"] for field in layer["fields"]}
        assert set(layer["label"]) <= fields
        assert {field["ref"] for field in layer["fields"]} <= {None, *layers}
    assert layers["bridge"]["label"] == ["name", "bridge_no"]
    assert {field["ref"] for field in layers["bridge"]["fields"]} == {None, "road"}
    lamp = {field["name"] for field in layers["streetlight"]["fields"]}
    assert "circuit_id" not in lamp  # circuits are closed to the public, and their bare numbers say nothing


@pytest.mark.parametrize("path", ["style.json", "legend.json", "collections/road/style.json"])
def test_a_document_of_the_map_is_compressed_and_sent_again_only_when_it_changed(
    public: httpx.Client, planner: httpx.Client, path: str
) -> None:
    whole = public.get(f"/ogc/{path}", headers={"Accept-Encoding": "identity"})
    small = public.get(f"/ogc/{path}")
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(whole.content) / 2
    assert small.json() == whole.json()
    again = public.get(f"/ogc/{path}", headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    theirs = planner.get(f"/ogc/{path}")
    assert theirs.headers["cache-control"] == "private, no-store"
    assert "etag" not in theirs.headers


def test_a_catalogue_entry_has_what_the_government_catalogue_requires(public: httpx.Client) -> None:
    entry = public.get("/ogc/collections/bus_stop/catalogue").json()
    for field in ("data_type", "title", "name", "owner_org", "tag_string", "notes", "update_frequency_unit",
                  "geo_coverage", "data_source", "data_format", "data_category", "license_id"):  # fmt: skip
        assert entry["gd"][field], field


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/json")
@pytest.mark.conformance("ogcapi-common-1/1.0/conf/html")
def test_a_browser_gets_a_page_and_a_program_gets_json(public: httpx.Client) -> None:
    page = public.get("/ogc/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert "ป้ายรถ" in page.text or "bus_stop" in page.text
    assert public.get("/ogc/").headers["content-type"] == "application/json"


def test_staff_see_their_layers_in_every_document(planner: httpx.Client) -> None:
    assert "light_circuit" in {c["id"] for c in planner.get("/ogc/collections").json()["collections"]}
    assert "light_circuit" in planner.get("/ogc/style.json").json()["sources"]
    assert "/collections/light_circuit/items" in planner.get("/ogc/api").json()["paths"]
