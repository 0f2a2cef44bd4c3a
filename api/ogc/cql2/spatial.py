"""Geometries in a filter, and the relations between them (OGC 21-065r2, clause 7.3; OGC 06-103r4)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from api.ogc.condition import Condition
from api.ogc.cql2.operand import Operand, Type, needs
from api.ogc.crs import Crs
from gis.crs import STORED
from gis.errors import BadRequest
from gis.text import en, th

#: PostGIS's function of each relation. Each of them but ``s_disjoint`` asks the spatial index first.
RELATIONS = {
    "s_intersects": "ST_Intersects",
    "s_disjoint": "ST_Disjoint",
    "s_equals": "ST_Equals",
    "s_touches": "ST_Touches",
    "s_within": "ST_Within",
    "s_overlaps": "ST_Overlaps",
    "s_crosses": "ST_Crosses",
    "s_contains": "ST_Contains",
}
#: Relations that GEOS knows of a collection of several kinds.
_OF_COLLECTIONS = ("s_intersects", "s_disjoint")
#: How deep the coordinates of each type are nested.
_DEPTHS = {"Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
_MOST_VERTICES = 2_000


def field() -> Operand:
    """The geometry of a row."""
    return Operand(Type.GEOMETRY, "geometry", lambda bound: "s.geom")


def relation(name: str, a: Operand, b: Operand) -> Condition:
    """The rows of which one of ``RELATIONS`` holds; raises BadRequest where one of the two is no geometry."""
    left, right = needs(a, Type.GEOMETRY), needs(b, Type.GEOMETRY)
    if name not in _OF_COLLECTIONS and "GeometryCollection" in (left.name, right.name):
        raise BadRequest(
            th(f"{name.upper()} ใช้กับ GEOMETRYCOLLECTION ไม่ได้ ใช้ได้เฉพาะ S_INTERSECTS กับ S_DISJOINT")
            | en(f"{name.upper()} takes no GEOMETRYCOLLECTION. Only S_INTERSECTS and S_DISJOINT do.")
        )
    assert left.sql and right.sql
    first, second = left.sql, right.sql
    return lambda bound: f"{RELATIONS[name]}({first(bound)}, {second(bound)})"


def geometry(told: dict[str, Any], crs: Crs) -> Operand:
    """A GeoJSON geometry, or ``{"bbox": […]}``, whose coordinates are of ``crs``, in the order of its axes.

    Raises BadRequest for one that is malformed, crosses itself, has too many vertices, or is not on earth.
    """
    drawn = _box(told["bbox"], crs) if "bbox" in told else _shape(told)
    vertices = shapely.get_coordinates(drawn)
    if len(vertices) > _MOST_VERTICES:
        raise BadRequest(
            th(f"รูปทรงใน filter มีจุดได้ไม่เกิน {_MOST_VERTICES} จุด")
            | en(f"A geometry in filter may have up to {_MOST_VERTICES} vertices.")
        )
    west, south, east, north = crs.bounds
    low, high = ((south, west), (north, east)) if crs.northing_first else ((west, south), (east, north))
    if (vertices < low).any() or (vertices > high).any():
        raise BadRequest(
            th(f"พิกัดใน filter ไม่อยู่บนโลก ตรวจ filter-crs (ตอนนี้คือ {crs.uri}) และลำดับแกน")
            | en(f"Coordinates in filter are not on earth. See to filter-crs (now {crs.uri}) and the order of axes.")
        )
    if not shapely.is_valid(drawn):
        raise BadRequest(
            th("รูปทรงใน filter ตัดกันเอง หรือมีจุดไม่พอ") | en("A geometry in filter crosses itself or lacks vertices.")
        )
    wkb = shapely.to_wkb(drawn)
    return Operand(Type.GEOMETRY, drawn.geom_type, lambda bound: crs.to_stored(f"ST_GeomFromWKB({bound(wkb)}::bytea)"))


def _shape(told: dict[str, Any]) -> BaseGeometry:
    return _one_kind([drawn for each in _members(told) for drawn in _parts(each)])


def _members(told: Any) -> Iterator[dict[str, Any]]:
    """The geometries of a collection, or the one there is."""
    if not isinstance(told, dict):
        raise _malformed()
    if told.get("type") != "GeometryCollection":
        yield told
        return
    members = told.get("geometries")
    if not isinstance(members, list) or not members:
        raise _malformed()
    for each in members:
        if not isinstance(each, dict) or each.get("type") == "GeometryCollection":
            raise _malformed()
        yield each


def _parts(told: dict[str, Any]) -> list[BaseGeometry]:
    """The simple geometries of one, flat: heights are passed over."""
    kind = told.get("type")
    if not isinstance(kind, str) or kind not in _DEPTHS:
        raise _malformed()
    flat = _flat(told.get("coordinates"), _DEPTHS[kind])
    simple = kind.removeprefix("Multi")
    pieces = flat if kind != simple else [flat]
    if simple == "LineString" and any(len(line) < 2 for line in pieces):
        raise _malformed()
    if simple == "Polygon" and any(len(ring) < 4 or ring[0] != ring[-1] for rings in pieces for ring in rings):
        raise _malformed()
    return [shape({"type": simple, "coordinates": piece}) for piece in pieces]


def _flat(told: Any, depth: int) -> Any:
    if not isinstance(told, list) or not told:
        raise _malformed()
    if depth:
        return [_flat(each, depth - 1) for each in told]
    if len(told) not in (2, 3) or not all(_finite(each) for each in told):
        raise _malformed()
    return (float(told[0]), float(told[1]))


def _one_kind(parts: list[BaseGeometry]) -> BaseGeometry:
    """Parts of one kind as its multi-geometry, of which GEOS knows every relation; others as a collection."""
    if len(parts) == 1:
        return parts[0]
    kinds = {part.geom_type for part in parts}
    collected = getattr(shapely, f"Multi{kinds.pop()}" if len(kinds) == 1 else "GeometryCollection")
    made: BaseGeometry = collected(parts)
    return made


def _box(told: Any, crs: Crs) -> BaseGeometry:
    """A box as a shape; one across the antimeridian as two. A box without width is a line or a point."""
    if not isinstance(told, list) or len(told) not in (4, 6) or not all(_finite(each) for each in told):
        raise BadRequest(
            th("BBOX ต้องมีตัวเลข 4 ตัว (หรือ 6 ตัว): ค่าน้อยของแต่ละแกน แล้วค่ามาก")
            | en("BBOX needs 4 (or 6) numbers: the smaller of each axis, then the larger.")
        )
    half = len(told) // 2
    low, high = [float(told[0]), float(told[1])], [float(told[half]), float(told[half + 1])]
    east = 1 if crs.northing_first else 0
    if low[1 - east] > high[1 - east] or (crs.srid != STORED and low[east] > high[east]):
        raise BadRequest(th("BBOX ต้องมีค่าน้อยก่อนค่ามาก") | en("BBOX names the smaller values first."))
    if low[east] <= high[east]:
        return _rectangle(low, high)
    to_end, from_start = list(high), list(low)
    to_end[east], from_start[east] = 180.0, -180.0
    return _one_kind([_rectangle(low, to_end), _rectangle(from_start, high)])


def _rectangle(low: list[float], high: list[float]) -> BaseGeometry:
    if low == high:
        return shapely.Point(low)
    if low[0] == high[0] or low[1] == high[1]:
        return shapely.LineString([low, high])
    return box(low[0], low[1], high[0], high[1])


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 and math.isfinite(value)


def _malformed() -> BadRequest:
    return BadRequest(
        th("รูปทรงใน filter ไม่ถูกต้อง ต้องเป็น WKT หรือ GeoJSON วงของ POLYGON ต้องปิด (จุดสุดท้ายตรงกับจุดแรก)")
        | en("A geometry in filter must be WKT or GeoJSON; the rings of a POLYGON end where they begin.")
    )
