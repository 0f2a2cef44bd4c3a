"""What a format of features is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.ogc.asked import Asked
from api.ogc.service import Service
from gis.text import Text


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what ``f`` calls it, its media type, its title, and the function that answers a question in it."""

    name: str
    media: str
    title: Text
    answer: Callable[[Request, Service, Asked], Awaitable[Response]]
