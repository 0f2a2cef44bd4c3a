"""The same street lights in every format a planner receives: the same rows, the same places, the same Thai."""

from __future__ import annotations

import datetime
import json
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import geopandas
import osmium
import pyarrow as pa
import pyarrow.parquet
import pyogrio
import pytest
import shapely

from etl.load import Report
from gis.errors import ImportRefused
from tests.etl.lights import METRES, NUMBERS, PLACES, holds_the_lights

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]


def written(path: Path, crs: str = "EPSG:4326", places: Any = None, **options: Any) -> Path:
    """The lights in a file of the format of its ending."""
    table = pa.table(
        {
            "light_no": NUMBERS,
            "watt": pa.array([60, 80, 100], pa.int32()),
            "geometry": shapely.to_wkb(shapely.points(PLACES if places is None else places)),
        }
    )
    pyogrio.write_arrow(table, path, geometry_name="geometry", geometry_type="Point", crs=crs, **options)
    return path


def zipped(folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    """Everything in a folder, zipped beside it; files of the endings ``without`` stay out."""
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in without:
                archive.write(file, file.relative_to(folder.parent))
    return target


def shapefile(folder: Path, encoding: str, crs: str = "EPSG:4326", places: Any = None) -> Path:
    (folder / "โคมไฟ").mkdir()
    shapes = shapely.points(PLACES if places is None else places)
    lights = geopandas.GeoDataFrame(
        {"light_no": NUMBERS, "watt": pa.array([60, 80, 100], pa.int32()).to_numpy()}, geometry=shapes, crs=crs
    )
    lights.to_file(folder / "โคมไฟ" / "ไฟ ถนน.shp", encoding=encoding)
    return folder / "โคมไฟ"


@pytest.mark.parametrize(
    ("ending", "crs"),
    [*product(("gpkg", "fgb", "mif"), ("EPSG:4326", "EPSG:32647")), ("geojsonl", "EPSG:4326")],
)
def test_a_file_of_one_layer_loads(tmp_path: Path, loading: Loading, rows: Query, ending: str, crs: str) -> None:
    places = PLACES if crs == "EPSG:4326" else METRES
    loading(written(tmp_path / f"lights.{ending}", crs, places, **ENCODED.get(ending, {})), "streetlight")
    holds_the_lights(rows)


ENCODED = {"mif": {"ENCODING": "UTF-8"}}


@pytest.mark.parametrize("encoding", ["UTF-8", "CP874"])
@pytest.mark.parametrize("claim", [None, "OEM 874", "TIS-620", "874"])
def test_a_zipped_shapefile_loads_whatever_its_cpg_says(
    tmp_path: Path, loading: Loading, rows: Query, encoding: str, claim: str | None
) -> None:
    folder = shapefile(tmp_path, encoding)
    cpg = next(folder.glob("*.cpg"))
    if claim is not None:
        cpg.write_text(claim)
    report = loading(zipped(folder, without=(".cpg",) if claim is None else ()), "streetlight")
    assert report.encoding.name == encoding
    holds_the_lights(rows)


def test_a_shapefile_without_prj_in_metres_asks_for_its_system_and_takes_it(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    file = zipped(shapefile(tmp_path, "UTF-8", crs="EPSG:32647", places=METRES), without=(".prj", ".cpg"))
    with pytest.raises(ImportRefused, match=r"32647, 32648.*24047, 24048"):
        loading(file, "streetlight")
    loading(file, "streetlight", crs="EPSG:32647")
    holds_the_lights(rows)


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_geodatabase_loads_zipped_or_as_a_folder(
    tmp_path: Path, loading: Loading, rows: Query, packed: bool
) -> None:
    (tmp_path / "ข้อมูล").mkdir()
    written(tmp_path / "ข้อมูล" / "lights.gdb", driver="OpenFileGDB", layer="lamps")
    loading(zipped(tmp_path / "ข้อมูล") if packed else tmp_path / "ข้อมูล" / "lights.gdb", "streetlight")
    holds_the_lights(rows)


GEO = {"version": "1.1.0", "primary_column": "geometry"}


@pytest.mark.parametrize(
    ("crs", "system"),
    [({}, "EPSG:4326"), ({"crs": {"id": {"authority": "EPSG", "code": 32647}}}, "EPSG:32647")],
)
def test_a_geoparquet_loads_in_the_system_it_names(
    tmp_path: Path, loading: Loading, rows: Query, crs: dict[str, Any], system: str
) -> None:
    report = loading(parquet(tmp_path, crs, PLACES if system == "EPSG:4326" else METRES), "streetlight")
    assert report.crs == system
    holds_the_lights(rows)
    assert rows("select installed_on from core.streetlight limit 1") == [(datetime.date(2024, 5, 14),)]


def parquet(folder: Path, crs: dict[str, Any], places: Any, encoding: str = "WKB") -> Path:
    path = folder / "lights.parquet"
    about = GEO | {"columns": {"geometry": {"encoding": encoding, "geometry_types": ["Point"]} | crs}}
    table = pa.table(
        {
            "light_no": pa.array(NUMBERS).dictionary_encode(),
            "watt": [60, 80, 100],
            "installed_on": [datetime.date(2024, 5, 14)] * 3,
            "geometry": shapely.to_wkb(shapely.points(places)),
        }
    )
    pyarrow.parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), path)
    return path


