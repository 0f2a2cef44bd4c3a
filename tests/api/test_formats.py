"""Every format gives the same features back: their ids, their words, their types, their places."""

from __future__ import annotations

import datetime
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import httpx
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from api.ogc import crs
from api.ogc.formats import DOWNLOADS, FORMATS
from gis.db import connect
from gis.registry import load
from gis.settings import Settings
from tests import rows
from tests.representations import read

NAMES = [format.name for format in DOWNLOADS]
FILES = [format.name for format in DOWNLOADS if format.file]
#: Between them every kind of field and of geometry, one without a place, one with its parent's.
LAYERS = ("building_permit", "waste_point", "news_item", "road_work", "water_reading")
NASTY = '=1+1 "ป้ำ้น",\n<&> \U0001f600 \' -'
METRES_OF_A_DEGREE = 111_320


@pytest.fixture(scope="module", autouse=True)
def filled(instance: Settings) -> Iterator[None]:
    """Each layer with two full rows and one that holds what it must and a text that every format must escape."""
    registry, added = load(), []
    with connect(instance.admin_url) as owner:
        for name in LAYERS:
            layer = registry[name]
            refs = rows.parents(owner, registry, name, 700 + LAYERS.index(name))
            added += list(refs.items())
            needed = {a.name for a in layer.attributes if a.required}
            if layer.geometry is not None and not layer.table.columns["geom"].nullable:
                needed.add("geom")
            free = next((a for a in layer.attributes if a.kind == "text" and a.public and not a.words.pattern), None)
            least = {k: v for k, v in rows.row(layer, 703, refs).items() if k in needed} | (
                {free.name: NASTY} if free else {}
            )
            for row in (rows.row(layer, 701, refs), rows.row(layer, 702, refs), least):
                added.append((name, rows.insert(owner, f"core.{name}", row)))
        owner.commit()
        yield
        for name, number in reversed(added):
            owner.execute(f"delete from core.{name} where id = %s", (number,))


def items(client: httpx.Client, layer: str, **asked: Any) -> httpx.Response:
    return client.get(f"/ogc/collections/{layer}/items", params={"download": "true", **asked}, timeout=60)


def plain(kind: str, value: Any) -> Any:
    """A value of a kind, however a format writes it; of a time GDAL keeps the milliseconds."""
    match kind, value:
        case _, None:
            return None
        case "codes", _:
            return value.split(",") if isinstance(value, str) else value
        case "integer" | "ref", _:
            return int(value)
        case "number" | "decimal", _:
            return round(float(value), 6)
        case "boolean", _:
            return {"true": True, "false": False, True: True, False: False}[value]
        case "date", _:
            return str(value)[:10]
        case "datetime", _:
            moment = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(value)
            return moment.timestamp()
    return str(value)


def kinds(layer: str) -> dict[str, str]:
    stamps = {"id": "integer", "uid": "uuid", "version": "integer", "updated_at": "datetime"}
    return {**stamps, **{a.name: a.kind for a in load()[layer].attributes}}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("format", NAMES)
def test_a_file_holds_what_the_pages_hold(public: httpx.Client, layer: str, format: str) -> None:
    pages = read(public.get(f"/ogc/collections/{layer}/items?limit=10000"))
    assert len(pages.ids) >= 3
    file = read(items(public, layer, f=format))
    if format == "fgb":  # whose index puts what is near together
        file = file.by_id()
    assert file.ids == pages.ids
    for here, there in zip(file.rows, pages.rows, strict=True):
        for name, kind in kinds(layer).items():
            if name in there:
                mine, theirs = plain(kind, here.get(name)), plain(kind, there[name])
                if format == "csv" and theirs == NASTY:
                    theirs = f"'{NASTY}"
                if kind == "datetime" and theirs is not None:
                    theirs = pytest.approx(theirs, abs=0.002)
                assert mine == theirs, name
        assert set(here) <= set(there)
    for mine, theirs in zip(file.geometries, pages.geometries, strict=True):
        assert (mine is None) == (theirs is None)
        if mine is not None:
            assert mine.geom_type == theirs.geom_type
            assert shapely.hausdorff_distance(mine, theirs) * METRES_OF_A_DEGREE < 0.001


@pytest.mark.parametrize("format", NAMES)
def test_a_file_in_utm_says_so_and_lies_within_a_millimetre(public: httpx.Client, format: str) -> None:
    answer = items(public, "building_permit", f=format, crs=crs.SERVED[3].uri)
    if format == "kml":
        assert answer.status_code == 400
        return
    file = read(answer).by_id()
    assert answer.headers["content-crs"] == crs.SERVED[3].header
    assert file.srid == (None if format == "csv" else 32647)
    pages = read(public.get("/ogc/collections/building_permit/items", params={"limit": 1000, "crs": crs.SERVED[3].uri}))
    for mine, theirs in zip(file.geometries, pages.geometries, strict=True):
        assert shapely.hausdorff_distance(mine, theirs) < 0.001


