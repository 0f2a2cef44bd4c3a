"""One layer as a GeoDataFrame, now or at a past moment, straight from PostGIS as Arrow."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import geopandas

from gis import registry
from gis.derive.access import published
from gis.errors import Invalid, NotFound
from gis.notebook.frame import to_frame
from gis.notebook.login import session, table
from gis.notebook.where import Condition, Where
from gis.registry import Declaration
from gis.text import en, th

LOCAL = ZoneInfo("Asia/Bangkok")
#: Column types that Arrow has no fitting one for, and what a frame wants instead.
_AS = {"uuid": "text", "decimal": "double precision"}
#: The SQL type a value in ``where`` is compared as, by the kind of the field.
_COMPARED = {
    "code": "text", "text": "text", "integer": "numeric", "number": "double precision", "decimal": "numeric",
    "boolean": "boolean", "date": "date", "datetime": "timestamptz", "uuid": "uuid", "ref": "bigint",
    "codes": "text[]",
}  # fmt: skip
_STAMPS = {
    "id": "ref", "uid": "uuid", "version": "integer", "created_at": "datetime", "created_by": "text",
    "updated_at": "datetime", "updated_by": "text", "changeset_id": "ref",
}  # fmt: skip


def read(
    layer: str,
    *,
    as_of: datetime.datetime | datetime.date | str | None = None,
    where: Where | None = None,
    bbox: tuple[float, float, float, float] | None = None,
    columns: Iterable[str] | None = None,
) -> geopandas.GeoDataFrame:
    """The rows of a layer that the login may read, in the order of ``id``.

    Coordinates are EPSG:4326, x = longitude. ``as_of`` gives the layer as it was: a date means the end of that day,
    a time without a zone is Thailand's. ``where`` is a mapping (``{"status": "off"}``, a list for one of several,
    None for empty) or a comparison (``"watt >= 100 and status != 'on'"``). ``bbox`` is west, south, east, north in
    degrees and keeps what touches it. ``columns`` keeps those fields, with ``id`` and the geometry.

    Codes are categoricals; ``frame.attrs`` holds the layer's name, its ``title``, and the ``titles`` of fields and
    ``labels`` of codes in both languages. Raises NotFound, Invalid and Forbidden, which say what to do.
    """
    declaration = declared(layer)
    kinds = kinds_of(declaration)
    values: list[Any] = []
    tests = Condition({name: _COMPARED[kind] for name, kind in kinds.items()}, values)
    source = f"pub.{declaration.name}"
    if as_of is not None:
        values.append(moment(as_of).isoformat())
        source = f"pub.{declaration.name}_at($1::text::timestamptz)"
    conditions = [tests.of(where)] if where else []
    located = has_geometry(declaration)
    if bbox is not None:
        conditions.append(_touches(bbox, values))
    chosen = [*kinds] if columns is None else ["id", *(c for c in _known(columns, kinds) if c != "id")]
    selected = [f'"{name}"::{_AS[kinds[name]]} as "{name}"' if kinds[name] in _AS else f'"{name}"' for name in chosen]
    if located:
        selected.append("ST_AsBinary(geom) as geom")
    query = f"select {', '.join(selected)} from {source}"
    if conditions:
        query += f" where {' and '.join(conditions)}"
    with session() as connection:
        return to_frame(table(connection, f"{query} order by id", values), declaration, chosen)


def declared(layer: str) -> Declaration:
    """The declaration of a layer; raises NotFound with the names there are."""
    layers = registry.load()
    if layer not in layers:
        raise NotFound(
            th(f"ไม่มีชั้นข้อมูล {layer} ดูรายชื่อด้วย catalogue()")
            | en(f"There is no layer {layer}. See catalogue() for the names.")
        )
    return layers[layer]


def kinds_of(declaration: Declaration) -> dict[str, str]:
    """Every column of the published view but the geometry, with the kind of its values."""
    names = [
        c for c in declaration.readable(declaration.layer.access.read) if c not in ("geom", "geom_public", "based_on")
    ]
    return {name: _STAMPS.get(name) or declaration[name].kind for name in names}


def has_geometry(declaration: Declaration) -> bool:
    """Whether the published view shows where its rows are."""
    return any(column.endswith("geom") for column in published(declaration, registry.load()))


def moment(as_of: datetime.datetime | datetime.date | str) -> datetime.datetime:
    """A moment with a zone: a date is its last microsecond in Thailand, a time without a zone is Thailand's."""
    if isinstance(as_of, str):
        try:
            day_only = len(as_of) == len("2026-01-31")
            as_of = datetime.date.fromisoformat(as_of) if day_only else datetime.datetime.fromisoformat(as_of)
        except ValueError as wrong:
            raise Invalid(
                th(f"อ่านวันเวลา {as_of} ไม่ได้ เขียนเช่น 2026-01-31 หรือ 2026-01-31T08:00")
                | en(f"Cannot read the date {as_of}. Write 2026-01-31 or 2026-01-31T08:00.")
            ) from wrong
    if not isinstance(as_of, datetime.datetime):
        return datetime.datetime.combine(as_of, datetime.time.max, LOCAL)
    return as_of if as_of.tzinfo else as_of.replace(tzinfo=LOCAL)


def _touches(bbox: tuple[float, float, float, float], values: list[Any]) -> str:
    west, south, east, north = (float(edge) for edge in bbox)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid(
            th("bbox ต้องเรียงเป็น ตะวันตก ใต้ ตะวันออก เหนือ หน่วยองศา") | en("bbox is west, south, east, north in degrees.")
        )
    first = len(values) + 1
    values += [west, south, east, north]
    edges = ", ".join(f"${first + n}" for n in range(4))
    return f"ST_Intersects(geom, ST_MakeEnvelope({edges}, 4326))"


def _known(columns: Iterable[str], kinds: dict[str, str]) -> list[str]:
    asked = [columns] if isinstance(columns, str) else [*columns]
    unknown = [name for name in asked if name not in kinds and name != "geom"]
    if unknown:
        raise Invalid(
            th(f"ไม่มีคอลัมน์ {', '.join(unknown)} เลือกได้จาก {', '.join(kinds)}")
            | en(f"There is no column {', '.join(unknown)}. There are: {', '.join(kinds)}")
        )
    return [name for name in asked if name != "geom"]
