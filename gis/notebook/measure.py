"""Lengths and areas on the ellipsoid."""

from __future__ import annotations

import geopandas
import pandas

from gis import crs


def length_m(frame: geopandas.GeoDataFrame) -> pandas.Series[float]:
    """The geodesic length of each row (WGS 84) in metres; the frame is EPSG:4326, and what is no line has none."""
    return pandas.Series([crs.length_m(shape) if shape else 0.0 for shape in frame.geometry], frame.index, float)


def area_m2(frame: geopandas.GeoDataFrame) -> pandas.Series[float]:
    """The geodesic area of each row (WGS 84) in square metres; the frame is EPSG:4326, and what is no area has none."""
    return pandas.Series([crs.area_m2(shape) if shape else 0.0 for shape in frame.geometry], frame.index, float)
