"""Small rasters for tests, whose every value is known."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from PIL import Image
from rasterio.enums import ColorInterp
from rasterio.io import MemoryFile
from rasterio.transform import Affine, from_origin

#: What lies where: 100 × 80 cells of 10 m in the sub-district, in EPSG:32647.
WEST, NORTH, CELL, COLUMNS, ROWS = 596_000, 1_770_000, 10, 100, 80
EAST, SOUTH = WEST + COLUMNS * CELL, NORTH - ROWS * CELL
Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


def plane(path: Path, *, crs: str | None = "EPSG:32647", nodata: float | None = -9999, lift: float = 0) -> Path:
    """A plane whose value is the column's number plus ``lift``, with a hole in the first row."""
    values = np.tile(np.arange(COLUMNS, dtype="float32") + lift, (ROWS, 1))
    if nodata is not None:
        values[0, :10] = nodata
    return write(path, values[None], crs=crs, nodata=nodata, described=("height", "m"))


def hills(path: Path, side: int = 1_200) -> Path:
    """Round hills, 20 m high and 1 km apart: large enough for overviews."""
    row, column = np.mgrid[0:side, 0:side] * (2 * np.pi / 100)
    return write(path, (20 + 10 * np.sin(row) * np.sin(column)).astype("float32")[None], described=("height", "m"))


def photo(path: Path, *, crs: str | None = "EPSG:32647") -> Path:
    """A picture, red in the west and blue in the east."""
    values = np.zeros((3, ROWS, COLUMNS), "uint8")
    values[0, :, : COLUMNS // 2] = values[2, :, COLUMNS // 2 :] = 200
    return write(path, values, crs=crs)


def cover(path: Path, *, coloured: bool = True) -> Path:
    """Land cover: code 1 in the north, 7 in the south, and a file that says their colours, or does not."""
    values = np.ones((1, ROWS, COLUMNS), "uint8")
    values[0, ROWS // 2 :] = 7
    palette = {1: (10, 120, 20, 255), 7: (30, 60, 200, 255)} if coloured else None
    return write(path, values, palette=palette)


def degrees(path: Path, value: int, west: float) -> Path:
    """30 × 30 cells of one value, 11 m wide, in EPSG:4326; north of 16.02 degrees lies half of it."""
    grid = from_origin(west, 16.0215, 0.0001, 0.0001)
    return write(path, np.full((1, 30, 30), value, "int32"), crs="EPSG:4326", grid=grid)


def turned(path: Path) -> Path:
    """A raster that is turned by some degrees against north."""
    grid = Affine.translation(WEST, NORTH) @ Affine.rotation(20) @ Affine.scale(CELL, -CELL)
    return write(path, np.ones((1, 9, 9), "uint8"), grid=grid)


def write(
    path: Path,
    values: Array,
    *,
    crs: str | None = "EPSG:32647",
    grid: Affine | None = None,
    nodata: float | None = None,
    described: tuple[str, str] | None = None,
    palette: dict[int, tuple[int, ...]] | None = None,
) -> Path:
    """A GeoTIFF of values by band, row and column."""
    bands, rows, columns = values.shape
    with (
        warnings.catch_warnings(action="ignore"),
        rasterio.open(
            path, "w", driver="GTiff", width=columns, height=rows, count=bands, dtype=values.dtype, nodata=nodata,
            crs=crs, transform=grid or from_origin(WEST, NORTH, CELL, CELL),
        ) as out,
    ):  # fmt: skip
        out.write(values)
        if bands == 3:
            out.colorinterp = [ColorInterp.red, ColorInterp.green, ColorInterp.blue]
        if described:
            out.set_band_description(1, described[0])
            out.set_band_unit(1, described[1])
        if palette:
            out.write_colormap(1, palette)
    return path


def scan(path: Path) -> Path:
    """A picture of paper, which lies nowhere."""
    with (
        warnings.catch_warnings(action="ignore"),
        rasterio.open(path, "w", driver="GTiff", width=9, height=9, count=1, dtype="uint8") as out,
    ):
        out.write(np.ones((1, 9, 9), "uint8"))
    return path


def opened(content: bytes) -> tuple[np.ma.MaskedArray[Any, Any], Affine]:
    """The values of a GeoTIFF by band, row and column, and where they lie."""
    with MemoryFile(content) as memory, memory.open() as found:
        return found.read(masked=True), found.transform


def drawn(content: bytes) -> Array:
    """A picture's red, green, blue and opacity by row and column."""
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGBA"))
