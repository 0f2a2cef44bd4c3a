"""Dates and times as people write them; without a zone they are Thailand's."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from gis.errors import Invalid
from gis.text import en, th

LOCAL = ZoneInfo("Asia/Bangkok")

type Told = datetime.datetime | datetime.date | str


def moment(as_of: Told) -> datetime.datetime:
    """A moment with a zone: a date is its last microsecond in Thailand, a time without a zone is Thailand's."""
    return _zoned(as_of, datetime.time.max)


def instant(value: Told) -> datetime.datetime:
    """What a time is compared with: a date is its first moment in Thailand, a time without a zone is Thailand's."""
    return _zoned(value, datetime.time.min)


def _zoned(told: Told, of_a_day: datetime.time) -> datetime.datetime:
    if isinstance(told, str):
        try:
            day_only = len(told) == len("2026-01-31")
            told = datetime.date.fromisoformat(told) if day_only else datetime.datetime.fromisoformat(told)
        except ValueError as wrong:
            raise Invalid(
                th(f"อ่านวันเวลา {told} ไม่ได้ เขียนเช่น 2026-01-31 หรือ 2026-01-31T08:00")
                | en(f"Cannot read the date {told}. Write 2026-01-31 or 2026-01-31T08:00.")
            ) from wrong
    if not isinstance(told, datetime.datetime):
        return datetime.datetime.combine(told, of_a_day, LOCAL)
    return told if told.tzinfo else told.replace(tzinfo=LOCAL)
