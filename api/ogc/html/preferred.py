"""Whether a request wants a page rather than a document for programs."""

from __future__ import annotations

from starlette.datastructures import Headers, QueryParams
from starlette.types import Scope

from api.accept import liking, ranges

MEDIA = "text/html"


def prefers_page(scope: Scope) -> bool:
    """Whether ``f`` says so, or where nothing is said the ``Accept`` header likes HTML better than JSON.

    Browsers do; programs name JSON, anything (``*/*``) or nothing.
    """
    told = QueryParams(scope["query_string"]).get("f")
    if told is not None:
        return told == "html"
    wants = ranges(Headers(scope=scope).get("accept", ""))
    return liking(wants, MEDIA) > liking(wants, "application/json")
