"""Features as a page: a table for everybody, a map beside it, and every other format to download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.language import language
from api.ogc.asked import Asked
from api.ogc.crs import CRS84
from api.ogc.formats import geojson
from api.ogc.formats.format import Format
from api.ogc.html import records
from api.ogc.html.form import Form
from api.ogc.html.page import View, page
from api.ogc.html.preferred import MEDIA
from api.ogc.service import Service
from gis.text import en, th


def beside(downloads: Sequence[Format]) -> Format:
    """The format of people, which offers ``downloads``."""

    async def answer(request: Request, ours: Service, question: Asked) -> Response:
        # The very page that a program gets, so that both show the same; in degrees, as the map needs them.
        question = replace(question, crs=CRS84)
        document = orjson.loads(await geojson.page(ours, question, ours.base(request)))
        table = await records.table(request, ours, question, document["features"], language(request.scope))
        following = next((link["href"] for link in document["links"] if link["rel"] == "next"), None)
        facts = {
            "layer": question.layer,
            "question": question,
            "table": table,
            "form": Form(question),
            "following": following,
            "downloads": downloads,
        }
        view = View("items", question.layer.declaration.layer.title, facts)
        return page(request, question.person, view, document)

    return Format("html", MEDIA, th("หน้าเว็บ") | en("Web page"), answer)
