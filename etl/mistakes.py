"""The mistakes by which deliveries in Thailand come to lie elsewhere: what each is called, and how it is undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.crs import INDIAN_1975, INDIAN_1975_SHIFTS, PINNED, STORED, to_stored
from gis.text import Text, en, th

Numbers = NDArray[np.float64]
Move = Callable[[Numbers, Numbers], tuple[Numbers, Numbers]]

#: EPSG:1812 as PROJ takes it: the same three steps with rotations in arc seconds and a scale in parts per million.
_EPSG_1812 = (
    "+step +proj=push +v_3 +step +proj=cart +ellps=evrst30 +step +proj=helmert +x=293 +y=836 +z=318 "
    "+rx=0.5 +ry=1.6 +rz=-2.8 +s=2.1 +convention=position_vector +step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3"
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """``say`` is what seems to have happened and what to do; ``undone`` takes longitude and latitude as they were read
    to where they belong.
    """

    say: Text
    undone: Move


def possible(epsg: int, longitude: float) -> tuple[Mistake, ...]:
    """Every mistake by which a delivery read in ``EPSG:epsg`` may lie wrong, around a ``longitude``."""
    told = {32647: 47, 24047: 47, 32648: 48, 24048: 48}.get(epsg)
    zone = told or (48 if longitude >= 102 else 47)
    by_1304, by_1812 = _datum(INDIAN_1975_SHIFTS[PINNED].pipeline), _datum(_EPSG_1812)
    wgs, indian, other = f"EPSG:326{zone}", f"EPSG:240{zone}", 95 - zone
    found = [
        Mistake(
            th(f"ดูเหมือนเป็น Indian 1975 ที่อ่านเป็น WGS 84 {_told(epsg, indian).th}")
            | en(f"It seems to be metres of Indian 1975 that were read as WGS 84. {_told(epsg, indian).en}"),
            _then(_metres(zone), to_stored(24000 + zone).apply),
        ),
        Mistake(
            th("ดูเหมือนเป็นองศา Indian 1975 ที่อ่านเป็น WGS 84 ให้ระบุ --crs EPSG:4240")
            | en("It seems to be degrees of Indian 1975 that were read as WGS 84. Say --crs EPSG:4240."),
            to_stored(4240).apply,
        ),
        Mistake(
            th(f"ดูเหมือนแปลงจาก Indian 1975 ด้วย EPSG:1812 ซึ่งคลาดเคลื่อน 188 ม. {_asked(indian).th}")
            | en(f"It seems to have been converted from Indian 1975 by EPSG:1812, 188 m off. {_asked(indian).en}"),
            _then(_inverse(by_1812), by_1304.transform),
        ),
        Mistake(
            th(f"ดูเหมือนเป็น WGS 84 อยู่แล้ว แต่ถูกแปลงจาก Indian 1975 ซ้ำ {_told(epsg, wgs).th}")
            | en(f"It seems to have been on WGS 84 already, and converted from Indian 1975. {_told(epsg, wgs).en}"),
            _then(_inverse(by_1304), _metres(zone, "evrst30"), _inverse_metres(zone)),
        ),
        Mistake(
            th(f"ดูเหมือนเป็น WGS 84 อยู่แล้ว แต่ถูกแปลงซ้ำด้วย EPSG:1812 {_asked(wgs).th}")
            | en(f"It seems to have been on WGS 84 already, and converted by EPSG:1812. {_asked(wgs).en}"),
            _then(_inverse(by_1812), _metres(zone, "evrst30"), _inverse_metres(zone)),
        ),
    ]
    if told:
        right = f"EPSG:{epsg - zone + other}"
        say = th(f"ดูเหมือนอยู่ในโซน {other} ให้ระบุ --crs {right}") | en(
            f"It seems to be in zone {other}: say --crs {right}."
        )
        found.append(Mistake(say, _then(_metres(zone), _inverse_metres(other))))
    return tuple(found)


def _told(epsg: int, right: str) -> Text:
    """What to do about a file that is read in a wrong system: say the right one, unless it was converted before."""
    if epsg == STORED:
        return _asked(right)
    return th(f"ให้ระบุ --crs {right}") | en(f"Say --crs {right}.")


def _asked(right: str) -> Text:
    return th(f"ขอไฟล์ก่อนแปลง แล้วนำเข้าด้วย --crs {right}") | en(
        f"Ask for the file as it was before, and load that with --crs {right}."
    )


def _datum(shift: str) -> Any:
    """Degrees of Indian 1975 to degrees of WGS 84."""
    from pyproj import Transformer

    return Transformer.from_pipeline(
        f"+proj=pipeline {INDIAN_1975[4240]} {shift} +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )


def _inverse(transformer: Any) -> Move:
    return lambda x, y: transformer.transform(x, y, direction="INVERSE")


def _metres(zone: int, ellipsoid: str = "WGS84") -> Move:
    from pyproj import Proj

    return Proj(proj="utm", zone=zone, ellps=ellipsoid)


def _inverse_metres(zone: int) -> Move:
    from pyproj import Proj

    projection = Proj(proj="utm", zone=zone, ellps="WGS84")
    return lambda x, y: projection(x, y, inverse=True)


def _then(*moves: Move) -> Move:
    def move(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        for each in moves:
            x, y = each(x, y)
        return x, y

    return move
