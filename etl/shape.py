"""Whether a shape is what its layer stores, and where it is broken if not."""

from __future__ import annotations

import re

import numpy as np
import shapely
from numpy.typing import NDArray

from etl.problems import Problems
from gis.declare import GeometryKind
from gis.text import Text, en, th

Shapes = NDArray[np.object_]


def fit(
    shapes: Shapes, kind: GeometryKind, required: bool, repair: bool, problems: Problems
) -> tuple[Shapes, list[Text]]:
    """Shapes as the layer stores them (lines and areas as multi), the unfit ones refused with the place of the fault.

    With ``repair`` a shape that crosses itself is mended and counted in the notes, where it stays of its kind.
    """
    notes: list[Text] = []
    missing = shapely.is_missing(shapes)
    empty = ~missing & shapely.is_empty(shapes)
    if required:
        problems.add("geom", missing & ~problems.rejected, th("ไม่มีตำแหน่งหรือรูปร่าง") | en("there is no shape"))
        problems.add("geom", empty, th("รูปร่างว่าง") | en("the shape is empty"))
    shapes = shapes.copy()
    shapes[empty] = None
    left, bottom, right, top = shapely.bounds(shapes).T
    say = th("ละติจูดต้องอยู่ใน ±90 และลองจิจูดใน ±180") | en("latitude must be within ±90 and longitude within ±180")
    off = (left < -180) | (right > 180) | (bottom < -90) | (top > 90)
    problems.add("geom", off, say, _first_points(shapes, off))
    shapes, wrong = _of_kind(shapes, kind)
    named = {GeometryKind.POINT: "จุด|a point", GeometryKind.LINE: "เส้น|a line", GeometryKind.POLYGON: "พื้นที่|an area"}
    thai, english = named[kind].split("|")
    problems.add("geom", wrong, th(f"รูปร่างไม่ใช่{thai}") | en(f"the shape is not {english}"), _types(shapes, wrong))
    if kind is GeometryKind.POINT:
        return shapes, notes
    invalid = ~shapely.is_missing(shapes) & ~wrong & ~off & ~shapely.is_valid(shapes)
    if repair and invalid.any():
        mended, _ = _of_kind(shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False), kind)
        shapes[invalid] = mended
        still = invalid.copy()
        still[invalid] = shapely.is_missing(mended) | shapely.is_empty(mended) | ~shapely.is_valid(mended)
        repaired = int(np.count_nonzero(invalid & ~still))
        notes.append(
            th(f"ซ่อมรูปร่างที่ตัดกันเอง {repaired:,} แถว") | en(f"{repaired:,} shapes that crossed themselves were mended")
        )
        invalid = still
    for fault, rows in _faults(shapes, invalid).items():
        problems.add("geom", rows[0], _FAULTS.get(fault, th(f"รูปร่างไม่ถูกต้อง: {fault}") | en(fault)), rows[1])
    return shapes, notes


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


def _of_kind(shapes: Shapes, kind: GeometryKind) -> tuple[Shapes, NDArray[np.bool_]]:
    """Shapes in the stored type of a kind, and which could not be."""
    single, multi = {
        GeometryKind.POINT: (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT),
        GeometryKind.LINE: (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING),
        GeometryKind.POLYGON: (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
    }[kind]
    types = shapely.get_type_id(shapes)
    shapes = shapes.copy()
    if kind is GeometryKind.POINT:
        alone = (types == multi) & (shapely.get_num_geometries(shapes) == 1)
        shapes[alone] = shapely.get_geometry(shapes[alone], 0)
        return shapes, (types != single) & (types != -1) & ~alone
    one = types == single
    if one.any():
        gather = shapely.multilinestrings if kind is GeometryKind.LINE else shapely.multipolygons
        shapes[one] = gather(shapes[one], indices=np.arange(np.count_nonzero(one)))
    return shapes, ~one & (types != multi) & (types != -1)


def _first_points(shapes: Shapes, rows: NDArray[np.bool_]) -> dict[int, str]:
    found = {}
    for row in np.flatnonzero(rows).tolist():
        x, y = shapely.get_coordinates(shapes[row])[0]
        found[row] = f"{x:g} {y:g}"
    return found


def _types(shapes: Shapes, rows: NDArray[np.bool_]) -> dict[int, str]:
    return {row: shapes[row].geom_type for row in np.flatnonzero(rows).tolist()}