def test_a_geoparquet_of_an_unknown_system_or_other_shapes_is_refused(tmp_path: Path, loading: Loading) -> None:
    with pytest.raises(ImportRefused, match="--crs EPSG:4326"):
        loading(parquet(tmp_path, {"crs": None}, PLACES), "streetlight")
    with pytest.raises(ImportRefused, match="WKB"):
        loading(parquet(tmp_path, {}, PLACES, "point"), "streetlight")


def test_a_geojson_with_the_crs_member_of_2008_loads(tmp_path: Path, loading: Loading, rows: Query) -> None:
    features = [
        {"type": "Feature", "properties": {"light_no": number, "watt": watt},
         "geometry": {"type": "Point", "coordinates": list(place)}}
        for number, watt, place in zip(NUMBERS, [60, 80, 100], METRES, strict=True)
    ]  # fmt: skip
    for name in ("urn:ogc:def:crs:EPSG::32647", "EPSG:32647"):
        crs = {"type": "name", "properties": {"name": name}}
        file = tmp_path / "lights.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
        assert loading(file, "streetlight").crs == "EPSG:32647"
        holds_the_lights(rows)


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>ไฟ</name>{}</Folder></Document></kml>"""
PLACEMARK = """<Placemark><name>{}</name>
<ExtendedData><Data name="light_no"><value>{}</value></Data><Data name="watt"><value>{}</value></Data></ExtendedData>
<Point><coordinates>{},{},0</coordinates></Point></Placemark>"""


@pytest.mark.parametrize("ending", ["kml", "kmz"])
def test_a_kml_loads_plain_and_packed(tmp_path: Path, loading: Loading, rows: Query, ending: str) -> None:
    marks = [PLACEMARK.format(n, n, w, *p) for n, w, p in zip(NUMBERS, [60, 80, 100], PLACES, strict=True)]
    text = KML.format("".join(marks))
    file = tmp_path / f"lights.{ending}"
    if ending == "kml":
        file.write_text(text, encoding="utf-8")
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("doc.kml", text)
            archive.writestr("files/icon.png", b"\x89PNG")
    loading(file, "streetlight")
    holds_the_lights(rows)


def test_the_waypoints_of_a_gpx_load_into_a_layer_of_points(tmp_path: Path, loading: Loading, rows: Query) -> None:
    points = "".join(
        f'<wpt lat="{lat}" lon="{lon}"><name>{n}</name><cmt>{w}</cmt></wpt>'
        for n, w, (lon, lat) in zip(NUMBERS, [60, 80, 100], PLACES, strict=True)
    )
    track = '<trk><trkseg><trkpt lat="16" lon="99"/><trkpt lat="17" lon="99"/></trkseg></trk>'
    file = tmp_path / "lights.gpx"
    head = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
    file.write_text(f'<?xml version="1.0"?>{head}{points}{track}</gpx>', encoding="utf-8")
    loading(file, "streetlight", columns={"name": "light_no", "cmt": "watt"})
    holds_the_lights(rows)


@pytest.mark.parametrize(
    ("version", "page", "encoding"),
    [
        ("AC1009", "ANSI_874", "CP874"),
        ("AC1009", "ANSI_1252", "CP874"),
        ("AC1021", "ANSI_874", "UTF-8"),
        ("AC1021", "ANSI_1252", "UTF-8"),
    ],
)
def test_a_drawing_of_either_age_reads_as_thai_whatever_code_page_it_claims(
    tmp_path: Path, loading: Loading, rows: Query, version: str, page: str, encoding: str
) -> None:
    head = f"0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\n{version}\n9\n$DWGCODEPAGE\n3\n{page}\n0\nENDSEC\n"
    texts = "".join(
        f"0\nTEXT\n8\nเสาไฟฟ้าสาธารณะ\n10\n{x:.6f}\n20\n{y:.6f}\n30\n0.0\n40\n2.5\n1\n{number}\n"
        for number, (x, y) in zip(NUMBERS, METRES, strict=True)
    )
    file = tmp_path / "lights.dxf"
    file.write_bytes(f"{head}0\nSECTION\n2\nENTITIES\n{texts}0\nENDSEC\n0\nEOF\n".encode(encoding))
    with pytest.raises(ImportRefused, match="32647"):  # a drawing never says its system
        loading(file, "streetlight", columns={"Text": "light_no"})
    report = loading(file, "streetlight", columns={"Text": "light_no"}, crs="EPSG:32647")
    assert report.encoding.name == encoding
    assert rows("select light_no from core.streetlight order by 1") == [(number,) for number in sorted(NUMBERS)]
    assert rows("select ST_X(geom) from core.streetlight order by 1")[0][0] == pytest.approx(99.9001, abs=1e-7)


OSM = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6" generator="Overpass API">{}</osm>"""
WAYS = """<way id="9"><nd ref="3"/><nd ref="1"/><nd ref="2"/>
<tag k="highway" v="residential"/><tag k="name" v="ถนนเก้า"/></way>"""
NODES = "".join(f'<node id="{n}" lat="{16 + n / 1000}" lon="99.9"/>' for n in (3, 1, 2))


