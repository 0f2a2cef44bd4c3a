"""Reads registered rasters with rasterio: parts of a coverage, pictures of it, tiles. Blocks; call it in a thread."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from PIL import Image
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioIOError
from rasterio.transform import from_bounds
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds
from rasterio.windows import Window
from rasterio.windows import from_bounds as window_of

from api.ogc import colouring
from api.ogc.colouring import Picture, Style, Values
from api.ogc.grid import Box, Tile
from api.ogc.registered import lost
from api.ogc.subset import Scale
from gis.crs import STORED
from gis.errors import BadRequest
from gis.raster import Raster, RasterKind
from gis.text import en, th

#: The one format of what is registered; nothing that a file says can make GDAL open it as another.
DRIVER = "GTiff"
#: Pixels of a tile's side.
SIDE = 256
#: Metres of a degree of latitude.
_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a raster: its values (band, row, column), where it lies, in which system, and what stands for none."""

    values: Values
    transform: Any
    crs: Any
    nodata: float | None
    palette: colouring.Palette | None


def part(path: Path, raster: Raster, box: Box | None, scale: Scale, most: int) -> Part:
    """What lies in ``box`` (CRS84 degrees; None: all), scaled; the whole cells that the box touches.

    Raises BadRequest where nothing of the raster is there, or more than ``most`` values are asked for.
    """
    with _opened(path) as source:
        window = Window(0, 0, source.width, source.height) if box is None else _window(source, raster, box)
        columns, rows = scale.applied(window.width, window.height)
        if columns * rows * source.count > most:
            raise BadRequest(
                th(f"ขอได้ไม่เกิน {most:,} ค่าต่อครั้ง ขอพื้นที่เล็กลง หรือย่อด้วย scale-size เช่น scale-size=Lon(500),Lat(500)")
                | en(f"At most {most:,} values at a time. Ask for less with bbox, or scale-size=Lon(500),Lat(500).")
            )
        values = source.read(
            window=window, out_shape=(source.count, rows, columns), masked=True, resampling=_resampling(raster.kind)
        )
        transform = source.window_transform(window) @ source.transform.scale(
            window.width / columns, window.height / rows
        )
        return Part(values, transform, source.crs, source.nodata, _palette(source, raster))


@contextmanager
def _opened(path: Path, overview: int | None = None) -> Iterator[Any]:
    """A registered file, or one of its overviews; raises Busy where it is not there (replaced just now, or lost)."""
    level = {} if overview is None else {"overview_level": overview}
    try:
        opened = rasterio.open(path, driver=DRIVER, **level)
    except RasterioIOError as unreadable:
        raise lost() from unreadable
    with opened as source:
        yield source


def _window(source: Any, raster: Raster, box: Box) -> Window:
    """The whole cells that a box touches."""
    # Cut in degrees first: the raster's own system may not reach to where the box does.
    west, south = (max(pair) for pair in zip(box[:2], raster.bounds[:2], strict=True))
    east, north = (min(pair) for pair in zip(box[2:], raster.bounds[2:], strict=True))
    if west > east or south > north:
        raise _outside()
    cut = transform_bounds(STORED, source.crs, west, south, east, north, densify_pts=21)
    asked = window_of(*cut, transform=source.transform)
    left, top = max(0, math.floor(asked.col_off)), max(0, math.floor(asked.row_off))
    right = min(source.width, math.ceil(asked.col_off + asked.width))
    bottom = min(source.height, math.ceil(asked.row_off + asked.height))
    if left >= right or top >= bottom:
        raise _outside()
    return Window(left, top, right - left, bottom - top)


def _outside() -> BadRequest:
    return BadRequest(
        th("พื้นที่ที่ขออยู่นอกราสเตอร์นี้ ดูขอบเขตใน extent") | en("The area lies outside this raster. See its extent.")
    )


def _resampling(kind: RasterKind, style: Style | None = None) -> Resampling:
    """A mean of codes is a code that nobody gave; the slope of a bilinear surface breaks at every cell of it."""
    if kind is RasterKind.CLASSES:
        return Resampling.nearest
    return Resampling.cubic if style is not None and style.shaded else Resampling.bilinear


def _palette(source: Any, raster: Raster) -> colouring.Palette | None:
    if raster.kind is not RasterKind.CLASSES or source.colorinterp[0] is not ColorInterp.palette:
        return None
    told: colouring.Palette = source.colormap(1)
    return told


