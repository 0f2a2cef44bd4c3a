"""The form above a table of records, and what a browser that sends it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.ogc.asked import PARAMETERS, Asked
from api.ogc.html.preferred import prefers_page
from api.ogc.query import LIMIT_DEFAULT
from gis.registry import Attribute

#: The sizes of a page that a reader chooses from.
SIZES = (10, 25, 50, 100)
#: What a form sends of its own; every other parameter of the address goes with it unseen.
_OWN = ("q", "sortby", "limit", "after", "hits", "properties", "datetime")


@dataclass(frozen=True)
class Form:
    """What one may ask of a layer without knowing a parameter by name."""

    question: Asked

    @property
    def searched(self) -> bool:
        """Whether there are words to be found."""
        return bool(self.question.statements.searched)

    @property
    def choices(self) -> list[Attribute]:
        """The fields with a code list."""
        return [a for a in self.question.statements.attributes if a.codelist is not None]

    @property
    def sortable(self) -> list[Attribute]:
        return [
            a
            for a in self.question.statements.attributes
            if a.name in self.question.statements.sortable and not a.words.ref
        ]

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(sorted({*SIZES, self.question.limit or LIMIT_DEFAULT}))

    @property
    def carried(self) -> Iterator[tuple[str, str]]:
        """The parameters that the form has no control for, among them ``bbox`` and the fields that are no choice."""
        own = {*_OWN, *(attribute.name for attribute in self.choices)}
        return ((name, value) for name, value in self.question.told.items() if name not in own)

    @property
    def all_of_it(self) -> dict[str, str]:
        """The parameters of a download of everything that is asked for, whatever the page."""
        left_out = {"limit", "after", "hits", "f", "lang", "download"}
        return {name: value for name, value in self.question.told.items() if name not in left_out}

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for but the layer itself."""
        told = self.question.told.keys()
        return bool(told & {"q", "bbox"} or told - set(PARAMETERS))


def filled(request: Request) -> Response | None:
    """The same address without its empty parameters, which a form cannot help sending; None where there are none."""
    raw = request.scope["query_string"].decode("latin-1")
    if not ("=&" in raw or raw.endswith("=")) or not prefers_page(request.scope):
        return None
    told = [(name, value) for name, value in parse_qsl(raw) if value != ""]
    path = request.scope["path"]
    return RedirectResponse(f"{path}?{urlencode(told)}" if told else path, 303)
