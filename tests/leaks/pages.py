"""Pages as the prover reads them: what they say to people, said again as it stands in the database."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from html import unescape

from api.ogc.html.values import MONTHS
from gis.registry import Registry
from gis.thai import MONTHS as THAI_MONTHS

_MONTH = {name: number for names in (MONTHS, [each[1] for each in THAI_MONTHS]) for number, name in enumerate(names, 1)}
_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTH)}) (\d{{4}})")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


def spelled(page: str) -> bytes:
    """The words of a page with its numbers in one piece and its days as ISO writes them, whichever their era."""

    def iso(told: re.Match[str]) -> str:
        year = int(told[3]) - (543 if int(told[3]) > 2300 else 0)
        return datetime.date(year, _MONTH[told[2]], int(told[1])).isoformat()

    return _DAY.sub(iso, _THOUSANDS.sub("", unescape(page))).encode()


def named(
    role: str, path: str, page: str, registry: Registry, hidden: dict[str, set[str]]
) -> Iterator[tuple[str, str, str]]:
    """Closed fields that a layer's pages name: a code or a flag has no canary of its own."""
    layer = path.removeprefix("/ogc/collections/").partition("/")[0].partition("?")[0]
    if layer in registry:
        shown = set(re.findall(r'data-field="(\w+)"', page))
        yield from ((role, path, f"{layer}.{column}") for column in sorted(hidden[layer] & shown))
