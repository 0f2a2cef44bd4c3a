"""A grid of heights, and where its cells lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS, Geod
from rasterio.transform import Affine

from gis.errors import Invalid
from gis.text import en, th

#: Cells that are worked on at once: a sub-district of 100 km² in cells of one metre.
MOST = 100_000_000
Grid = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Terrain:
    """Heights in metres by row (from the north) and column (from the west), NaN where they are not known.

    ``transform`` gives the corner of a cell in units of ``crs``, which is geographic or in metres.
    """

    heights: Grid
    transform: Affine
    crs: CRS

    @classmethod
    def read(cls, path: Path | str, bounds: tuple[float, float, float, float] | None = None) -> Terrain:
        """The first band of a raster, or the part of it within ``bounds`` (west, south, east, north in its own system).

        ``path`` may be the address of a COG, of which only that part is fetched. Raises Invalid for more than
        :data:`MOST` cells, or a system that is neither in degrees nor in metres.
        """
        with rasterio.open(path) as source:
            whole = source.window(*source.bounds)
            window = whole.intersection(source.window(*bounds)).round_offsets().round_lengths() if bounds else whole
            if window.width * window.height > MOST:
                raise Invalid(
                    th(f"ราสเตอร์มีเกิน {MOST:,} ช่อง ให้ระบุพื้นที่ที่เล็กลง")
                    | en(f"The raster has more than {MOST:,} cells. Name a smaller area.")
                )
            values = source.read(1, window=window, masked=True).astype(np.float64).filled(np.nan)
            return cls(values, source.window_transform(window), _measured(CRS.from_user_input(source.crs)))

    def write(
        self, path: Path, values: NDArray[Any], *, name: str, unit: str | None = None, about: str | None = None
    ) -> Path:
        """Values of these cells as a GeoTIFF whose band has a name and a unit; NaN becomes its nodata.

        ``about`` says what the values were made from, in the file's own description.
        """
        rows, columns = values.shape
        with rasterio.open(
            path, "w", driver="GTiff", width=columns, height=rows, count=1, dtype="float32", nodata=np.nan,
            crs=self.crs.to_wkt(), transform=self.transform, compress="DEFLATE", predictor=3, tiled=True,
        ) as out:  # fmt: skip
            out.write(values.astype(np.float32), 1)
            out.set_band_description(1, name)
            if unit:
                out.set_band_unit(1, unit)
            if about:
                out.update_tags(TIFFTAG_IMAGEDESCRIPTION=about)
        return path

    def raised(self, heights: Grid) -> Terrain:
        """The same cells with other heights."""
        return replace(self, heights=heights)

    @cached_property
    def cell_m(self) -> tuple[Grid, Grid]:
        """How wide and how high the cells of each row are, in metres, as columns to divide rows by."""
        rows = self.heights.shape[0]
        if not self.crs.is_geographic:
            metre = self.crs.axis_info[0].unit_conversion_factor
            return np.full((rows, 1), self.transform.a * metre), np.full((rows, 1), -self.transform.e * metre)
        geod: Geod = self.crs.get_geod() or Geod(ellps="WGS84")
        latitude = self.transform.f + (np.arange(rows) + 0.5) * self.transform.e
        west, half = np.full(rows, self.transform.c), self.transform.e / 2
        across = geod.inv(west, latitude, west + self.transform.a, latitude)[2]
        down = geod.inv(west, latitude - half, west, latitude + half)[2]
        return np.asarray(across)[:, None], np.asarray(down)[:, None]

    @property
    def known(self) -> NDArray[np.bool]:
        """The cells whose height is known."""
        return np.isfinite(self.heights)

    def centres(self) -> tuple[Grid, Grid]:
        """The x of each column's middle and the y of each row's."""
        rows, columns = self.heights.shape
        x = self.transform.c + (np.arange(columns) + 0.5) * self.transform.a
        return x, self.transform.f + (np.arange(rows) + 0.5) * self.transform.e

    def cell_at(self, x: float, y: float) -> tuple[int, int]:
        """The row and column that a place of ``crs`` lies in; raises Invalid for a place outside."""
        column, row = (int(np.floor(part)) for part in ~self.transform @ (x, y))
        if not (0 <= row < self.heights.shape[0] and 0 <= column < self.heights.shape[1]):
            raise Invalid(th("ตำแหน่งอยู่นอกราสเตอร์") | en("The place lies outside the raster."))
        return row, column


def _measured(crs: CRS) -> CRS:
    if not crs.is_geographic and not crs.is_projected:
        raise Invalid(th("ราสเตอร์ต้องมีระบบพิกัดที่รู้จัก") | en("The raster needs a system that is on the ground."))
    return crs
