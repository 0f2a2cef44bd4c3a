"""The map's style and legend, as far as the one who asks may see."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.html import words
from api.ogc.html.page import View, page
from api.ogc.html.preferred import prefers_page
from api.ogc.oas import get, one_of
from api.ogc.readable import Readable
from api.ogc.ready import Ready, Sent
from api.ogc.service import Service, service
from api.ogc.subject import Paths, Subject
from gis.derive.legend import legend
from gis.derive.ogc import JSON
from gis.derive.style import document
from gis.errors import NotFound
from gis.text import Text, en, th

MAPLIBRE = "application/vnd.mapbox.style+json"

#: The fields of each layer that somebody may read.
Fields = dict[str, tuple[str, ...]]

#: Documents kept ready; each reader's grants and each address of the service make their own.
_MOST = 64


class Documents:
    """Styles and legends that are ready to send. They hang on declarations and grants alone, never on rows."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Ready] = OrderedDict()

    def get(self, what: str, base: str, fields: Fields, make: Callable[[], dict[str, Any]]) -> Ready:
        """The document ``what`` for a reader of ``fields`` who asked at ``base``, made if need be."""
        key = what, base, tuple(fields.items())
        if key not in self._kept:
            self._kept[key] = Ready(orjson.dumps(make()), JSON)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def _answer(
    request: Request, what: str, person: str | None, fields: Fields, make: Callable[[], dict[str, Any]]
) -> Response:
    ours = service(request)
    if prefers_page(request.scope):
        drawn = [(ours.registry[name], seen) for name, seen in fields.items() if ours.registry[name].layer.tiles]
        return page(request, person, View("style", words.styles, {"drawn": drawn}), {})
    documents: Documents = request.app.state.documents
    return Sent(documents.get(what, ours.base(request), fields, make), private=person is not None)


async def _drawn(request: Request) -> tuple[Service, str | None, Fields]:
    ours = service(request)
    person = await ours.person(request)
    query.document_only(query.parameters(request, ("f",)))
    layers = await ours.readers.layers(person)
    return ours, person, {name: layer.fields for name, layer in layers.items() if layer.readable and layer.located}


async def style(request: Request) -> Response:
    """The MapLibre style of every layer the one who asks may read."""
    ours, person, fields = await _drawn(request)
    return _answer(request, "style", person, fields, _style(request, ours, fields, ours.settings.place.organisation))


async def layer_style(request: Request) -> Response:
    """The MapLibre style of one layer."""
    ours = service(request)
    person, layer = await ours.layer(request)
    query.document_only(query.parameters(request, ("f",)))
    if layer.declaration.layer.tiles is None or not layer.located:
        raise NotFound(th("ชั้นข้อมูลนี้ไม่มีแผนที่") | en("This layer has no style, for it is on no map."))
    fields = {layer.name: layer.fields}
    made = _style(request, ours, fields, layer.declaration.layer.title)
    return _answer(request, "layer", person, fields, made)


def _style(request: Request, ours: Service, fields: Fields, title: Text) -> Callable[[], dict[str, Any]]:
    return lambda: document(fields, ours.registry, ours.base(request), ours.settings.place.bounds, title)


async def legend_document(request: Request) -> Response:
    """What the layer list, the legend and the popups of the web map are built from."""
    ours, person, fields = await _drawn(request)
    return _answer(request, "legend", person, fields, lambda: legend(fields, ours.registry))


def _paths(layers: Sequence[Readable]) -> Paths:
    drawn = [layer for layer in layers if layer.readable and layer.declaration.layer.tiles and layer.located]
    layer_style = get("layerStyle", "MapLibre style", (JSON,), [one_of(drawn)])
    return {
        "/style.json": get("style", "MapLibre style of all layers", (JSON,)),
        "/legend.json": get("legend", "Legend", (JSON,)),
        **({"/collections/{collectionId}/style.json": layer_style} if drawn else {}),
    }


SUBJECT = Subject(
    routes=[
        Route("/ogc/style.json", style, methods=["GET"]),
        Route("/ogc/legend.json", legend_document, methods=["GET"]),
        Route("/ogc/collections/{layer}/style.json", layer_style, methods=["GET"]),
    ],
    paths=_paths,
)
