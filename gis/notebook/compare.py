"""What became of a layer between two moments."""

from __future__ import annotations

import geopandas
import pandas


def compare(before: geopandas.GeoDataFrame, after: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """The rows that differ between two readings of one layer, in the order of ``id``.

    ``change`` is ``added``, ``removed`` or ``changed``, and ``fields`` lists the columns whose values differ (``geom``
    among them; stamps of who and when do not count). A row is as ``after`` has it, a removed one as ``before`` had it;
    both frames were read with the same columns.
    """
    old, new = before.set_index("id"), after.set_index("id")
    both = old.index.intersection(new.index)
    named = [name for name in before.attrs["titles"] if name in old]
    differs = pandas.DataFrame({name: _differ(old.loc[both, name], new.loc[both, name]) for name in named}, index=both)
    if isinstance(before, geopandas.GeoDataFrame) and before.active_geometry_name:
        shapes = old.geometry.loc[both], new.geometry.loc[both]
        differs[old.geometry.name] = ~shapes[0].geom_equals(shapes[1]) & ~(shapes[0].isna() & shapes[1].isna())
    changed, added, removed = both[differs.any(axis=1)], new.index.difference(both), old.index.difference(both)
    fields = [[*differs.columns[row]] for row in differs.loc[changed].to_numpy(bool)]
    found = pandas.concat(
        [
            new.loc[added].assign(change="added", fields=[[] for _ in added]),
            old.loc[removed].assign(change="removed", fields=[[] for _ in removed]),
            new.loc[changed].assign(change="changed", fields=fields),
        ]
    ).sort_index()
    found["change"] = pandas.Categorical(found["change"], categories=["added", "removed", "changed"])
    found = found.reset_index()
    found.attrs = after.attrs
    return found


def _differ(old: pandas.Series, new: pandas.Series) -> pandas.Series:
    one, other = old.astype(object), new.astype(object)
    same = (one == other).fillna(False).astype(bool) | (one.isna() & other.isna())
    return ~same
