"""Whether a shape is what its layer stores, and where it is broken if not."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from etl.delivery import Shapes
from etl.place import Placed
from etl.problems import Problems
from gis.layer import Geometry, GeometryKind
from gis.text import en, th

#: A repair may change the area of a shape by this much at most; more than that moves a boundary.
MOST_CHANGED = 0.001

#: The beginning of the WKB of a multi-shape that holds the one shape written after it.
_MULTI_OF_ONE = {
    GeometryKind.LINE: b"\x01\x05\x00\x00\x00\x01\x00\x00\x00",
    GeometryKind.POLYGON: b"\x01\x06\x00\x00\x00\x01\x00\x00\x00",
}


def fit(placed: Placed, declared: Geometry, repair: bool, problems: Problems) -> pa.Array:
    """WKB as the layer stores it (lines and areas as multi), unfit shapes refused with the place of the fault.

    With ``repair`` a shape that crosses itself is mended and counted in the notes, where it stays of its kind.
    """
    kind = declared.kind
    shapes = placed.shapes.copy()
    missing = shapely.is_missing(shapes)
    empty = ~missing & shapely.is_empty(shapes)
    if declared.required:
        problems.add("geom", missing & ~problems.rejected, th("ไม่มีตำแหน่งหรือรูปร่าง") | en("there is no shape"))
        problems.add("geom", empty, th("รูปร่างว่าง") | en("the shape is empty"))
    shapes[empty] = None
    left, bottom, right, top = shapely.bounds(shapes).T
    say = th("ละติจูดต้องอยู่ใน ±90 และลองจิจูดใน ±180") | en("latitude must be within ±90 and longitude within ±180")
    off = (left < -180) | (right > 180) | (bottom < -90) | (top > 90)
    problems.add("geom", off, say, _first_points(shapes, off))
    single, wrong = _kinds(shapes, kind)
    named = {GeometryKind.POINT: "จุด|a point", GeometryKind.LINE: "เส้น|a line", GeometryKind.POLYGON: "พื้นที่|an area"}
    thai, english = named[kind].split("|")
    problems.add("geom", wrong, th(f"รูปร่างไม่ใช่{thai}") | en(f"the shape is not {english}"), _types(shapes, wrong))
    if kind is GeometryKind.POINT:
        return _written(shapes, single, placed.wkb, kind)
    wkb = placed.wkb
    invalid = ~shapely.is_missing(shapes) & ~wrong & ~off & ~placed.valid
    if repair and invalid.any():
        mended = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
        unmended = _unmended(shapes[invalid], mended, kind)
        shapes[np.flatnonzero(invalid)[~unmended]] = mended[~unmended]
        single, wkb = _kinds(shapes, kind)[0], None
        repaired = int(np.count_nonzero(~unmended))
        say = th("ซ่อมรูปร่างที่ตัดกันเอง # แถว") | en("# shapes that crossed themselves were mended")
        problems.note(say, repaired)
        problems.repaired += repaired
        invalid[invalid] = unmended
    for fault, rows in _faults(shapes, invalid).items():
        problems.add("geom", rows[0], _FAULTS.get(fault, th(f"รูปร่างไม่ถูกต้อง: {fault}") | en(fault)), rows[1])
    return _written(shapes, single, wkb, kind)


def _unmended(broken: Shapes, mended: Shapes, kind: GeometryKind) -> NDArray[np.bool_]:
    """Which repairs are none: nothing of the kind is left, or it covers another area than the outline told."""
    bad: NDArray[np.bool_] = shapely.is_empty(mended) | _kinds(mended, kind)[1] | ~shapely.is_valid(mended)
    if kind is GeometryKind.POLYGON:
        told = shapely.area(broken)
        bad |= np.abs(shapely.area(mended) - told) > MOST_CHANGED * told
    return bad


_FAULTS = {
    "Self-intersection": th("รูปร่างตัดกันเอง") | en("the shape crosses itself"),
    "Ring Self-intersection": th("เส้นขอบตัดกันเอง") | en("the outline crosses itself"),
    "Hole lies outside shell": th("ช่องว่างอยู่นอกรูป") | en("a hole lies outside the shape"),
    "Nested shells": th("รูปซ้อนกันในแถวเดียว") | en("parts of the shape lie inside each other"),
    "Too few points in geometry component": th("มีจุดน้อยเกินไป") | en("the shape has too few points"),
}


def _faults(shapes: Shapes, invalid: NDArray[np.bool_]) -> dict[str, tuple[NDArray[np.bool_], dict[int, str]]]:
    """What is wrong with the marked shapes, and where: fault → (rows, row → longitude and latitude)."""
    found: dict[str, tuple[NDArray[np.bool_], dict[int, str]]] = {}
    for row in np.flatnonzero(invalid).tolist():
        why = str(shapely.is_valid_reason(shapes[row]))
        fault, at = (m[1].strip(), m[2]) if (m := re.match(r"([^\[]+)\[([^\]]*)\]", why)) else (why, "")
        rows, places = found.setdefault(fault, (np.zeros(len(shapes), bool), {}))
        rows[row], places[row] = True, at
    return found


def _kinds(shapes: Shapes, kind: GeometryKind) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which shapes are of a kind but not of its stored type (one part where many are stored), and which are neither."""
    single, multi = {
        GeometryKind.POINT: (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT),
        GeometryKind.LINE: (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING),
        GeometryKind.POLYGON: (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
    }[kind]
    types = shapely.get_type_id(shapes)
    if kind is GeometryKind.POINT:
        alone = (types == multi) & (shapely.get_num_geometries(shapes) == 1)
        return alone, (types != single) & (types != -1) & ~alone
    return types == single, (types != single) & (types != multi) & (types != -1)


def _written(shapes: Shapes, convert: NDArray[np.bool_], wkb: pa.Array | None, kind: GeometryKind) -> pa.Array:
    """WKB in the stored type of a kind: what the file holds where that is known still (``wkb``), else written anew."""
    if kind is GeometryKind.POINT and convert.any():
        shapes[convert] = shapely.get_geometry(shapes[convert], 0)
        wkb = None
    written = pa.array(shapely.to_wkb(shapes), pa.binary()) if wkb is None else wkb
    if kind is not GeometryKind.POINT and convert.any():
        as_multi = pc.binary_join_element_wise(pa.scalar(_MULTI_OF_ONE[kind], pa.binary()), written, b"")
        written = as_multi if convert.all() else pc.if_else(pa.array(convert), as_multi, written)
    missing = shapely.is_missing(shapes)
    return pc.if_else(pa.array(missing), None, written) if missing.any() else written


def _first_points(shapes: Shapes, rows: NDArray[np.bool_]) -> dict[int, str]:
    found = {}
    for row in np.flatnonzero(rows).tolist():
        x, y = shapely.get_coordinates(shapes[row])[0]
        found[row] = f"{x:g} {y:g}"
    return found


def _types(shapes: Shapes, rows: NDArray[np.bool_]) -> dict[int, str]:
    return {row: shapes[row].geom_type for row in np.flatnonzero(rows).tolist()}
