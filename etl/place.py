"""Where the rows of a delivery lie: its coordinate system found or asked for, its shapes taken to EPSG:4326."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from etl import coordinates
from etl.delivery import Asked, Delivery
from etl.problems import Problems
from gis.crs import STORED, THAILAND, Operation, epsg_of, to_stored
from gis.errors import ImportRefused
from gis.text import Text, en, th

Shapes = NDArray[np.object_]


@dataclass(slots=True)
class Placed:
    """Shapes in EPSG:4326 (None where a row has none that could be read) and how they came there.

    ``valid`` says of each whether it neither crosses itself nor is broken otherwise; ``wkb`` are the same shapes as
    the delivery wrote them, or None where one of them had to be changed; ``columns`` are the table's columns that
    were the position.
    """

    shapes: Shapes
    valid: NDArray[np.bool_]
    wkb: pa.Array | None
    crs: str
    operation: str
    accuracy_m: float | None
    columns: tuple[str, ...] = ()
    notes: list[Text] = field(default_factory=list)


def place(delivery: Delivery, asked: Asked, problems: Problems) -> Placed | None:
    """Take every shape to longitude and latitude; None for a table without any position.

    Coordinates that are no numbers go to ``problems``. Raises ImportRefused where the file does not say its system
    and nobody told, or where longitude and latitude stand in each other's place.
    """
    notes: list[Text] = []
    columns: tuple[str, ...] = ()
    degrees = False
    wkb = None
    if delivery.shapes is not None:
        wkb = delivery.shapes.combine_chunks()
        shapes = shapely.from_wkb(wkb.to_numpy(zero_copy_only=False), on_invalid="ignore")
        if (shapely.has_z(shapes) | shapely.has_m(shapes)).any():
            shapes, wkb = shapely.force_2d(shapes), None
    else:
        points = coordinates.find(delivery.rows, metres=_is_projected(asked.crs))
        if points is None:
            return None
        columns, degrees = points.columns, points.degrees
        notes += [points.note] if points.note else []
        shapes = _points(points, delivery, problems)
    finite = _finite(shapes, problems)
    epsg = _system(delivery, asked, finite, degrees)
    if finite is not shapes or epsg != STORED or asked.swap:
        wkb = None
    shapes = finite
    operation = to_stored(epsg, asked.operation)
    if asked.swap:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
        notes.append(th("สลับลองจิจูดกับละติจูดตามที่สั่ง") | en("longitude and latitude were exchanged, as told"))
    elif epsg == STORED:
        _refuse_swapped(shapes)
    if epsg != STORED:
        shapes = _taken(shapes, operation)
        shapes = _finite(shapes, problems)
    if outside := _outside_thailand(shapes):
        notes.append(th(f"{outside:,} แถวอยู่นอกประเทศไทย") | en(f"{outside:,} rows lie outside Thailand"))
    valid = shapely.is_valid(shapes)
    return Placed(shapes, valid, wkb, f"EPSG:{epsg}", operation.name, operation.accuracy_m, columns, notes)


def _points(points: coordinates.Points, delivery: Delivery, problems: Problems) -> Shapes:
    there = ~(np.isnan(points.x) | np.isnan(points.y))
    shapes = np.full(len(there), None, dtype=object)
    shapes[there] = shapely.points(points.x[there], points.y[there])
    told = [delivery.rows[column] for column in points.columns]
    written = np.zeros(len(there), bool)
    for column in told:
        written |= column.is_valid().to_numpy(zero_copy_only=False)
    say = th("พิกัดไม่ใช่ตัวเลข") | en("the coordinate is no number")
    problems.add("geom", ~there & written, say, told[0])
    return shapes


def _is_projected(told: str | None) -> bool:
    return told is not None and epsg_of(told) not in (None, STORED, 4240)


def _finite(shapes: Shapes, problems: Problems) -> Shapes:
    """Shapes with a coordinate that is no finite number are refused, and left out from here on."""
    if np.isfinite(shapely.get_coordinates(shapes)).all():
        return shapes
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    endless = ~np.isfinite(xy).all(axis=1)
    rows = np.zeros(len(shapes), bool)
    rows[owner[endless]] = True
    problems.add("geom", rows, th("พิกัดเป็น NaN หรืออนันต์") | en("a coordinate is NaN or infinite"))
    shapes = shapes.copy()
    shapes[rows] = None
    return shapes


def _system(delivery: Delivery, asked: Asked, shapes: Shapes, degrees: bool) -> int:
    told = asked.crs or delivery.crs or (f"EPSG:{STORED}" if degrees else None)
    if told is None:
        raise ImportRefused(_which_system(delivery.path.name, shapes))
    epsg = epsg_of(told)
    if epsg is None:
        raise ImportRefused(
            th(f"ระบบพิกัดของ {delivery.path.name} ไม่มีรหัส EPSG กรุณาระบุ เช่น --crs EPSG:32647")
            | en(f"The coordinate system of {delivery.path.name} has no EPSG code: name it, as in --crs EPSG:32647.")
        )
    return epsg


def _which_system(name: str, shapes: Shapes) -> Text:
    west, south, east, north = shapely.total_bounds(shapes)
    if max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90:
        likely, why = "EPSG:4326", th("พิกัดดูเป็นองศา") | en("its coordinates look like degrees")
    elif west >= 100_000 and east <= 1_000_000 and south >= 500_000 and north <= 2_500_000:
        likely = "EPSG:32647"
        why = th("พิกัดดูเป็นเมตร UTM โซน 47 หรือ 48 ซึ่งอาจเป็น WGS 84 (32647/32648) หรือ Indian 1975 (24047/24048)") | en(
            "its coordinates look like UTM metres, on WGS 84 (32647, 32648) or Indian 1975 (24047, 24048)"
        )
    else:
        likely, why = "EPSG:32647", th("และพิกัดไม่บอก") | en("and its coordinates do not tell")
    return th(f"{name} ไม่ระบุระบบพิกัด ({why.th}) ถามผู้ส่งแล้วระบุ เช่น --crs {likely}") | en(
        f"{name} does not say its coordinate system ({why.en}). Ask its sender, then say it, as in --crs {likely}."
    )


def _refuse_swapped(shapes: Shapes) -> None:
    west, south, east, north = THAILAND
    xy = shapely.get_coordinates(shapes)
    turned = (xy[:, 1] >= west) & (xy[:, 1] <= east) & (xy[:, 0] >= south) & (xy[:, 0] <= north)
    if len(xy) and np.count_nonzero(turned) > len(xy) / 2:
        x, y = xy[np.argmax(turned)]
        raise ImportRefused(
            th(f"ลองจิจูดกับละติจูดสลับกัน (เช่น ลองจิจูด {x:g} ละติจูด {y:g}) แก้ไฟล์ หรือสั่ง --swap ให้สลับกลับ")
            | en(
                f"Longitude and latitude stand in each other's place (longitude {x:g}, latitude {y:g}): "
                "mend the file, or say --swap to exchange them."
            )
        )


def _taken(shapes: Shapes, operation: Operation) -> Shapes:
    def apply(xy: NDArray[Any]) -> NDArray[Any]:
        x, y = operation.apply(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]))
        return np.column_stack((x, y))

    taken: Shapes = shapely.transform(shapes, apply)
    return taken


def _outside_thailand(shapes: Shapes) -> int:
    west, south, east, north = THAILAND
    left, bottom, right, top = shapely.bounds(shapes).T
    return int(np.count_nonzero((right < west) | (left > east) | (top < south) | (bottom > north)))
