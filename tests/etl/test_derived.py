"""``takeed raster derive``, ``flood`` and ``zonal``: what comes of a registered raster of heights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import CRS
from rasterio.transform import from_origin

from etl import derived
from etl.derived import Derivation
from etl.raster import Told, every, register
from gis.access import Audience
from gis.db import connect
from gis.errors import NotFound
from gis.settings import Settings
from gis.terrain import Terrain
from gis.text import en, th
from tests import rasters

STREAM_KM2 = 0.02


@pytest.fixture
def home(fresh_database: Settings, tmp_path: Path) -> Settings:
    """An instance with a registered valley: it falls to the south, and rises to both sides of its middle column."""
    home = replace(fresh_database, home=tmp_path / "home", database_url=fresh_database.admin_url)
    row, column = np.mgrid[0 : rasters.ROWS, 0 : rasters.COLUMNS].astype(float)
    ground = Terrain(
        50 - row * 0.1 + abs(column - 50) * 0.2, from_origin(rasters.WEST, rasters.NORTH, 10, 10), CRS.from_epsg(32647)
    )
    file = ground.write(tmp_path / "dem.tif", ground.heights, name="height", unit="m")
    register(home, file, Told("dem", th("ภูมิประเทศ") | en("Terrain"), Audience.STAFF, "CC-BY-4.0"))
    return home


@pytest.mark.parametrize("what", Derivation)
def test_a_derived_raster_is_for_the_readers_of_its_source_and_says_what_it_came_from(
    home: Settings, what: Derivation
) -> None:
    name = derived.derive(home, "dem", what, STREAM_KM2)
    made = {raster.name: raster for raster in every(home)}
    assert name == f"dem_{what}" and made[name].read is Audience.STAFF
    assert made[name].title.th.endswith(": ภูมิประเทศ")
    with rasterio.open(home.rasters / made[name].file) as stored:
        assert made["dem"].digest in stored.tags()["TIFFTAG_IMAGEDESCRIPTION"]
        assert stored.units[0] == ("m" if what == "hand" else "degree")


def test_flood_zones_become_rows_of_a_layer_and_the_same_again_changes_nothing(home: Settings) -> None:
    zones = derived.flood_zones(home, "dem", 2.5, stream_km2=STREAM_KM2)
    first = derived.load_zones(home, "dem", zones, 2.5, "flood_zone")
    again = derived.load_zones(home, "dem", zones, 2.5, "flood_zone")
    assert (first.new, first.rejected, again.same) == (4, 0, 4)
    with connect(home.admin_url) as connection:
        rows = connection.execute(
            "select zone_no, level, depth_max_m, basis, ST_IsValid(geom), ST_Area(geom::geography)"
            " from core.flood_zone order by zone_no"
        ).fetchall()
        file = connection.execute("select file_name from staging.delivery").fetchone()
    assert [row[:2] for row in rows] == [
        ("dem-2.5m-1", "low"), ("dem-2.5m-2", "moderate"), ("dem-2.5m-3", "high"), ("dem-2.5m-4", "very_high"),
    ]  # fmt: skip
    assert all(row[3] == "model" and row[4] for row in rows)
    assert file is not None and "stage-2.5m" in file[0]
    # 25 cells to each side at most are lower than 2.5 m above the stream.
    assert 0 < sum(row[5] for row in rows) < 51 * rasters.ROWS * 100 * 1.01


def test_an_outlet_in_degrees_floods_its_basin_alone(home: Settings) -> None:
    whole = derived.flood_zones(home, "dem", 1, stream_km2=STREAM_KM2)
    (outlet,) = gpd.GeoSeries.from_xy([rasters.WEST + 505], [rasters.NORTH - 405], crs=32647).to_crs(4326)
    above = derived.flood_zones(home, "dem", 1, stream_km2=STREAM_KM2, outlet=(outlet.x, outlet.y))
    assert 0 < above.to_crs(32647).area.sum() < 0.7 * whole.to_crs(32647).area.sum()
    assert above.union_all().bounds[1] > whole.union_all().bounds[1] + 0.003


def test_contours_and_numbers_by_polygon(home: Settings) -> None:
    lines = derived.contour_lines(home, "dem", 5)
    assert lines.crs == 4326 and set(lines["height_m"]) <= {45, 50, 55, 60}
    west, south = rasters.WEST, rasters.SOUTH
    areas = gpd.GeoDataFrame(
        {"name": ["หมู่ 1"]}, geometry=[shapely.box(west, south, west + 100, south + 100)], crs=32647
    )
    table = derived.statistics(home, "dem", areas)
    assert table.loc[0, "name"] == "หมู่ 1" and table.loc[0, "count"] == pytest.approx(100)
    assert table.loc[0, "min"] < table.loc[0, "mean"] < table.loc[0, "max"]


def test_a_raster_that_is_not_there_is_a_sentence(home: Settings) -> None:
    with pytest.raises(NotFound, match="raster list"):
        derived.derive(home, "nothing", Derivation.SLOPE, 1)
