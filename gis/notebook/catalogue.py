"""Which layers there are for whoever is asking."""

from __future__ import annotations

import math

import pandas

from gis import registry
from gis.declare import Dimension
from gis.moments import LOCAL
from gis.notebook import remote
from gis.notebook.login import session, table
from gis.notebook.reading import has_geometry


def catalogue() -> pandas.DataFrame:
    """Every layer the login may read, by name: titles, dimension, rows, bounds and last change.

    ``west``, ``south``, ``east``, ``north`` are degrees (EPSG:4326), empty for a layer with no geometry or no rows.
    ``labelled`` puts it into words.
    """
    layers = registry.load()
    frame = _from_afar() if remote.instance() else _from_database()
    frame = frame[frame.index.isin(layers)]
    frame["updated_at"] = pandas.to_datetime(frame["updated_at"], utc=True).dt.tz_convert(LOCAL)
    declared = [layers[name].layer for name in frame.index]
    frame.insert(0, "title_th", [layer.title.th for layer in declared])
    frame.insert(1, "title_en", [layer.title.en for layer in declared])
    dimensions = [layer.dimension.value for layer in declared]
    legend = pandas.CategoricalDtype([*Dimension.codes()])
    frame.insert(2, "dimension", pandas.Series(dimensions, frame.index, legend))
    frame.attrs = {
        "titles": {name: {"th": thai, "en": english} for name, (thai, english) in _TITLES.items()},
        "units": {},
        "labels": {"dimension": {each.value: {"th": each.label.th, "en": each.label.en} for each in Dimension}},
    }
    return frame.sort_values(["dimension", "title_th"])


_TITLES = {
    "title_th": ("ชื่อไทย", "Thai title"), "title_en": ("ชื่ออังกฤษ", "English title"),
    "dimension": ("ด้าน", "Dimension"), "rows": ("จำนวนแถว", "Rows"),
    "updated_at": ("แก้ล่าสุด", "Last change"),
}  # fmt: skip


def _from_database() -> pandas.DataFrame:
    with session() as connection:
        readable = table(
            connection,
            "select relname as layer from pg_class where relnamespace = to_regnamespace('pub')"
            " and relkind = 'v' and has_table_privilege(oid, 'select')",
        )
        names = sorted(set(readable["layer"].to_pylist()) & set(registry.load()))
        counted = table(connection, " union all ".join([_NOTHING, *(_figures(name) for name in names)]))
    made: pandas.DataFrame = counted.to_pandas().set_index("layer")
    return made


def _from_afar() -> pandas.DataFrame:
    newest = {
        "hits": "true",
        "limit": "1",
        "properties": "updated_at",
        "sortby": "-updated_at",
        "skip-geometry": "true",
    }
    rows = {}
    for collection in remote.get("/ogc/collections").json()["collections"]:
        if collection["id"] not in registry.load():
            continue
        page = remote.get(f"/ogc/collections/{collection['id']}/items", newest).json()
        box = collection.get("extent", {}).get("spatial", {}).get("bbox", [[math.nan] * 4])[0]
        changed = [feature["properties"]["updated_at"] for feature in page["features"]]
        rows[collection["id"]] = [page["numberMatched"], *box, changed[0] if changed else None]
    columns = ["rows", "west", "south", "east", "north", "updated_at"]
    return pandas.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("layer")


#: The columns of the figures, and no row: what there is to see may be nothing.
_NOTHING = (
    "select '' as layer, 0::bigint as rows, 0::float8 as west, 0::float8 as south, 0::float8 as east,"
    " 0::float8 as north, now() as updated_at where false"
)


def _figures(name: str) -> str:
    """One row of figures of one layer; ``name`` is a declared one."""
    box = "ST_Extent(geom)" if has_geometry(registry.load()[name]) else "null::box2d"
    edges = "ST_XMin(b) as west, ST_YMin(b) as south, ST_XMax(b) as east, ST_YMax(b) as north"
    return (
        f"select '{name}' as layer, n as rows, {edges}, u as updated_at"
        f" from (select count(*) as n, {box} as b, max(updated_at) as u from pub.{name}) f"
    )
