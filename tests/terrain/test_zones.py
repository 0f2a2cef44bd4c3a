"""Zones of depth as polygons, and what a raster holds in each polygon."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from rasterio.transform import from_origin

from gis.errors import Invalid
from gis.terrain import Terrain, depth_zones, zonal
from tests import rasters

DEPTH = np.array([[0, 0.2, 0.7, 0.7], [0, 0.3, 1.5, np.nan], [0, 0, 0, 3.0]])
GROUND = Terrain(np.zeros_like(DEPTH), from_origin(600_000, 1_770_000, 10, 10), CRS.from_epsg(32647))


def test_each_class_of_depth_is_one_multipolygon_with_what_it_holds() -> None:
    zones = depth_zones(GROUND, DEPTH)
    assert zones["level"].tolist() == [1, 2, 3, 4] and zones["over_m"].tolist() == [0, 0.5, 1, 2]
    assert zones.geometry.area.tolist() == [200, 200, 100, 100]
    assert zones["depth_max_m"].tolist() == [0.3, 0.7, 1.5, 3.0]
    assert zones["depth_mean_m"].tolist() == pytest.approx([0.25, 0.7, 1.5, 3.0])
    assert zones.geometry.is_valid.all()
    assert zones.union_all().area == zones.geometry.area.sum(), "no place is in two classes"


def test_a_class_without_water_has_no_row_and_dry_land_none_at_all() -> None:
    assert depth_zones(GROUND, DEPTH, [10])["level"].tolist() == [1]
    assert len(depth_zones(GROUND, np.zeros_like(DEPTH))) == 0
    with pytest.raises(Invalid, match="เรียงจากน้อยไปมาก"):
        depth_zones(GROUND, DEPTH, [2, 1])


def test_a_polygon_counts_cells_by_the_part_of_them_that_lies_in_it(tmp_path: Path) -> None:
    path = rasters.plane(tmp_path / "plane.tif")  # each value is its column's number
    west, south = rasters.WEST, rasters.SOUTH
    halves = [shapely.box(west + 15, south, west + 35, south + 10), shapely.box(0, 0, 1, 1)]
    areas = gpd.GeoDataFrame({"name": ["a", "far"]}, geometry=halves, crs=32647, index=[7, 3])
    found = zonal(path, areas.to_crs(4326))
    assert found.index.tolist() == [7, 3]
    # Half of column 1, all of column 2, half of column 3.
    assert found.loc[7, "mean"] == pytest.approx(2, abs=1e-3) and found.loc[7, "count"] == pytest.approx(2, abs=1e-3)
    assert (found.loc[7, "min"], found.loc[7, "max"]) == (1, 3)
    assert np.isnan(found.loc[3, "mean"]) and found.loc[3, "count"] == 0
