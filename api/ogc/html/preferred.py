"""Whether a request wants a page rather than a document for programs."""

from __future__ import annotations

from starlette.datastructures import Headers, QueryParams
from starlette.types import Scope

MEDIA = "text/html"


def prefers_page(scope: Scope) -> bool:
    """Whether ``f`` says so, or where nothing is said the ``Accept`` header names HTML before any JSON.

    Browsers do; programs name JSON, anything (``*/*``) or nothing.
    """
    told = QueryParams(scope["query_string"]).get("f")
    if told is not None:
        return told == "html"
    accept = Headers(scope=scope).get("accept", "")
    html, json = accept.find(MEDIA), accept.find("json")
    return html >= 0 and (json < 0 or html < json)
