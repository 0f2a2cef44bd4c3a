"""Layer → file → the same layer of an empty database: the same rows, places and words, or what the export said."""

from __future__ import annotations

import asyncio
import datetime
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import shapely

from api.export.write import ENDINGS, Wanted, export
from etl.delivery import Asked
from etl.load import load
from etl.session import connect as connect_for_load
from gis import registry, throwaway
from gis.db import connect
from gis.progress import bilingual
from gis.settings import Settings
from gis.text import Text
from tests import rows

#: Points, lines and areas; every kind of value; a layer whose rows may lie nowhere.
LAYERS = ("bus_stop", "road", "zoning", "waste_point", "news_item")
#: Tiles hold no whole rows: nothing is loaded from them.
LOADED = [ending for ending in ENDINGS if ending != ".pmtiles"]
#: Metres of a degree of latitude, and how far a place may move.
DEGREE, MOST = 111_320, 0.001
THAI = 'ป้ำ้น "ก๊อก" ๒๕๖๙, <น้ำ> &\nฤๅษี ฯลฯ'
FORMULA, EMOJI = "=1+1", "ริมน้ำ \U0001f600"
LONG = "ออ" + "ก่อ" * 90
MICROSECOND = datetime.datetime(2026, 1, 31, 9, 30, 15, 123456, tzinfo=datetime.UTC)
HOLED = "SRID=4326;MULTIPOLYGON(((99.9 16, 99.91 16, 99.91 16.01, 99.9 16.01, 99.9 16), (99.903 16.003, 99.903 16.006,\
 99.906 16.006, 99.903 16.003)), ((99.92 16, 99.923456789 16, 99.92 16.0123456789, 99.92 16)))"


@pytest.fixture(scope="module")
def origin(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """Full rows of each layer, one with what it must hold and no more, and one that is hard to write."""
    with throwaway.database(bare_instance, template=template) as made:
        with connect(made.admin_url) as owner:
            for name in LAYERS:
                layer = registry.load()[name]
                needed = {a.name for a in layer.attributes if a.required} | {str(layer.layer.key)}
                if layer.geometry is not None and layer.geometry.required:
                    needed.add("geom")
                least = {k: v for k, v in rows.row(layer, 3).items() if k in needed}
                hard = {
                    a.name: MICROSECOND if a.kind == "datetime" else THAI
                    for a in layer.attributes
                    if a.kind == "datetime" or (a.kind == "text" and not a.words.pattern and a.name not in needed)
                }
                for row in (rows.row(layer, 1), rows.row(layer, 2), least, rows.row(layer, 4) | hard):
                    rows.insert(owner, f"core.{name}", row)
            owner.execute("update core.bus_stop set routes = %s where name = 'name 1'", (FORMULA,))
            owner.execute("update core.bus_stop set routes = %s where name = 'name 2'", (EMOJI,))
            owner.execute(
                "update core.zoning set main_use = %s, geom = %s where id = (select max(id) from core.zoning)",
                (LONG, HOLED),
            )
            owner.execute("update core.waste_point set collect_days = '{mon,thu,sun}' where id = 4")
        yield made


@pytest.fixture(scope="module")
def empty(bare_instance: Settings, template: str) -> Iterator[Settings]:
    with throwaway.database(bare_instance, template=template) as made:
        yield made


def exported(settings: Settings, layer: str, out: Path, **wanted: Any) -> str:
    """Write a layer to a file, and give what the export said."""
    said: list[object] = []
    asyncio.run(export(settings, registry.load(), layer, out, Wanted(**wanted), said.append))
    return "\n".join(bilingual(line) if isinstance(line, Text) else str(line) for line in said)


def stored(settings: Settings, layer: str) -> list[dict[str, Any]]:
    """The published values and the place of every row, in the order of the layer's key."""
    declaration = registry.load()[layer]
    names = [a.name for a in declaration.attributes if a.public]
    with connect(settings.admin_url) as connection:
        found = connection.execute(
            f"select {', '.join(names)}, ST_AsBinary(geom) from core.{layer} order by {declaration.layer.key}".encode()
        ).fetchall()
    return [dict(zip((*names, "geom"), row, strict=True)) for row in found]


def lost(ending: str, encoding: str, layer: str, name: str, value: Any) -> Any:
    """What a value is after a format that cannot keep it as it is; every such case is one here."""
    match ending, value:
        case ".csv", str() if value == FORMULA:
            return f"'{FORMULA}"
        case ".xlsx", datetime.datetime():
            return value.replace(microsecond=0)
        case ((".gpkg" | ".fgb"), datetime.datetime()):
            return value.replace(microsecond=value.microsecond // 1000 * 1000)
        case ".shp", str() if value == EMOJI and encoding == "CP874":
            return "ริมน้ำ ?"
        case ".shp", str() if value == LONG:
            # 254 bytes are 84 letters in UTF-8, the last of which would have lost its tone mark, and all in CP874.
            return "ออ" + "ก่อ" * (84 if encoding == "CP874" else 27)
    return value


CASES = [(ending, "UTF-8") for ending in LOADED] + [(".shp", "CP874")]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(("ending", "encoding"), CASES)
def test_a_layer_comes_back_from_every_format(
    origin: Settings, empty: Settings, tmp_path: Path, ending: str, encoding: str, layer: str
) -> None:
    out = tmp_path / f"{layer}{ending}"
    said = exported(origin, layer, out, **({"encoding": encoding} if ending == ".shp" else {}))
    with connect(empty.admin_url) as owner:
        owner.execute(f"truncate core.{layer} restart identity cascade".encode())
    short = dict(re.findall(r"(\w+) = (\w+)", said)) if ending == ".shp" else {}
    report = load(partial(connect_for_load, empty), registry.load(), out, layer, Asked(columns=short))
    assert (report.new, report.rejected) == (4, 0), report.reasons
    for mine, theirs in zip(stored(empty, layer), stored(origin, layer), strict=True):
        for name, value in theirs.items():
            if name == "geom":
                assert_same_place(mine[name], value)
                continue
            kept = lost(ending, encoding, layer, name, value)
            assert mine[name] == kept, name
            if kept != value:
                assert re.search(rf"\b{name}(, \w+)*: ", said)


def assert_same_place(mine: bytes | None, theirs: bytes | None) -> None:
    """Within a millimetre, vertex by vertex."""
    assert (mine is None) == (theirs is None)
    if mine is None or theirs is None:
        return
    here, there = shapely.from_wkb(mine), shapely.from_wkb(theirs)
    assert here.geom_type == there.geom_type
    assert here.normalize().equals_exact(there.normalize(), MOST / DEGREE)
