"""Who may read and write a layer, and why a field is personal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gis.codelist import Codelist
from gis.text import en, th


class Audience(StrEnum):
    """Who reads. Each is a NOLOGIN role of PostgreSQL, and each reads what the one before it reads."""

    PUBLIC = "public"
    STAFF = "staff"

    @property
    def role(self) -> str:
        return f"takeed_{self.value}"


class Division(Codelist):
    """The divisions of the organisation. Each owns layers, and is a NOLOGIN role of PostgreSQL."""

    CLERK = "clerk", th("สำนักปลัด"), en("Office of the clerk")
    FINANCE = "finance", th("กองคลัง"), en("Finance division")
    ENGINEERING = "engineering", th("กองช่าง"), en("Engineering division")
    HEALTH = "health", th("กองสาธารณสุขและสิ่งแวดล้อม"), en("Public health and environment division")
    EDUCATION = "education", th("กองการศึกษา"), en("Education division")
    WELFARE = "welfare", th("กองสวัสดิการสังคม"), en("Social welfare division")
    DISASTER = "disaster", th("งานป้องกันและบรรเทาสาธารณภัย"), en("Disaster prevention and mitigation")

    @property
    def role(self) -> str:
        return f"takeed_division_{self.value}"


#: Reads every personal field and settles conflicts; the data-protection officer's role.
STEWARD_ROLE = "takeed_steward"
#: Reads changesets and the access log, and nothing personal.
AUDITOR_ROLE = "takeed_auditor"
#: What the anonymous web visitor's connection logs in as; a member of the public audience.
ANONYMOUS_ROLE = "takeed_anonymous"
#: What the web service logs in as before it becomes the member of staff who is asking.
SERVICE_ROLE = "takeed_service"
#: What the service becomes to store what a device sends: it adds readings, and reads nothing at all.
DEVICE_ROLE = "takeed_device"


@dataclass(frozen=True, slots=True)
class Personal:
    """Marks a field or a geometry as personal data: closed to all but the owning division and the steward.

    ``why`` is the lawful purpose (PDPA s.24/s.26) in one phrase; ``keep_days`` how long after the record's
    last change the value is kept.
    """

    why: str
    keep_days: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Coarsens a personal geometry for publication to the centre of a cell about ``metres`` wide."""

    metres: float

    @property
    def degrees(self) -> float:
        """Cell size in degrees of latitude (one degree is 110.6 km at 16° N)."""
        return self.metres / 110_600


@dataclass(frozen=True, slots=True)
class OwnDivision:
    """A write policy: a row may be changed only by members of the division its ``field`` names."""

    field: str


@dataclass(frozen=True, slots=True)
class Access:
    """Who reads a layer and who writes it.

    Reading defaults to staff, so that publishing is a word somebody typed. ``submit`` lets an audience add
    rows (a citizen's report) without being able to read back or change them; ``submit_fields`` are the
    columns it may fill, all others take their defaults.
    """

    write: Division
    read: Audience = Audience.STAFF
    also_write: tuple[Division, ...] = ()
    write_where: OwnDivision | None = None
    submit: Audience | None = None
    submit_fields: tuple[str, ...] = ()

    @property
    def writers(self) -> tuple[Division, ...]:
        return (self.write, *self.also_write)
