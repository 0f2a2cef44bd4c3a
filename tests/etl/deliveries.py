"""Every real delivery: the layer it goes into, what is told about it, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """``rows`` are those read, loaded, repaired and quarantined; ``refused`` part of the sentence that refuses it."""

    file: str
    layer: str
    rows: tuple[int, int, int, int] = (0, 0, 0, 0)
    refused: str = ""
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> str:
        """What is told, as the command line takes it."""
        words: list[str] = []
        for name, value in self.told.items():
            if isinstance(value, dict):
                words += [f"--{_OPTION.get(name, name)} {left}={right}" for left, right in value.items()]
            elif isinstance(value, tuple):
                words += [f"--{_OPTION.get(name, name)} {each}" for each in value]
            else:
                quoted = f'"{value}"' if " " in str(value) else value
                words.append(f"--{name}" if value is True else f"--{name} {quoted}")
        return " ".join(words)


_OPTION = {"columns": "map", "constants": "set", "left": "leave"}


def whole(file: str, layer: str, count: int, **told: Any) -> Delivery:
    """A delivery of which every row is loaded as it came."""
    return Delivery(file, layer, (count, count, 0, 0), told=told)


def partly(file: str, layer: str, rows: tuple[int, int, int, int], **told: Any) -> Delivery:
    return Delivery(file, layer, rows, told=told)


def refused(file: str, layer: str, sentence: str, **told: Any) -> Delivery:
    return Delivery(file, layer, refused=sentence, told=told)


NO_CODE = "No column fills Sub-district code"
NOWHERE = "holds no positions"
POINTS = "holds points, and this layer stores areas"
RASTER = "is a raster"
COMMUNITY = {"COMM_ID": "centre_no", "COMM_NAME": "name"}
ZONES = {"columns": {"id": "plan_no", "plan_nm": "main_use"}, "constants": {"zone_class": "zo1"}}
DRAWING = "formats/derived_chiang_mai_roads_utm47n_r2010.dxf.zip"

DELIVERIES = [
    whole("boundaries/banphot_phisai_tambon_fullres.gpkg", "subdistrict", 13),
    refused("boundaries/codes_districts.csv.gz", "subdistrict", NOWHERE),
    refused("boundaries/codes_provinces.csv.gz", "subdistrict", NOWHERE),
    refused("boundaries/codes_sub_districts.csv.gz", "subdistrict", POINTS),
    refused("boundaries/nakhon_ratchasima_amphoe_fullres.zip", "subdistrict", NO_CODE),
    whole("boundaries/nakhon_ratchasima_tambon_simplified.geojson.gz", "subdistrict", 289),
    refused("boundaries/nakhon_sawan_amphoe_fullres.zip", "subdistrict", NO_CODE),
    whole("boundaries/nakhon_sawan_tambon_fullres.zip", "subdistrict", 130),
    whole("boundaries/ta_khit_tambon_fullres.geojson", "subdistrict", 1),
    refused("boundaries/thailand_amphoe_simplified_nocpg.zip", "subdistrict", NO_CODE),
    refused("boundaries/thailand_province_codes.geojson.gz", "subdistrict", NO_CODE),
    refused("boundaries/thailand_province_simplified_nocpg.zip", "subdistrict", NO_CODE),
    refused("boundaries/thailand_tambon_codes_latlon.csv.gz", "subdistrict", POINTS),
    whole("boundaries/thailand_tambon_simplified_nocpg.zip", "subdistrict", 7_425),
    partly("complaints/traffy_fondue_bangkok_2023-05-14_18.csv.gz", "complaint", (2_496, 2_495, 0, 1)),
    refused("dem/bangkok_bangrak_dem_30m_utm47n.tif", "flood_zone", RASTER),
    refused("dem/java_dem_25m_utm48s.tif", "flood_zone", RASTER),
    refused("dem/srtm_3arcsec_zion_cog.tif", "flood_zone", RASTER),
    whole(
        "dirty/bma_subdistrict_truncated_thai.zip", "subdistrict", 180,
        columns={"SUBDISTR_1": "name_th", "DISTRICT_N": "amphoe_th", "CHANGWAT_N": "province_th"}, left=("DISTRICT_I",),
    ),
    whole("dirty/derived_low_income_cp874.csv.gz", "evacuation_centre", 1_588, columns=COMMUNITY),
    refused("dirty/parana_parcel_points_no_prj.zip", "waste_point", "--crs EPSG:4326"),
    partly(
        "dirty/parana_parcel_points_no_prj.zip", "waste_point", (93_372, 66_657, 0, 26_715),
        crs="EPSG:4326", columns={"ogc_fid": "point_no"},
    ),
    partly(
        "dirty/region_expenses_invalid_nocpg.zip", "building", (5, 5, 1, 0), columns={"reg_n_t": "name"}, repair=True
    ),
    partly("dirty/tahoe_zoning_37_invalid.zip", "zoning", (270, 232, 0, 38), **ZONES),
    partly("dirty/tahoe_zoning_37_invalid.zip", "zoning", (270, 268, 36, 2), **ZONES, repair=True),
    refused("dirty/thailand_no_dbf_no_prj.zip", "building", "--crs EPSG:4326"),
    whole("dirty/thailand_no_dbf_no_prj.zip", "building", 224, crs="EPSG:4326"),
    refused("dirty/thailand_provinces_no_prj.zip", "building", "--crs EPSG:4326"),
    whole("dirty/thailand_provinces_no_prj.zip", "building", 76, crs="EPSG:4326", columns={"CHA_NE": "name"}),
    partly("dirty/thailand_provinces_one_invalid.json", "building", (77, 76, 0, 1)),
    partly("dirty/thailand_provinces_one_invalid.json", "building", (77, 77, 1, 0), repair=True),
    refused("dirty/traffy_cleaned_lat_lon_swapped.csv.gz", "complaint", "--swap"),
    partly("dirty/traffy_cleaned_lat_lon_swapped.csv.gz", "complaint", (545, 543, 0, 2), swap=True),
    whole("flood/chiang_mai_flood_zones_utm47n.zip", "flood_zone", 7),
    whole("flood/chiang_mai_flood_zones_wgs84.zip", "flood_zone", 7),
    whole("formats/derived_bangkok_gov_hospitals.kmz", "health_facility", 30),
    whole("formats/derived_bma_bike_way.gpx", "road", 31),
    refused(DRAWING, "road", "--crs EPSG:32647"),
    whole(DRAWING, "road", 663, crs="EPSG:32647", where="Text is null", columns={"Layer": "name"}),
    whole("osm/bangkok_bangrak_roads_utm47n.geojson.gz", "road", 2_072, left=("osmid",)),
    whole("osm/bangkok_pathumwan.osm.pbf", "road", 2_640, where="highway is not null"),
    whole("osm/bangkok_pathumwan.osm.pbf", "building", 3_095, where="building is not null"),
    partly("osm/bangkok_schools_overpass.geojson.gz", "school", (1_387, 1_286, 0, 101)),
    whole("parcels/bangkok_building_footprints_utm47n.geojson.gz", "building", 3_346),
    partly("parcels/bma_land_value_roads_cp874_utm47n.zip", "land_value_road", (834, 833, 0, 1)),
    partly("parcels/derived_land_value_epsg24047_cp874.zip", "land_value_road", (834, 833, 0, 1)),
    partly(
        "parcels/tahoe_parcels_sample.zip", "parcel", (300, 0, 0, 300), columns={"parcel_id": "parcel_code"}
    ),
    whole("points/bangkok_hospitals.kml", "health_facility", 121),
    whole("points/bangkok_hospitals.zip", "health_facility", 121),
    whole("points/bangkok_osm_facilities.csv.gz", "evacuation_centre", 667),
    whole("points/chiang_mai_hospitals.geojson", "health_facility", 31),
    refused("points/nakhon_sawan_tambon_table.xlsx", "subdistrict", NOWHERE),
    whole("points/nakhon_sawan_villages.gpkg", "village", 1_281),
    whole("points/thailand_low_income_communities.csv.gz", "evacuation_centre", 1_588, columns=COMMUNITY),
    whole("points/thailand_villages_2012_nocpg.zip", "village", 65_213),
    partly("points/thaiwater_waterlevel_stations_api.json.gz", "water_station", (760, 758, 0, 2)),
    whole("roads/bma_bike_way_cp874_utm47n.zip", "road", 31),
    whole("roads/chiang_mai_transport.geojson.gz", "road", 656, columns={"NAME_T": "name"}),
]  # fmt: skip
