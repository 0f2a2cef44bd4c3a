"""Writing features: adding, replacing, changing and removing them (OGC 20-002r1), and what of it one may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import described_edits, precondition, query, receive, store
from api.ogc.condition import Bound
from api.ogc.crs import Crs
from api.ogc.features import ITEMS_PATH, document, identity
from api.ogc.readable import Readable, no_such_layer
from api.ogc.reading import read_within
from api.ogc.receive import FEATURE_MEDIA, PATCH_MEDIA, Edit, Told
from api.ogc.service import Service, raw, service
from api.ogc.subject import Subject
from api.protocol import AsSpelled
from gis.derive.ogc import JSON
from gis.errors import Forbidden, NotSignedIn, TakeedError

_ITEM_PATH = f"{ITEMS_PATH}/{{item}}"
#: The header that names the media types an address takes in a method, and the header of every other method.
_ACCEPT_POST, _ACCEPT_PATCH, _ACCEPT = "Accept-Post", "Accept-Patch", "Accept"
_SENT = "Authorization, Content-Crs, Content-Type, If-Match, If-None-Match"


async def add(request: Request) -> Response:
    """Store a new feature, for whoever the database lets; answered after the commit.

    A repeated request with the same ``uid`` stores nothing and gets the same answer, so a client that heard
    nothing may send again.
    """
    ours = service(request)
    query.parameters(request, ())
    person, layer = await _layer(ours, request, lambda layer: bool(layer.addable))
    told = await receive.body(request, FEATURE_MEDIA, _ACCEPT_POST)
    row = receive.addition(told, layer, receive.system(told, request.headers.get("content-crs")))
    async with ours.database.acting(person, write=True) as connection:
        stored = await store.add(connection, layer, row)
    heard(request, layer)
    here = f"{ours.base(request)}/ogc/collections/{layer.name}/items/{stored.id or stored.uid}"
    answered = {"id": stored.id, "uid": str(stored.uid), "stored": stored.new}
    response = Response(orjson.dumps(answered), 201 if stored.new else 200, media_type=JSON)
    response.raw_headers.append((AsSpelled(b"Location"), here.encode()))
    return response


async def replace(request: Request) -> Response:
    """Put a feature in the place of the one that is there; a number that is not there yet makes none."""
    return await _edit(request, receive.replacement, FEATURE_MEDIA, _ACCEPT)


async def change(request: Request) -> Response:
    """Change what a merge patch (RFC 7396) names in one feature."""
    return await _edit(request, receive.patch, PATCH_MEDIA, _ACCEPT_PATCH)


async def _edit(
    request: Request, understood: Callable[[Told, Readable, Crs], Edit], media: tuple[str, ...], header: str
) -> Response:
    """Answered with the feature as it now is, and with what somebody else had changed in it meanwhile."""
    ours = service(request)
    query.parameters(request, ())
    person, layer = await _layer(ours, request, lambda layer: bool(layer.changeable))
    told = await receive.body(request, media, header)
    system = receive.system(told, request.headers.get("content-crs"))
    edit = understood(told, layer, system)
    address, match = identity(request.path_params["item"]), precondition.if_match(request)
    async with ours.database.acting(person, write=True) as connection:
        changed = await store.change(connection, layer, address, edit, match)
        bound, row = Bound(), None
        if layer.readable:
            statement = layer.statements.item("id", layer.statements.feature(crs=system), bound, changed.id)
            row = await read_within(connection, person, layer, statement, *bound.values)
    heard(request, layer)
    headers = {"ETag": precondition.tag(changed.version), "Content-Crs": system.header}
    if row is None:
        return Response(status_code=204, headers=headers)
    members = {"conflicts": [asdict(each) for each in changed.conflicts]} if changed.conflicts else {}
    return raw(document(ours, request, layer, row, **members), person, headers=headers)


async def remove(request: Request) -> Response:
    """Remove a feature; history keeps it."""
    ours = service(request)
    query.parameters(request, ())
    person, layer = await _layer(ours, request, lambda layer: layer.removable)
    address, match = identity(request.path_params["item"]), precondition.if_match(request)
    async with ours.database.acting(person, write=True) as connection:
        await store.remove(connection, layer, address, match)
    heard(request, layer)
    return Response(status_code=204)


def heard(request: Request, layer: Readable) -> None:
    """Whoever wrote sees it at once in every page; the others a moment later, when the database tells."""
    request.app.state.tiles.hear(f"{layer.name} -")


async def _layer(ours: Service, request: Request, may: Callable[[Readable], bool]) -> tuple[str | None, Readable]:
    """Who asks, and the layer of the address, if the database grants them what ``may`` looks for."""
    person = await ours.person(request)
    name, layers = request.path_params["layer"], await ours.readers.layers(person)
    layer = layers.get(name)
    if layer is None or not may(layer):
        raise refusal(layers, person, name)
    return person, layer


def refusal(layers: Mapping[str, Readable], person: str | None, name: str) -> TakeedError:
    """Why one may not write to a layer: it is not there for them, they are nobody in particular, or not the ones."""
    if name not in layers:
        return no_such_layer(name)
    return NotSignedIn() if person is None else Forbidden()


async def options_of_items(request: Request) -> Response:
    """What the one who asks may do with the features of a layer; adding is named where the database lets them."""
    layer = await _met(request)
    methods = [*(("GET", "HEAD") if layer.readable else ()), "OPTIONS", *(("POST",) if layer.addable else ())]
    return _options(methods, {_ACCEPT_POST: ", ".join(FEATURE_MEDIA)} if layer.addable else {})


async def options_of_item(request: Request) -> Response:
    """What the one who asks may do with one feature, as far as the layer goes; a row may still be another's."""
    layer = await _met(request)
    methods = [*(("GET", "HEAD") if layer.readable else ()), "OPTIONS"]
    if layer.changeable:
        methods += ["PUT", "PATCH"]
    if layer.removable:
        methods.append("DELETE")
    return _options(methods, {_ACCEPT_PATCH: ", ".join(PATCH_MEDIA)} if layer.changeable else {})


async def _met(request: Request) -> Readable:
    ours = service(request)
    query.parameters(request, ())
    name, layers = request.path_params["layer"], await ours.readers.layers(await ours.person(request))
    if name not in layers:
        raise no_such_layer(name)
    return layers[name]


def _options(methods: list[str], accepted: dict[str, str]) -> Response:
    allow = ", ".join(methods)
    headers = {
        "Allow": allow,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": allow,
        "Access-Control-Allow-Headers": _SENT,
        "Access-Control-Expose-Headers": "Content-Crs, ETag, Location",
        "Vary": "Authorization",
        **accepted,
    }
    return Response(status_code=200, headers=headers)


SUBJECT = Subject(
    routes=[
        Route(ITEMS_PATH, add, methods=["POST"]),
        Route(ITEMS_PATH, options_of_items, methods=["OPTIONS"]),
        Route(_ITEM_PATH, replace, methods=["PUT"]),
        Route(_ITEM_PATH, change, methods=["PATCH"]),
        Route(_ITEM_PATH, remove, methods=["DELETE"]),
        Route(_ITEM_PATH, options_of_item, methods=["OPTIONS"]),
    ],
    conforms=(
        "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
        "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
        "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
        "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
    ),
    paths=described_edits.paths,
)
