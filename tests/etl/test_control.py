"""A delivery that lies where it should not is found out by what is known there, and told which mistake it holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from etl.load import Report
from gis.errors import ImportRefused

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]

RIGHT = "parcels/bma_land_value_roads_cp874_utm47n.zip"
INDIAN = "parcels/derived_land_value_epsg24047_cp874.zip"


def residual(report: Report) -> tuple[float, float]:
    """The median and the worst residual that a report tells, in metres."""
    told = next(note.en for note in report.notes if "control points" in note.en)
    found = re.search(r"median residual ([\d.]+) m, worst ([\d.]+) m", told)
    assert found, told
    return float(found[1]), float(found[2])


def converted(file: Path, target: Path, *steps: Any, crs: str = "EPSG:4326") -> Path:
    """The roads of a zipped shapefile, their points taken through ``steps`` by whoever delivers them."""
    meta, table = pyogrio.read_arrow(f"/vsizip/{file}", encoding="CP874")
    shapes = shapely.from_wkb(table["wkb_geometry"].to_numpy(zero_copy_only=False))
    for step in steps:
        shapes = shapely.transform(shapes, lambda xy, by=step: np.column_stack(by(xy[:, 0], xy[:, 1])))
    at = table.schema.get_field_index("wkb_geometry")
    table = table.set_column(at, "wkb_geometry", [shapely.to_wkb(shapes)])
    pyogrio.write_arrow(table, target, geometry_name="wkb_geometry", geometry_type=meta["geometry_type"], crs=crs)
    return target


def proj(source: int, target: int) -> Any:
    """What PROJ, and so QGIS and PostGIS, prefers."""
    return Transformer.from_crs(source, target, always_xy=True).transform


@pytest.fixture
def known(real_data: Path, loading: Loading) -> None:
    """The roads as the registry's operation places them, loaded before."""
    loading(real_data / RIGHT, "land_value_road")


@pytest.mark.usefixtures("known")
def test_the_right_file_passes_under_a_metre(real_data: Path, loading: Loading) -> None:
    median, worst = residual(loading(real_data / INDIAN, "land_value_road", control="land_value_road"))
    assert median < 0.1
    assert worst < 1


@pytest.mark.usefixtures("known")
def test_a_file_that_another_program_took_188_m_off_is_refused_with_the_way_back(
    real_data: Path, tmp_path: Path, loading: Loading, rows: Query
) -> None:
    before = rows("select count(*) from core.land_value_road")
    file = converted(real_data / INDIAN, tmp_path / "roads.gpkg", proj(24047, 4326))
    with pytest.raises(
        ImportRefused, match=r"undone, 0\.\d m.*by EPSG:1812, 188 m off. Ask for the file .* --crs EPSG:24047"
    ):
        loading(file, "land_value_road", control="land_value_road")
    assert rows("select count(*) from core.land_value_road") == before


@pytest.mark.usefixtures("known")
def test_indian_metres_read_as_wgs_84_are_450_m_off_and_refused(real_data: Path, loading: Loading) -> None:
    with pytest.raises(ImportRefused, match=r"metres of Indian 1975 that were read as WGS 84. Say --crs EPSG:24047"):
        loading(real_data / INDIAN, "land_value_road", crs="EPSG:32647", control="land_value_road")


@pytest.mark.usefixtures("known")
def test_wgs_84_read_as_indian_1975_contradicts_the_layer_and_is_refused_unasked(
    real_data: Path, loading: Loading
) -> None:
    with pytest.raises(ImportRefused, match=r"on WGS 84 already.*Say --crs EPSG:32647"):
        loading(real_data / RIGHT, "land_value_road", crs="EPSG:24047")


@pytest.mark.usefixtures("known")
def test_a_right_shift_of_the_datum_is_not_held_up_by_the_layer(real_data: Path, loading: Loading) -> None:
    assert loading(real_data / INDIAN, "land_value_road").new == 833


@pytest.mark.usefixtures("known")
def test_both_mistakes_together_are_620_m_off_and_refused(real_data: Path, tmp_path: Path, loading: Loading) -> None:
    file = converted(real_data / RIGHT, tmp_path / "roads.gpkg", proj(24047, 4326))
    with pytest.raises(ImportRefused, match=r"on WGS 84 already, and converted by EPSG:1812.*--crs EPSG:32647"):
        loading(file, "land_value_road", control="land_value_road")