def picture(found: Part, raster: Raster, style: Style) -> bytes:
    """A part drawn, as PNG."""
    shown = _coloured(found.values, raster, style, found.palette)
    if style.shaded:
        across, down = abs(found.transform.a), abs(found.transform.e)
        if found.crs.is_geographic:
            middle = math.radians((raster.bounds[1] + raster.bounds[3]) / 2)
            across, down = across * _DEGREE * math.cos(middle), down * _DEGREE
        shown = colouring.shaded(shown, _framed(found.values[0]) * _lift(raster), across, down)
    return _png(shown)


def tile(path: Path, raster: Raster, at: Tile, style: Style) -> bytes:
    """A tile as PNG; clear where there is nothing."""
    west, _, east, _ = at.bounds()
    with _opened(path, _overview(path, raster, at)) as source:
        values = _warped(source, raster, at, style)
        shown = _coloured(values[:, 1:-1, 1:-1], raster, style, _palette(source, raster))
    if style.shaded:
        latitude = at.of.latitude((at.y + 0.5) / at.of.rows(at.z))
        metres = (east - west) / SIDE * at.of.metres * math.cos(math.radians(latitude))
        shown = colouring.shaded(shown, values[0] * _lift(raster), metres, metres)
    return _png(shown)


def _overview(path: Path, raster: Raster, at: Tile) -> int | None:
    """The coarsest overview that is no coarser than the tile; None for the raster itself.

    A warp reads what it is given: every cell of 12,000 × 12,000 is 2.3 s, and noise where it skips most of them.
    """
    west, _, east, _ = raster.bounds
    finer = 360 / at.of.columns(at.z) / SIDE * raster.width / (east - west)
    with _opened(path) as source:
        fitting = [level for level, factor in enumerate(source.overviews(1)) if factor <= finer]
    return max(fitting, default=None)


def _warped(source: Any, raster: Raster, at: Tile, style: Style) -> Values:
    """The bands on the grid of a tile, with a cell more on every side, for the shade."""
    west, south, east, north = at.bounds()
    cell, wide = (east - west) / SIDE, SIDE + 2
    ground = from_bounds(west - cell, south - cell, east + cell, north + cell, wide, wide)
    # What has no value to say that there is nothing says it by an opacity, its own or one that is added.
    own = source.colorinterp[-1] is ColorInterp.alpha
    with WarpedVRT(
        source, crs=at.of.srid, transform=ground, width=wide, height=wide,
        resampling=_resampling(raster.kind, style), add_alpha=source.nodata is None and not own,
        dtype="float32" if raster.kind is RasterKind.VALUES else None,  # whole metres would make terraces
    ) as warped:  # fmt: skip
        values: Values = warped.read(list(range(1, source.count + 1)), masked=True)
        if own or warped.count > source.count:
            values[:, warped.read(warped.count) == 0] = np.ma.masked
    return values


def empty() -> bytes:
    """A tile of nothing."""
    return _png(np.zeros((SIDE, SIDE, 4), np.uint8))


def _coloured(values: Values, raster: Raster, style: Style, palette: colouring.Palette | None) -> Picture:
    if raster.kind is RasterKind.PHOTO:
        return colouring.photographed(values)
    if raster.kind is RasterKind.CLASSES:
        return colouring.classed(values[0], palette or colouring.palette_for(values[0]))
    band = raster.bands[0]
    return colouring.ramped(values[0], band.low, band.high, style.ramp)


def _lift(raster: Raster) -> float:
    """By how much heights are stretched for their shade: a plain would have none, and a plain is what most of a
    sub-district is. Relief becomes a twentieth of the raster's width, by a factor of ten at most."""
    west, south, east, north = raster.bounds
    width = (east - west) * _DEGREE * math.cos(math.radians((south + north) / 2))
    band = raster.bands[0]
    return min(max(width / 20 / (band.high - band.low), 1.0), 10.0)


def _framed(values: Values) -> Values:
    """The values with their outermost cells once more around them."""
    framed = np.pad(values.data, 1, mode="edge")
    return np.ma.masked_array(framed, np.pad(np.ma.getmaskarray(values), 1, mode="edge"))


def _png(shown: Picture) -> bytes:
    written = io.BytesIO()
    # Level 6 makes a shaded tile 6 % smaller (109 to 102 kB), in more than three times the time.
    Image.fromarray(shown).save(written, "PNG", compress_level=3)
    return written.getvalue()
