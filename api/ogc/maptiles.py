"""Map tiles of rasters (OGC 20-057, from maps): tilesets, TileJSON 3.0, and the tiles as PNG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import mapped, query, registered
from api.ogc.coverages import raster_parameter, style_parameter, styled
from api.ogc.grid import DEEPEST, MERCATOR, SETS, Box, TileMatrixSet
from api.ogc.html import words
from api.ogc.html.page import View
from api.ogc.oas import get, in_path
from api.ogc.raster_documents import PNG
from api.ogc.readable import Readable
from api.ogc.service import answer, service
from api.ogc.subject import Paths, Subject
from api.ogc.tiles import quad_parameter
from gis.derive.ogc import CRS84, JSON, RELATIONS, link
from gis.errors import BadRequest
from gis.raster import Raster
from gis.text import en, th

#: Metres of a degree of longitude at the equator, as WebMercatorQuad counts them.
_DEGREE = 111_319.49079327358


async def tile(request: Request) -> Response:
    """A tile of 256 × 256 pixels."""
    told = query.parameters(request, ("style",))
    at = mapped.place(request)
    person, raster = await registered.find(request)
    style, path = styled(told.get("style"), raster), registered.path(request, raster)

    def work() -> bytes:
        from api.ogc import pixels

        return pixels.tile(path, raster, at, style)

    return await registered.drawn(request, person, raster, PNG, work if _meet(at.window(), raster.bounds) else _clear)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


@cache
def _clear() -> bytes:
    from api.ogc import pixels

    return pixels.empty()


async def tilesets(request: Request) -> Response:
    """The tilesets of a raster."""
    query.document_only(query.parameters(request, ("f",)))
    person, raster = await registered.find(request)
    here = _here(request, raster)
    document = {
        "tilesets": [_described(raster, each, here) for each in SETS.values()],
        "links": [link("self", here, JSON, "Tilesets")],
    }
    return answer(document, person, view=_view(raster))


async def tileset(request: Request) -> Response:
    """One tileset, as OGC metadata or, with ``f=tilejson``, as TileJSON; ``style`` goes on to its tiles."""
    told = query.parameters(request, ("f", "style"))
    query.document_only(told, "tilejson")
    matrices = mapped.matrix_set(request)
    person, raster = await registered.find(request)
    here, style = _here(request, raster), styled(told.get("style"), raster)
    if told.get("f") == "tilejson":
        if matrices is not MERCATOR:
            raise BadRequest(
                th(f"TileJSON มีเฉพาะ {MERCATOR.name}") | en(f"TileJSON knows {MERCATOR.name} only. Ask for f=json.")
            )
        return answer(_tilejson(raster, here, style.name), person)
    return answer(_described(raster, matrices, here) | _extended(raster, matrices), person, view=_view(raster))


def _view(raster: Raster) -> View:
    return View("document", words.tiles, names={raster.name: raster.title})


def _here(request: Request, raster: Raster) -> str:
    return f"{service(request).base(request)}/ogc/collections/{raster.name}/map/tiles"


def _deepest(raster: Raster) -> int:
    """The zoom of WebMercatorQuad from which on a pixel is finer than a cell."""
    west, _, east, _ = raster.bounds
    cell = (east - west) / raster.width * _DEGREE
    return min(max(math.ceil(math.log2(MERCATOR.side / 256 / cell)), 0), DEEPEST)


def _tilejson(raster: Raster, here: str, style: str) -> dict[str, Any]:
    west, south, east, north = raster.bounds
    deepest = _deepest(raster)
    return {
        "tilejson": "3.0.0",
        "name": raster.title.th,
        "tiles": [f"{here}/{MERCATOR.name}/{{z}}/{{y}}/{{x}}?style={style}"],
        "minzoom": 0,
        "maxzoom": deepest,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, max(deepest - 3, 0)],
    }


def _described(raster: Raster, matrices: TileMatrixSet, here: str) -> dict[str, Any]:
    """What a list of tilesets says of one."""
    own, scheme = f"{here}/{matrices.name}", here.partition("/collections/")[0] + f"/tileMatrixSets/{matrices.name}"
    links = [
        link("self", own, JSON, "This tileset"),
        link(f"{RELATIONS}/tiling-scheme", scheme, JSON, matrices.name),
        {**link("item", f"{own}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", PNG, "A tile"), "templated": True},
    ]
    if matrices is MERCATOR:
        links.append(link("describedby", f"{own}?f=tilejson", JSON, "TileJSON"))
    return {
        "title": raster.title.th,
        "title_en": raster.title.en,
        "dataType": "map",
        "crs": matrices.crs,
        "tileMatrixSetURI": matrices.uri,
        "links": links,
    }


def _extended(raster: Raster, matrices: TileMatrixSet) -> dict[str, Any]:
    """What only the tileset itself says: where it lies, and in which tiles."""
    limits = []
    for z in range(matrices.zoom(_deepest(raster)) + 1):
        columns, rows = matrices.over(raster.bounds, z)
        limits.append(
            {
                "tileMatrix": str(z),
                "minTileRow": rows[0], "maxTileRow": rows[-1], "minTileCol": columns[0], "maxTileCol": columns[-1],
            }
        )  # fmt: skip
    box = raster.bounds
    return {
        "boundingBox": {"lowerLeft": box[:2], "upperRight": box[2:], "crs": CRS84},
        "tileMatrixSetLimits": limits,
    }


def _paths(layers: Sequence[Readable]) -> Paths:
    here, name, quad = "/collections/{rasterId}/map/tiles", raster_parameter(), quad_parameter()
    place = [in_path("tileMatrix", {"type": "integer", "minimum": 0, "maximum": DEEPEST})]
    place += [in_path(n, {"type": "integer", "minimum": 0}) for n in ("tileRow", "tileCol")]
    return {
        here: get("mapTilesets", "Tilesets of a raster", (JSON,), [name]),
        f"{here}/{{tileMatrixSetId}}": get(
            "mapTileset", "Tileset of a raster, or TileJSON with f=tilejson", (JSON,), [name, quad, style_parameter()]
        ),
        f"{here}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": get(
            "mapTile", "A map tile of a raster", (PNG,), [name, quad, *place, style_parameter()]
        ),
    }


_TILES = "/ogc/collections/{raster}/map/tiles"
SUBJECT = Subject(
    routes=[
        Route(_TILES, tilesets, methods=["GET"]),
        Route(f"{_TILES}/{{quad}}", tileset, methods=["GET"]),
        Route(f"{_TILES}/{{quad}}/{{z}}/{{y}}/{{x}}", tile, methods=["GET"]),
    ],
    conforms=("http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/png",),
    paths=_paths,
)
