"""Features as GeoJSON, page by page, as PostgreSQL wrote them."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.ogc.asked import Asked
from api.ogc.condition import Bound
from api.ogc.formats.format import Format
from api.ogc.html.preferred import MEDIA
from api.ogc.query import LIMIT_MOST
from api.ogc.reading import announced, read
from api.ogc.ready import Ready, Sent
from api.ogc.service import Service, raw
from api.ogc.tilecache import WHOLE, TileCache
from gis.derive.ogc import GEOJSON, JSON, link
from gis.text import en, th

#: Questions that many ask alike. Pages of any other would only push tiles out of memory.
_KEPT = {"bbox", "bbox-crs", "crs", "limit", "after", "f", "hits"}


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """A page. One of what a layer is now is kept, like a tile, until something in the layer changes."""
    base, crs = ours.base(request), question.crs.header
    shared = question.person is None and announced(question.layer) and question.told.keys() <= _KEPT
    if not shared:
        return raw(await page(ours, question, base), question.person, headers={"Content-Crs": crs})

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
    limit = 0 if question.nothing else min(question.limit or LIMIT_MOST, LIMIT_MOST)
    feature = statements.feature(question.fields, question.crs, geometry=question.geometry)
    statement = statements.page(feature, conditions, question.order, bound, limit)
    found = await read(ours.database, question.person, layer, statement, *bound.values, window=windowed)
    here, told = f"{base}/ogc/collections/{layer.name}", question.query
    # Every parameter as it came: encoding them anew would cost as much as all the rest of a short page.
    parts = [part for part in told.split("&") if part] if told else []
    paged = "&".join([*(part for part in parts if not part.startswith("f=")), "f=html"])
    links = [
        link("self", f"{here}/items{told and '?'}{told}", GEOJSON, "This page"),
        link("alternate", f"{here}/items?{paged}", MEDIA, "This page for people"),
        link("collection", here, JSON, layer.declaration.layer.title.en),
    ]
    if found["more"] and limit:
        others = (part for part in parts if not part.startswith("after="))
        following = "&".join([*others, f"after={question.order.token(found['last'])}"])
        links.append(link("next", f"{here}/items?{following}", GEOJSON, "Next page"))
    tail = {"numberReturned": found["returned"], "links": links}
    if question.hits:
        bound = Bound(*question.first)
        counted = statements.hits(question.conditions, bound)
        row = await ours.database.row(question.person, counted, *bound.values, window=windowed)
        tail["numberMatched"] = row[0] if limit else 0
    return b'{"type":"FeatureCollection","features":[' + bytes(found["body"]) + b"]," + orjson.dumps(tail)[1:]


FORMAT = Format("json", GEOJSON, th("จีโอเจสัน") | en("GeoJSON"), answer)
