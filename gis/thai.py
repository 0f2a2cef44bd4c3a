"""Thai ways of writing: digits, Buddhist years, rai-ngan-wah, the national number, and spelling that looks alike."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

#: The time of day a Thai document means when it names no zone.
BANGKOK = ZoneInfo("Asia/Bangkok")

#: One square wah in square metres; a ngan is 100, a rai 400 of them.
WAH_M2 = 4.0

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
#: The months: short, long, and the beginning of the English name.
MONTHS = (
    ("ม.ค.", "มกราคม", "jan"), ("ก.พ.", "กุมภาพันธ์", "feb"), ("มี.ค.", "มีนาคม", "mar"), ("เม.ย.", "เมษายน", "apr"),
    ("พ.ค.", "พฤษภาคม", "may"), ("มิ.ย.", "มิถุนายน", "jun"), ("ก.ค.", "กรกฎาคม", "jul"), ("ส.ค.", "สิงหาคม", "aug"),
    ("ก.ย.", "กันยายน", "sep"), ("ต.ค.", "ตุลาคม", "oct"), ("พ.ย.", "พฤศจิกายน", "nov"), ("ธ.ค.", "ธันวาคม", "dec"),
)  # fmt: skip
_MONTH = {name.replace(".", "").casefold(): number for number, names in enumerate(MONTHS, start=1) for name in names}
_TIME = re.compile(r"(?:[T\s,]+(?:เวลา\s*)?)(\d{1,2})[:.](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:น\.?)?$")
_NUMERIC = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})")
_WORDED = re.compile(r"(\d{1,2})\s*[-/ ]?\s*([ก-๙.]+|[a-z]{3,9}\.?)\s*[-/ ]?\s*(?:พ\.?ศ\.?|ค\.?ศ\.?)?\s*(\d{2,4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MARKS = re.compile(r"[\s\u200b\ufeff่-๎]+")


def arabic_digits(text: str) -> str:
    """The text with Thai digits written as 0–9."""
    return text.translate(_DIGITS)


def normalise(text: str) -> str:
    """The text with ํา written as ำ and outer blanks taken off, so that what looks alike is alike."""
    return text.replace("\u0e4d\u0e32", "\u0e33").replace("\u200b", "").strip()


def search_key(text: str) -> str:
    """What two spellings of a name share: no tone marks, no blanks, Arabic digits, lower case."""
    return _MARKS.sub("", arabic_digits(normalise(text))).casefold()


def is_citizen_number(text: str) -> bool:
    """Whether a national number has 13 digits of which the last is the check digit of the others (modulo 11)."""
    digits = re.sub(r"[\s-]", "", arabic_digits(text))
    if not re.fullmatch(r"[0-9]{13}", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return (11 - total % 11) % 10 == int(digits[12])


@dataclass(frozen=True, slots=True)
class Written:
    """A date or time that was read, and the guess that was needed to read it, if any."""

    value: datetime.datetime
    guess: str | None = None


def parse_datetime(text: str, *, today: datetime.date | None = None) -> Written:
    """A date or time in any usual Thai or ISO writing; without a zone it is Bangkok's.

    Years from 2300 on are Buddhist. Until B.E. 2483 the year began in April, so its January to March lie 542 and not
    543 years from the common era. A year of two digits is taken as the latest Buddhist one that is not in the future,
    and ``guess`` says so. Raises ValueError for anything else.
    """
    plain = normalise(arabic_digits(text))
    if plain[:4].isdigit() and int(plain[:4]) < 2300:
        try:
            found = datetime.datetime.fromisoformat(plain)
        except ValueError:
            pass
        else:
            return Written(found if found.tzinfo else found.replace(tzinfo=BANGKOK))
    clock = _TIME.search(plain)
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    day, month, year = _day_month_year(plain[: clock.start()] if clock else plain, text)
    guess = None
    if year < 100:
        limit = (today or datetime.datetime.now(BANGKOK).date()).year + 543
        year += 2500 if 2500 + year <= limit else 2400
        guess = str(year)
    if year >= 2300:
        year -= 542 if year < 2484 and month < 4 else 543
    return Written(datetime.datetime(year, month, day, hour, minute, second, tzinfo=BANGKOK), guess)


def parse_date(text: str, *, today: datetime.date | None = None) -> datetime.date:
    """The day of :func:`parse_datetime`, in Bangkok."""
    return parse_datetime(text, today=today).value.astimezone(BANGKOK).date()


def _day_month_year(plain: str, told: str) -> tuple[int, int, int]:
    plain = re.sub(r"^(วันที่|วัน\S*ที่)\s*", "", plain).strip()
    if compact := _COMPACT.fullmatch(plain):
        return int(compact[3]), int(compact[2]), int(compact[1])
    if numeric := _NUMERIC.fullmatch(plain):
        first, month, last = (int(part) for part in numeric.groups())
        return (last, month, first) if len(numeric[1]) == 4 else (first, month, last)
    if worded := _WORDED.fullmatch(plain.casefold()):
        name = worded[2].replace(".", "").removesuffix("พศ")
        month_number = _MONTH.get(name) or _MONTH.get(name[:3])
        if month_number:
            return int(worded[1]), month_number, int(worded[3])
    raise ValueError(f"no date: {told!r}")


def format_date(day: datetime.date, *, long: bool = False) -> str:
    """A day as Thai documents write it: ``14 พ.ค. 2566``, or with the whole name of the month."""
    return f"{day.day} {MONTHS[day.month - 1][1 if long else 0]} {day.year + 543}"


def parse_area(text: str) -> float:
    """Square metres of ``2-1-35.5`` or ``2 ไร่ 1 งาน 35.5 ตร.ว.``; raises ValueError for anything else."""
    plain = arabic_digits(normalise(text)).replace(",", "")
    if dashed := re.fullmatch(r"(\d+)\s*-\s*([0-3])\s*-\s*(\d{1,2}(?:\.\d+)?)", plain):
        rai, ngan, wah = (float(part) for part in dashed.groups())
        return (rai * 400 + ngan * 100 + wah) * WAH_M2
    worded = re.fullmatch(
        r"(?:([\d.]+)\s*ไร่)?\s*(?:([\d.]+)\s*งาน)?\s*(?:([\d.]+)\s*(?:ตารางวา|ตร\.?\s*ว\.?|วา))?", plain
    )
    if not worded or not any(worded.groups()):
        raise ValueError(f"no area: {text!r}")
    rai, ngan, wah = (float(part or 0) for part in worded.groups())
    return (rai * 400 + ngan * 100 + wah) * WAH_M2


def format_area(square_metres: float) -> str:
    """Square metres as ``2 ไร่ 1 งาน 35.5 ตร.ว.``, to a tenth of a wah."""
    tenths = round(square_metres / WAH_M2 * 10)
    rai, rest = divmod(tenths, 4000)
    ngan, wah = divmod(rest, 1000)
    return f"{rai:,} ไร่ {ngan} งาน {wah / 10:g} ตร.ว."
