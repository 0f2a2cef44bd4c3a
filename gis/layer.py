"""What a layer is told to be: plain words without a table behind them, so that reading them needs no SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gis.access import Access, Audience, Grid, Personal
from gis.codelist import Codelist
from gis.style import Style, Zoom
from gis.text import Text, en, th


class Dimension(Codelist):
    """The seven dimensions of a smart city, with the colour each has on every screen."""

    PEOPLE = "people", th("พลเมือง"), en("People"), "#c2478a"
    ECONOMY = "economy", th("เศรษฐกิจ"), en("Economy"), "#b7791f"
    GOVERNANCE = "governance", th("การปกครอง"), en("Governance"), "#4f5bd5"
    MOBILITY = "mobility", th("การสัญจร"), en("Mobility"), "#c2410c"
    ENERGY = "energy", th("พลังงาน"), en("Energy"), "#a16207"
    ENVIRONMENT = "environment", th("สิ่งแวดล้อม"), en("Environment"), "#2f855a"
    LIVING = "living", th("การดำรงชีวิต"), en("Living"), "#2b6cb0"


@dataclass(frozen=True, slots=True)
class Source:
    """Where deliveries of a layer come from: the agency, the licence of its data, and how often it comes."""

    agency: Text
    licence: str = ""
    cadence: Text | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """``low`` must not exceed ``high`` where both fields are filled; ``say`` tells the editor so."""

    low: str
    high: str
    say: Text


@dataclass(frozen=True, slots=True)
class Readings:
    """A layer whose rows devices send: ``of`` names the reference to the device, ``at`` the field with its time.

    One device says one thing at one time, so the two together are unique, and a reading that is sent again is
    stored once. Devices fill every field that is not personal.
    """

    of: str
    at: str


@dataclass(frozen=True, slots=True)
class Layer:
    """What a layer is, to people and to the platform.

    ``tiles`` None keeps a layer out of the map; ``shown`` False lets the map open with the layer off; ``search``
    names the fields a place search looks in; ``located_by`` names the reference whose row lends its geometry to a
    layer without one; ``coverage`` says that the polygons must neither overlap nor leave gaps; ``was`` is the former
    table name; ``key`` names the field by which a second delivery recognises a row it brought before; ``aliases``
    are names the layer goes by in deliveries; ``readings`` says that devices send its rows.
    """

    title: Text
    dimension: Dimension
    access: Access
    style: Style | None = None
    tiles: Zoom | None = None
    shown: bool = True
    licence: str = "CC-BY-4.0"
    about: Text | None = None
    source: Source | None = None
    key: str | None = None
    search: tuple[str, ...] = ()
    located_by: str | None = None
    coverage: bool = False
    checks: tuple[Check, ...] = ()
    was: str | None = None
    aliases: tuple[str, ...] = ()
    readings: Readings | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """What :func:`field` was told, kept on the column."""

    title: Text
    help: Text | None = None
    unit: str | None = None
    between: tuple[float, float] | None = None
    pattern: str | None = None
    past: bool = False
    unique: bool = False
    personal: Personal | None = None
    read: Audience = Audience.PUBLIC
    was: str | None = None
    aliases: tuple[str, ...] = ()
    ref: str | None = None


class GeometryKind(StrEnum):
    """The geometry types a layer may have; areas and lines are stored as their multi type."""

    POINT = "POINT"
    LINE = "MULTILINESTRING"
    POLYGON = "MULTIPOLYGON"


@dataclass(frozen=True, slots=True)
class Geometry:
    """What :func:`geometry` was told. Stored in EPSG:4326, x = longitude, y = latitude."""

    kind: GeometryKind
    personal: Personal | None = None
    public_as: Grid | None = None
    required: bool = True


#: The columns every layer has and no layer file declares.
STAMPS = ("id", "uid", "version", "based_on", "created_at", "created_by", "updated_at", "updated_by", "changeset_id")
