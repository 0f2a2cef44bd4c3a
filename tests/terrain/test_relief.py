"""Slope, aspect and contours on planes, whose answers are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import CRS
from rasterio.transform import from_origin

from gis.errors import Invalid
from gis.terrain import Terrain, aspect, contours, slope
from gis.terrain.heights import MOST
from tests import rasters

UTM = CRS.from_epsg(32647)
ROW, COLUMN = np.mgrid[0:20, 0:30].astype(float)
INSIDE = np.s_[1:-1, 1:-1]


def plane(east: float, south: float, cell: float = 10.0) -> Terrain:
    """Ground that rises by so much a metre to the east and to the south."""
    return Terrain(100 + COLUMN * cell * east + ROW * cell * south, from_origin(600_000, 1_770_000, cell, cell), UTM)


@pytest.mark.parametrize(
    ("east", "south", "falls"),
    [(0.1, 0, 270), (-0.1, 0, 90), (0, 0.1, 0), (0, -0.1, 180), (-0.1, -0.1, 135), (1, 0, 270)],
)
def test_a_plane_is_as_steep_everywhere_and_falls_one_way(east: float, south: float, falls: float) -> None:
    ground = plane(east, south)
    assert slope(ground)[INSIDE] == pytest.approx(np.degrees(np.arctan(np.hypot(east, south))))
    assert aspect(ground)[INSIDE] == pytest.approx(falls, abs=1e-6)


def test_level_ground_has_no_slope_and_faces_nowhere() -> None:
    assert (slope(plane(0, 0)) == 0).all()
    assert np.isnan(aspect(plane(0, 0))).all()


def test_a_hole_stays_a_hole_and_throws_no_cliff() -> None:
    ground = plane(0.1, 0)
    ground.heights[5, 5] = np.nan
    steep = slope(ground)
    assert np.isnan(steep[5, 5]) and np.isfinite(steep).sum() == steep.size - 1
    assert np.nanmax(steep) < 10


def test_cells_in_degrees_are_measured_on_the_ground() -> None:
    # A thousandth of a degree at 16° N: 107.0 m to the east, 110.7 m to the north.
    ground = Terrain(COLUMN * 10.7, from_origin(100, 16, 0.001, 0.001), CRS.from_epsg(4326))
    across, down = ground.cell_m
    assert across[0, 0] == pytest.approx(107.04, abs=0.05) and down[0, 0] == pytest.approx(110.66, abs=0.05)
    assert slope(ground)[INSIDE] == pytest.approx(np.degrees(np.arctan(0.1)), rel=0.01)


def test_contours_lie_where_the_ground_has_their_height() -> None:
    ground = plane(0.1, 0)
    drawn = contours(ground, 5)
    assert drawn["height_m"].tolist() == [100, 105, 110, 115, 120, 125]
    assert drawn.crs == UTM
    for height, line in zip(drawn["height_m"], drawn.geometry, strict=True):
        assert {round(x, 6) for x, _ in line.coords} == {600_005 + (height - 100) / 0.1}
    with pytest.raises(Invalid, match="ช่วงชั้นความสูง"):
        contours(ground, 0)


def test_a_part_of_a_raster_is_read_where_it_lies(tmp_path: Path) -> None:
    path = rasters.plane(tmp_path / "plane.tif")
    bounds = (rasters.WEST + 200, rasters.NORTH - 300, rasters.WEST + 500, rasters.NORTH - 100)
    part = Terrain.read(path, bounds)
    assert part.heights.shape == (20, 30) and (part.heights == COLUMN + 20).all()
    assert (part.transform.c, part.transform.f) == (bounds[0], bounds[3])
    assert np.isnan(Terrain.read(path).heights[0, :10]).all()
    again = Terrain.read(part.write(tmp_path / "slope.tif", slope(part), name="slope", unit="degree"))
    assert again.heights == pytest.approx(slope(part), rel=1e-6)


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gis.terrain.heights.MOST", 100)
    with pytest.raises(Invalid, match="พื้นที่ที่เล็กลง"):
        Terrain.read(rasters.plane(tmp_path / "plane.tif"))
    assert MOST > 1_000_000
