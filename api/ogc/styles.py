"""The map's style and legend, as far as the one who asks may see."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.service import answer, service
from gis.derive.style import document, legend
from gis.errors import NotFound
from gis.text import en, th

MAPLIBRE = "application/vnd.mapbox.style+json"


async def _drawn(request: Request) -> tuple[str | None, dict[str, tuple[str, ...]]]:
    ours = service(request)
    person = await ours.person(request)
    query.json_only(query.parameters(request, ("f",)))
    layers = await ours.readers.layers(person)
    return person, {name: layer.fields for name, layer in layers.items() if layer.readable and layer.located}


async def style(request: Request) -> Response:
    """The MapLibre style of every layer the one who asks may read."""
    ours = service(request)
    person, readable = await _drawn(request)
    place = ours.settings.place
    return answer(document(readable, ours.registry, ours.base(request), place.bounds, place.organisation), person)


async def layer_style(request: Request) -> Response:
    """The MapLibre style of one layer."""
    ours = service(request)
    person, layer = await ours.layer(request)
    query.json_only(query.parameters(request, ("f",)))
    if layer.declaration.layer.tiles is None or not layer.located:
        raise NotFound(th("ชั้นข้อมูลนี้ไม่มีแผนที่") | en("This layer has no style, for it is on no map."))
    title = layer.declaration.layer.title
    bounds = ours.settings.place.bounds
    return answer(document({layer.name: layer.fields}, ours.registry, ours.base(request), bounds, title), person)


async def legend_document(request: Request) -> Response:
    """What the layer list, the legend and the popups of the web map are built from."""
    person, readable = await _drawn(request)
    return answer(legend(readable, service(request).registry), person)


ROUTES = [
    Route("/ogc/style.json", style, methods=["GET"]),
    Route("/ogc/legend.json", legend_document, methods=["GET"]),
    Route("/ogc/collections/{layer}/style.json", layer_style, methods=["GET"]),
]
