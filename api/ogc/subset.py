"""Which part of a coverage is asked for, and how finely (OGC 19-087): ``bbox``, ``subset``, ``scale-size``,
``scale-factor``, ``scale-axes``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from api.ogc import crs, query
from api.ogc.grid import Box
from gis.errors import BadRequest
from gis.text import Text, en, th

#: The parameters of this file.
PARAMETERS = ("bbox", "subset", "scale-size", "scale-factor", "scale-axes")
_AXIS = re.compile(r"([A-Za-z]+)\(([^()]*)\)")
#: What the two axes are called; the first is what the collection says.
_ACROSS, _DOWN = ("lon", "long", "x", "e", "i"), ("lat", "y", "n", "j")


@dataclass(frozen=True, slots=True)
class Scale:
    """Columns and rows of the answer, or by how much each axis is made coarser, or how long the longer side becomes;
    as it is where nothing is said."""

    size: tuple[int, int] | None = None
    longest: int | None = None
    factors: tuple[float, float] = (1.0, 1.0)

    def applied(self, columns: float, rows: float) -> tuple[int, int]:
        """The columns and rows that so many become."""
        if self.size is not None:
            return self.size
        across, down = self.factors
        if self.longest is not None:
            across = down = max(columns, rows) / self.longest
        return max(1, math.ceil(columns / across - 1e-9)), max(1, math.ceil(rows / down - 1e-9))


def box(told: Mapping[str, str]) -> Box | None:
    """West, south, east, north in degrees, of ``bbox`` or of ``subset``; None for all."""
    if "bbox" in told and "subset" in told:
        raise BadRequest(th("ใช้ bbox หรือ subset อย่างใดอย่างหนึ่ง") | en("Give bbox or subset, not both."))
    if "subset" in told:
        return _subset(told["subset"])
    boxes = query.boxes(told.get("bbox"), crs.CRS84)
    if len(boxes) > 1:
        raise BadRequest(th("bbox ต้องไม่ข้ามเส้นแบ่งวัน") | en("The bbox must not cross the antimeridian here."))
    return boxes[0] if boxes else None


def _subset(told: str) -> Box:
    """``Lat(15.9:16),Lon(99.9:100)``; an axis left out, or an end written ``*``, is not cut."""
    cut: dict[bool, tuple[float, float]] = {True: (-180.0, 180.0), False: (-90.0, 90.0)}
    for across, value in _axes(told, _SUBSET):
        low, colon, high = value.partition(":")
        least, most = cut[across]
        ends = _number(low, least, _SUBSET), _number(high, most, _SUBSET)
        if not colon or not least <= ends[0] < ends[1] <= most:
            raise BadRequest(_SUBSET)
        cut[across] = ends
    (west, east), (south, north) = cut[True], cut[False]
    return west, south, east, north


def scale(told: Mapping[str, str], unasked: Scale) -> Scale:
    """How finely, one way of saying it at a time; ``unasked`` where nothing is said."""
    ways = [name for name in PARAMETERS[2:] if name in told]
    if len(ways) > 1:
        raise BadRequest(
            th(f"ใช้ {', '.join(PARAMETERS[2:])} ได้ทีละอย่าง") | en(f"Give one of {', '.join(PARAMETERS[2:])}.")
        )
    if not ways:
        return unasked
    (way,) = ways
    if way == "scale-factor":
        factor = _factor(told[way], _FACTOR)
        return Scale(factors=(factor, factor))
    wrong = _SIZE if way == "scale-size" else _FACTORS
    axes = dict(_axes(told[way], wrong))
    if way == "scale-axes":
        return Scale(factors=(_factor(axes.get(True, "1"), wrong), _factor(axes.get(False, "1"), wrong)))
    if len(axes) != 2 or not all(re.fullmatch(r"[1-9]\d{0,4}", number) for number in axes.values()):
        raise BadRequest(wrong)
    return Scale(size=(int(axes[True]), int(axes[False])))


def _axes(told: str, wrong: Text) -> list[tuple[bool, str]]:
    """Each axis that is named, whether it runs across, and what is said of it."""
    found = _AXIS.findall(told)
    if not found or ",".join(f"{axis}({value})" for axis, value in found) != told.replace(" ", ""):
        raise BadRequest(wrong)
    axes = [(axis.lower() in _ACROSS, value) for axis, value in found]
    if any(axis.lower() not in (*_ACROSS, *_DOWN) for axis, _ in found) or len(dict(axes)) < len(axes):
        raise BadRequest(wrong)
    return axes


def _number(told: str, open_end: float, wrong: Text) -> float:
    if told.strip() == "*":
        return open_end
    try:
        number = float(told)
    except ValueError:
        raise BadRequest(wrong) from None
    if not math.isfinite(number):
        raise BadRequest(wrong)
    return number


def _factor(told: str, wrong: Text) -> float:
    number = _number(told, 0, wrong)
    if not 0.01 <= number <= 100_000:
        raise BadRequest(wrong)
    return number


_SUBSET = th("subset ต้องเขียนเช่น subset=Lat(15.9:16.0),Lon(99.8:99.9) เป็นองศา ค่าน้อยก่อน ใช้ * แทนปลายเปิด") | en(
    "subset is written such as subset=Lat(15.9:16.0),Lon(99.8:99.9), in degrees, the smaller first, * for an open end."
)
_SIZE = th("scale-size ต้องเขียนเช่น scale-size=Lon(500),Lat(400) เป็นจำนวนเต็ม") | en(
    "scale-size is written such as scale-size=Lon(500),Lat(400), in whole numbers."
)
_FACTORS = th("scale-axes ต้องเขียนเช่น scale-axes=Lon(2),Lat(2)") | en("scale-axes is written such as Lon(2),Lat(2).")
_FACTOR = th("scale-factor ต้องเป็นจำนวนตั้งแต่ 0.01 เช่น 2 คือหยาบลงสองเท่า") | en(
    "scale-factor is a number from 0.01 up; 2 is half as fine."
)
