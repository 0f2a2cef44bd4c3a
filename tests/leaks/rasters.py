"""Rasters for the prover: one that staff alone may read, with canaries in its title, its values and its place, and all
that pictures and files say, spelled out as text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
from rasterio.errors import RasterioError
from starlette.routing import Route

import tests.rasters
from api.ogc.grid import SETS
from etl.raster import Told, every, register
from gis.access import ANONYMOUS_ROLE, DEVICE_ROLE, SERVICE_ROLE, Audience
from gis.settings import Settings
from gis.text import en, th
from tests.leaks.canaries import Canary

SECRET, OPEN = "leak_prover_secret", "leak_prover_open"
#: Outside of what canaries of layers take.
_TITLE, _VALUE, _WEST = "zqffffffffffff", 39_999_991, 99.899871
#: A place in its midst, and zooms from which it is seen from far and from near.
_MIDDLE, _ZOOMS = _WEST + 0.0015, (0, 9, 13, 17)
#: What stands in the raster for staff and nowhere else, by its mark.
CANARIES = {
    mark: Canary("raster", column, mark, mark)
    for column, mark in (("title", _TITLE), ("values", str(_VALUE)), ("place", f"{_WEST:.6f}"))
}
#: What is told where a picture shows anything at all: a colour has no canary of its own.
_DRAWN = str(_VALUE)
_OUTSIDE = (Audience.PUBLIC.role, ANONYMOUS_ROLE, SERVICE_ROLE, DEVICE_ROLE)
#: The query parameters of rasters' addresses, with values that must tell nothing. A new one is written here.
QUERY: dict[str, tuple[str, ...]] = {
    "f": ("tiff", "covjson", "png", "json", "html", "tilejson", "x"), "style": ("hillshade", "grey", "x"),
    "bbox": ("99.8,15.9,100,16.2", "x"), "subset": ("Lat(15:17),Lon(99:101)", "x"),
    "scale-size": ("x(5),y(5)", "x(99999),y(99999)", "x"), "scale-factor": ("2", "x"), "scale-axes": ("x(2)", "x"),
    "lang": ("en",),
}  # fmt: skip


def closed(role: str) -> dict[str, Canary]:
    """The canaries, by their marks, of what a role must not learn."""
    return CANARIES if role in _OUTSIDE else {}


def plant(settings: Settings) -> None:
    """Register a raster for staff, and one for everybody beside it; nothing where they are there."""
    if SECRET in {raster.name for raster in every(settings)}:
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, title, value, west, read in (
            (SECRET, _TITLE, _VALUE, _WEST, Audience.STAFF), (OPEN, "open", 7, 99.9, Audience.PUBLIC),
        ):  # fmt: skip
            file = tests.rasters.degrees(Path(folder) / f"{name}.tif", value, west)
            register(settings, file, Told(name, th(title) | en(title), read, "CC-BY-4.0"))


def requests(route: Route) -> Iterator[str]:
    """Every address of a raster's route, bare and with each query parameter, the tiles over it from near and far."""
    for name in (SECRET, OPEN, "x"):
        for place in _places(route):
            path = route.path_format.format(raster=name, **place)
            yield path
            if name != "x":
                yield from (f"{path}?{query}={value}" for query, told in QUERY.items() for value in told)


def _places(route: Route) -> Iterator[dict[str, str]]:
    """Every value that the rest of a path can have."""
    for of in SETS.values() if "quad" in route.param_convertors else ():
        for z in _ZOOMS if "z" in route.param_convertors else ():
            (column, *_), (row, *_) = of.over((_MIDDLE, 16.02, _MIDDLE, 16.02), z)
            yield {"quad": of.name, "z": str(z), "x": str(column), "y": str(row)}
        if "z" not in route.param_convertors:
            yield {"quad": of.name}
    if "quad" not in route.param_convertors:
        yield {}


def spelled(answer: httpx.Response) -> bytes:
    """The values of a GeoTIFF and where it lies; of a picture of the secret one, that it shows something."""
    media = answer.headers.get("content-type", "").partition(";")[0]
    if not answer.is_success or media not in ("image/tiff", "image/png"):
        return b""
    if media == "image/png":
        shows = SECRET in str(answer.url) and tests.rasters.drawn(answer.content)[..., 3].any()
        return _DRAWN.encode() if shows else b""
    try:
        values, transform = tests.rasters.opened(answer.content)
    except RasterioError:  # a part of a file
        return _DRAWN.encode() if SECRET in str(answer.url) else b""
    return f"{np.unique(values.compressed()).tolist()} {transform.c:.6f}".encode()
