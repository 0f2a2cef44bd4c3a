"""Counting by place, and what must not be shown of a count."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas
import shapely

from gis.notebook.near import metric


def squares(frame: geopandas.GeoDataFrame, metres: float) -> geopandas.GeoDataFrame:
    """The squares of a ``metres`` wide grid that rows lie in, each with its ``count``, the fullest first.

    The grid is that of the UTM zone of the place (EPSG:32647 or 32648), so its lines are the same for every layer;
    the squares come back in EPSG:4326. A row counts where its centroid lies; rows without a geometry count nowhere.
    """
    zone = metric(frame)
    seen = frame.geometry[~frame.geometry.isna() & ~frame.geometry.is_empty].to_crs(zone).centroid
    corners = pandas.DataFrame({"x": seen.x // metres, "y": seen.y // metres})
    found = corners.value_counts(sort=False).rename("count").reset_index()
    west, south = found["x"] * metres, found["y"] * metres
    shapes = shapely.box(west, south, west + metres, south + metres)
    made = geopandas.GeoDataFrame(found[["count"]], geometry=shapes, crs=zone).to_crs(4326).rename_geometry("geom")
    return made.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def hide_few(counts: pandas.DataFrame, least: int = 5) -> pandas.DataFrame:
    """Counts of people without the cells that could point at somebody: fewer than ``least`` and not zero become NA.

    Where a row or a column would be left with one hidden cell, which its total gives away, the next smallest one is
    hidden as well (complementary suppression), and a row or column of that one cell stays as it is. The counts come
    back as whole numbers (``Int64``); totals are for the caller to add, from the counts as they were.
    """
    numbers = counts.to_numpy(float)
    hidden = (numbers > 0) & (numbers < least)
    before = -1
    while before != (before := int(hidden.sum())):
        for values, mask in ((numbers, hidden), (numbers.T, hidden.T)):
            for line in np.flatnonzero(mask.sum(axis=1) == 1):
                # best one that its own row or column needs as well, so that what is hidden does not spread
                alone = np.where(mask.any(axis=0), 0.0, values.sum())
                left = np.where(mask[line] | (values[line] == 0), np.inf, values[line] + alone)
                mask[line, left.argmin()] |= np.isfinite(left.min())
    return counts.round().astype("Int64").mask(pandas.DataFrame(hidden, counts.index, counts.columns))
