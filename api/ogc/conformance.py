"""The landing page and the conformance classes that are met."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.oas import MEDIA_TYPE as OPENAPI
from api.ogc.oas import get
from api.ogc.readable import Readable
from api.ogc.service import Service, answer, service
from api.ogc.styles import MAPLIBRE
from api.ogc.subject import Paths, Subject
from gis.derive.ogc import JSON, RELATIONS, Link, link
from gis.registry import Declaration


async def conformance(request: Request) -> Response:
    """The conformance classes that are met."""
    query.json_only(query.parameters(request, ("f",)))
    return answer({"conformsTo": [each for subject in service(request).subjects for each in subject.conforms]}, None)


async def landing(request: Request) -> Response:
    """Where everything is: as JSON, or for a browser as a page."""
    ours = service(request)
    told = query.parameters(request, ("f",))
    query.json_only(told, "html")
    base, place = ours.base(request), ours.settings.place
    wants_html = told.get("f") == "html" or ("f" not in told and _prefers_html(request.headers.get("accept", "")))
    if wants_html:
        layers = [layer.declaration for layer in (await ours.readers.layers(None)).values() if layer.readable]
        return HTMLResponse(_page(ours, layers), headers={"Vary": "Accept"})
    more = [each for subject in ours.subjects for each in subject.links(f"{base}/ogc")]
    document = _document(base, place.organisation.th, place.organisation.en, more)
    return answer(document, None, headers={"Vary": "Accept"})


def _document(base: str, title: str, title_en: str, more: list[Link]) -> dict[str, Any]:
    ogc = f"{base}/ogc"
    return {
        "title": title,
        "title_en": title_en,
        "description": f"ข้อมูลเชิงพื้นที่ของ{title}",
        "description_en": f"Spatial data of {title_en}",
        "links": [
            link("self", f"{ogc}/", JSON, "This page"),
            link("alternate", f"{ogc}/?f=html", "text/html", "This page for people"),
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


def _prefers_html(accept: str) -> bool:
    """Whether HTML is asked for before JSON, which browsers do and programs do not."""
    html, json = accept.find("text/html"), accept.find("json")
    return html >= 0 and (json < 0 or html < json)


def _page(ours: Service, layers: list[Declaration]) -> str:
    place = ours.settings.place.organisation
    rows = "".join(
        f"<tr><th scope=row>{escape(d.layer.title.th)}<br><small lang=en>{escape(d.layer.title.en)}</small></th>"
        f'<td><a href="/ogc/collections/{d.name}">{d.name}</a></td>'
        f'<td><a href="/ogc/collections/{d.name}/items">ข้อมูล</a></td>'
        f'<td><a href="/ogc/collections/{d.name}/schema">โครงสร้าง</a></td></tr>'
        for d in layers
    )
    return f"""<!doctype html>
<html lang="th"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>บริการข้อมูลเชิงพื้นที่ – {escape(place.th)}</title>
<style>
body {{ font: 1rem/1.5 Sarabun, system-ui, sans-serif; max-width: 56rem; margin: 0 auto; padding: 1rem;
  color: #24313a }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .4rem; border-bottom: 1px solid #d9dee2 }}
small {{ color: #5b6770; font-weight: normal }} a {{ color: #1b5e9e }}
</style></head><body>
<h1>บริการข้อมูลเชิงพื้นที่</h1>
<p>{escape(place.th)} <span lang="en">· {escape(place.en)}</span></p>
<p>เปิดด้วย QGIS, GDAL หรือโปรแกรมใดก็ได้ที่ใช้ OGC API ที่อยู่ของบริการคือหน้านี้
<br><small lang="en">Open this address with QGIS, GDAL or any client of OGC API – Features and Tiles.</small></p>
<p><a href="/">แผนที่</a> · <a href="/ogc/collections">ชั้นข้อมูลทั้งหมด</a> · <a href="/ogc/api">OpenAPI</a> ·
<a href="/ogc/conformance">มาตรฐานที่รองรับ</a></p>
<table><caption>ชั้นข้อมูลที่เปิดเผย</caption>{rows}</table>
</body></html>"""


def _paths(layers: Sequence[Readable]) -> Paths:
    return {
        "/": get("landing", "Where everything is", (JSON, "text/html")),
        "/conformance": get("conformance", "Conformance classes", (JSON,)),
    }


SUBJECT = Subject(
    routes=[
        Route("/ogc/", landing, methods=["GET"]),
        Route("/ogc", landing, methods=["GET"]),
        Route("/ogc/conformance", conformance, methods=["GET"]),
    ],
    conforms=(
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    ),
    paths=_paths,
)
