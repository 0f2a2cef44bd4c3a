"""The collections: what each is, where it lies, and its entry in a catalogue."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.crs import SERVED
from api.ogc.oas import get, one_of
from api.ogc.readable import Readable
from api.ogc.service import Service, answer, service
from api.ogc.subject import Paths, Subject
from gis.derive import catalogue
from gis.derive.ogc import JSON, collection, link

#: Seconds for which a collection's extent is remembered: it is a hint for clients, and costs a walk of the layer.
_EXTENT_KEPT = 300.0

Extent = tuple[float, float, float, float]


class Extents:
    """The extent of each layer for each reader, measured when first asked for."""

    def __init__(self) -> None:
        self._known: dict[tuple[str | None, str], tuple[float, Extent | None]] = {}

    async def of(self, ours: Service, person: str | None, layer: Readable) -> Extent | None:
        """West, south, east, north in CRS84; None for a layer without features or without places."""
        if not layer.located:
            return None
        known = self._known.get((person, layer.name))
        if known is not None and known[0] > time.monotonic():
            return known[1]
        row = await ours.database.row(person, layer.statements.extent)
        found = None if row is None or row["west"] is None else (row["west"], row["south"], row["east"], row["north"])
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[person, layer.name] = time.monotonic() + _EXTENT_KEPT, found
        return found


async def _described(request: Request, person: str | None, layer: Readable) -> dict[str, Any]:
    ours = service(request)
    extents: Extents = request.app.state.extents
    extent = await extents.of(ours, person, layer)
    systems = [crs.uri for crs in SERVED]
    told = collection(layer.declaration, ours.base(request), extent, tiled=layer.located, systems=systems)
    here = f"{ours.base(request)}/ogc/collections/{layer.name}"
    for subject in ours.subjects:
        more = dict(subject.describes(layer, here))
        told["links"] += more.pop("links", [])
        told |= more
    return told


async def _others(request: Request, person: str | None) -> list[dict[str, Any]]:
    """The collections that are no layer."""
    return [each for subject in service(request).subjects for each in await subject.collections(request, person)]


async def collections(request: Request) -> Response:
    """Every collection the one who asks may read."""
    ours = service(request)
    person = await ours.person(request)
    query.json_only(query.parameters(request, ("f",)))
    layers = [layer for layer in (await ours.readers.layers(person)).values() if layer.readable]
    return answer(
        {
            "links": [link("self", f"{ours.base(request)}/ogc/collections", JSON, "The collections")],
            "collections": [
                *[await _described(request, person, layer) for layer in layers],
                *await _others(request, person),
            ],
        },
        person,
    )


async def one_collection(request: Request) -> Response:
    """One collection."""
    ours = service(request)
    name = request.path_params["layer"]
    query.json_only(query.parameters(request, ("f",)))
    person = await ours.person(request)
    if name not in ours.registry:
        for other in await _others(request, person):
            if other["id"] == name:
                return answer(other, person)
    return answer(await _described(request, person, await ours.readers.layer(person, name)), person)


async def catalogue_entry(request: Request) -> Response:
    """One collection as a data catalogue lists it."""
    ours = service(request)
    person, layer = await ours.layer(request)
    query.json_only(query.parameters(request, ("f",)))
    entry = catalogue.entry(layer.declaration, ours.settings.place, ours.base(request))
    return answer(entry, person, catalogue.JSON_LD)


def _paths(layers: Sequence[Readable]) -> Paths:
    one = [one_of([layer for layer in layers if layer.readable])]
    return {
        "/collections": get("collections", "The collections", (JSON,)),
        "/collections/{collectionId}": get("collection", "One collection", (JSON,), one),
        "/collections/{collectionId}/catalogue": get("catalogue", "Catalogue entry", (catalogue.JSON_LD,), one),
    }


SUBJECT = Subject(
    routes=[
        Route("/ogc/collections", collections, methods=["GET"]),
        Route("/ogc/collections/{layer}", one_collection, methods=["GET"]),
        Route("/ogc/collections/{layer}/catalogue", catalogue_entry, methods=["GET"]),
    ],
    paths=_paths,
)
