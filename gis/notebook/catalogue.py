"""Which layers there are for whoever is asking."""

from __future__ import annotations

import pandas

from gis import registry
from gis.notebook.login import session, table
from gis.notebook.reading import LOCAL, has_geometry


def catalogue() -> pandas.DataFrame:
    """Every layer the login may read, by name: titles, dimension, rows, bounds and last change.

    ``west``, ``south``, ``east``, ``north`` are degrees (EPSG:4326), empty for a layer with no geometry or no rows.
    """
    layers = registry.load()
    with session() as connection:
        readable = table(
            connection,
            "select relname as layer from pg_class where relnamespace = to_regnamespace('pub')"
            " and relkind = 'v' and has_table_privilege(oid, 'select')",
        )
        names = sorted(set(readable["layer"].to_pylist()) & set(layers))
        if not names:
            return pandas.DataFrame(columns=["title_th", "title_en", "dimension", "rows"])
        counted = table(connection, " union all ".join(_figures(name) for name in names))
    frame: pandas.DataFrame = counted.to_pandas().set_index("layer")
    frame["updated_at"] = pandas.to_datetime(frame["updated_at"], utc=True).dt.tz_convert(LOCAL)
    for place, (column, words) in enumerate(
        {
            "title_th": [layers[name].layer.title.th for name in frame.index],
            "title_en": [layers[name].layer.title.en for name in frame.index],
            "dimension": [layers[name].layer.dimension.value for name in frame.index],
        }.items()
    ):
        frame.insert(place, column, words)
    return frame.sort_values(["dimension", "title_th"])


def _figures(name: str) -> str:
    """One row of figures of one layer; ``name`` is a declared one."""
    box = "ST_Extent(geom)" if has_geometry(registry.load()[name]) else "null::box2d"
    edges = "ST_XMin(b) as west, ST_YMin(b) as south, ST_XMax(b) as east, ST_YMax(b) as north"
    return (
        f"select '{name}' as layer, n as rows, {edges}, u as updated_at"
        f" from (select count(*) as n, {box} as b, max(updated_at) as u from pub.{name}) f"
    )
