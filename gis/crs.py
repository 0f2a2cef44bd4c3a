"""Coordinate systems: which are known, how each is taken to EPSG:4326, and measuring on the ellipsoid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gis.errors import ImportRefused
from gis.text import Text, en, th

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

#: Storage: degrees, x = longitude, y = latitude.
STORED = 4326

#: What deliveries in Thailand come in.
SYSTEMS: dict[int, Text] = {
    4326: th("WGS 84 องศา") | en("WGS 84, degrees"),
    32647: th("WGS 84 / UTM โซน 47N") | en("WGS 84 / UTM zone 47N"),
    32648: th("WGS 84 / UTM โซน 48N") | en("WGS 84 / UTM zone 48N"),
    24047: th("Indian 1975 / UTM โซน 47N") | en("Indian 1975 / UTM zone 47N"),
    24048: th("Indian 1975 / UTM โซน 48N") | en("Indian 1975 / UTM zone 48N"),
    4240: th("Indian 1975 องศา") | en("Indian 1975, degrees"),
    3857: th("Web Mercator") | en("Web Mercator"),
}

#: West, south, east, north of Thailand with a margin, in degrees.
THAILAND = (97.0, 5.0, 106.0, 21.0)


@dataclass(frozen=True, slots=True)
class DatumShift:
    """Indian 1975 to WGS 84 by three geocentric translations in metres; ``accuracy_m`` as its registry states it."""

    name: str
    x_m: float
    y_m: float
    z_m: float
    accuracy_m: float | None

    @property
    def pipeline(self) -> str:
        return (
            "+step +proj=push +v_3 +step +proj=cart +ellps=evrst30 "
            f"+step +proj=helmert +x={self.x_m} +y={self.y_m} +z={self.z_m} "
            "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
        )


#: EPSG:1812 is not among them: PROJ prefers it for its stated 3 m, and lands 188 m off (its rotations seem to have
#: the wrong sign).
INDIAN_1975_SHIFTS = {
    shift.name: shift
    for shift in (
        DatumShift("EPSG:1304", 210, 814, 289, 5),
        DatumShift("EPSG:1154", 209, 818, 290, 5),
        DatumShift("RTSD-3", 206, 837, 295, None),
    )
}
#: The registry's operation for Thailand, within 1 m of the Royal Thai Survey Department's own.
PINNED = "EPSG:1304"

#: How each system of that datum becomes longitude and latitude on its own ellipsoid, in radians.
INDIAN_1975 = {
    4240: "+step +proj=unitconvert +xy_in=deg +xy_out=rad",
    24047: "+step +inv +proj=utm +zone=47 +ellps=evrst30",
    24048: "+step +inv +proj=utm +zone=48 +ellps=evrst30",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One way from a coordinate system to EPSG:4326: its name, stated accuracy, and the function of x and y."""

    name: str
    accuracy_m: float | None
    apply: Callable[[Numbers, Numbers], tuple[Numbers, Numbers]]


def to_stored(epsg: int, operation: str | None = None) -> Operation:
    """The operation from ``EPSG:epsg`` to longitude and latitude in EPSG:4326; x is east and y north on both sides.

    For Indian 1975 it is EPSG:1304 unless ``operation`` names another of ``INDIAN_1975_SHIFTS``; PROJ's own choice is
    never taken there. Raises ImportRefused for an unknown system or operation.
    """
    if epsg == STORED:
        return Operation("", 0.0, lambda x, y: (x, y))
    if epsg in INDIAN_1975:
        return _indian_1975(epsg, operation or PINNED)
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        transformer = Transformer.from_crs(epsg, STORED, always_xy=True)
    except CRSError as unknown:
        raise ImportRefused(
            th(f"ไม่รู้จักระบบพิกัด EPSG:{epsg} ระบบที่ใช้บ่อย: {_known()}")
            | en(f"EPSG:{epsg} is no known coordinate system. Usual ones: {_known()}.")
        ) from unknown
    source = transformer.source_crs
    same_datum = source is not None and source.geodetic_crs is not None and source.geodetic_crs.to_epsg() == STORED
    accuracy = 0.0 if same_datum else transformer.accuracy if transformer.accuracy >= 0 else None
    name = transformer.description.removesuffix(" (with axis order normalized for visualization)")
    return Operation(name, accuracy, lambda x, y: transformer.transform(x, y))


def _indian_1975(epsg: int, name: str) -> Operation:
    from pyproj import Transformer

    shift = INDIAN_1975_SHIFTS.get(name.upper())
    if shift is None:
        known = ", ".join(INDIAN_1975_SHIFTS)
        raise ImportRefused(
            th(f"การแปลง Indian 1975 ต้องใช้หนึ่งใน {known} (EPSG:1812 คลาดเคลื่อนราว 188 เมตร)")
            | en(f"For Indian 1975 name one of {known}; EPSG:1812 lands about 188 m off.")
        )
    transformer = Transformer.from_pipeline(
        f"+proj=pipeline {INDIAN_1975[epsg]} {shift.pipeline} +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    return Operation(shift.name, shift.accuracy_m, lambda x, y: transformer.transform(x, y))


def _known() -> str:
    return ", ".join(f"EPSG:{epsg}" for epsg in SYSTEMS)


def epsg_of(definition: str) -> int | None:
    """The EPSG number of ``EPSG:32647``, a WKT or a .prj text; None where no number stands for it."""
    authority, _, number = definition.strip().rpartition(":")
    if authority.upper() in ("EPSG", "URN:OGC:DEF:CRS:EPSG:") and number.isdigit():
        return int(number)
    if definition.strip().upper() in ("OGC:CRS84", "CRS84"):
        return STORED
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(definition)
    except CRSError:
        return None
    # ESRI's names for the Thai datum have no confident match in PROJ's search, so its name decides.
    if "indian" in crs.name.lower().replace("_", " ") and "1975" in crs.name:
        zone = crs.utm_zone
        return 4240 if crs.is_geographic else {"47N": 24047, "48N": 24048}.get(zone or "")
    found = crs.to_epsg(min_confidence=60)
    return int(found) if found else None


def utm_zone(longitude: float) -> int:
    """The EPSG code of the metric system at a longitude in Thailand: 32647 west of 102° E, 32648 from there on."""
    return 32648 if longitude >= 102 else 32647


def _geod() -> Any:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def length_m(geometry: Any) -> float:
    """The geodesic length of a shapely geometry in EPSG:4326, in metres."""
    return float(_geod().geometry_length(geometry))


def area_m2(geometry: Any) -> float:
    """The geodesic area of a shapely polygon in EPSG:4326, in square metres; a hole counts off, winding is ignored."""
    from shapely import orient_polygons

    return abs(float(_geod().geometry_area_perimeter(orient_polygons(geometry))[0]))
