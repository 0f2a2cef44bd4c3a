"""The catalogue (OGC API – Records, 20-004r1): one record for each layer and raster that the one who asks may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import crs, library, query, raster_documents, registered
from api.ogc.collections import Extents
from api.ogc.html import words
from api.ogc.html.page import View
from api.ogc.oas import Part, get, in_path, in_query
from api.ogc.readable import Readable
from api.ogc.service import Service, service
from api.ogc.subject import Paths, Subject
from gis.derive import catalogue
from gis.derive.ogc import CRS84, GEOJSON, JSON, Link, link

NAME = "catalogue"


async def _records(request: Request, person: str | None) -> list[dict[str, Any]]:
    ours = service(request)
    extents: Extents = request.app.state.extents
    place, base = ours.settings.place, ours.base(request)
    layers = [layer for layer in (await ours.readers.layers(person)).values() if layer.readable]
    return [
        *[catalogue.record(layer.declaration, place, base, await extents.of(ours, person, layer)) for layer in layers],
        *[raster_documents.record(each, place, base) for each in await registered.every(ours, person)],
    ]


async def records(request: Request) -> Response:
    """The records that ``q`` and ``bbox`` find."""
    told = query.parameters(request, ("bbox", "q", "limit", "offset", "f"))
    query.document_only(told)
    boxes = query.boxes(told.get("bbox"), crs.CRS84)
    told = dict(told)
    if boxes:  # without heights; one that crosses the antimeridian begins east of its end
        told["bbox"] = ",".join(map(str, (*boxes[0][:2], *boxes[-1][2:])))
    if "limit" in told:
        told["limit"] = str(query.whole_number("limit", told["limit"], 1, 10**9))
    if "offset" in told:
        told["offset"] = str(query.whole_number("offset", told["offset"], 0, 10**9))
    view = View("catalogue", words.whole_catalogue)
    return await _answered(request, told, "itemtypes.get_collection_items", NAME, view=view)


async def record(request: Request) -> Response:
    """One record, by the name of its layer or raster."""
    told = query.parameters(request, ("f",))
    query.document_only(told)
    name = request.path_params["record"]
    view = await _view(service(request), request, name)
    return await _answered(request, told, "itemtypes.get_collection_item", NAME, name, view=view)


async def _view(ours: Service, request: Request, name: str) -> View | None:
    if name in ours.registry:
        return View("record", ours.registry[name].layer.title)
    rasters = {each.name: each.title for each in await registered.every(ours, await ours.person(request))}
    return View("document", rasters[name]) if name in rasters else None


async def _answered(request: Request, told: Any, function: str, *arguments: str, view: View | None = None) -> Response:
    person = await service(request).person(request)
    provider = {"type": "record", "name": f"{library.PROVIDERS}.records.Records"}
    resources = {
        NAME: {
            "type": "collection",
            "title": "Catalogue",
            "extents": {},
            "providers": [{**provider, "data": await _records(request, person)}],
        }
    }
    return await library.answer(
        request, person, told, function, *arguments, resources=resources, media=GEOJSON, view=view
    )


async def _collection(request: Request, person: str | None) -> list[dict[str, Any]]:
    ours = service(request)
    place = ours.settings.place
    here = f"{ours.base(request)}/ogc/collections/{NAME}"
    return [
        {
            "id": NAME,
            "title": f"บัญชีข้อมูลของ{place.organisation.th}",
            "title_en": f"Catalogue of {place.organisation.en}",
            "description": "รายการชั้นข้อมูลทั้งหมด พร้อมคำอธิบายชุดข้อมูลตามมาตรฐาน GD-Catalog",
            "description_en": "Every layer, described in DCAT terms and in the fields of GD-Catalog",
            "itemType": "record",
            "crs": [CRS84],
            "extent": {"spatial": {"bbox": [list(place.bounds)], "crs": CRS84}},
            "links": [
                link("self", here, JSON, "This collection"),
                link("items", f"{here}/items", GEOJSON, "The records"),
            ],
        }
    ]


def _links(ogc: str) -> list[Link]:
    return [link("http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog", f"{ogc}/collections/{NAME}", JSON, "Catalogue")]


def _paths(layers: Sequence[Readable]) -> Paths:
    parameters: list[Part] = [
        in_query(
            "bbox",
            {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
            "west,south,east,north in CRS84 degrees",
            style="form",
            explode=False,
        ),
        in_query("q", {"type": "string"}, "Words to look for; commas between them mean any of them"),
        in_query(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": library.LIMIT_MOST, "default": library.LIMIT_DEFAULT},
            "Records of a page",
        ),
        in_query("offset", {"type": "integer", "minimum": 0, "default": 0}, "Records to pass over"),
        in_query("f", {"type": "string", "enum": ["json"]}, "Format"),
    ]
    one = [in_path("recordId", {"type": "string"}, "The name of a layer or of a raster"), parameters[-1]]
    return {
        f"/collections/{NAME}": get("catalogueCollection", "The catalogue", (JSON,)),
        f"/collections/{NAME}/items": get("records", "Records of the catalogue", (GEOJSON,), parameters),
        f"/collections/{NAME}/items/{{recordId}}": get("record", "One record", (GEOJSON,), one),
    }


SUBJECT = Subject(
    routes=[
        Route(f"/ogc/collections/{NAME}/items", records, methods=["GET"]),
        Route(f"/ogc/collections/{NAME}/items/{{record}}", record, methods=["GET"]),
    ],
    conforms=(
        "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core",
        "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/json",
    ),
    paths=_paths,
    links=_links,
    collections=_collection,
)
