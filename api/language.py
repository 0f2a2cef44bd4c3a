"""The language of an answer: Thai, unless the one who asks wants English."""

from __future__ import annotations

from starlette.datastructures import Headers, QueryParams
from starlette.types import Scope

LANGUAGES = ("th", "en")


def language_of(accept: str | None) -> str:
    """``en`` for who asks for English first, ``th`` for everyone else."""
    return "en" if (accept or "").lstrip().lower().startswith("en") else "th"


def asked_language(scope: Scope) -> str | None:
    """The language that the address itself names with ``lang``."""
    told = QueryParams(scope["query_string"]).get("lang")
    return told if told in LANGUAGES else None


def language(scope: Scope) -> str:
    """The language of a page: the one its address names, else the reader's."""
    return asked_language(scope) or language_of(Headers(scope=scope).get("accept-language"))
