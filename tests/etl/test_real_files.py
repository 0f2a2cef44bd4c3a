"""Real Thai deliveries: every row is loaded or in quarantine, the Thai is right, and a second load changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.load import Report
from gis.errors import ImportRefused

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]

#: File, layer, what is told about it, rows in it, rows refused.
DELIVERIES: list[tuple[str, str, dict[str, Any], int, int]] = [
    ("boundaries/nakhon_sawan_tambon_fullres.zip", "subdistrict", {}, 130, 0),
    ("points/nakhon_sawan_villages.gpkg", "village", {}, 1_281, 0),
    ("parcels/bma_land_value_roads_cp874_utm47n.zip", "land_value_road", {}, 834, 1),
    ("parcels/derived_land_value_epsg24047_cp874.zip", "land_value_road", {}, 834, 1),
    ("parcels/bangkok_building_footprints_utm47n.geojson.gz", "building", {}, 3_346, 0),
    ("osm/bangkok_pathumwan.osm.pbf", "road", {"where": "highway is not null"}, 2_640, 0),
    ("flood/chiang_mai_flood_zones_utm47n.zip", "flood_zone", {}, 7, 0),
    ("flood/chiang_mai_flood_zones_wgs84.zip", "flood_zone", {}, 7, 0),
    ("complaints/traffy_fondue_bangkok_2023-05-14_18.csv.gz", "complaint", {}, 2_496, 1),
]


@pytest.mark.parametrize(("file", "layer", "told", "count", "refused"), DELIVERIES, ids=[d[0] for d in DELIVERIES])
def test_every_row_is_loaded_or_in_quarantine_and_a_second_load_changes_nothing(
    real_data: Path,
    loading: Loading,
    rows: Query,
    file: str,
    layer: str,
    told: dict[str, Any],
    count: int,
    refused: int,
) -> None:
    first = loading(real_data / file, layer, **told)
    assert (first.read, first.new, first.rejected) == (count, count - refused, refused)
    assert rows(f"select count(*), count(distinct changeset_id) from core.{layer}") == [(count - refused, 1)]
    assert rows("select count(*) from staging.quarantine where jsonb_array_length(reasons) > 0") == [(refused,)]

    before = rows(f"select * from core.{layer} order by id")
    second = loading(real_data / file, layer, **told)
    assert (second.new, second.changed, second.same, second.rejected) == (0, 0, count - refused, refused)
    assert second.changeset is None
    assert rows(f"select * from core.{layer} order by id") == before
    assert rows("select count(*) from history.changeset") == [(1,)]
    assert rows("select count(*) from staging.quarantine") == [(refused,)]


def test_cp874_text_under_a_cpg_that_gdal_does_not_know_reads_as_thai(
    real_data: Path, loading: Loading, rows: Query
) -> None:
    report = loading(real_data / "parcels/bma_land_value_roads_cp874_utm47n.zip", "land_value_road")
    assert report.encoding.name == "CP874"
    assert rows("select count(*) from core.land_value_road where name = 'ถนนเพชรเกษม'")[0][0] > 0
    assert rows("select count(*) from core.land_value_road where name !~ '[ก-๙]'") == [(0,)]


def test_the_copy_in_indian_1975_coincides_with_the_original_within_a_metre(
    real_data: Path, loading: Loading, rows: Query
) -> None:
    loading(real_data / "parcels/bma_land_value_roads_cp874_utm47n.zip", "land_value_road")
    indian = loading(real_data / "parcels/derived_land_value_epsg24047_cp874.zip", "land_value_road")
    assert (indian.crs, indian.operation, indian.accuracy_m) == ("EPSG:24047", "EPSG:1304", 5)
    pairs, farthest = rows("""
        select count(*), max(ST_HausdorffDistance(ST_Transform(o.geom, 32647), ST_Transform(c.geom, 32647)))
        from (select geom, row_number() over (order by id) n from core.land_value_road where changeset_id = 1) o
        join (select geom, row_number() over (order by id) n from core.land_value_road where changeset_id = 2) c
            using (n)""")[0]
    assert pairs == 833
    assert farthest < 1
    assert rows("select crs, operation, accuracy_m from staging.delivery order by id desc limit 1") == [
        ("EPSG:24047", "EPSG:1304", 5.0)
    ]


def test_both_files_of_the_flood_zones_coincide(real_data: Path, loading: Loading, rows: Query) -> None:
    loading(real_data / "flood/chiang_mai_flood_zones_utm47n.zip", "flood_zone")
    loading(real_data / "flood/chiang_mai_flood_zones_wgs84.zip", "flood_zone")
    count, farthest = rows("""
        select count(*), max(ST_HausdorffDistance(ST_Transform(h.geom, 32647), ST_Transform(c.geom, 32647)))
        from core.flood_zone c join history.flood_zone h using (id)""")[0]
    assert count == 7
    assert farthest < 1


def test_the_sub_district_and_its_villages_are_where_they_should_be(
    real_data: Path, loading: Loading, rows: Query
) -> None:
    loading(real_data / "boundaries/nakhon_sawan_tambon_fullres.zip", "subdistrict")
    loading(real_data / "points/nakhon_sawan_villages.gpkg", "village")
    assert rows("select name_th, name_en, amphoe_th from core.subdistrict where code like %s", "%600507") == [
        ("ตาขีด", "Ta Khit", "บรรพตพิสัย")
    ]
    assert rows("""
        select count(*) filter (where ST_Covers(s.geom, v.geom)), count(*) from core.village v
        join core.subdistrict s on s.name_th = 'ตาขีด' where v.subdistrict like '%ตาขีด'""") == [(5, 7)]


def test_a_ticket_keeps_its_categories_state_and_the_place_it_was_told_for(
    real_data: Path, loading: Loading, rows: Query
) -> None:
    loading(real_data / "complaints/traffy_fondue_bangkok_2023-05-14_18.csv.gz", "complaint")
    assert rows(
        "select status, ST_X(geom), ST_Y(geom), description from core.complaint where ticket_no = '2023-4GNUY6'"
    ) == [("done", 100.77828, 13.81005, "ชาวบ้านยื่นคำร้องขอ ตามรูปที่ส่งมานี้")]
    assert rows("select count(*) from core.complaint where cardinality(categories) > 1")[0][0] > 100
    assert rows("select row_no, reasons -> 0 ->> 'field', source ->> 'org' from staging.quarantine")[0][1:] == (
        "ticket_no",
        "กรุงเทพโปร่งใส",
    )


def test_a_price_that_is_no_number_waits_in_quarantine_with_its_value(
    real_data: Path, loading: Loading, rows: Query
) -> None:
    loading(real_data / "parcels/bma_land_value_roads_cp874_utm47n.zip", "land_value_road")
    ((field, value, say, source),) = rows("""
        select reasons -> 0 ->> 'field', reasons -> 0 ->> 'value', reasons -> 0 ->> 'th', source ->> 'price_min'
        from staging.quarantine""")
    assert (field, value, source) == ("price_min", "1750,000", "1750,000")
    assert say == "ไม่ใช่ตัวเลข"


def test_thirty_seven_broken_shapes_and_a_double_wait_in_quarantine_and_can_be_mended(
    real_data: Path, loading: Loading
) -> None:
    file = real_data / "dirty/tahoe_zoning_37_invalid.zip"
    strict = loading(file, "building", keep=False)
    broken = sum(count for reason, count, _ in strict.reasons if reason.field == "geom")
    assert (strict.read, broken, strict.rejected) == (270, 37, 38)
    mended = loading(file, "building", keep=False, repair=True)
    assert mended.rejected < 15
    assert any("mended" in note.en for note in mended.notes)


def test_a_file_without_a_prj_is_refused_until_its_system_is_told(real_data: Path, loading: Loading) -> None:
    file = real_data / "dirty/thailand_provinces_no_prj.zip"
    with pytest.raises(ImportRefused, match=r"--crs EPSG:4326"):
        loading(file, "building", keep=False)
    assert loading(file, "building", keep=False, crs="EPSG:4326").read == 76


def test_swapped_coordinates_are_refused_until_the_exchange_is_told(real_data: Path, loading: Loading) -> None:
    file = real_data / "dirty/traffy_cleaned_lat_lon_swapped.csv.gz"
    with pytest.raises(ImportRefused, match="--swap"):
        loading(file, "complaint", keep=False)
    assert loading(file, "complaint", keep=False, swap=True).new == 543  # two rows come twice


def test_points_that_share_a_number_load_once_and_the_others_say_why(real_data: Path, loading: Loading) -> None:
    file = real_data / "dirty/parana_parcel_points_no_prj.zip"
    report = loading(file, "waste_point", keep=False, crs="EPSG:4326", columns={"ogc_fid": "point_no"})
    assert (report.read, report.new, report.rejected) == (93_372, 66_657, 26_715)
    assert [reason.field for reason, _, _ in report.reasons] == ["point_no"]