@pytest.mark.usefixtures("known")
def test_degrees_of_the_old_datum_are_400_m_off_and_refused(real_data: Path, tmp_path: Path, loading: Loading) -> None:
    file = converted(real_data / INDIAN, tmp_path / "roads.gpkg", proj(24047, 4240))
    with pytest.raises(ImportRefused, match=r"degrees of Indian 1975.*--crs EPSG:4240"):
        loading(file, "land_value_road", control="land_value_road")
    assert residual(loading(file, "land_value_road", crs="EPSG:4240", control="land_value_road"))[1] < 1


def surveyed(path: Path, points: Any) -> Path:
    """Known points as a surveyor writes them down."""
    lines = "".join(f"จุดที่ {n},{lat:.9f},{lon:.9f}\n" for n, (lon, lat) in enumerate(points, 1))
    path.write_text(f"ชื่อ,ละติจูด,ลองจิจูด\n{lines}", encoding="utf-8-sig")
    return path


@pytest.fixture
def corners(real_data: Path, tmp_path: Path) -> Path:
    """The ends of a dozen roads."""
    _, table = pyogrio.read_arrow(f"/vsizip/{real_data / RIGHT}", encoding="CP874")
    shapes = shapely.from_wkb(table["wkb_geometry"].to_numpy(zero_copy_only=False))[::70]
    points = [proj(32647, 4326)(*shape.coords[0]) for shape in shapes]
    return surveyed(tmp_path / "control.csv", points)


def test_a_dozen_surveyed_points_tell_as_much_as_a_layer(real_data: Path, corners: Path, loading: Loading) -> None:
    control = str(corners)
    written = corners.with_name("residuals.geojson")
    with pytest.raises(ImportRefused, match=r"--crs EPSG:24047"):
        loading(
            real_data / INDIAN, "land_value_road", crs="EPSG:32647", control=control, residuals=str(written), keep=False
        )
    lines = geopandas.read_file(written)
    assert len(lines) == 12
    assert lines.to_crs(32647).length.to_numpy() == pytest.approx(lines["residual_m"].to_numpy(), rel=2e-3, abs=0.01)
    assert residual(loading(real_data / INDIAN, "land_value_road", control=control, keep=False))[1] < 1


def roads(path: Path, epsg: int, lines: Any) -> Path:
    """Roads whose points are in degrees of WGS 84 or Indian 1975, written in the metres of a zone."""
    degrees = 4326 if epsg // 100 == 326 else 4240
    shapes = [shapely.LineString([proj(degrees, epsg)(*point) for point in line]) for line in lines]
    table = pa.table({"road_no": [f"{epsg}/{n}" for n in range(len(shapes))], "geometry": shapely.to_wkb(shapes)})
    pyogrio.write_arrow(table, path, geometry_name="geometry", geometry_type="LineString", crs=f"EPSG:{epsg}")
    return path


def test_among_parcels_of_thirty_metres_where_an_outline_is_always_near_188_m_are_noticed(
    tmp_path: Path, loading: Loading
) -> None:
    numbers = np.arange(1_600)
    x, y = 620_000 + numbers % 40 * 30.0, 1_770_000 + numbers // 40 * 30.0
    codes = [f"{n // 1000:02d}A{n % 1000:03d}" for n in numbers.tolist()]
    for name, crs in (("right", "EPSG:24047"), ("wrong", "EPSG:4326")):
        shapes = shapely.box(x, y, x + 30, y + 30)
        if name == "wrong":
            shapes = shapely.transform(shapes, lambda xy: np.column_stack(proj(24047, 4326)(xy[:, 0], xy[:, 1])))
        table = pa.table({"parcel_code": codes, "geometry": shapely.to_wkb(shapes)})
        pyogrio.write_arrow(
            table, tmp_path / f"{name}.gpkg", geometry_name="geometry", geometry_type="Polygon", crs=crs
        )
    loading(tmp_path / "right.gpkg", "parcel")
    with pytest.raises(ImportRefused, match="by EPSG:1812") as said:
        loading(tmp_path / "wrong.gpkg", "parcel", control="parcel")
    distance = re.search(r"lies ([\d.]+) m from", said.value.sentence.en)
    assert distance
    assert float(distance[1]) < 10  # so near that no limit of distance would tell