@pytest.mark.parametrize("format", FILES)
def test_a_file_has_x_first_whatever_the_registry_says(public: httpx.Client, format: str) -> None:
    if format == "kml":
        return
    answer = items(public, "bus_stop", f=format, crs=crs.SERVED[1].uri, limit=1)
    assert answer.headers["content-crs"] == crs.CRS84.header
    assert read(answer).geometries[0].x == pytest.approx(99.901)


@pytest.mark.parametrize("format", NAMES)
def test_a_file_obeys_every_parameter_of_the_pages(public: httpx.Client, format: str) -> None:
    asked = {
        "bbox": "99.9005,15.9,99.9105,16.1", "sortby": "-name", "properties": "name", "limit": 4, "q": "บ้านใหม่",
    }  # fmt: skip
    wanted = read(public.get("/ogc/collections/bus_stop/items", params=asked))
    file = read(items(public, "bus_stop", f=format, **asked))
    assert file.rows == [{**row, "id": type(file.rows[0]["id"])(row["id"])} for row in wanted.rows]
    assert len(file.rows) == 4 and list(file.rows[0]) == ["id", "name"]
    assert None not in file.geometries
    placeless = read(items(public, "bus_stop", f=format, **asked, **{"skip-geometry": "true"}))
    assert placeless.ids == file.ids and placeless.geometries == [None] * 4


@pytest.mark.parametrize("format", NAMES)
def test_a_file_of_the_past_holds_what_was_then(public: httpx.Client, instance: Settings, format: str) -> None:
    with connect(instance.admin_url) as owner:
        row = owner.execute(
            "insert into core.market (name, geom) values ('ตลาดเก่า', ST_Point(99.92, 16, 4326)) returning id"
        ).fetchone()
    then = datetime.datetime.now(datetime.UTC).isoformat().replace("+00:00", "Z")
    with connect(instance.admin_url) as owner:
        owner.execute("delete from core.market where id = %s", row)
    past = read(items(public, "market", f=format, datetime=then))
    assert [row["name"] for row in past.rows][-1:] == ["ตลาดเก่า"]
    assert read(items(public, "market", f=format)).rows == []


@pytest.mark.parametrize("format", NAMES)
def test_a_file_of_nothing_is_a_whole_file(public: httpx.Client, format: str) -> None:
    assert read(items(public, "bus_stop", f=format, bbox="10,10,11,11")).rows == []
    if format not in ("kml", "csv"):
        assert read(items(public, "bus_stop", f=format, bbox="10,10,11,11", crs=crs.SERVED[3].uri)).srid == 32647


@pytest.mark.parametrize("format", NAMES)
def test_a_file_is_named_by_the_thai_title_of_its_layer(public: httpx.Client, format: str) -> None:
    told = items(public, "road", f=format).headers["content-disposition"]
    ending = {"json": "geojson"}.get(format, format)
    assert told == f"attachment; filename=\"road.{ending}\"; filename*=UTF-8''%E0%B8%96%E0%B8%99%E0%B8%99.{ending}"


def test_geoparquet_keeps_the_types_of_the_fields(planner: httpx.Client) -> None:
    table = pq.read_schema(io.BytesIO(items(planner, "building_permit", f="parquet").content))
    declared = {a.name: a for a in load()["building_permit"].attributes}
    seen = {declared[name].kind: str(table.field(name).type) for name in table.names if name in declared}
    assert seen == {
        "text": "string", "code": "string", "boolean": "bool", "date": "date32[day]", "decimal": "decimal128(14, 2)",
        "integer": "int32", "ref": "int64",
    }  # fmt: skip


def test_a_geoparquet_file_opens_in_geopandas_and_lets_a_reader_skip(public: httpx.Client) -> None:
    content = items(public, "bus_stop", f="parquet").content
    frame = geopandas.read_parquet(io.BytesIO(content))
    assert frame.crs == "OGC:CRS84" and len(frame) == 40
    window = geopandas.read_parquet(io.BytesIO(content), bbox=(99.9005, 15.9, 99.9055, 16.1))
    assert len(window) == 5
    geo = json.loads(pq.read_schema(io.BytesIO(content)).metadata[b"geo"])
    assert geo["version"] == "1.1.0" and geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    assert geo["columns"]["geometry"]["bbox"] == pytest.approx([99.901, 16, 99.94, 16])


