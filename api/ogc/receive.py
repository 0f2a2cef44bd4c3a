"""A feature that somebody sends: read, checked as far as a sentence can be said about it, and stored once."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from api.database import Database
from api.ogc.readable import Readable
from gis.derive.schema import GEOJSON_TYPES
from gis.errors import BadRequest, Forbidden, Invalid
from gis.registry import Attribute
from gis.text import en, th

#: What a value of each kind must be in JSON, and the PostgreSQL type its text is read as.
_KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda v: isinstance(v, str), "text"),
    "code": (lambda v: isinstance(v, str), "text"),
    "codes": (lambda v: isinstance(v, list) and all(isinstance(each, str) for each in v), "text[]"),
    "integer": (lambda v: _whole(v, 31), "integer"),
    "ref": (lambda v: _whole(v, 63), "bigint"),
    "number": (lambda v: _number(v), "float8"),
    "decimal": (lambda v: _number(v), "numeric"),
    "boolean": (lambda v: isinstance(v, bool), "boolean"),
    "date": (lambda v: isinstance(v, str), "date"),
    "datetime": (lambda v: isinstance(v, str), "timestamptz"),
    "uuid": (lambda v: isinstance(v, str), "uuid"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A feature ready to be stored: its uid, its values as text for PostgreSQL to read, its geometry as GeoJSON."""

    uid: uuid.UUID
    values: dict[str, str | list[str]]
    geometry: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a feature went. ``id`` is None for who may add but not read; ``new`` False for a repeated request."""

    uid: uuid.UUID
    id: int | None
    new: bool


def feature(body: bytes, layer: Readable) -> Row:
    """The GeoJSON feature in a request's body, CRS84.

    Raises BadRequest for what is no such feature, Forbidden for a field the sender may not fill, Invalid for a value
    of the wrong kind. Nulls are left out, so that a column's default takes their place.
    """
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest(
            th("เนื้อหาต้องเป็น GeoJSON ที่เข้ารหัส UTF-8 และไม่มี NaN") | en("The body must be GeoJSON in UTF-8, without NaN.")
        ) from None
    properties = told.get("properties") if isinstance(told, dict) and told.get("type") == "Feature" else None
    if not isinstance(properties, dict):
        raise BadRequest(
            th('เนื้อหาต้องเป็น GeoJSON แบบ {"type": "Feature", "geometry": …, "properties": {…}}')
            | en('The body must be GeoJSON: {"type": "Feature", "geometry": …, "properties": {…}}.')
        )
    geometry = told.get("geometry")
    shape = None if geometry is None else _geometry(geometry, layer)
    values = {name: _value(layer, name, value) for name, value in properties.items() if value is not None}
    sent = values.pop("uid", None)
    return Row(_uid(sent), values, shape)


def _uid(sent: str | list[str] | None) -> uuid.UUID:
    if sent is None:
        return uuid.uuid4()
    try:
        return uuid.UUID(str(sent))
    except ValueError:
        raise Invalid(th("uid ต้องเป็น UUID") | en("uid must be a UUID.")) from None


def _value(layer: Readable, name: str, value: Any) -> str | list[str]:
    if name == "uid":
        return str(value)
    known = {a.name: a for a in layer.declaration.attributes}
    if name not in known or name not in layer.addable:
        fields = ", ".join(a for a in known if a in layer.addable)
        raise Forbidden(
            th(f"กรอกช่อง {name[:60]!r} ไม่ได้ ช่องที่กรอกได้คือ {fields}")
            | en(f"The field {name[:60]!r} cannot be filled here. These can: {fields}.")
        )
    attribute = known[name]
    fits, _ = _KINDS[attribute.kind]
    if not fits(value) or "\\u0000" in orjson.dumps(value).decode():
        raise _wrong_kind(attribute)
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, list) else str(value)


def _wrong_kind(attribute: Attribute) -> Invalid:
    title, kind = attribute.words.title, attribute.kind
    wanted = {
        "text": th("ข้อความ") | en("text"),
        "code": th("รหัสจากรายการ") | en("a code of its list"),
        "codes": th("รายการของรหัส") | en("a list of codes"),
        "integer": th("จำนวนเต็ม") | en("a whole number"),
        "ref": th("เลขที่ระเบียน") | en("a record number"),
        "number": th("ตัวเลข") | en("a number"),
        "decimal": th("ตัวเลข") | en("a number"),
        "boolean": th("true หรือ false") | en("true or false"),
        "date": th("วันที่แบบ 2026-01-31") | en("a date such as 2026-01-31"),
        "datetime": th("เวลาแบบ 2026-01-31T09:00:00+07:00") | en("a time such as 2026-01-31T09:00:00+07:00"),
        "uuid": th("UUID") | en("a UUID"),
    }[kind]
    return Invalid(th(f"{title.th}: ต้องเป็น{wanted.th}") | en(f"{title.en}: must be {wanted.en}."))


def _whole(value: Any, bits: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**bits


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _geometry(told: Any, layer: Readable) -> str:
    declared = layer.declaration.geometry
    if declared is None or "geom" not in layer.addable:
        raise BadRequest(th("ชั้นข้อมูลนี้ไม่รับตำแหน่ง") | en("This layer takes no geometry."))
    wanted = GEOJSON_TYPES[declared.kind]
    kind = told.get("type") if isinstance(told, dict) else None
    if kind not in (wanted, wanted.removeprefix("Multi")):
        raise BadRequest(th(f"geometry ต้องเป็น {wanted}") | en(f"geometry must be a {wanted}."))
    depth = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}[str(kind)]
    coordinates = told.get("coordinates")
    if not _on_earth(coordinates, depth):
        raise BadRequest(
            th("พิกัดต้องเป็น [ลองจิจูด, ละติจูด] เป็นองศา ลองจิจูดอยู่ใน ±180 และละติจูดอยู่ใน ±90")
            | en("Coordinates must be [longitude, latitude] in degrees, longitude within ±180 and latitude within ±90.")
        )
    return orjson.dumps({"type": kind, "coordinates": coordinates}).decode()


def _on_earth(coordinates: Any, depth: int) -> bool:
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if depth:
        return all(_on_earth(each, depth - 1) for each in coordinates)
    return (
        len(coordinates) in (2, 3)
        and all(_number(each) for each in coordinates)
        and abs(coordinates[0]) <= 180
        and abs(coordinates[1]) <= 90
    )


async def store(database: Database, person: str | None, layer: Readable, row: Row) -> Stored:
    """Insert a row and commit; a row whose uid is there already is left alone.

    Raises what PostgreSQL says of a value that breaks a rule.
    """
    columns, places, values = ["uid"], ["$1"], [row.uid]
    for name, value in row.values.items():
        values.append(value)  # type: ignore[arg-type]
        sent = "text[]" if isinstance(value, list) else "text"
        columns.append(name)
        places.append(f"${len(values)}::{sent}::{_KINDS[layer.declaration[name].kind][1]}")
    if row.geometry is not None:
        values.append(row.geometry)  # type: ignore[arg-type]
        point = f"ST_SetSRID(ST_GeomFromGeoJSON(${len(values)}::text), 4326)"
        declared = layer.declaration.geometry
        columns.append("geom")
        flat = f"ST_Force2D({point})"
        places.append(flat if declared and declared.kind == "POINT" else f"ST_Multi({flat})")
    table = f"core.{layer.name}"
    readable = "uid" in layer.published or "uid" in layer.fields
    insert = f"insert into {table} ({', '.join(columns)}) values ({', '.join(places)})"
    try:
        async with database.acting(person, write=True) as connection:
            number = await connection.fetchval(f"{insert} returning id" if readable else insert, *values)
            return Stored(row.uid, number, new=True)
    except asyncpg.UniqueViolationError as there:
        if there.constraint_name != f"{layer.name}_uid_key":
            raise
    number = None
    if readable:
        number = await database.row(person, f"select id from {table} where uid = $1", row.uid)
    return Stored(row.uid, number[0] if number else None, new=False)