def test_points_of_another_place_and_a_shift_that_nothing_explains_are_said_to_be_so(
    tmp_path: Path, loading: Loading
) -> None:
    lines = [[(99.9 + n / 100, 16.0), (99.9 + n / 100, 16.001)] for n in range(8)]
    file = roads(tmp_path / "roads.gpkg", 32647, lines)
    elsewhere = surveyed(tmp_path / "elsewhere.csv", [(101.2, 14 + n / 100) for n in range(8)])
    with pytest.raises(ImportRefused, match="Fewer than 3 of the control points"):
        loading(file, "road", control=str(elsewhere))
    moved = surveyed(tmp_path / "moved.csv", [(lon + 0.0006, lat) for (lon, lat), _ in lines])
    with pytest.raises(ImportRefused, match=r"lies 64\.\d m from the control points, and no known mistake explains it"):
        loading(file, "road", control=str(moved))
    near = surveyed(tmp_path / "near.csv", [(lon + 0.00002, lat) for (lon, lat), _ in lines])
    assert residual(loading(file, "road", control=str(near)))[0] == pytest.approx(2.14, abs=0.01)
    with pytest.raises(ImportRefused, match=r"no file none\.csv"):
        loading(file, "road", control=str(tmp_path / "none.csv"))


def test_a_layer_of_a_whole_sub_district_tells_of_a_village_only_what_lies_in_it(
    tmp_path: Path, loading: Loading
) -> None:
    lines = [[(99.9 + n / 500, 16.0), (99.9 + n / 500, 16.001)] for n in range(40)]
    loading(roads(tmp_path / "all.gpkg", 24047, lines), "road")
    village = roads(tmp_path / "village.gpkg", 24047, lines[10:14])
    report = loading(village, "road", control="road", keep=False)
    assert residual(report)[1] < 0.01
    assert any("8 control points" in note.en and "more within 1 km" in note.en for note in report.notes)
    with pytest.raises(ImportRefused, match="--crs EPSG:24047"):
        loading(village, "road", crs="EPSG:32647", control="road")


@pytest.mark.parametrize("datum", [326, 240])
def test_either_zone_places_what_lies_on_both_sides_of_102_degrees_east(
    tmp_path: Path, loading: Loading, rows: Query, datum: int
) -> None:
    line = [(101.99, 15.0), (102.0, 15.001), (102.01, 15.0)]
    for zone in (47, 48):
        loading(roads(tmp_path / f"zone{zone}.gpkg", datum * 100 + zone, [line]), "road")
    assert rows("""
        select ST_HausdorffDistance(ST_Transform(a.geom, 32648), ST_Transform(b.geom, 32648)) < 0.01
        from core.road a, core.road b where a.id < b.id""") == [(True,)]


def test_a_wrong_zone_within_the_country_is_six_degrees_off_and_refused_by_control_points(
    tmp_path: Path, loading: Loading
) -> None:
    lines = [[(98.5 + n / 100, 16.0), (98.5 + n / 100, 16.001)] for n in range(8)]
    file = roads(tmp_path / "roads.gpkg", 32647, lines)
    control = str(surveyed(tmp_path / "control.csv", [start for start, _ in lines]))
    with pytest.raises(ImportRefused, match=r"more than 1 km.*in zone 47: say --crs EPSG:32647"):
        loading(file, "road", crs="EPSG:32648", control=control)
    assert residual(loading(file, "road", control=control))[1] < 0.01


def test_a_zone_that_leads_out_of_the_country_is_refused_for_the_one_that_does_not(
    tmp_path: Path, loading: Loading
) -> None:
    for right, wrong, lon in ((32648, 32647, 102.8), (32647, 32648, 101.5), (24048, 24047, 102.8)):
        file = roads(tmp_path / f"{right}.gpkg", right, [[(lon, 16.0), (lon, 16.1)]])
        with pytest.raises(ImportRefused, match=f"outside Thailand in EPSG:{wrong}.*say --crs EPSG:{right}"):
            loading(file, "road", crs=f"EPSG:{wrong}")
        assert loading(file, "road", keep=False).new == 1


def test_eastings_and_northings_in_each_others_place_are_refused_until_the_exchange_is_told(
    tmp_path: Path, loading: Loading, rows: Query
) -> None:
    file = tmp_path / "lamps.csv"
    file.write_text("light_no,x,y\n1,1770000,595000\n2,1770010,595010\n")
    with pytest.raises(ImportRefused, match=r"Easting and northing .*--swap"):
        loading(file, "streetlight", crs="EPSG:32647")
    loading(file, "streetlight", crs="EPSG:32647", swap=True)
    assert rows("select round(ST_Y(geom)::numeric, 1)::float from core.streetlight limit 1") == [(16.0,)]
