"""Coordinates arrive in EPSG:4326 by the operation that is pinned, not by the one that a library prefers."""

import numpy as np
import pytest
import shapely
from pyproj import CRS, Geod

from gis import crs
from gis.errors import ImportRefused

GEOD = Geod(ellps="WGS84")


def metres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(GEOD.inv(*one, *other)[2])


def taken(epsg: int, x: float, y: float, operation: str | None = None) -> tuple[float, float]:
    lon, lat = crs.to_stored(epsg, operation).apply(np.array([x]), np.array([y]))
    return float(lon[0]), float(lat[0])


def test_indian_1975_goes_by_the_registrys_three_parameters() -> None:
    """The figure is PROJ's own for EPSG:1304 at this point."""
    operation = crs.to_stored(24047)
    assert (operation.name, operation.accuracy_m) == ("EPSG:1304", 5)
    assert metres_apart(taken(24047, 700_000, 1_500_000), (100.845212, 13.564371)) < 0.1


def test_the_other_shifts_in_use_agree_with_it_within_two_metres() -> None:
    pinned = taken(24047, 700_000, 1_500_000)
    for name in crs.INDIAN_1975_SHIFTS:
        assert metres_apart(taken(24047, 700_000, 1_500_000, name), pinned) < 2


def test_the_operation_that_lands_188_m_off_cannot_be_asked_for() -> None:
    with pytest.raises(ImportRefused, match="188"):
        crs.to_stored(24047, "EPSG:1812")


def test_both_zones_of_indian_1975_meet_at_102_degrees_east() -> None:
    """102° E at 15° N on the Indian datum, in either zone and in degrees, is one place."""
    from pyproj import Transformer

    west, east = (Transformer.from_crs(4240, zone, always_xy=True).transform(102, 15) for zone in (24047, 24048))
    assert metres_apart(taken(24047, *west), taken(24048, *east)) < 0.01
    assert metres_apart(taken(24047, *west), taken(4240, 102, 15)) < 0.01


def test_utm_on_wgs_84_loses_nothing() -> None:
    operation = crs.to_stored(32647)
    assert operation.accuracy_m == 0
    assert metres_apart(taken(32647, 500_000, 0), (99, 0)) < 0.001


@pytest.mark.parametrize("epsg", [4326, 32647, 32648, 24047, 24048, 4240])
def test_a_system_is_recognised_by_number_wkt_and_the_prj_text_of_arcgis(epsg: int) -> None:
    assert crs.epsg_of(f"EPSG:{epsg}") == epsg
    assert crs.epsg_of(CRS.from_epsg(epsg).to_wkt()) == epsg
    assert crs.epsg_of(CRS.from_epsg(epsg).to_wkt("WKT1_ESRI")) == epsg


def test_an_unknown_system_is_refused_with_a_sentence() -> None:
    assert crs.epsg_of('LOCAL_CS["paper"]') is None
    with pytest.raises(ImportRefused, match="EPSG:999999"):
        crs.to_stored(999_999)


def test_the_zone_changes_at_102_degrees_east() -> None:
    assert (crs.utm_zone(99.9), crs.utm_zone(101.999), crs.utm_zone(102)) == (32647, 32647, 32648)


def test_length_and_area_are_measured_on_the_ellipsoid() -> None:
    """A minute of latitude at 16° N is 1,844 m (WGS 84 meridian arc); a square minute there 1,844 × 1,784 m."""
    line = shapely.LineString([(100, 16), (100, 16 + 1 / 60)])
    assert crs.length_m(line) == pytest.approx(1844.2, abs=0.3)
    assert crs.area_m2(shapely.box(100, 16, 100 + 1 / 60, 16 + 1 / 60)) == pytest.approx(1844.2 * 1783.3, rel=1e-3)
