"""One part of the service: its addresses, the conformance classes it meets, and what OpenAPI says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.routing import Route

from api.ogc.readable import Readable

#: The ``paths`` of an OpenAPI document, below ``/ogc``.
Paths = dict[str, dict[str, Any]]


def _nothing(layers: Sequence[Readable]) -> Paths:
    return {}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a module adds to the service. ``api.main`` lists the subjects; the conformance list and the OpenAPI
    document are their sum, so neither can claim what no module gives.

    ``paths`` is given the layers that the one who asks may read or add to.
    """

    routes: Sequence[Route]
    conforms: tuple[str, ...] = ()
    paths: Callable[[Sequence[Readable]], Paths] = _nothing
