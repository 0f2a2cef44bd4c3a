"""The query parameters of the service, each with a sentence that says what is wrong with it."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.language import LANGUAGES
from api.ogc.condition import Box
from api.ogc.crs import Crs
from gis.crs import STORED
from gis.errors import BadRequest
from gis.text import en, th

#: Features of a page: where the request says nothing, and at most.
LIMIT_DEFAULT, LIMIT_MOST = 10, 10_000
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.IGNORECASE)


def parameters(request: Request, allowed: Collection[str]) -> Mapping[str, str]:
    """The parameters of a request; raises BadRequest for one that is not ``allowed`` or comes twice.

    Where the format can be chosen by ``f``, the language of its page can be by ``lang``.
    """
    if "f" in allowed:
        allowed = {*allowed, "lang"}
    raw = request.scope["query_string"]
    if not raw:
        return {}
    told: dict[str, str] = {}
    for name, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
        if name not in allowed:
            known = ", ".join(sorted(allowed)) or "–"
            raise BadRequest(
                th(f"ไม่รู้จักพารามิเตอร์ {name[:40]!r} ที่ใช้ได้คือ {known}")
                | en(f"The parameter {name[:40]!r} is not known here. Known are: {known}.")
            )
        if name in told:
            raise BadRequest(th(f"พารามิเตอร์ {name} ซ้ำ") | en(f"The parameter {name} comes twice."))
        told[name] = value
    if told.get("lang", LANGUAGES[0]) not in LANGUAGES:
        raise BadRequest(th("lang ใช้ได้เฉพาะ th หรือ en") | en("lang can only be th or en."))
    return told


def whole_number(name: str, value: str, low: int, high: int) -> int:
    """A whole number between two bounds, inclusive."""
    if not _WHOLE.fullmatch(value) or not low <= int(value) <= high:
        raise BadRequest(
            th(f"{name} ต้องเป็นจำนวนเต็มตั้งแต่ {low} ถึง {high}")
            | en(f"{name} must be a whole number from {low} to {high}.")
        )
    return int(value)


def limit(value: str | None) -> int:
    """The number of features asked for; more than the most is cut to it, as OGC 17-069r4 /req/core/fc-limit says."""
    if value is None:
        return LIMIT_DEFAULT
    return min(whole_number("limit", value, 1, 10**9), LIMIT_MOST)


def flag(name: str, value: str | None) -> bool:
    """``true`` or ``false``."""
    if value not in (None, "true", "false"):
        raise BadRequest(th(f"{name} ต้องเป็น true หรือ false") | en(f"{name} must be true or false."))
    return value == "true"


def boxes(value: str | None, crs: Crs) -> tuple[Box, ...]:
    """A bounding box of ``crs``, as one box with x first, or as two where it crosses the antimeridian; none if not
    asked. Six numbers hold heights, which are passed over: the layers are flat.
    """
    if value is None:
        return ()
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(math.isfinite(number) for number in numbers):
        raise BadRequest(
            th("bbox ต้องเป็นตัวเลข 4 ตัว (หรือ 6 ตัว) คั่นด้วยจุลภาค: ตะวันตก,ใต้,ตะวันออก,เหนือ ในหน่วยของ bbox-crs")
            | en("bbox must be 4 (or 6) numbers with commas between: west,south,east,north in units of bbox-crs.")
        )
    half = len(numbers) // 2
    west, south, east, north = numbers[0], numbers[1], numbers[half], numbers[half + 1]
    if crs.srid != STORED:
        if not (west <= east and south <= north):
            raise BadRequest(
                th("bbox ต้องมีค่าน้อยก่อนค่ามาก: ตะวันตก,ใต้,ตะวันออก,เหนือ")
                | en("bbox names the smaller values first: west,south,east,north.")
            )
        # A map that is zoomed far out asks beyond where the system reaches; there is nothing of ours out there.
        least, most = crs.bounds[:2], crs.bounds[2:]
        low, high = ((max(x, least[0]), max(y, least[1])) for x, y in ((west, south), (east, north)))
        low, high = ((min(x, most[0]), min(y, most[1])) for x, y in (low, high))
        return ((*low, *high),)
    if crs.northing_first:
        west, south, east, north = south, west, north, east
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise BadRequest(
            th("bbox ต้องมีลองจิจูดอยู่ใน ±180 ละติจูดอยู่ใน ±90 และใต้ไม่เกินเหนือ")
            | en("bbox needs longitudes within ±180, latitudes within ±90, and south not above north.")
        )
    if west <= east:
        return ((west, south, east, north),)
    return (west, south, 180.0, north), (-180.0, south, east, north)


def instant(value: str | None) -> datetime.datetime | None:
    """The moment a ``datetime`` asks for: an instant, or the end of an interval; None for now.

    A feature is in an interval with the version it had at the interval's end. ``..`` and an empty end are now.
    """
    if value is None:
        return None
    start, slash, end = value.partition("/")
    if not slash:
        return _moment(value)
    begins = None if start in ("", "..") else _moment(start)
    ends = None if end in ("", "..") else _moment(end)
    if (begins is None and ends is None) or (begins and ends and begins > ends):
        raise _bad_time()
    return ends


def _moment(value: str) -> datetime.datetime:
    found = moment(value)
    if found is None:
        raise _bad_time()
    return found


def moment(value: str) -> datetime.datetime | None:
    """An RFC 3339 instant, in UTC; None for a text that is none."""
    # A plus sign in a query is a blank once decoded.
    text = value.replace(" ", "+")
    if not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.datetime.fromisoformat(text.upper()).astimezone(datetime.UTC)
    except (ValueError, OverflowError):  # the first and the last hours of the calendar overflow
        return None


def _bad_time() -> BadRequest:
    return BadRequest(
        th("datetime ต้องเป็นเวลาแบบ RFC 3339 เช่น 2026-01-31T09:00:00Z หรือช่วงเวลา เริ่ม/สิ้นสุด โดยใช้ .. แทนปลายเปิด")
        | en("datetime must be an RFC 3339 time such as 2026-01-31T09:00:00Z, or start/end with .. for an open end.")
    )


def document_only(told: Mapping[str, str], *also: str) -> None:
    """Refuse an ``f`` that names a format a document does not have: it is JSON, a page, or one of ``also``."""
    only(told, "json", "html", *also)


def only(told: Mapping[str, str], *formats: str) -> None:
    """Refuse an ``f`` that is none of ``formats``."""
    wanted = told.get("f")
    if wanted is not None and wanted not in formats:
        known = ", ".join(formats)
        raise BadRequest(th(f"f ใช้ได้เฉพาะ {known}") | en(f"f can only be {known} here."))


def base_url(request: Request, configured: str, default: str) -> str:
    """What links begin with: the address the instance was told it has, else the one the caller used."""
    if configured != default:
        return configured
    told = request.scope
    return _base(told["scheme"], request.headers.get("host", ""), told.get("server"), told.get("root_path", ""))


@lru_cache(100)
def _base(scheme: str, host: str, server: tuple[str, int] | None, root: str) -> str:
    """What Starlette makes of the head of a request; a twentieth of a short page's time, and for most the same."""
    headers = [(b"host", host.encode("latin-1"))] if host else []
    head = {"type": "http", "scheme": scheme, "server": server, "root_path": root, "path": "/", "headers": headers}
    return str(Request({**head, "query_string": b""}).base_url).rstrip("/")
