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
from api.ogc.formats import DOWNLOADS
from api.ogc.html import words
from api.ogc.html.page import View
from api.ogc.oas import get, one_of
from api.ogc.readable import Readable
from api.ogc.service import Service, answer, service
from api.ogc.subject import Paths, Subject
from gis.declare import Dimension
from gis.derive import catalogue
from gis.derive.ogc import GEOJSON, JSON, collection, link

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
    formats = [(format.name, format.media, format.title.en) for format in ours.formats if format.media != GEOJSON]
    told = collection(
        layer.declaration, ours.base(request), extent, tiled=layer.located, systems=systems, formats=formats
    )
    here = f"{ours.base(request)}/ogc/collections/{layer.name}"
    for subject in ours.subjects:
        more = dict(subject.describes(layer, here))
        told["links"] += more.pop("links", [])
        told |= more
    return told


async def _others(request: Request, person: str | None) -> list[tuple[Subject, dict[str, Any]]]:
    """The collections that are no layer, each with the subject it is of."""
    return [
        (subject, each) for subject in service(request).subjects for each in await subject.collections(request, person)
    ]


async def collections(request: Request) -> Response:
    """Every collection the one who asks may read."""
    ours = service(request)
    person = await ours.person(request)
    query.document_only(query.parameters(request, ("f",)))
    layers = [layer for layer in (await ours.readers.layers(person)).values() if layer.readable]
    document = {
        "links": [link("self", f"{ours.base(request)}/ogc/collections", JSON, "The collections")],
        "collections": [
            *[await _described(request, person, layer) for layer in layers],
            *[other for _, other in await _others(request, person)],
        ],
    }
    return answer(document, person, view=View("collections", words.layers, {"groups": by_dimension(layers)}))


def by_dimension(layers: Sequence[Readable]) -> list[tuple[Dimension, list[Readable]]]:
    """The layers under the dimension of each, in the order of the legend; dimensions without a layer are left out."""
    of = {d: [each for each in layers if each.declaration.layer.dimension is d] for d in Dimension}
    return [(dimension, members) for dimension, members in of.items() if members]


async def one_collection(request: Request) -> Response:
    """One collection."""
    ours = service(request)
    name = request.path_params["layer"]
    query.document_only(query.parameters(request, ("f",)))
    person = await ours.person(request)
    if name not in ours.registry:
        for subject, other in await _others(request, person):
            if other["id"] == name:
                return answer(other, person, view=subject.view(other))
    layer = await ours.readers.layer(person, name)
    view = View("collection", layer.declaration.layer.title, {"layer": layer, "downloads": DOWNLOADS})
    return answer(await _described(request, person, layer), person, view=view)


async def catalogue_entry(request: Request) -> Response:
    """One collection as a data catalogue lists it."""
    ours = service(request)
    person, layer = await ours.layer(request)
    query.document_only(query.parameters(request, ("f",)))
    entry = catalogue.entry(layer.declaration, ours.settings.place, ours.base(request))
    return answer(entry, person, catalogue.JSON_LD, view=View("document", words.catalogue))


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
