"""Features as GeoJSON, page by page or all in one, as PostgreSQL wrote them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.download import Body, Download
from api.ogc.asked import Asked
from api.ogc.condition import Bound
from api.ogc.crs import Crs
from api.ogc.formats.format import Format, others
from api.ogc.formats.selection import Rows, Selection, Workshop, download
from api.ogc.reading import announced, read
from api.ogc.ready import Ready, Sent
from api.ogc.service import Service, raw
from api.ogc.tilecache import WHOLE, TileCache
from gis.crs import STORED
from gis.derive.ogc import GEOJSON, JSON, link
from gis.text import en, th

#: Questions that many ask alike. Pages of any other would only push tiles out of memory.
_KEPT = {"bbox", "bbox-crs", "crs", "limit", "after", "f", "hits"}


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """A page, or a file of all. A page of what a layer is now is kept, like a tile, until something in it changes."""
    if question.download:
        return _whole(request, ours, question)
    base, crs = ours.base(request), question.crs.header
    shared = question.person is None and announced(question.layer) and question.told.keys() <= _KEPT
    if not shared:
        return raw(
            await page(ours, question, base),
            question.person,
            headers={"Content-Crs": crs, "Vary": "Accept, Authorization"},
        )

    async def make() -> Ready:
        return Ready(await page(ours, question, base), GEOJSON, ((b"content-crs", crs.encode()), (b"vary", b"Accept")))

    cache: TileCache = request.app.state.tiles
    # A grant that is taken back changes the fields, and with them the address under which pages are kept.
    address = f"{base}{request.scope['path']}?{request.scope['query_string'].decode('latin-1')} {question.layer.fields}"
    return Sent(await cache.get(address, question.layer.name, WHOLE, make), private=False)


async def page(ours: Service, question: Asked, base: str) -> bytes:
    """The feature collection with the first features that are asked for, and a link to the next page if any."""
    layer, statements, bound = question.layer, question.statements, Bound(*question.first)
    conditions = list(question.conditions)
    windowed = bool(conditions)
    if question.after is not None:
        conditions.append(question.order.after(question.after))
    limit = 0 if question.nothing else question.limit
    feature = statements.feature(question.fields, question.crs, geometry=question.geometry)
    statement = statements.page(feature, conditions, question.order, bound, limit)
    found = await read(ours.database, question.person, layer, statement, *bound.values, window=windowed)
    here, told = f"{base}/ogc/collections/{layer.name}", question.query
    links = [
        link("self", f"{here}/items{told and '?'}{told}", GEOJSON, "This page"),
        link("collection", here, JSON, layer.declaration.layer.title.en),
        *others(ours.formats, FORMAT, f"{here}/items", told),
    ]
    if found["more"] and limit:
        # Every parameter as it came: encoding them anew would cost as much as all the rest of a short page.
        kept = [part for part in told.split("&") if part and not part.startswith("after=")]
        following = "&".join([*kept, f"after={question.order.token(found['last'])}"])
        links.append(link("next", f"{here}/items?{following}", GEOJSON, "Next page"))
    tail = {"numberReturned": found["returned"], "links": links}
    if question.hits:
        bound = Bound(*question.first)
        counted = statements.hits(question.conditions, bound)
        row = await ours.database.row(question.person, counted, *bound.values, window=windowed)
        tail["numberMatched"] = row[0] if limit else 0
    return b'{"type":"FeatureCollection","features":[' + bytes(found["body"]) + b"]," + orjson.dumps(tail)[1:]


def _whole(request: Request, ours: Service, question: Asked) -> Download:
    """One feature collection of all, in the system asked for with its axes in the order of that system."""
    return download(request, Selection.served(ours, question, crs=question.crs), make, GEOJSON, "geojson")


@asynccontextmanager
async def make(selection: Selection, workshop: Workshop) -> AsyncIterator[Body]:
    """The file; see :func:`_whole`."""
    question = selection.question
    feature = question.statements.feature(question.fields, selection.crs, geometry=question.geometry)
    collection = f"{workshop.base}/ogc/collections/{question.layer.name}"
    async with selection.rows(f"convert_to({feature}, 'UTF8')") as rows:
        yield Body(_pieces(selection, rows, collection))


async def _pieces(selection: Selection, batches: Rows, collection: str) -> AsyncIterator[bytes]:
    yield b'{"type":"FeatureCollection",' + _named(selection.crs) + b'"features":['
    returned, between = 0, b""
    async for rows in batches:
        yield between + b",".join(row[0] for row in rows)
        returned, between = returned + len(rows), b","
    title = selection.declaration.layer.title.en
    yield b"]," + orjson.dumps({"numberReturned": returned, "links": [link("collection", collection, JSON, title)]})[1:]


def _named(crs: Crs) -> bytes:
    """The member by which GDAL and QGIS know a projected system, once the file has left the headers behind.

    RFC 7946 (4) leaves it to who agrees on one; it means nothing to a reader that has not.
    """
    if crs.srid == STORED:
        return b""
    name = f"urn:ogc:def:crs:EPSG::{crs.srid}"
    return b'"crs":' + orjson.dumps({"type": "name", "properties": {"name": name}}) + b","


FORMAT = Format("json", GEOJSON, th("จีโอเจสัน") | en("GeoJSON"), answer)
