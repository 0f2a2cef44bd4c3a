"""One layer as a GeoDataFrame, now or at a past moment: as Arrow from PostGIS, or as GeoParquet from afar."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import geopandas
import pyarrow as pa

from gis import registry
from gis.derive.access import published
from gis.errors import Invalid, NotFound
from gis.moments import Told, moment
from gis.notebook import remote
from gis.notebook.frame import to_frame
from gis.notebook.login import session, table
from gis.notebook.where import Cql2, Sql, Where
from gis.registry import Declaration
from gis.text import en, th

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
#: What the service keeps to itself of a row's stamps.
_LOCAL_STAMPS = frozenset(_STAMPS) - {"id", "uid", "version", "updated_at"}

#: West, south, east, north in degrees.
type Box = tuple[float, float, float, float]


def read(
    layer: str,
    *,
    as_of: Told | None = None,
    where: Where | None = None,
    bbox: Box | None = None,
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
    if bbox is not None:
        bbox = _box(bbox)
    ask = _from_afar if remote.instance() else _from_database
    rows, chosen = ask(declaration, as_of, where, bbox, columns)
    return to_frame(rows, declaration, chosen)


def _from_database(
    declaration: Declaration, as_of: Told | None, where: Where | None, bbox: Box | None, columns: Iterable[str] | None
) -> tuple[pa.Table, list[str]]:
    kinds = kinds_of(declaration)
    values: list[Any] = []
    tests = Sql({name: _COMPARED[kind] for name, kind in kinds.items()}, values)
    source = f"pub.{declaration.name}"
    if as_of is not None:
        values.append(moment(as_of).isoformat())
        source = f"pub.{declaration.name}_at($1::text::timestamptz)"
    conditions = [tests.of(where)] if where else []
    if bbox is not None:
        conditions.append(_touches(bbox, values))
    chosen = _chosen(columns, kinds)
    selected = [f'"{name}"::{_AS[kinds[name]]} as "{name}"' if kinds[name] in _AS else f'"{name}"' for name in chosen]
    if has_geometry(declaration):
        selected.append("ST_AsBinary(geom) as geom")
    query = f"select {', '.join(selected)} from {source}"
    if conditions:
        query += f" where {' and '.join(conditions)}"
    with session() as connection:
        return table(connection, f"{query} order by id", values), chosen


def _from_afar(
    declaration: Declaration, as_of: Told | None, where: Where | None, bbox: Box | None, columns: Iterable[str] | None
) -> tuple[pa.Table, list[str]]:
    # the published columns alone, as in the database: a token could read more, and each such reading is on record
    kinds = {name: kind for name, kind in kinds_of(declaration).items() if name not in _LOCAL_STAMPS}
    chosen = _chosen(columns, kinds)
    told = {"properties": ",".join(name for name in chosen if name != "id")}
    if as_of is not None:
        told["datetime"] = f"{moment(as_of).astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    if where:
        told |= {"filter": Cql2(kinds).of(where), "filter-lang": "cql2-text"}
    if bbox is not None:
        told["bbox"] = ",".join(map(str, bbox))
    return remote.rows(declaration.name, told), chosen


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


def _box(bbox: Box) -> Box:
    west, south, east, north = (float(edge) for edge in bbox)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid(
            th("bbox ต้องเรียงเป็น ตะวันตก ใต้ ตะวันออก เหนือ หน่วยองศา") | en("bbox is west, south, east, north in degrees.")
        )
    return west, south, east, north


def _touches(bbox: Box, values: list[Any]) -> str:
    first = len(values) + 1
    values += bbox
    edges = ", ".join(f"${first + n}" for n in range(4))
    return f"ST_Intersects(geom, ST_MakeEnvelope({edges}, 4326))"


def _chosen(columns: Iterable[str] | None, kinds: dict[str, str]) -> list[str]:
    return [*kinds] if columns is None else ["id", *(name for name in _known(columns, kinds) if name != "id")]


def _known(columns: Iterable[str], kinds: dict[str, str]) -> list[str]:
    asked = [columns] if isinstance(columns, str) else [*columns]
    unknown = [name for name in asked if name not in kinds and name != "geom"]
    if unknown:
        raise Invalid(
            th(f"ไม่มีคอลัมน์ {', '.join(unknown)} เลือกได้จาก {', '.join(kinds)}")
            | en(f"There is no column {', '.join(unknown)}. There are: {', '.join(kinds)}")
        )
    return [name for name in asked if name != "geom"]
