"""What the service says of its tiles, held to the models of OGC's standards and to the tiles themselves."""

from __future__ import annotations

import re

import httpx
import morecantile
import pytest

from api.ogc.grid import SETS
from tests.mvt import features

ORIGINS = ("/ogc/collections/bus_stop", "/ogc/dimensions/mobility", "/ogc")


@pytest.mark.conformance("tms/2.0/conf/tilematrixset")
@pytest.mark.conformance("tms/2.0/conf/json-tilematrixset")
@pytest.mark.parametrize("name", SETS)
def test_a_tile_matrix_set_is_the_one_ogc_registered(public: httpx.Client, name: str) -> None:
    told = public.get(f"/ogc/tileMatrixSets/{name}").json()
    ours, theirs = morecantile.TileMatrixSet.model_validate(told), morecantile.tms.get(name)
    assert str(ours.uri) == str(theirs.uri)
    assert ours.crs.to_epsg() == theirs.crs.to_epsg() if name == "WebMercatorQuad" else told["crs"].endswith("/CRS84")
    for z in range(18):
        mine, known = ours.matrix(z), theirs.matrix(z)
        assert (mine.matrixWidth, mine.matrixHeight) == (known.matrixWidth, known.matrixHeight)
        assert mine.scaleDenominator == pytest.approx(known.scaleDenominator, rel=1e-9)
        assert mine.cellSize == pytest.approx(known.cellSize, rel=1e-9)
        assert mine.pointOfOrigin == pytest.approx(known.pointOfOrigin, rel=1e-9)


@pytest.mark.conformance("tms/2.0/conf/json-tilematrixset")
def test_the_list_of_matrix_sets_leads_to_each(public: httpx.Client) -> None:
    listed = public.get("/ogc/tileMatrixSets").json()["tileMatrixSets"]
    assert [each["id"] for each in listed] == list(SETS)
    for each in listed:
        assert public.get(each["links"][0]["href"]).json()["id"] == each["id"]


@pytest.mark.conformance("tms/2.0/conf/json-tilesetmetadata")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/tileset")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/tilesets-list")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/geodata-tilesets")
@pytest.mark.parametrize("origin", ORIGINS)
def test_every_tileset_that_is_listed_leads_to_tiles(public: httpx.Client, origin: str) -> None:
    listed = public.get(f"{origin}/tiles").json()["tilesets"]
    assert {each["tileMatrixSetURI"].rpartition("/")[2] for each in listed} == set(SETS)
    for each in listed:
        links = {link["rel"].rpartition("/")[2]: link for link in each["links"]}
        assert public.get(links["tiling-scheme"]["href"]).json()["uri"] == each["tileMatrixSetURI"]
        whole = public.get(links["self"]["href"]).json()
        whole["links"] = [link for link in whole["links"] if link["rel"] != "alternate"]  # its page for people
        assert {key: whole[key] for key in each} == each
        assert links["item"]["templated"] is True
        nowhere = {"tileMatrix": "14", "minTileRow": 0, "minTileCol": 0}  # what has no rows has no limits
        limits = whole.get("tileMatrixSetLimits", [nowhere])[-1]
        asked = {"tileMatrix": "tileMatrix", "tileRow": "minTileRow", "tileCol": "minTileCol"}
        there = re.sub(r"\{(\w+)\}", lambda found: str(limits[asked[found[1]]]), links["item"]["href"])  # noqa: B023
        answer = public.get(there)
        assert (answer.status_code, answer.headers["content-type"]) == (200, links["item"]["type"])


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/dataset-tilesets")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/tilesets-list")
def test_the_dataset_lists_every_dimension_that_has_a_layer(public: httpx.Client) -> None:
    told = public.get("/ogc/tiles").json()["tilesets"]
    paths = {link["href"].partition("/ogc")[2] for each in told for link in each["links"] if link["rel"] == "self"}
    assert {"/tiles/WebMercatorQuad", "/dimensions/mobility/tiles/WorldCRS84Quad"} <= paths
    landing = public.get("/ogc/", headers={"Accept": "application/json"}).json()
    (link,) = (link for link in landing["links"] if link["rel"].endswith("/tilesets-vector"))
    assert public.get(link["href"]).json()["tilesets"] == told


@pytest.mark.conformance("tms/2.0/conf/json-tilesetmetadata")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/tileset")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/geodata-tilesets")
@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("name", SETS)
def test_a_tileset_names_the_layers_and_fields_its_tiles_hold(public: httpx.Client, origin: str, name: str) -> None:
    told = public.get(f"{origin}/tiles/{name}").json()
    layers = {each["id"]: each for each in told["layers"]}
    last = max(told["tileMatrixSetLimits"], key=lambda limits: int(limits["tileMatrix"]))
    west, _, _, north = *told["boundingBox"]["lowerLeft"], *told["boundingBox"]["upperRight"]
    (column, *_), (row, *_) = SETS[name].over((99.905, 16, 99.905, 16), int(last["tileMatrix"]))
    assert last["minTileCol"] <= column <= last["maxTileCol"] and last["minTileRow"] <= row <= last["maxTileRow"]
    assert west <= 99.905 and north >= 16
    found = features(public.get(f"{origin}/tiles/{name}/{last['tileMatrix']}/{row}/{column}").content)
    assert found
    for feature in found:
        assert feature.properties.keys() <= layers[feature.layer]["propertiesSchema"]["properties"].keys()


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/collections-selection")
def test_picked_layers_are_described_alone(public: httpx.Client) -> None:
    told = public.get("/ogc/tiles/WebMercatorQuad?collections=bus_stop,road").json()
    assert {each["id"] for each in told["layers"]} == {"road", "bus_stop"}
    item = next(link for link in told["links"] if link["rel"] == "item")
    assert item["href"].endswith("{tileMatrix}/{tileRow}/{tileCol}?collections=road,bus_stop")
    tilejson = public.get("/ogc/tiles/WebMercatorQuad?collections=road,bus_stop&f=tilejson").json()
    assert {each["id"] for each in tilejson["vector_layers"]} == {"road", "bus_stop"}


def test_tilejson_of_a_dimension_says_from_which_zoom_each_layer_is_drawn(public: httpx.Client) -> None:
    told = public.get("/ogc/dimensions/mobility/tiles/WebMercatorQuad?f=tilejson").json()
    first = {each["id"]: each["minzoom"] for each in told["vector_layers"]}
    assert told["minzoom"] == min(first.values()) == first["road"] < first["bus_stop"]
    assert "/ogc/dimensions/mobility/tiles/WebMercatorQuad/{z}/{y}/{x}" in told["tiles"][0]


def test_tilejson_knows_one_matrix_set_only(public: httpx.Client) -> None:
    assert public.get("/ogc/collections/road/tiles/WorldCRS84Quad?f=tilejson").status_code == 400


@pytest.mark.parametrize("there", ["/ogc/tileMatrixSets/x", "/ogc/collections/road/tiles/x", "/ogc/tiles/x/1/1/1"])
def test_a_matrix_set_that_is_none_is_a_sentence(public: httpx.Client, there: str) -> None:
    answer = public.get(there)
    assert answer.status_code == 404
    assert "WorldCRS84Quad" in answer.json()["detail_en"]
