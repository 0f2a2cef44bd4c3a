"""How a raster can be drawn: named ramps for quantities, the shade of hills, and a picture's or a legend's own colours.

Pure arithmetic over arrays; nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.raster import RasterKind
from gis.text import Text, en, th

Values = np.ma.MaskedArray[Any, Any]
#: Red, green, blue and opacity by row and column.
Picture = NDArray[np.uint8]
#: The colour of each code of a raster of classes: red, green, blue, opacity.
Palette = Mapping[int, tuple[int, ...]]

#: Where the lamp stands, in degrees: clockwise from north, and above the horizon.
_AZIMUTH, _ALTITUDE = 315.0, 45.0
#: How bright the darkest side of a hill is drawn, of 1.
_DARKEST = 0.3
#: Colours for codes of which the file says none, told apart by people who see few colours (after Okabe and Ito).
_CODES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7f7f7f")


@dataclass(frozen=True, slots=True)
class Style:
    """A way to draw: the stops of a ramp from low to high, none where a raster brings its own colours, and whether
    the shade of hills is laid over it."""

    name: str
    title: Text
    ramp: tuple[str, ...] = ()
    shaded: bool = False

    @property
    def legend(self) -> tuple[str, ...]:
        """The colours of its small picture, dark to light where there is nothing but shade."""
        return self.ramp if len(set(self.ramp)) > 1 else ("#3a3a3a", *self.ramp[:1], "#ffffff")


_TERRAIN = ("#2f7d5b", "#8fbf6f", "#efe3a1", "#c89a5c", "#8a5a3c", "#ffffff")
OWN = Style("natural", th("สีของข้อมูลเอง") | en("Its own colours"))
_RAMPS = (
    Style("relief", th("ภูมิประเทศพร้อมเงาเขา") | en("Terrain with hill-shade"), _TERRAIN, shaded=True),
    Style("hillshade", th("เงาเขา") | en("Hill-shade"), ("#c4c4c4", "#c4c4c4"), shaded=True),
    Style("terrain", th("ภูมิประเทศ") | en("Terrain"), _TERRAIN),
    Style("water", th("ความลึกน้ำ") | en("Water"), ("#f1f8fc", "#9fcbe6", "#3f8fc4", "#14477d")),
    Style("heat", th("ความร้อน") | en("Heat"), ("#fff6c2", "#fdb863", "#e8603c", "#8c1127")),
    Style("grey", th("ขาวดำ") | en("Grey"), ("#000000", "#ffffff")),
)
#: Every style by its name.
STYLES = {style.name: style for style in (*_RAMPS, OWN)}


def styles_of(kind: RasterKind) -> tuple[Style, ...]:
    """The styles that make sense of a raster, the one it has unasked first."""
    return _RAMPS if kind is RasterKind.VALUES else (OWN,)


def ramped(values: Values, low: float, high: float, ramp: tuple[str, ...]) -> Picture:
    """Quantities by the colours of a ramp between ``low`` and ``high``; what is masked or no number is clear."""
    numbers = np.ma.filled(values.astype(float), np.nan)
    stops = np.linspace(low, high, len(ramp))
    colours = np.array([_rgb(each) for each in ramp])
    there = np.isfinite(numbers)
    bands = [np.interp(np.where(there, numbers, low), stops, colours[:, band]) for band in range(3)]
    return _cut(np.stack(bands, axis=-1).round(), there)


def shaded(picture: Picture, values: Values, across_m: float, down_m: float) -> Picture:
    """The picture under the shade of its heights in metres, whose cells are ``across_m`` by ``down_m`` metres.

    ``values`` has one cell more on every side than the picture, so that no seam shows between tiles. The slope is
    that of Horn (1981), over the eight cells around each.
    """
    z = _filled(values)
    east = (z[:-2, 2:] + 2 * z[1:-1, 2:] + z[2:, 2:] - z[:-2, :-2] - 2 * z[1:-1, :-2] - z[2:, :-2]) / (8 * across_m)
    south = (z[2:, :-2] + 2 * z[2:, 1:-1] + z[2:, 2:] - z[:-2, :-2] - 2 * z[:-2, 1:-1] - z[:-2, 2:]) / (8 * down_m)
    azimuth, altitude = np.radians(_AZIMUTH), np.radians(_ALTITUDE)
    # The ground's normal (-dz/deast, -dz/dnorth, 1) against the direction of the lamp.
    light = np.sin(altitude) + np.cos(altitude) * (south * np.cos(azimuth) - east * np.sin(azimuth))
    # Level ground is 1 and keeps its colour; what faces the lamp is brighter.
    light = np.clip(light / np.sqrt(1 + east**2 + south**2), 0, 1) / np.sin(altitude)
    shade = (_DARKEST + (1 - _DARKEST) * light)[..., None]
    return np.concatenate([np.clip(picture[..., :3] * shade, 0, 255), picture[..., 3:]], axis=-1).astype(np.uint8)


def _filled(values: Values) -> NDArray[np.floating[Any]]:
    """Holes as high as the ground beside them, so that their rims throw no cliffs of 9,999 m; the slope of a cell
    hangs on no ground farther away."""
    numbers = np.ma.masked_invalid(values.astype(float))
    if not np.ma.is_masked(numbers):
        return numbers.data
    known = np.pad(~np.ma.getmaskarray(numbers), 1)
    heights = np.pad(np.ma.filled(numbers, 0.0), 1)
    rows, columns = numbers.shape
    around = [(slice(y, y + rows), slice(x, x + columns)) for y in range(3) for x in range(3)]
    count, total = sum(known[part] * 1.0 for part in around), sum(heights[part] for part in around)
    return np.where(
        known[1:-1, 1:-1], heights[1:-1, 1:-1], np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    )


def photographed(bands: Values) -> Picture:
    """The first three bands as red, green and blue; clear where the file says that there is nothing."""
    there = ~np.ma.getmaskarray(bands[:3]).all(axis=0)
    return _cut(np.moveaxis(bands.data[:3], 0, -1), there)


def classed(codes: Values, palette: Palette) -> Picture:
    """Codes in the colours of a palette; a code without one is clear."""
    picture = np.zeros((*codes.shape, 4), np.uint8)
    numbers = np.ma.filled(codes.astype(np.int64), -1)
    for code in np.unique(numbers[~np.ma.getmaskarray(codes)]).tolist():
        picture[numbers == code] = palette.get(code, (0, 0, 0, 0))
    return picture


def palette_for(codes: Values) -> Palette:
    """Colours for codes of a file that has none, always the same for the same code."""
    return {code: (*_rgb(_CODES[code % len(_CODES)]), 255) for code in np.unique(codes.compressed()).tolist()}


def _cut(colours: NDArray[Any], there: NDArray[np.bool]) -> Picture:
    """Red, green and blue, opaque where something is there and nothing at all elsewhere."""
    picture = np.zeros((*there.shape, 4), np.uint8)
    picture[..., :3], picture[..., 3] = colours, 255
    picture[~there] = 0
    return picture


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
