"""Reading features: the pages of a collection, one feature, and what its fields are."""

from __future__ import annotations

import re
import uuid
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import crs, described, formats, precondition, query
from api.ogc.asked import asked
from api.ogc.condition import Bound
from api.ogc.html import form, record
from api.ogc.html.preferred import MEDIA, prefers_page
from api.ogc.readable import Readable
from api.ogc.reading import read
from api.ogc.service import Service, raw, service
from api.ogc.store import Address, no_such_item
from api.ogc.subject import Subject
from gis.derive.ogc import GEOJSON, JSON, link

_NUMBER = re.compile(r"-?[0-9]{1,18}")


async def items(request: Request) -> Response:
    """A page of features, in the format asked for."""
    if tidied := form.filled(request):
        return tidied
    ours = service(request)
    person, layer = await ours.layer(request)
    question = asked(request, person, layer)
    return await formats.chosen(request, question.told).answer(request, ours, question)


async def item(request: Request) -> Response:
    """One feature, by its number or its uid, now or at a moment of its past."""
    ours = service(request)
    person, layer = await ours.layer(request)
    told = query.parameters(request, ("datetime", "crs", "f"))
    query.document_only(told)
    moment, system = query.instant(told.get("datetime")), crs.named(told.get("crs"), "crs")
    column, key = identity(request.path_params["item"])
    statements = layer.statements if moment is None else layer.past
    bound = Bound(*(() if moment is None else (moment,)))
    statement = statements.item(column, statements.feature(crs=system), bound, key)
    row = await read(ours.database, person, layer, statement, *bound.values)
    if row is None:
        raise no_such_item()
    if prefers_page(request.scope):
        return await record.answer(request, ours, person, layer, row["body"], moment)
    etag = precondition.tag(row["version"])
    headers = {"Content-Crs": system.header, "ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept"}
    if person is None and request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if person is not None:
        del headers["Cache-Control"], headers["Vary"]
    return raw(document(ours, request, layer, row), person, headers=headers)


def document(ours: Service, request: Request, layer: Readable, row: Any, **members: Any) -> bytes:
    """One feature as GeoJSON with its links and ``members``, from a row of :meth:`Statements.item`."""
    here = f"{ours.base(request)}/ogc/collections/{layer.name}"
    links = [
        link("self", f"{here}/items/{row['id']}", GEOJSON, "This feature"),
        link("alternate", f"{here}/items/{row['id']}?f=html", MEDIA, "This feature for people"),
        link("collection", here, JSON, layer.declaration.layer.title.en),
    ]
    return bytes(row["body"][:-1]) + b"," + orjson.dumps({**members, "links": links})[1:]


def identity(told: str) -> Address:
    """The column and value that a feature's address names: its number, or its uid."""
    if _NUMBER.fullmatch(told):
        return "id", int(told)
    try:
        return "uid", uuid.UUID(told)
    except ValueError:
        raise no_such_item() from None


ITEMS_PATH = "/ogc/collections/{layer}/items"
SUBJECT = Subject(
    routes=[
        Route(ITEMS_PATH, items, methods=["GET"]),
        Route(f"{ITEMS_PATH}/{{item}}", item, methods=["GET"]),
    ],
    conforms=(
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    ),
    paths=described.paths,
)
