"""The coordinate systems features can be read and written in (OGC 18-058r1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from api.ogc.grid import HALF
from gis.crs import STORED
from gis.errors import BadRequest
from gis.text import en, th

WEB_MERCATOR = 3857
Bounds = tuple[float, float, float, float]

_OGC = "http://www.opengis.net/def/crs"
_EARTH: Bounds = (-180.0, -90.0, 180.0, 90.0)
#: Thirteen degrees either side of the central meridian: PROJ takes what is much further away for an error.
_UTM = (-1_000_000.0, -9_300_000.0, 2_000_000.0, 9_300_000.0)


@dataclass(frozen=True, slots=True)
class Crs:
    """One coordinate system: its URI, its EPSG number, the order of its axes, and the decimals that are sent.

    ``northing_first`` says that the registry's definition names latitude before longitude, and so do its coordinates.
    The decimals keep a position within a millimetre of where it is. ``bounds`` are where in it a position can be at
    all, ``area`` where one that somebody sends can be: in metres that is Thailand and a little more, so that degrees
    sent as metres, and metres of another zone, are caught. Both are west, south, east, north, x first.
    """

    uri: str
    srid: int
    northing_first: bool
    decimals: int
    bounds: Bounds = _EARTH
    area: Bounds = _EARTH

    @property
    def header(self) -> str:
        """The value of ``Content-Crs``."""
        return f"<{self.uri}>"

    def of_stored(self, geometry: str) -> str:
        """SQL that takes a stored geometry (EPSG:4326, longitude first) here. Integer SRIDs: the text form is slow."""
        if self.srid == STORED:
            return f"ST_FlipCoordinates({geometry})" if self.northing_first else geometry
        return f"ST_Transform({geometry}, {self.srid})"

    @property
    def as_files_have_it(self) -> Crs:
        """The same system with x first: what is written to a file has its axes in that order, whatever the registry."""
        return CRS84 if self.northing_first else self

    def to_stored(self, geometry: str) -> str:
        """SQL that takes a geometry whose coordinates are of this system, whatever SRID it carries, to storage."""
        if self.srid == STORED:
            flipped = f"ST_FlipCoordinates({geometry})" if self.northing_first else geometry
            return f"ST_SetSRID({flipped}, {STORED})"
        return f"ST_Transform(ST_SetSRID({geometry}, {self.srid}), {STORED})"

    @property
    def leans(self) -> bool:
        """Whether a box of this system is none among the meridians: away from a zone's middle its north is not ours."""
        return self.srid not in (STORED, WEB_MERCATOR)

    def box_to_stored(self, box: str) -> str:
        """SQL that takes a box with x first, whatever the order of the axes, to storage."""
        return box if self.srid == STORED else f"ST_Transform({box}, {STORED})"

    def holds(self, first: float, second: float) -> bool:
        """Whether a position, its coordinates in the order of the system's axes, lies in its ``area``."""
        x, y = (second, first) if self.northing_first else (first, second)
        west, south, east, north = self.area
        return west <= x <= east and south <= y <= north


CRS84 = Crs(f"{_OGC}/OGC/1.3/CRS84", STORED, northing_first=False, decimals=8)
#: In the order a collection lists them; the first is the default and the one features are stored in.
SERVED = (
    CRS84,
    Crs(f"{_OGC}/EPSG/0/4326", STORED, northing_first=True, decimals=8),
    Crs(
        f"{_OGC}/EPSG/0/3857", WEB_MERCATOR, northing_first=False, decimals=4, bounds=(-HALF, -HALF, HALF, HALF),
        area=(10.7e6, 0.5e6, 11.9e6, 2.5e6),
    ),
    Crs(
        f"{_OGC}/EPSG/0/32647", 32647, northing_first=False, decimals=4, bounds=_UTM,
        area=(0.27e6, 0.5e6, 1.3e6, 2.5e6),
    ),
    Crs(
        f"{_OGC}/EPSG/0/32648", 32648, northing_first=False, decimals=4, bounds=_UTM,
        area=(-0.4e6, 0.5e6, 0.62e6, 2.5e6),
    ),
)  # fmt: skip
_BY_URI = {crs.uri: crs for crs in SERVED}
_INDIAN_1975 = re.compile(r"(?<!\d)(?:24047|24048|4240)(?!\d)")
_URN = re.compile(r"(?:urn:(?:x-)?ogc:def:crs:)?(OGC|EPSG):(?:[0-9.]*:)?(\w+)", re.IGNORECASE)


def named(uri: str | None, parameter: str) -> Crs:
    """The system a URI names, with or without angle brackets; CRS84 where none is named.

    Raises BadRequest for any other, and says why where it is Indian 1975.
    """
    if uri is None:
        return CRS84
    told = uri.strip().removeprefix("<").removesuffix(">")
    # The registry's newest edition is edition 0; QGIS and GDAL name either.
    found = _BY_URI.get(re.sub(r"^https?://www\.opengis\.net/def/crs/EPSG/[0-9.]+/", f"{_OGC}/EPSG/0/", told))
    if found is not None:
        return found
    known = ", ".join(_BY_URI)
    if _INDIAN_1975.search(told):
        raise BadRequest(
            th(
                f"{parameter}: ไม่รับ Indian 1975 ทางบริการนี้ เพราะแต่ละโปรแกรมแปลงพื้นหลักฐานต่างกันได้ถึง 450 เมตร "
                "กรุณาแปลงเป็น EPSG:32647 หรือ 32648 ด้วย EPSG:1304 ก่อน หรือนำเข้าด้วย takeed load ซึ่งแปลงให้"
            )
            | en(
                f"{parameter}: Indian 1975 is not taken here, for programs disagree by up to 450 m on its datum shift."
                " Transform to EPSG:32647 or 32648 by EPSG:1304 first, or import with takeed load, which does."
            )
        )
    raise BadRequest(
        th(f"{parameter}: ไม่รู้จักระบบพิกัดนี้ ที่ใช้ได้คือ {known}") | en(f"{parameter}: no such system here. Known are: {known}.")
    )


def of_geojson(member: Any) -> Crs | None:
    """The system that the ``crs`` member of a GeoJSON of 2008 names; None where there is no such member.

    Its coordinates have x first whatever the registry says of the axes, so EPSG:4326 is CRS84 here. Raises
    BadRequest as :func:`named` does, and for a member that names nothing.
    """
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise BadRequest(
            th("crs ใน GeoJSON ต้องเป็นชื่อของระบบพิกัด หรือตัดออกแล้วใช้หัว Content-Crs แทน")
            | en("The member crs must name a system. Better leave it out and send the header Content-Crs.")
        )
    return x_first(name)


def x_first(name: str) -> Crs:
    """The system that a short name (``EPSG:32647``) or a URI means where x comes first whatever the registry says.

    Raises BadRequest as :func:`named` does.
    """
    told = _URN.fullmatch(name.strip())
    uri = name if told is None else f"{_OGC}/{'OGC/1.3' if told[1].upper() == 'OGC' else 'EPSG/0'}/{told[2]}"
    return named(uri, "crs").as_files_have_it
