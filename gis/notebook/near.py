"""What lies within a distance of something else, and what beyond it, in metres."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas
import shapely

from gis.crs import utm_zone


def metric(frame: geopandas.GeoDataFrame) -> int:
    """The UTM zone of the middle of what is drawn in EPSG:4326, where a metre is a metre to within 0.1 %."""
    west, _, east, _ = frame.total_bounds
    return utm_zone((west + east) / 2)  # without rows the middle is no number, and the zone 47


def near(
    these: geopandas.GeoDataFrame, those: geopandas.GeoDataFrame, metres: float, bring: Sequence[str] = ()
) -> geopandas.GeoDataFrame:
    """The rows of ``these`` within ``metres`` of any of ``those``, nearest first, with ``distance_m``.

    ``bring`` names columns of the nearest of ``those`` to come along. Measured in the UTM zone of the place's middle,
    where a metre is a metre to within 0.1 % (EPSG:32647 or 32648). Both frames are EPSG:4326.
    """
    zone = metric(these)
    plain = those[[*bring, those.geometry.name]].to_crs(zone)
    pairs = (
        these[[these.geometry.name]].to_crs(zone).sjoin_nearest(plain, max_distance=metres, distance_col="distance_m")
    )
    nearest = pairs[~pairs.index.duplicated()].sort_values("distance_m", kind="stable")
    found = these.loc[nearest.index].assign(**{name: nearest[name] for name in [*bring, "distance_m"]})
    found.attrs = these.attrs
    return found


def beyond(lines: geopandas.GeoDataFrame, those: geopandas.GeoDataFrame, metres: float) -> geopandas.GeoDataFrame:
    """The parts of ``lines`` further than ``metres`` from all of ``those``, each a row with its ``length_m``.

    A stretch between two of ``those`` is one row, with the index and the fields of its line; a line that is near all
    the way has none. Measured in the UTM zone of the place's middle. Both frames are EPSG:4326.
    """
    zone = metric(lines)
    reached = those.geometry.to_crs(zone).buffer(metres).union_all()
    plane = lines.set_geometry(lines.geometry.to_crs(zone).difference(reached)).explode()
    plane = plane[~plane.geometry.is_empty & ~plane.geometry.isna()]
    found = plane.assign(length_m=plane.geometry.length).to_crs(4326)
    found.attrs = lines.attrs
    return found


def within(these: geopandas.GeoDataFrame, those: geopandas.GeoDataFrame, metres: float) -> geopandas.GeoDataFrame:
    """The parts of lines or areas that lie within ``metres`` of any of ``those``.

    A row without such a part is left out. Measured in the UTM zone of the place's middle. Both frames are EPSG:4326.
    """
    zone = metric(these)
    reached = those.geometry.to_crs(zone).buffer(metres).union_all()
    parts = these.geometry.to_crs(zone).intersection(reached)
    # what only touches leaves a point or an edge behind, which is no part
    whole = shapely.get_dimensions(parts.array) == shapely.get_dimensions(these.geometry.array)
    kept = parts[whole & ~parts.is_empty]
    found = these.loc[kept.index].set_geometry(kept.to_crs(4326))
    found.attrs = these.attrs
    return found