@pytest.mark.parametrize("text", [NODES + WAYS, WAYS + NODES], ids=["ids out of order", "ways before nodes"])
@pytest.mark.parametrize("ending", ["osm", "osm.pbf"])
def test_openstreetmap_data_in_any_order_loads_with_every_way(
    tmp_path: Path, loading: Loading, rows: Query, ending: str, text: str
) -> None:
    file = tmp_path / "roads.osm"
    file.write_text(OSM.format(text), encoding="utf-8")
    if ending == "osm.pbf":
        packed = tmp_path / "roads.osm.pbf"
        with osmium.SimpleWriter(str(packed)) as writer:
            for entity in osmium.FileProcessor(str(file)):
                writer.add(entity)
        file = packed
    loading(file, "road", where="highway is not null")
    assert rows("select name, road_no, ST_NPoints(geom) from core.road") == [("ถนนเก้า", "9", 3)]


def test_the_nested_answer_of_an_api_fills_a_layer_by_its_declared_names(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    station = {
        "situation_level": 4,
        "agency": {"agency_name": {"th": "กรมชลประทาน", "en": "RID"}},
        "station": {
            "tele_station_name": {"en": "Ta Khit", "th": "บ้านตาขีด"},
            "tele_station_lat": 16.01, "tele_station_long": "99.91", "tele_station_oldcode": "TK1", "left_bank": "31.5",
        },
    }  # fmt: skip
    file = tmp_path / "stations.json"
    file.write_text(json.dumps({"status": "ok", "waterlevel": {"data": [station]}}), encoding="utf-8")
    loading(file, "water_station")
    assert rows("select station_code, name, agency, left_bank_m::float, ST_X(geom) from core.water_station") == [
        ("TK1", "บ้านตาขีด", "กรมชลประทาน", 31.5, 99.91)
    ]
