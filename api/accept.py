"""What an ``Accept`` header asks for (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from functools import lru_cache

_QUALITY = re.compile(r"[01](\.[0-9]{0,3})?")

#: Media ranges, each with its q.
Ranges = tuple[tuple[str, float], ...]


@lru_cache(200)
def ranges(accept: str) -> Ranges:
    """The media ranges of a header; anything where it says nothing."""
    return tuple(_range(part) for part in (accept or "*/*").lower().split(","))


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    told = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    return name, float(told) if _QUALITY.fullmatch(told) else 0.0


def liking(wanted: Ranges, media: str) -> float:
    """The q of the range that names a media type most exactly; 0 where none does."""
    also = "application/json" if media.endswith("+json") else media
    for names in ({media, also}, {f"{media.partition('/')[0]}/*"}, {"*/*"}):
        if told := [q for name, q in wanted if name in names]:
            return max(told)
    return 0.0
