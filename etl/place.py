"""Where the rows of a delivery lie: its coordinate system found or asked for, its shapes taken to EPSG:4326."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from etl import coordinates, doubts, wkt
from etl.delivery import Asked, Batch, Delivery, Shapes
from etl.problems import Problems
from etl.wkb import moved
from gis.crs import STORED, THAILAND, Operation, epsg_of, to_stored
from gis.errors import ImportRefused
from gis.layer import GeometryKind
from gis.text import Text, en, th


@dataclass(frozen=True, slots=True)
class Placement:
    """How the rows of a delivery come to their places: from which system, by which operation, from which columns."""

    epsg: int
    operation: Operation
    swap: bool
    position: coordinates.Position | wkt.Written | None = None

    @property
    def crs(self) -> str:
        return f"EPSG:{self.epsg}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The table's columns that are the position, and so fill no field."""
        return self.position.columns if self.position else ()

    @property
    def notes(self) -> tuple[Text, ...]:
        told = self.position.notes if self.position else ()
        if not self.swap:
            return told
        return (*told, th("สลับลองจิจูดกับละติจูดตามที่สั่ง") | en("longitude and latitude were exchanged, as told"))


@dataclass(slots=True)
class Placed:
    """Shapes in EPSG:4326, None where a row has none that could be read.

    ``valid`` says of each whether it neither crosses itself nor is broken otherwise; ``wkb`` are the same shapes as
    the delivery wrote them, or None where one of them had to be changed.
    """

    shapes: Shapes
    valid: NDArray[np.bool_]
    wkb: pa.Array | None


def placement(delivery: Delivery, first: Batch, asked: Asked, kind: GeometryKind | None) -> Placement | None:
    """How to place every row, judged by the first ones; None for a table without any position.

    Raises ImportRefused where the file does not say its system and nobody told, where its axes or its zone are not what
    they are said to be (see ``etl.doubts``), or where no shape is of the ``kind`` that a layer stores.
    """
    position: coordinates.Position | wkt.Written | None = None
    if first.shapes is None:
        position = wkt.find(first.rows) or coordinates.find(first.rows, metres=_is_projected(asked.crs))
        if position is None:
            return None
    told = asked.crs or delivery.crs or (f"EPSG:{STORED}" if position and position.degrees else None)
    shapes = _finite(_shapes(first, position, Problems(len(first)))[0], Problems(len(first)))
    if told is None:
        raise ImportRefused(doubts.which_system(delivery.path.name, shapes))
    epsg = epsg_of(told)
    if epsg is None:
        raise ImportRefused(
            th(f"ระบบพิกัดของ {delivery.path.name} ไม่มีรหัส EPSG กรุณาระบุ เช่น --crs EPSG:32647")
            | en(f"The coordinate system of {delivery.path.name} has no EPSG code: name it, as in --crs EPSG:32647.")
        )
    if kind is not None:
        doubts.refuse_other_kind(delivery.path.name, shapes, kind)
    if not asked.swap:
        doubts.refuse_swapped(shapes, degrees=epsg == STORED)
    operation = to_stored(epsg, asked.operation)
    doubts.refuse_other_zone(delivery.path.name, shapes, epsg, operation)
    return Placement(epsg, operation, asked.swap, position)


def place(batch: Batch, placement: Placement, problems: Problems) -> Placed:
    """Take every shape to longitude and latitude; coordinates that are no numbers go to ``problems``."""
    shapes, wkb = _moved(batch, placement)
    if shapes is None:
        shapes, wkb = _placed(batch, placement, problems)
    problems.note(th("# แถวอยู่นอกประเทศไทย") | en("# rows lie outside Thailand"), _outside_thailand(shapes))
    return Placed(shapes, shapely.is_valid(shapes), wkb)


def _moved(batch: Batch, placement: Placement) -> tuple[Shapes | None, pa.Array | None]:
    """The shapes of a batch that only need to be taken to their places, all of them sound; else nothing."""
    if not isinstance(batch.shapes, pa.Array) or placement.epsg == STORED or placement.swap:
        return None, None
    wkb = moved(batch.shapes, placement.operation.apply)
    return (None, None) if wkb is None else (_from_wkb(wkb), wkb)


def _placed(batch: Batch, placement: Placement, problems: Problems) -> tuple[Shapes, pa.Array | None]:
    """The shapes of any batch, and their WKB where nothing was done to it."""
    shapes, wkb = _shapes(batch, placement.position, problems)
    finite = _finite(shapes, problems)
    if finite is not shapes or placement.epsg != STORED or placement.swap:
        shapes, wkb = finite, None
    if placement.swap:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    if placement.epsg != STORED:
        shapes = _finite(_taken(shapes, placement.operation), problems)
    return shapes, wkb


def _shapes(
    batch: Batch, position: coordinates.Position | wkt.Written | None, problems: Problems
) -> tuple[Shapes, pa.Array | None]:
    """The shapes of a batch in two dimensions, and the WKB they were where nothing had to be taken off."""
    if isinstance(position, wkt.Written):
        return position.shapes(batch.rows, problems), None
    if position is not None:
        return _points(batch, position, problems), None
    assert batch.shapes is not None
    if isinstance(batch.shapes, np.ndarray):
        return batch.shapes, None
    shapes = _from_wkb(batch.shapes)
    if (shapely.has_z(shapes) | shapely.has_m(shapes)).any():
        return shapely.force_2d(shapes), None
    return shapes, batch.shapes


def _from_wkb(wkb: pa.Array) -> Shapes:
    with np.errstate(invalid="ignore"):  # coordinates that are NaN are told of by row
        shapes: Shapes = shapely.from_wkb(wkb.to_numpy(zero_copy_only=False), on_invalid="ignore")
    return shapes


def _points(batch: Batch, position: coordinates.Position, problems: Problems) -> Shapes:
    x, y = position.points(batch.rows)
    there = ~(np.isnan(x) | np.isnan(y))
    shapes = np.full(len(there), None, dtype=object)
    shapes[there] = shapely.points(x[there], y[there])
    told = [batch.rows[column] for column in position.columns]
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
