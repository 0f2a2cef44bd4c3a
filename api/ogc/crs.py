"""The coordinate systems features can be read and written in (OGC 18-058r1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.ogc.grid import HALF
from gis.crs import STORED
from gis.errors import BadRequest
from gis.text import en, th

_OGC = "http://www.opengis.net/def/crs"
#: Thirteen degrees either side of the central meridian: PROJ takes what is much further away for an error.
_UTM = (-1_000_000.0, -9_300_000.0, 2_000_000.0, 9_300_000.0)


@dataclass(frozen=True, slots=True)
class Crs:
    """One coordinate system: its URI, its EPSG number, the order of its axes, the decimals that are sent, and where
    in it a position can be, as west, south, east, north.

    ``northing_first`` says that the registry's definition names latitude before longitude, and so do its coordinates.
    The decimals keep a position within a millimetre of where it is.
    """

    uri: str
    srid: int
    northing_first: bool
    decimals: int
    bounds: tuple[float, float, float, float] = (-180, -90, 180, 90)

    @property
    def header(self) -> str:
        """The value of ``Content-Crs``."""
        return f"<{self.uri}>"

    def of_stored(self, geometry: str) -> str:
        """SQL that takes a stored geometry (EPSG:4326, longitude first) here. Integer SRIDs: the text form is slow."""
        if self.srid == STORED:
            return f"ST_FlipCoordinates({geometry})" if self.northing_first else geometry
        return f"ST_Transform({geometry}, {self.srid})"

    def to_stored(self, geometry: str) -> str:
        """SQL that takes a geometry whose coordinates are of this system, whatever SRID it carries, to storage."""
        if self.srid == STORED:
            flipped = f"ST_FlipCoordinates({geometry})" if self.northing_first else geometry
            return f"ST_SetSRID({flipped}, {STORED})"
        return f"ST_Transform(ST_SetSRID({geometry}, {self.srid}), {STORED})"


CRS84 = Crs(f"{_OGC}/OGC/1.3/CRS84", STORED, northing_first=False, decimals=8)
#: In the order a collection lists them; the first is the default and the one features are stored in.
SERVED = (
    CRS84,
    Crs(f"{_OGC}/EPSG/0/4326", STORED, northing_first=True, decimals=8),
    Crs(f"{_OGC}/EPSG/0/3857", 3857, northing_first=False, decimals=4, bounds=(-HALF, -HALF, HALF, HALF)),
    Crs(f"{_OGC}/EPSG/0/32647", 32647, northing_first=False, decimals=4, bounds=_UTM),
    Crs(f"{_OGC}/EPSG/0/32648", 32648, northing_first=False, decimals=4, bounds=_UTM),
)
_BY_URI = {crs.uri: crs for crs in SERVED}
_INDIAN_1975 = re.compile(r"(?<!\d)(?:24047|24048|4240)(?!\d)")


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
