"""Registered rasters: what ``gis.raster`` says of a file below the home, to whoever may read its row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gis.access import Audience
from gis.text import Text

#: What a reader is told of a raster, in the order of the table; who registered it is nobody's business.
COLUMNS = (
    "name", "title_th", "title_en", "kind", "file", "digest", "epsg", "west", "south", "east", "north", "width",
    "height", "bands", "licence", "read", "added_at",
)  # fmt: skip


class RasterKind(StrEnum):
    """What the numbers of a raster are: it decides how they are drawn, and whether a mean of them means anything."""

    #: Quantities, such as heights: drawn by a ramp.
    VALUES = "values"
    #: Red, green and blue of a picture taken from above.
    PHOTO = "photo"
    #: Codes, such as kinds of land cover: never averaged.
    CLASSES = "classes"


@dataclass(frozen=True, slots=True)
class Band:
    """One band: its name, its type as numpy names it, its unit, and the range that its colours span."""

    name: str
    dtype: str
    unit: str | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Raster:
    """A registered raster. ``bounds`` are west, south, east, north in degrees (EPSG:4326), ``epsg`` is its own system,
    ``digest`` the SHA-256 of its file in hexadecimal."""

    name: str
    title: Text
    kind: RasterKind
    file: str
    digest: str
    epsg: int
    bounds: tuple[float, float, float, float]
    width: int
    height: int
    bands: tuple[Band, ...]
    licence: str
    read: Audience

    @property
    def crs(self) -> str:
        """Its system, as OGC names it."""
        return f"http://www.opengis.net/def/crs/EPSG/0/{self.epsg}"

    @property
    def is_public(self) -> bool:
        return self.read is Audience.PUBLIC


def of_row(row: Mapping[str, Any]) -> Raster:
    """A raster of a row of ``gis.raster`` with all its :data:`COLUMNS`."""
    bands = json.loads(row["bands"]) if isinstance(row["bands"], str) else row["bands"]
    return Raster(
        name=row["name"],
        title=Text(row["title_th"], row["title_en"]),
        kind=RasterKind(row["kind"]),
        file=row["file"],
        digest=row["digest"],
        epsg=row["epsg"],
        bounds=(row["west"], row["south"], row["east"], row["north"]),
        width=row["width"],
        height=row["height"],
        bands=tuple(Band(**band) for band in bands),
        licence=row["licence"],
        read=Audience(row["read"]),
    )
