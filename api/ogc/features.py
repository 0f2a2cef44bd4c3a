"""Features: the pages of a collection, one feature, and what may be done with them."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.database import Database
from api.ogc import described, query, receive
from api.ogc.readable import Readable
from api.ogc.ready import Ready, Sent
from api.ogc.service import CRS84_HEADER, Service, answer, raw, service
from api.ogc.sql import Statements
from api.ogc.subject import Subject
from api.ogc.tilecache import WHOLE, TileCache
from api.protocol import AsSpelled
from gis.derive.ogc import GEOJSON, JSON, link
from gis.derive.schema import schema
from gis.errors import Forbidden, NotFound, NotSignedIn
from gis.text import en, th

#: Before the first id there is, and after the last.
_START, _END = -(10**18) + 1, 10**18 - 1
_ITEMS = ("bbox", "datetime", "limit", "after", "hits", "f")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_GEOJSON_HEADERS = {"Content-Crs": CRS84_HEADER}
_CRS84 = ((b"content-crs", CRS84_HEADER.encode()),)


async def items(request: Request) -> Response:
    """A page of features in the order of their ids, as PostgreSQL wrote them.

    A page of what the layer is now is kept, like a tile, until something in the layer changes.
    """
    ours = service(request)
    person, layer = await ours.layer(request)
    asked = _asked(request, layer)
    base = ours.base(request)
    if person is not None:
        return raw(await _page(ours, person, layer, asked, base), person, headers=_GEOJSON_HEADERS)
    if asked.moment is not None or not announced(layer):
        return raw(await _page(ours, None, layer, asked, base), None, headers=_GEOJSON_HEADERS)

    async def make() -> Ready:
        return Ready(await _page(ours, None, layer, asked, base), GEOJSON, _CRS84)

    cache: TileCache = request.app.state.tiles
    # A grant that is taken back changes the fields, and with them the address under which pages are kept.
    address = f"{base}{request.scope['path']}?{request.scope['query_string'].decode('latin-1')} {layer.fields}"
    return Sent(await cache.get(address, layer.name, WHOLE, make), private=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a page was asked for."""

    told: Mapping[str, str]
    boxes: tuple[query.Box, ...]
    moment: datetime.datetime | None
    limit: int
    after: int
    hits: bool


def _asked(request: Request, layer: Readable) -> _Asked:
    told = query.parameters(request, _ITEMS)
    query.json_only(told)
    boxes = query.boxes(told.get("bbox"))
    moment = query.instant(told.get("datetime"))
    limit = query.limit(told.get("limit"))
    after = query.whole_number("after", told["after"], _START, _END) if "after" in told else _START
    if boxes and not (layer.statements if moment is None else layer.past).located:
        boxes, limit = (), 0  # nothing without a place is inside a box
    return _Asked(told, boxes, moment, limit, after, query.flag("hits", told.get("hits")))


async def _page(ours: Service, person: str | None, layer: Readable, asked: _Asked, base: str) -> bytes:
    statements = layer.statements if asked.moment is None else layer.past
    numbers = [number for box in asked.boxes for number in box]
    first = [] if asked.moment is None else [asked.moment]
    window, boxes = bool(asked.boxes), len(asked.boxes)
    statement = statements.items(boxes)
    page = await read(
        ours.database, person, layer, statement, *first, asked.after, asked.limit, *numbers, window=window
    )
    here = f"{base}/ogc/collections/{layer.name}"
    links = [
        link("self", f"{here}/items{_query(asked.told)}", GEOJSON, "This page"),
        link("collection", here, JSON, layer.declaration.layer.title.en),
    ]
    if page["more"] and asked.limit:
        following = {**{name: value for name, value in asked.told.items() if name != "after"}, "after": page["last"]}
        links.append(link("next", f"{here}/items{_query(following)}", GEOJSON, "Next page"))
    tail = {"numberReturned": page["returned"], "links": links}
    if asked.hits:
        counted = await ours.database.row(person, statements.hits(boxes), *first, *numbers, window=window)
        tail["numberMatched"] = counted[0] if asked.limit else 0
    return b'{"type":"FeatureCollection","features":[' + bytes(page["body"]) + b"]," + orjson.dumps(tail)[1:]


def announced(layer: Readable) -> bool:
    """Whether the database says when what the public sees of this layer changes: its geometry is its own."""
    return layer.declaration.geometry is not None


async def item(request: Request) -> Response:
    """One feature, by its number or its uid, now or at a moment of its past."""
    ours = service(request)
    person, layer = await ours.layer(request)
    told = query.parameters(request, ("datetime", "f"))
    query.json_only(told)
    moment = query.instant(told.get("datetime"))
    column, key = identity(request.path_params["item"])
    statements: Statements = layer.statements if moment is None else layer.past
    first = [] if moment is None else [moment]
    row = await read(ours.database, person, layer, statements.item(column), *first, key)
    if row is None:
        raise no_such_item()
    etag = f'"{row["version"]}"'
    headers = {**_GEOJSON_HEADERS, "ETag": etag, "Cache-Control": "no-cache"}
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


async def read(
    database: Database, person: str | None, layer: Readable, statement: str, *values: Any, window: bool = False
) -> Any:
    """The first row of a statement on a layer. Reading personal fields is put on record in the same transaction."""
    if person is None or not layer.personal:
        return await database.row(person, statement, *values, window=window)
    async with database.acting(person, write=True) as connection:
        row = await connection.fetchrow(statement, *values)
        why = "; ".join(dict.fromkeys(p.why for a in layer.declaration.attributes if (p := a.words.personal)))
        await connection.execute(
            "insert into gis.access_log (person, layer, row_id, fields, why) values ($1, $2, $3, $4, $5)",
            person, layer.name, row["id"] if row and "id" in row.keys() else None, ", ".join(layer.personal), why,  # noqa: SIM118 (a Record is no mapping)
        )  # fmt: skip
        return row


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


def _query(told: dict[str, str] | Any) -> str:
    return f"?{urlencode(told)}" if told else ""


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
