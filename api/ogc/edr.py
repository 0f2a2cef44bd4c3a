"""Readings of stations in time (OGC API – EDR 1.1, 19-086r6), of every layer whose declaration says ``readings=``.

``locations`` lists the stations with the last reading of each; ``locations/{id}``, ``position`` and ``area`` give
series as CoverageJSON or CSV.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import crs, library, query
from api.ogc.oas import Part, get, in_path, in_query
from api.ogc.readable import Readable
from api.ogc.series import interval, measured, series
from api.ogc.service import service
from api.ogc.subject import Paths, Subject
from gis.derive.ogc import CRS84, GEOJSON
from gis.errors import BadRequest, NotFound
from gis.text import en, th

COVERAGEJSON, CSV = "application/vnd.cov+json", "text/csv"
_QUERY = "environmental_data_retrieval.get_collection_edr_query"
_SERIES = ("datetime", "parameter-name", "crs", "f")


async def locations(request: Request) -> Response:
    """The stations, each with its last reading."""
    told = dict(query.parameters(request, ("bbox", "limit", "crs", "f")))
    query.document_only(told)
    if boxes := query.boxes(told.get("bbox"), crs.CRS84):
        if len(boxes) > 1:
            raise BadRequest(th("bbox ต้องไม่ข้ามเส้นแบ่งวัน") | en("The bbox of locations must not cross the antimeridian."))
        told["bbox"] = ",".join(map(str, boxes[0]))
    told["limit"] = str(query.whole_number("limit", told.get("limit", str(library.LIMIT_MOST)), 1, 10**9))
    return await _through(request, told, "locations", media=GEOJSON)


async def location(request: Request) -> Response:
    """The series of one station."""
    return await _through(request, _of_series(request), "locations", request.path_params["location"])


async def position(request: Request) -> Response:
    """The series of the station at a point."""
    return await _through(request, _of_series(request, "coords"), "position")


async def area(request: Request) -> Response:
    """The series of the stations in an area."""
    return await _through(request, _of_series(request, "coords"), "area")


def _of_series(request: Request, *also: str) -> Mapping[str, str]:
    told = query.parameters(request, (*_SERIES, *also))
    query.document_only(told, "csv")
    interval(told.get("datetime"))
    return told


async def _through(
    request: Request, told: Mapping[str, str], kind: str, *arguments: str, media: str = COVERAGEJSON
) -> Response:
    ours = service(request)
    person, layer = await ours.layer(request)
    if told.get("crs") not in (None, CRS84):
        raise BadRequest(th(f"crs ใช้ได้เฉพาะ {CRS84}") | en(f"crs can only be {CRS84} here."))
    if series(layer, await ours.readers.layers(person)) is None:
        raise NotFound(th("ชั้นข้อมูลนี้ไม่มีค่าที่วัดตามเวลา") | en("This layer holds no readings in time."))
    names = {each.name for each in measured(layer)}
    if unknown := [name for name in told.get("parameter-name", "").split(",") if name and name not in names]:
        known = ", ".join(sorted(names))
        raise BadRequest(
            th(f"ไม่มีค่าที่วัดชื่อ {unknown[0][:40]!r} ที่มีคือ {known}")
            | en(f"There is no parameter {unknown[0][:40]!r}. There are: {known}.")
        )
    resources = {
        layer.name: {
            "type": "collection",
            "title": layer.name,
            "extents": {},
            "providers": [{"type": "edr", "name": f"{library.PROVIDERS}.edr.Readings", "data": layer.name}],
            "formatters": [{"name": "CSV"}],
        }
    }
    passed = {name: value for name, value in told.items() if name != "crs"}
    # Between the layer and the kind of query stands an instance, which no layer has.
    return await library.answer(
        request, person, passed, _QUERY, layer.name, None, kind, *arguments, resources=resources, media=media
    )


def _describes(layer: Readable, here: str) -> Mapping[str, Any]:
    """What EDR 1.1 asks of a collection's description (8.2)."""
    found = measured(layer)
    if not found:
        return {}
    variables = {"output_formats": ["json", "csv"], "default_output_format": "json", "crs_details": [_CRS]}
    return {
        "output_formats": ["json", "csv"],
        "data_queries": {
            kind: {
                "link": {
                    "href": f"{here}/{kind}",
                    "rel": "data",
                    "variables": {"title": kind, "query_type": kind, **variables},
                }
            }
            for kind in ("position", "area", "locations")
        },
        "parameter_names": {
            each.name: {
                "type": "Parameter",
                "observedProperty": {"label": each.words.title.th, "description": each.words.title.en},
                "unit": {"symbol": each.words.unit or "1"},
            }
            for each in found
        },
    }


_CRS = {"crs": CRS84, "wkt": 'GEOGCRS["WGS 84 (CRS84)",ID["OGC","CRS84"]]'}


def _paths(layers: Sequence[Readable]) -> Paths:
    named = {layer.name: layer for layer in layers if layer.readable}
    made: Paths = {}
    for name, layer in named.items():
        if series(layer, named) is None:
            continue
        title, here = layer.declaration.layer.title, f"/collections/{name}"
        coords = in_query("coords", {"type": "string"}, "WKT in CRS84 degrees") | {"required": True}
        one = in_path("locationId", {"type": "string"}, "The number of a station")
        listed = [*_where(), in_query("f", {"type": "string", "enum": ["json"]}, "Format")]
        asked, kinds = _when(layer), (COVERAGEJSON, CSV)
        operation = name.title().replace("_", "")
        made |= {
            f"{here}/locations": get(f"locations{operation}", f"{title.th} | {title.en}", (GEOJSON,), listed),
            f"{here}/locations/{{locationId}}": get(f"location{operation}", "Of a station", kinds, [one, *asked]),
            f"{here}/position": get(f"position{operation}", "Of the station at a point", kinds, [coords, *asked]),
            f"{here}/area": get(f"area{operation}", "Of the stations in an area", kinds, [coords, *asked]),
        }
    return made


def _where() -> list[Part]:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    return [
        in_query("bbox", numbers, "west,south,east,north in CRS84 degrees", style="form", explode=False),
        in_query("limit", {"type": "integer", "minimum": 1, "maximum": library.LIMIT_MOST}, "Stations of the answer"),
        in_query("crs", {"type": "string", "enum": [CRS84]}, "Coordinate system of the answer"),
    ]


def _when(layer: Readable) -> list[Part]:
    names: Part = {"type": "array", "items": {"type": "string", "enum": [each.name for each in measured(layer)]}}
    return [
        in_query("datetime", {"type": "string"}, "An RFC 3339 instant or interval, both ends included"),
        in_query("parameter-name", names, "Only these", style="form", explode=False),
        in_query("crs", {"type": "string", "enum": [CRS84]}, "Coordinate system of the answer"),
        in_query("f", {"type": "string", "enum": ["json", "csv"]}, "Format: CoverageJSON or CSV"),
    ]


SUBJECT = Subject(
    routes=[
        Route("/ogc/collections/{layer}/locations", locations, methods=["GET"]),
        Route("/ogc/collections/{layer}/locations/{location}", location, methods=["GET"]),
        Route("/ogc/collections/{layer}/position", position, methods=["GET"]),
        Route("/ogc/collections/{layer}/area", area, methods=["GET"]),
    ],
    conforms=tuple(
        f"http://www.opengis.net/spec/ogcapi-edr-1/1.1/conf/{each}"
        for each in ("core", "collections", "queries", "geojson", "covjson")
    ),
    paths=_paths,
    describes=_describes,
)
