"""What the first rows of a delivery give reason to doubt: its kind of shape, its axes, its zone."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from etl.delivery import Shapes
from gis.crs import THAILAND, Operation, to_stored
from gis.errors import ImportRefused
from gis.layer import GeometryKind
from gis.text import Text, en, th

Numbers = NDArray[np.float64]


def which_system(name: str, shapes: Shapes) -> Text:
    """The sentence that asks for the system of a file that says none, with what its coordinates look like."""
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


#: What each kind is called in sentences, and how many dimensions it has.
_CALLED = {
    GeometryKind.POINT: (0, th("จุด") | en("points")),
    GeometryKind.LINE: (1, th("เส้น") | en("lines")),
    GeometryKind.POLYGON: (2, th("พื้นที่") | en("areas")),
}


def refuse_other_kind(name: str, shapes: Shapes, kind: GeometryKind) -> None:
    """Raise ImportRefused where none of the shapes is of the kind that the layer stores."""
    dimensions = shapely.get_dimensions(shapes)
    dimensions = dimensions[dimensions >= 0]
    wanted, stored = _CALLED[kind]
    if len(dimensions) and (dimensions != wanted).all():
        found = next(called for dimension, called in _CALLED.values() if dimension == dimensions[0])
        raise ImportRefused(
            th(f"{name} เป็น{found.th} แต่ชั้นข้อมูลนี้เก็บ{stored.th} เลือกชั้นข้อมูลอื่นด้วย --into หรือส่งไฟล์ที่เป็น{stored.th}")
            | en(
                f"{name} holds {found.en}, and this layer stores {stored.en}. "
                f"Choose another layer with --into, or send a file of {stored.en}."
            )
        )


def refuse_swapped(shapes: Shapes, *, degrees: bool) -> None:
    """Raise ImportRefused where most points have in x what in Thailand can only be y, in degrees or metres of a zone.

    No easting of a UTM zone reaches 900 km, and no northing lies below 600 km. (In the far south both may be 700 km.)
    """
    xy = shapely.get_coordinates(shapes)
    x, y = xy[:, 0], xy[:, 1]
    if degrees:
        west, south, east, north = THAILAND
        turned = (y >= west) & (y <= east) & (x >= south) & (x <= north)
        called = th("ลองจิจูดกับละติจูด") | en("Longitude and latitude")
    else:
        turned = (x > 900_000) & (x < 2_400_000) & (y > 100_000) & (y < 900_000)
        called = th("ค่าตะวันออก (E) กับค่าเหนือ (N)") | en("Easting and northing")
    if len(xy) and np.count_nonzero(turned) > len(xy) / 2:
        first, second = xy[np.argmax(turned)]
        raise ImportRefused(
            th(f"{called.th}สลับกัน (เช่น {first:.9g} และ {second:.9g}) แก้ไฟล์ หรือสั่ง --swap ให้สลับกลับ")
            | en(
                f"{called.en} stand in each other's place ({first:.9g}, {second:.9g}): "
                "mend the file, or say --swap to exchange them."
            )
        )


def refuse_other_zone(name: str, shapes: Shapes, epsg: int, operation: Operation) -> None:
    """Raise ImportRefused where most shapes lie outside Thailand, and in the neighbouring zone would lie inside."""
    other = _NEIGHBOUR.get(epsg)
    if other is None or not len(shapes):
        return
    left, bottom, right, top = shapely.bounds(shapes).T
    x, y = (left + right) / 2, (bottom + top) / 2
    if _inside(operation, x, y) <= len(shapes) / 2 < _inside(to_stored(other, operation.name or None), x, y):
        raise ImportRefused(
            th(f"{name} อยู่นอกประเทศไทยใน EPSG:{epsg} แต่อยู่ในประเทศไทยในโซนข้างเคียง ให้ระบุ --crs EPSG:{other}")
            | en(
                f"{name} lies outside Thailand in EPSG:{epsg}, and inside in the neighbouring zone: "
                f"say --crs EPSG:{other}."
            )
        )


#: The zones on either side of 102° E, of both datums.
_NEIGHBOUR = {32647: 32648, 32648: 32647, 24047: 24048, 24048: 24047}


def _inside(operation: Operation, x: Numbers, y: Numbers) -> int:
    """How many points an operation takes into Thailand."""
    west, south, east, north = THAILAND
    lon, lat = operation.apply(x, y)
    return int(np.count_nonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)))
