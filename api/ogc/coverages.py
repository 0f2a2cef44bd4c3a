"""Rasters as coverages (OGC API – Coverages, draft 19-087): collections, values, and the file itself in ranges.

Ours, over rasterio: pygeoapi's coverages know neither ``scale-size`` nor pictures, and open the file to describe it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from api.accept import liking, ranges
from api.ogc import colouring, query, raster_documents, registered, subset
from api.ogc.colouring import STYLES, Style
from api.ogc.grid import Box
from api.ogc.html import words
from api.ogc.html.page import View
from api.ogc.oas import Part, get, in_path, in_query
from api.ogc.raster_documents import COVERAGEJSON, GEOTIFF, PNG
from api.ogc.readable import Readable
from api.ogc.service import OPEN, answer, held, service
from api.ogc.subject import Paths, Subject
from api.ogc.subset import Scale
from gis.derive.ogc import SCHEMA
from gis.errors import BadRequest
from gis.raster import Raster
from gis.text import Text, en, th

#: The formats by their words for ``f``, the one given unasked first, with the most values of an answer in each.
FORMATS = {"tiff": (GEOTIFF, 4_000_000), "covjson": (COVERAGEJSON, 1_000_000), "png": (PNG, 4_000_000)}
#: Pixels of the longer side of a picture whose size is not asked for.
_PICTURE = 960


async def coverage(request: Request) -> Response:
    """The values in a box as GeoTIFF or CoverageJSON, or a picture of them, as ``f`` or the Accept header says."""
    told = query.parameters(request, (*subset.PARAMETERS, "f", "style"))
    query.only(told, *FORMATS)
    form, box = _form(request, told), subset.box(told)
    scale = subset.scale(told, unasked=Scale(longest=_PICTURE) if form == "png" else Scale())
    person, raster = await registered.find(request)
    style = styled(told.get("style"), raster)
    if "style" in told and form != "png":
        raise BadRequest(th("style ใช้กับ f=png เท่านั้น") | en("style goes with f=png only."))
    media, suffix = FORMATS[form][0], "json" if form == "covjson" else form
    work = _work(request, raster, form, box, scale, style)
    return await registered.drawn(request, person, raster, media, work, f"{raster.name}.{suffix}")


def _form(request: Request, told: Mapping[str, str]) -> str:
    if "f" in told:
        return told["f"]
    wanted = ranges(request.headers.get("accept", ""))
    return max(FORMATS, key=lambda form: liking(wanted, FORMATS[form][0].partition(";")[0]))


def styled(name: str | None, raster: Raster) -> Style:
    """The style that is asked for, or the raster's first; raises BadRequest for one that it does not have."""
    known = colouring.styles_of(raster.kind)
    if name is None:
        return known[0]
    if (found := STYLES.get(name)) not in known:
        listed = ", ".join(style.name for style in known)
        raise BadRequest(th(f"style ของราสเตอร์นี้ใช้ได้เฉพาะ {listed}") | en(f"The style of this raster can be: {listed}."))
    assert found is not None
    return found


def _work(
    request: Request, raster: Raster, form: str, box: Box | None, scale: Scale, style: Style
) -> Callable[[], bytes]:
    path, most = registered.path(request, raster), FORMATS[form][1]

    def work() -> bytes:
        # rasterio brings GDAL, which nobody needs who asks for features.
        from api.ogc import coverage_files, pixels

        found = pixels.part(path, raster, box, scale, most)
        if form == "png":
            return pixels.picture(found, raster, style)
        if form == "covjson":
            return orjson.dumps(coverage_files.coveragejson(found, raster))
        return coverage_files.geotiff(found)

    return work


async def file(request: Request) -> Response:
    """The raster's own file, a Cloud Optimized GeoTIFF of which a client reads the ranges it needs (RFC 9110, 14)."""
    query.parameters(request, ())
    person, raster = await registered.find(request)
    headers = {"ETag": f'"{raster.digest}"', **(held(person) if person else {**OPEN, "Cache-Control": "no-cache"})}
    if person is None and headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    path = registered.path(request, raster)
    try:
        status = await asyncio.to_thread(path.stat)
    except FileNotFoundError as gone:
        raise registered.lost() from gone
    return FileResponse(path, headers=headers, media_type=GEOTIFF, filename=f"{raster.name}.tif", stat_result=status)


async def schema(request: Request) -> Response:
    """What each cell holds."""
    query.document_only(query.parameters(request, ("f",)))
    person, raster = await registered.find(request)
    view = View("document", words.schema, names={raster.name: raster.title})
    return answer(raster_documents.schema(raster, service(request).base(request)), person, SCHEMA, view=view)


async def _collections(request: Request, person: str | None) -> list[dict[str, Any]]:
    ours = service(request)
    return [
        raster_documents.collection(
            raster, ours.base(request), [(style.name, style.title) for style in colouring.styles_of(raster.kind)]
        )
        for raster in await registered.every(ours, person)
    ]


def _view(described: Mapping[str, Any]) -> View:
    """The page of a raster's collection: its picture, what its colours mean, and where to get it."""
    return View(
        "raster",
        Text(described["title"], described["title_en"]),
        {"styles": [STYLES[style["id"]] for style in described["styles"]]},
    )


def raster_parameter() -> Part:
    """The raster in an address."""
    return in_path("rasterId", {"type": "string"}, "The name of a raster, as /collections lists it")


def style_parameter() -> Part:
    """How to draw; which of these a raster has, its collection says."""
    return in_query("style", {"type": "string", "enum": list(STYLES)}, "How it is drawn")


def _paths(layers: Sequence[Readable]) -> Paths:
    here, name = "/collections/{rasterId}/coverage", raster_parameter()
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    asked = [
        in_query("bbox", box, "west,south,east,north in CRS84 degrees", style="form", explode=False),
        in_query("subset", {"type": "string"}, "Lat(south:north),Lon(west:east) in degrees; * for an open end"),
        in_query("scale-size", {"type": "string"}, "Columns and rows of the answer: Lon(500),Lat(400)"),
        in_query("scale-factor", {"type": "number", "minimum": 0.01}, "How much coarser: 2 is half as fine"),
        in_query("scale-axes", {"type": "string"}, "How much coarser each axis is: Lon(2),Lat(4)"),
        style_parameter(),
        in_query("f", {"type": "string", "enum": list(FORMATS)}, "Format; where it is missing, what Accept prefers"),
    ]
    values = get("coverage", "Values of a raster", [media for media, _ in FORMATS.values()], [name, *asked])
    del values["get"]["responses"]["200"]["content"]["text/html"]  # a picture is the page
    return {
        here: values,
        f"{here}.tif": get("coverageFile", "The file of a raster, also in ranges", (GEOTIFF,), [name]),
        f"{here}/schema": get("coverageSchema", "What each cell of a raster holds", (SCHEMA,), [name]),
    }


_CONFORMS = "http://www.opengis.net/spec/ogcapi-coverages-1/1.0/conf"
SUBJECT = Subject(
    routes=[
        Route("/ogc/collections/{raster}/coverage", coverage, methods=["GET"]),
        Route("/ogc/collections/{raster}/coverage.tif", file, methods=["GET"]),
        Route("/ogc/collections/{raster}/coverage/schema", schema, methods=["GET"]),
    ],
    conforms=tuple(
        f"{_CONFORMS}/{name}" for name in ("core", "subsetting", "scaling", "geotiff", "coveragejson", "oas30")
    ),
    paths=_paths,
    collections=_collections,
    view=_view,
)
