"""``takeed demo``: fills an empty database with an imaginary sub-district, or with many side by side."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv
import shapely
import typer
from psycopg import sql
from rich.console import Console
from rich.table import Table

from etl import past
from gis import registry
from gis import settings as told
from gis.db import connect
from gis.declaration import Attribute, Declaration
from gis.errors import Conflict
from gis.layer import GeometryKind
from gis.progress import Say, bilingual, step
from gis.sample import Rows, Town, earliers, samplers
from gis.settings import Place, Settings
from gis.text import en, th

#: The most sub-districts a sample may have: two million parcels, and parcel codes end soon after.
MOST = 200


def add_commands(app: typer.Typer) -> None:
    """Add ``takeed demo`` to the command line."""

    @app.command(help="เติมข้อมูลตัวอย่าง · Fill the database with the sample sub-district")
    def demo(
        scale: Annotated[
            int, typer.Option(min=1, max=MOST, help="จำนวนตำบล · sub-districts of 10,000 parcels each")
        ] = 1,
        reset: Annotated[bool, typer.Option(help="ลบข้อมูลเดิมทุกชั้นก่อน · first delete the rows of every layer")] = False,
    ) -> None:
        console = Console()
        title = th(f"สร้างข้อมูลตัวอย่าง {scale} ตำบล") | en(f"Making the sample, scale {scale}")
        with step(console, title) as say:
            counts = fill(told.load(), scale, reset=reset, say=say)
        console.print(_summary(counts))


def fill_if_empty(settings: Settings, say: Say = lambda _: None) -> dict[str, int]:
    """Make the sample at scale 1 where no layer has a row yet; returns how many rows each layer got, or nothing."""
    with connect(settings.admin_url) as connection:
        if _first_filled(connection) is not None:
            return {}
    return fill(settings, 1, say=say)


def fill(settings: Settings, scale: int, *, reset: bool = False, say: Say = lambda _: None) -> dict[str, int]:
    """Write the sample in one transaction and one changeset; returns how many rows each layer got.

    ``scale`` is how many sub-districts lie side by side. Raises Conflict where a layer already has rows and
    ``reset`` was not asked for.
    """
    layers = registry.load()
    ordered = [layer for layer in layers.values() if layer.name in samplers()]
    with connect(settings.admin_url, application="takeed demo") as connection:
        # Dates and times without a zone are those of the clock on the wall in Thailand.
        connection.execute("set local timezone = 'Asia/Bangkok'")
        if reset:
            _empty(connection, layers.values())
        elif filled := _first_filled(connection):
            raise Conflict(
                th(f"ฐานข้อมูลไม่ว่าง: มีข้อมูลใน {filled} แล้ว หากต้องการลบทั้งหมดแล้วสร้างใหม่ ใช้ takeed demo --reset")
                | en(f"The database is not empty: {filled} has rows. To delete all and start anew: takeed demo --reset")
            )
        connection.execute("select set_config('takeed.message', 'takeed demo', true)")
        changeset = _value(connection, "select gis.changeset()")
        counts = dict.fromkeys((layer.name for layer in ordered), 0)
        towns = _towns(settings.place, scale, ordered, changeset)
        with ThreadPoolExecutor(1) as ahead:  # the next town is made while the database takes this one in
            coming = ahead.submit(next, towns, None)
            while (tables := coming.result()) is not None:
                coming = ahead.submit(next, towns, None)
                for layer, table, before in tables:
                    copy(connection, sql.Identifier("core", layer.name), table)
                    if before is not None:
                        past.write(connection, layer, before, copy)
                    counts[layer.name] += table.num_rows
                if scale > 1:
                    say(th(f"เขียนแล้ว {sum(counts.values()):,} แถว") | en(f"{sum(counts.values()):,} rows written"))
        for layer in ordered:
            connection.execute(
                "select setval(pg_get_serial_sequence(%s, 'id'), %s, %s)",
                (f"core.{layer.name}", max(1, counts[layer.name]), counts[layer.name] > 0),
            )
    with connect(settings.admin_url, autocommit=True) as connection:
        for layer in ordered:
            connection.execute(sql.SQL("analyze {}").format(sql.Identifier("core", layer.name)))
    return counts


def _value(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def _first_filled(connection: psycopg.Connection[Any]) -> str | None:
    """The first layer that has a row."""
    for name in registry.load():
        if connection.execute(sql.SQL("select from {} limit 1").format(sql.Identifier("core", name))).rowcount:
            return name
    return None


def _empty(connection: psycopg.Connection[Any], layers: Iterable[Declaration]) -> None:
    """Delete the rows of every layer, and what history, quarantine and deliveries say of them."""
    names = [sql.Identifier(schema, layer.name) for layer in layers for schema in ("core", "history")]
    names += [sql.Identifier("history", "conflict"), sql.Identifier("staging", "quarantine")]
    names += [sql.Identifier("staging", "delivery")]
    connection.execute(sql.SQL("truncate {} restart identity").format(sql.SQL(", ").join(names)))


def _towns(
    place: Place, scale: int, layers: list[Declaration], changeset: int
) -> Iterator[list[tuple[Declaration, pa.Table, pa.Table | None]]]:
    """Each town's rows by layer, ids following those of the towns before, with what some of them were earlier."""
    before = dict.fromkeys((layer.name for layer in layers), 0)
    for number in range(scale):
        town = Town(place, number)
        tables = [_tables(town, layer, before, changeset) for layer in layers]
        yield tables
        for layer, table, _ in tables:
            before[layer.name] += table.num_rows


