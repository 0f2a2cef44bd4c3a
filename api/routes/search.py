"""Search by name or number over the fields that layers declare for it."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.readable import Readable
from api.ogc.service import Service, answer, service
from api.ogc.subject import Subject
from gis.derive.legend import naming_fields
from gis.derive.ogc import JSON
from gis.errors import BadRequest
from gis.text import en, th
from gis.thai import search_key

#: Results of one layer, and of all.
_EACH, _MOST = 10, 25
_SHORTEST, _LONGEST = 2, 80


async def search(request: Request) -> Response:
    """Features whose declared search fields hold the words asked for, best first.

    Tone marks, blanks and Thai digits make no difference (``gis.search_key``). Two letters find what begins with
    them, more find what holds them; what begins with the words comes first, and shorter before longer.
    """
    ours = service(request)
    told = query.parameters(request, ("q", "lang"))
    words, language = told.get("q", "").strip(), told.get("lang", "th")
    if not _SHORTEST <= len(words) <= _LONGEST or language not in ("th", "en"):
        raise BadRequest(
            th(f"q ต้องมี {_SHORTEST} ถึง {_LONGEST} ตัวอักษร และ lang เป็น th หรือ en")
            | en(f"q must have {_SHORTEST} to {_LONGEST} characters, and lang be th or en.")
        )
    person = await ours.person(request)
    layers = [
        layer
        for layer in (await ours.readers.layers(person)).values()
        if layer.readable and layer.located and _searched(layer)
    ]
    found = [row for rows in await asyncio.gather(*(_found(ours, person, d, words) for d in layers)) for row in rows]
    found.sort(key=lambda each: (each[1]["rank"], len(each[1]["label"] or ""), each[1]["label"] or ""))
    return answer({"results": [_result(layer, row, language) for layer, row in found[:_MOST]]}, person, JSON)


def _searched(layer: Readable) -> list[str]:
    """The search fields the reader may read."""
    return [f for f in layer.declaration.layer.search if f in layer.fields]


async def _found(ours: Service, person: str | None, layer: Readable, words: str) -> list[tuple[Readable, Any]]:
    rows = await ours.database.rows(person, _statement(layer, inside=len(search_key(words)) > 2), words, _EACH)
    return [(layer, row) for row in rows]


def _statement(layer: Readable, *, inside: bool) -> str:
    """Parameters: the words, the most rows. Each field has a trigram index over its search key.

    Two letters make no trigram but at the beginning of a text, so for them only what begins with them is found:
    inside texts they would cost a walk of every layer (0.34 s at 100,000 parcels, 0.03 s with the index).
    """
    fields = _searched(layer)
    keys = [f"gis.search_key(s.{field})" for field in fields]
    # % and _ are letters here, not signs of LIKE.
    wanted = r"regexp_replace(gis.search_key($1), '([%_\\])', '\\\1', 'g')"
    holds = " or ".join(f"{key} like '%' || {wanted} || '%'" for key in keys)
    begins = " or ".join(f"{key} like {wanted} || '%'" for key in keys)
    found = holds if inside else begins
    # A record is called by its name, whichever of its fields was found; what else was searched is the detail.
    names = naming_fields(layer.declaration, layer.fields)
    label = f"coalesce({', '.join(f's.{field}' for field in names)}, s.id::text)"
    others = ", ".join(f"nullif(s.{field}, {label})" for field in fields)
    return f"""
    select id, label, detail, rank, ST_X(p) as lon, ST_Y(p) as lat,
        ST_XMin(geom) as west, ST_YMin(geom) as south, ST_XMax(geom) as east, ST_YMax(geom) as north
    from (
        select s.id, {label} as label, concat_ws(' · ', {others}) as detail,
            case when {begins} then 0 else 1 end as rank, s.geom, ST_PointOnSurface(s.geom) as p
        from {layer.source} s where s.geom is not null and ({found})
        order by rank, length({label}), s.id limit $2
    ) found"""


def _result(layer: Readable, row: Any, language: str) -> dict[str, Any]:
    title = layer.declaration.layer.title[language]
    return {
        "layer": layer.name,
        "id": row["id"],
        "label": row["label"],
        "detail": f"{title} · {row['detail']}" if row["detail"] else title,
        "lon": row["lon"],
        "lat": row["lat"],
        "bbox": [row["west"], row["south"], row["east"], row["north"]],
    }


SUBJECT = Subject(routes=[Route("/api/search", search, methods=["GET"])])
