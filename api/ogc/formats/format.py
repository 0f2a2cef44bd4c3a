"""What a format of features is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from gis.derive.ogc import Link, link
from gis.text import Text

if TYPE_CHECKING:
    from api.ogc.asked import Asked
    from api.ogc.service import Service

#: The parameters that say which page of what is asked for, and how.
_OF_A_PAGE = frozenset({"f", "limit", "after", "hits", "download"})


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what ``f`` calls it, its media type, its title, and the function that answers a question in it.

    A ``file`` always holds all that was asked for; the others give a page.
    """

    name: str
    media: str
    title: Text
    answer: Callable[[Request, Service, Asked], Awaitable[Response]]
    file: bool = False


def others(formats: Iterable[Format], here: Format, address: str, query: str) -> list[Link]:
    """Links from a page to what it shows in every other format: the same page, or a file of all it is a page of."""
    # Every parameter as it came: encoding them anew would cost as much as all the rest of a short page.
    parts = [part for part in query.split("&") if part]
    same = "&".join(part for part in parts if not part.startswith("f="))
    whole = "&".join(part for part in parts if part.partition("=")[0] not in _OF_A_PAGE)
    return [
        link("enclosure", f"{address}?{whole}{whole and '&'}f={format.name}", format.media, format.title.en)
        if format.file
        else link("alternate", f"{address}?{same}{same and '&'}f={format.name}", format.media, format.title.en)
        for format in formats
        if format is not here
    ]