def _tables(
    town: Town, layer: Declaration, before: dict[str, int], changeset: int
) -> tuple[Declaration, pa.Table, pa.Table | None]:
    table = _table(town, layer, samplers()[layer.name](town), before, changeset)
    if layer.name not in earliers():
        return layer, table, None
    earlier = earliers()[layer.name](town)
    was = _columns(town, layer, earlier.before, len(earlier.changed), before)
    ids = pa.array(earlier.changed + before[layer.name] + 1)
    return layer, past.stamped(table, earlier), pa.table({"id": ids, **was})


def _table(town: Town, layer: Declaration, rows: Rows, before: dict[str, int], changeset: int) -> pa.Table:
    """The rows as columns of text and numbers that PostgreSQL reads; ids follow those of the towns before."""
    count = max((len(value) for value in rows.values() if not _is_one(value)), default=0)
    start = before[layer.name]
    columns: dict[str, pa.Array] = {
        "id": pa.array(np.arange(start + 1, start + count + 1)),
        "uid": pa.array(_uuids(town, layer.name, count)),
        "changeset_id": pa.array(np.full(count, changeset)),
    }
    return pa.table(columns | _columns(town, layer, rows, count, before))


def _columns(town: Town, layer: Declaration, rows: Rows, count: int, before: dict[str, int]) -> dict[str, pa.Array]:
    return {
        name: pa.array(_ewkb(town, layer, value)) if name == "geom" else _column(layer[name], value, count, before)
        for name, value in rows.items()
    }


def _column(attribute: Attribute, value: Any, count: int, before: dict[str, int]) -> pa.Array:
    """One attribute; references become ids, decimals get their places, lists of codes become array literals."""
    if _is_one(value):
        value = [value] * count
    if attribute.kind == "ref":
        first = before[str(attribute.words.ref)] + 1
        return pa.array([None if row is None else int(row) + first for row in value], pa.int64())
    if attribute.kind == "code":
        return pa.array([None if code is None else str(code) for code in value], pa.string())
    if attribute.kind == "codes":
        return pa.array([None if codes is None else "{" + ",".join(codes) + "}" for codes in value], pa.string())
    if attribute.kind in ("decimal", "number") and isinstance(value, np.ndarray):
        value = np.round(value.astype(float), attribute.places if attribute.places is not None else 6)
    if attribute.kind == "integer" and isinstance(value, np.ndarray) and value.dtype.kind == "f":
        value = [None if np.isnan(v) else int(v) for v in value]
    return pa.array(value, from_pandas=True)


def _is_one(value: Any) -> bool:
    """Whether a column was given as one value for all rows."""
    return value is None or isinstance(value, str | int | float | np.generic)


def _uuids(town: Town, layer: str, count: int) -> list[str]:
    """Random (version 4) identifiers that are the same each time the sample is made."""
    raw = np.frombuffer(town.rng(f"uid {layer}").bytes(16 * count), np.uint8).reshape(-1, 16).copy()
    raw[:, 6], raw[:, 8] = raw[:, 6] & 0x0F | 0x40, raw[:, 8] & 0x3F | 0x80
    return raw.tobytes().hex(" ", 16).split()


def _ewkb(town: Town, layer: Declaration, shapes: Any) -> list[str]:
    """Hexadecimal EWKB in EPSG:4326; lines and areas as the multi-geometries they are stored as."""
    degrees = town.land.to_degrees(np.asarray(shapes, dtype=object))
    broken = ~shapely.is_valid(degrees) & ~shapely.is_missing(degrees)
    degrees[broken] = shapely.make_valid(degrees[broken], method="structure")  # a ring that rounding made touch itself
    assert layer.geometry is not None
    multi: dict[GeometryKind, tuple[int, Any]] = {
        GeometryKind.LINE: (1, shapely.multilinestrings),
        GeometryKind.POLYGON: (2, shapely.multipolygons),
    }
    if layer.geometry.kind in multi:
        dimensions, collect = multi[layer.geometry.kind]
        parts, owner = shapely.get_parts(degrees, return_index=True)
        whole = shapely.get_dimensions(parts) == dimensions
        parts, owner = parts[whole], owner[whole]  # areas that only touch leave lines and points behind
        none = np.full(len(degrees), None, dtype=object)
        degrees = collect(parts, indices=owner, out=none)
    return list(shapely.to_wkb(shapely.set_srid(degrees, 4326), hex=True, include_srid=True))


def copy(connection: psycopg.Connection[Any], into: sql.Identifier, table: pa.Table) -> None:
    """Append the rows to a table of the same columns."""
    text = io.BytesIO()
    pyarrow.csv.write_csv(table, text, pyarrow.csv.WriteOptions(include_header=False))
    columns = sql.SQL(", ").join(map(sql.Identifier, table.column_names))
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(into, columns)
    with connection.cursor().copy(statement) as rows:
        rows.write(text.getbuffer())


def _summary(counts: dict[str, int]) -> Table:
    layers = registry.load()
    table = Table(box=None)
    table.add_column("ชั้นข้อมูล · Layer")
    table.add_column("แถว · rows", justify="right")
    for name, count in counts.items():
        table.add_row(bilingual(layers[name].layer.title), f"{count:,}")
    return table