def test_a_geopackage_opens_with_the_titles_and_the_style_of_the_map(public: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "bus_stop.gpkg"
    path.write_bytes(items(public, "bus_stop", f="gpkg").content)
    assert pyogrio.read_info(path, layer="bus_stop")["geometry_type"] == "Point"
    package = sqlite3.connect(path)
    (title,) = package.execute("select identifier from gpkg_contents where table_name = 'bus_stop'").fetchone()
    assert title == "ป้ายรถประจำทาง"
    (field,) = package.execute("select name from gpkg_data_columns where column_name = 'shelter'").fetchone()
    assert field == load()["bus_stop"]["shelter"].words.title.th
    name, geometry, style = package.execute(
        "select f_table_name, f_geometry_column, styleqml from layer_styles where useasdefault"
    ).fetchone()
    assert (name, geometry) == ("bus_stop", "geom") and "<renderer-v2" in style
    assert package.execute("pragma integrity_check").fetchone() == ("ok",)
    package.close()
    assert [name for name, _ in pyogrio.list_layers(path)] == ["bus_stop", "layer_styles"]


def test_a_flatgeobuf_has_an_index_and_its_thai_title(public: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "bus_stop.fgb"
    path.write_bytes(items(public, "bus_stop", f="fgb").content)
    info = pyogrio.read_info(path)
    assert info["capabilities"]["fast_spatial_filter"] and info["features"] == 40
    assert "ป้ายรถประจำทาง".encode() in path.read_bytes()[:300]


def test_no_cell_of_a_spreadsheet_becomes_a_formula(public: httpx.Client, instance: Settings) -> None:
    evil = ["=1+1", "+66 81", "-2", "@SUM(A1)", "\t=1", "\r=1", "ก=1"]
    with connect(instance.admin_url) as owner:
        for text in evil:
            owner.execute("insert into core.market (name, geom) values (%s, ST_Point(-1, -2, 4326))", (text,))
    answer = items(public, "market", f="csv", bbox="-2,-3,0,0")
    with connect(instance.admin_url) as owner:
        owner.execute("delete from core.market where name = any(%s)", (evil,))
    assert answer.content.startswith("\ufeffid,".encode())
    table = read(answer)
    assert [row["name"] for row in table.rows] == [f"'{text}" for text in evil[:-1]] + evil[-1:]
    assert table.geometries[0].equals(shapely.Point(-1, -2))


def test_kml_names_a_place_and_says_its_fields_in_thai(public: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "bus_stop.kml"
    path.write_bytes(items(public, "bus_stop", f="kml").content)
    title = load()["bus_stop"]["name"].words.title.th
    assert f"<displayName>{title}</displayName>" in path.read_text()
    frame = geopandas.read_file(path, engine="pyogrio")
    assert len(frame) == 40 and frame["Name"][0].startswith("ป้ายบ้านใหม่")


def test_text_that_xml_cannot_hold_is_left_out_of_kml(public: httpx.Client, instance: Settings) -> None:
    with connect(instance.admin_url) as owner:
        owner.execute("insert into core.market (name, geom) values (%s, ST_Point(1, 2, 4326))", ("ต\x01ล\x0bาด\uffff",))
    table = read(items(public, "market", f="kml", bbox="0,0,3,3"))
    with connect(instance.admin_url) as owner:
        owner.execute("delete from core.market where ST_X(geom) = 1")
    assert [row["name"] for row in table.rows] == ["ตลาด"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("application/geo+json;q=0.2, text/csv;q=0.3", "text/csv"),
        ("text/csv;q=0.3, */*;q=0.1", "text/csv"),
        ("text/csv;q=0, */*", "application/geo+json"),
        ("application/*;q=0.1, application/vnd.google-earth.kml+xml", "application/vnd.google-earth.kml+xml"),
        ("image/png", "application/geo+json"),
        ("text/csv;q=x", "application/geo+json"),
    ],
)
def test_the_accept_header_chooses_a_format(public: httpx.Client, accept: str, media: str) -> None:
    answer = public.get("/ogc/collections/bus_stop/items?limit=1", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "accept" in {name.strip().lower() for name in answer.headers["vary"].split(",")}


def test_a_page_links_to_every_format_of_what_it_is_a_page_of(public: httpx.Client) -> None:
    page = public.get("/ogc/collections/bus_stop/items?limit=3&after=2&bbox=99,15,100,17").json()
    links = {each["type"]: each["href"] for each in page["links"] if each["rel"] in ("alternate", "enclosure")}
    for format in FORMATS[1:]:
        answer = public.get(links[format.media])
        assert answer.headers["content-type"].partition(";")[0] == format.media
        if format.file:
            assert len(read(answer).rows) == 40


def test_a_collection_and_the_document_name_every_format(public: httpx.Client) -> None:
    links = public.get("/ogc/collections/bus_stop").json()["links"]
    assert {each["type"] for each in links if each["rel"] == "items"} == {format.media for format in FORMATS}
    get = public.get("/ogc/api").json()["paths"]["/collections/bus_stop/items"]["get"]
    assert set(get["responses"]["200"]["content"]) == {format.media for format in FORMATS}
    (f,) = [parameter for parameter in get["parameters"] if parameter["name"] == "f"]
    assert f["schema"]["enum"] == [*NAMES, "html"]
