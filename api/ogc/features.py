"""Features: the pages of a collection, one feature, and what may be done with them."""

from __future__ import annotations

import re
import uuid

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import crs, described, formats, query, receive
from api.ogc.asked import asked
from api.ogc.condition import Bound
from api.ogc.reading import read
from api.ogc.service import answer, raw, service
from api.ogc.subject import Subject
from api.protocol import AsSpelled
from gis.derive.ogc import GEOJSON, JSON, link
from gis.derive.schema import schema
from gis.errors import Forbidden, NotFound, NotSignedIn
from gis.text import en, th

_NUMBER = re.compile(r"-?[0-9]{1,18}")


async def items(request: Request) -> Response:
    """A page of features, in the format asked for."""
    ours = service(request)
    person, layer = await ours.layer(request)
    question = asked(request, person, layer)
    return await formats.chosen(request, question.told).answer(request, ours, question)


async def item(request: Request) -> Response:
    """One feature, by its number or its uid, now or at a moment of its past."""
    ours = service(request)
    person, layer = await ours.layer(request)
    told = query.parameters(request, ("datetime", "crs", "f"))
    query.json_only(told)
    moment, system = query.instant(told.get("datetime")), crs.named(told.get("crs"), "crs")
    column, key = identity(request.path_params["item"])
    statements = layer.statements if moment is None else layer.past
    bound = Bound(*(() if moment is None else (moment,)))
    statement = statements.item(column, statements.feature(crs=system), bound, key)
    row = await read(ours.database, person, layer, statement, *bound.values)
    if row is None:
        raise no_such_item()
    etag = f'"{row["version"]}"'
    headers = {"Content-Crs": system.header, "ETag": etag, "Cache-Control": "no-cache"}
    if person is None and request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    here = f"{ours.base(request)}/ogc/collections/{layer.name}"
    links = [
        link("self", f"{here}/items/{row['id']}", GEOJSON, "This feature"),
        link("collection", here, JSON, layer.declaration.layer.title.en),
    ]
    body = row["body"][:-1] + b',"links":' + orjson.dumps(links) + b"}"
    if person is not None:
        del headers["Cache-Control"]
    return raw(body, person, headers=headers)


async def add(request: Request) -> Response:
    """Store a new feature, for whoever the database lets; answered after the commit.

    A repeated request with the same ``uid`` stores nothing and gets the same answer, so a client that heard
    nothing may send again.
    """
    ours = service(request)
    person = await ours.person(request)
    query.parameters(request, ())
    name = request.path_params["layer"]
    layers = await ours.readers.layers(person)
    layer = layers.get(name)
    if layer is None:
        raise await _closed(request, person, name)
    if not layer.addable:
        raise _may_not_add(person)
    row = receive.feature(await request.body(), layer)
    stored = await receive.store(ours.database, person, layer, row)
    # Whoever sent it sees it at once; the others a moment later, when the database tells.
    request.app.state.tiles.hear(f"{name} -")
    here = f"{ours.base(request)}/ogc/collections/{name}/items/{stored.id or stored.uid}"
    document = {"id": stored.id, "uid": str(stored.uid), "stored": stored.new}
    response = Response(orjson.dumps(document), 201 if stored.new else 200, media_type=JSON)
    response.raw_headers.append((AsSpelled(b"Location"), here.encode()))
    return response


async def _closed(request: Request, person: str | None, name: str) -> Exception:
    ours = service(request)
    try:
        await ours.readers.layer(person, name)
    except NotFound as nothing:
        return nothing
    return _may_not_add(person)


def _may_not_add(person: str | None) -> Exception:
    return NotSignedIn() if person is None else Forbidden()


async def options(request: Request) -> Response:
    """What the one who asks may do here: adding is named only where the database would let them."""
    ours = service(request)
    person = await ours.person(request)
    layer = (await ours.readers.layers(person)).get(request.path_params["layer"])
    if layer is None:
        await ours.readers.layer(person, request.path_params["layer"])
    assert layer is not None
    methods = [*(("GET", "HEAD") if layer.readable else ()), "OPTIONS"]
    if "item" not in request.path_params and layer.addable:
        methods.append("POST")
    allow = ", ".join(methods)
    headers = {
        "Allow": allow,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": allow,
        "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match",
    }
    return Response(status_code=204, headers=headers)


async def item_schema(request: Request) -> Response:
    """The JSON Schema of the features, as the one who asks reads them."""
    ours = service(request)
    person, layer = await ours.layer(request)
    query.json_only(query.parameters(request, ("f",)))
    address = f"{ours.base(request)}/ogc/collections/{layer.name}/schema"
    told = schema(layer.declaration, layer.fields, geometry=layer.located, address=address)
    return answer(told, person, "application/schema+json")


def identity(told: str) -> tuple[str, int | uuid.UUID]:
    """The column and value that a feature's address names: its number, or its uid."""
    if _NUMBER.fullmatch(told):
        return "id", int(told)
    try:
        return "uid", uuid.UUID(told)
    except ValueError:
        raise no_such_item() from None


def no_such_item() -> NotFound:
    return NotFound(
        th("ไม่มีระเบียนเลขที่นี้ในชั้นข้อมูล อาจถูกลบไปแล้ว")
        | en("There is no feature of that number here. It may have been removed.")
    )


_ITEMS_PATH = "/ogc/collections/{layer}/items"
SUBJECT = Subject(
    routes=[
        Route(_ITEMS_PATH, items, methods=["GET"]),
        Route(_ITEMS_PATH, add, methods=["POST"]),
        Route(_ITEMS_PATH, options, methods=["OPTIONS"]),
        Route(f"{_ITEMS_PATH}/{{item}}", item, methods=["GET"]),
        Route(f"{_ITEMS_PATH}/{{item}}", options, methods=["OPTIONS"]),
        Route("/ogc/collections/{layer}/schema", item_schema, methods=["GET"]),
    ],
    conforms=(
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    ),
    paths=described.paths,
)
