"""A geometry that somebody sends as GeoJSON: its kind, its rings and where on earth it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from api.ogc.crs import Crs
from api.ogc.values import number
from gis.crs import STORED
from gis.declare import Geometry, GeometryKind
from gis.derive.schema import GEOJSON_TYPES
from gis.errors import BadRequest, Invalid
from gis.text import en, th

#: How deep the positions of each kind lie in its coordinates.
_DEPTHS = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
#: The fewest positions of a line and of a ring, which ends where it begins (RFC 7946, 3.1.4 and 3.1.6).
_LINE, _RING = 2, 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A geometry of a layer's kind in the system it was sent in, as GeoJSON."""

    geojson: str
    crs: Crs
    kind: GeometryKind

    def as_sent(self, placeholder: str) -> str:
        """SQL of the flat geometry in its own system, of the kind the layer stores, from the bound GeoJSON."""
        flat = f"ST_Force2D(ST_GeomFromGeoJSON({placeholder}::text))"
        return flat if self.kind is GeometryKind.POINT else f"ST_Multi({flat})"


def drawn(told: Any, declared: Geometry, crs: Crs) -> Drawn:
    """The geometry in a body, whose numbers are of ``crs``.

    Raises BadRequest for what is no such GeoJSON, and Invalid for a ring that does not close, a kind that the layer
    does not hold, and a position that lies outside the system's area. Whether a shape crosses itself is for the
    database to say.
    """
    kind = told.get("type") if isinstance(told, dict) else None
    wanted = GEOJSON_TYPES[declared.kind]
    if not isinstance(kind, str):
        raise BadRequest(
            th(f"geometry ต้องเป็น GeoJSON ชนิด {wanted} หรือ null") | en(f"geometry must be a GeoJSON {wanted}, or null.")
        )
    if kind not in (wanted, wanted.removeprefix("Multi")):
        raise Invalid(th(f"geometry ต้องเป็น {wanted}") | en(f"geometry must be a {wanted}."))
    coordinates, depth = told.get("coordinates"), _DEPTHS[kind]
    for line in _lines(coordinates, depth) if depth else ():
        _check_line(line, ring="Polygon" in kind)
    for position in _positions(coordinates, depth):
        if not crs.holds(*position[:2]):
            raise _elsewhere(crs)
    return Drawn(orjson.dumps({"type": kind, "coordinates": coordinates}).decode(), crs, declared.kind)


def _lines(coordinates: Any, depth: int) -> Iterator[Any]:
    """The lists of positions."""
    if depth == 1:
        yield coordinates
    else:
        for each in _list(coordinates):
            yield from _lines(each, depth - 1)


def _positions(coordinates: Any, depth: int) -> Iterator[list[float]]:
    """Every position; heights may stand in them and are passed over, for the layers are flat."""
    if depth:
        for each in _list(coordinates):
            yield from _positions(each, depth - 1)
    elif len(_list(coordinates)) in (2, 3) and all(number(each) for each in coordinates):
        yield coordinates
    else:
        raise _no_position()


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list) or not told:
        raise _no_position()
    return told


def _no_position() -> BadRequest:
    return BadRequest(
        th("coordinates ต้องเป็นรายการของตำแหน่งตามชนิดของ geometry และแต่ละตำแหน่งเป็นตัวเลข 2 หรือ 3 ตัว")
        | en("coordinates must be positions nested as the geometry's type says, each of 2 or 3 numbers.")
    )


def _check_line(line: Any, *, ring: bool) -> None:
    if ring and (len(_list(line)) < _RING or line[0] != line[-1]):
        raise Invalid(
            th(f"วงของรูปปิดต้องมีอย่างน้อย {_RING} ตำแหน่ง และตำแหน่งสุดท้ายต้องตรงกับตำแหน่งแรก")
            | en(f"A ring has at least {_RING} positions, and ends at the position where it begins.")
        )
    if len(_list(line)) < _LINE:
        raise Invalid(th(f"เส้นต้องมีอย่างน้อย {_LINE} ตำแหน่ง") | en(f"A line has at least {_LINE} positions."))


def _elsewhere(crs: Crs) -> Invalid:
    west, south, east, north = crs.area
    name = crs.uri.rpartition("/")[2]
    if crs.srid == STORED:
        order = (
            ("ละติจูด, ลองจิจูด", "latitude, longitude") if crs.northing_first else ("ลองจิจูด, ละติจูด", "longitude, latitude")
        )
        return Invalid(
            th(f"พิกัดของ {name} ต้องเป็น [{order[0]}] เป็นองศา ลองจิจูดอยู่ใน ±180 และละติจูดอยู่ใน ±90")
            | en(
                f"Coordinates of {name} must be [{order[1]}] in degrees, longitude within ±180 and latitude within ±90."
                " Metres need the header Content-Crs."
            )
        )
    return Invalid(
        th(
            f"พิกัดของ {name} ในประเทศไทยต้องเป็นเมตร x {west:,.0f} ถึง {east:,.0f} และ y {south:,.0f} ถึง {north:,.0f} "
            "ตรวจว่าไม่ได้ส่งเป็นองศาหรือเป็นพิกัดของอีกโซน"
        )
        | en(
            f"In Thailand, coordinates of {name} are metres, x {west:,.0f} to {east:,.0f}, y {south:,.0f} to"
            f" {north:,.0f}. Were degrees sent, or another zone's metres?"
        )
    )
