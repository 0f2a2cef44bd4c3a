"""What lies within a distance of something else, in metres."""

from __future__ import annotations

import geopandas

from gis.crs import utm_zone


def near(these: geopandas.GeoDataFrame, those: geopandas.GeoDataFrame, metres: float) -> geopandas.GeoDataFrame:
    """The rows of ``these`` within ``metres`` of any of ``those``, nearest first, with ``distance_m``.

    Measured in the UTM zone of the place's middle, where a metre is a metre to within 0.1 % (EPSG:32647 or 32648).
    Both frames are EPSG:4326.
    """
    west, _, east, _ = these.total_bounds
    zone = utm_zone((west + east) / 2) if len(these) else 32647
    plain = geopandas.GeoDataFrame(geometry=those.geometry.to_crs(zone))
    pairs = these.to_crs(zone).sjoin_nearest(plain, max_distance=metres, distance_col="distance_m")
    nearest = pairs["distance_m"].groupby(level=0).min()
    found = these.loc[nearest.index].assign(distance_m=nearest).sort_values("distance_m", kind="stable")
    found.attrs = these.attrs
    return found
