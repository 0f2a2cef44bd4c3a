"""One part of the service: its addresses, the conformance classes it meets, and what OpenAPI says of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from api.ogc.html.page import View
from api.ogc.readable import Readable
from gis.derive.ogc import Link

#: The ``paths`` of an OpenAPI document, below ``/ogc``.
Paths = dict[str, dict[str, Any]]


def _nothing(layers: Sequence[Readable]) -> Paths:
    return {}


def _no_links(ogc: str) -> list[Link]:
    return []


async def _no_collections(request: Request, person: str | None) -> list[dict[str, Any]]:
    return []


def _no_view(described: Mapping[str, Any]) -> View | None:
    return None


def _nothing_more(layer: Readable, here: str) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a module adds to the service. ``api.main`` lists the subjects; the conformance list, the OpenAPI document,
    the landing page and the collections are their sum, so none can claim what no module gives.

    ``paths`` is given the layers that the one who asks may read or add to, and so is ``beside``, for addresses that
    are not below ``/ogc``; ``links`` is given the address of the service, for the landing page; ``collections`` are
    those that are no layer, as the one who asks may read them, and ``view`` is the page of one of them, where it has
    one of its own; ``describes`` adds members to the description of a layer's collection, whose address it is given.
    """

    routes: Sequence[Route]
    conforms: tuple[str, ...] = ()
    paths: Callable[[Sequence[Readable]], Paths] = _nothing
    beside: Callable[[Sequence[Readable]], Paths] = _nothing
    links: Callable[[str], list[Link]] = _no_links
    collections: Callable[[Request, str | None], Awaitable[list[dict[str, Any]]]] = _no_collections
    view: Callable[[Mapping[str, Any]], View | None] = _no_view
    describes: Callable[[Readable, str], Mapping[str, Any]] = _nothing_more
