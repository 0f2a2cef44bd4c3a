"""The landing page and the conformance classes that are met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.collections import by_dimension
from api.ogc.html import classes, words
from api.ogc.html.page import View, page
from api.ogc.html.preferred import MEDIA
from api.ogc.oas import MEDIA_TYPE as OPENAPI
from api.ogc.oas import get
from api.ogc.readable import Readable
from api.ogc.service import answer, service
from api.ogc.styles import MAPLIBRE
from api.ogc.subject import Paths, Subject
from gis.derive.ogc import JSON, RELATIONS, Link, link


async def conformance(request: Request) -> Response:
    """The conformance classes that are met; as a page, with what each means and how its tests went."""
    query.document_only(query.parameters(request, ("f",)))
    ours = service(request)
    claimed = [each for subject in ours.subjects for each in subject.conforms]
    links = [link("self", f"{ours.base(request)}/ogc/conformance", JSON, "Conformance classes")]
    view = View("conformance", words.conformance, {"standards": classes.claimed(claimed)})
    return answer({"conformsTo": claimed, "links": links}, None, view=view)


async def conformance_page(request: Request) -> Response:
    """The conformance classes, for people, whatever the browser says it prefers."""
    query.parameters(request, ("lang",))
    ours = service(request)
    claimed = [each for subject in ours.subjects for each in subject.conforms]
    return page(request, None, View("conformance", words.conformance, {"standards": classes.claimed(claimed)}), {})


async def landing(request: Request) -> Response:
    """Where everything is."""
    ours = service(request)
    query.document_only(query.parameters(request, ("f",)))
    base, place = ours.base(request), ours.settings.place
    layers = [layer for layer in (await ours.readers.layers(None)).values() if layer.readable]
    view = View("landing", words.service, {"groups": by_dimension(layers)})
    more = [each for subject in ours.subjects for each in subject.links(f"{base}/ogc")]
    return answer(_document(base, place.organisation.th, place.organisation.en, more), None, view=view)


def _document(base: str, title: str, title_en: str, more: list[Link]) -> dict[str, Any]:
    ogc = f"{base}/ogc"
    return {
        "title": title,
        "title_en": title_en,
        "description": f"ข้อมูลเชิงพื้นที่ของ{title}",
        "description_en": f"Spatial data of {title_en}",
        "links": [
            link("self", f"{ogc}/", JSON, "This page"),
            link("service-desc", f"{ogc}/api", OPENAPI, "The service in OpenAPI 3.0"),
            link("conformance", f"{ogc}/conformance", JSON, "Conformance classes"),
            link("data", f"{ogc}/collections", JSON, "The collections"),
            link(f"{RELATIONS}/tilesets-vector", f"{ogc}/tiles", JSON, "Vector tiles of everything, and by dimension"),
            link(f"{RELATIONS}/tiling-schemes", f"{ogc}/tileMatrixSets", JSON, "Tiling schemes"),
            link(f"{RELATIONS}/styles", f"{ogc}/style.json", MAPLIBRE, "MapLibre style"),
            link("related", f"{ogc}/legend.json", JSON, "Legend"),
            *more,
        ],
    }


def _paths(layers: Sequence[Readable]) -> Paths:
    return {
        "/": get("landing", "Where everything is", (JSON,)),
        "/conformance": get("conformance", "Conformance classes", (JSON,)),
        "/conformance.html": get("conformancePage", "Conformance classes and how their tests went", (MEDIA,)),
    }


SUBJECT = Subject(
    routes=[
        Route("/ogc/", landing, methods=["GET"]),
        Route("/ogc", landing, methods=["GET"]),
        Route("/ogc/conformance", conformance, methods=["GET"]),
        Route("/ogc/conformance.html", conformance_page, methods=["GET"]),
    ],
    conforms=(
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
    ),
    paths=_paths,
)
