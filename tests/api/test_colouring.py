"""How numbers become colours, by arithmetic that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from api.ogc.colouring import STYLES, classed, palette_for, photographed, ramped, shaded, styles_of
from gis.raster import RasterKind


def test_a_ramp_runs_from_low_to_high_and_leaves_holes_clear() -> None:
    values = np.ma.masked_array([[0.0, 5.0, 10.0, 20.0, np.nan, -9999.0]], [[0, 0, 0, 0, 0, 1]])
    picture = ramped(values, 0, 10, ("#000000", "#ff8000"))
    assert picture[0].tolist() == [
        [0, 0, 0, 255], [128, 64, 0, 255], [255, 128, 0, 255], [255, 128, 0, 255], [0, 0, 0, 0], [0, 0, 0, 0],
    ]  # fmt: skip


def test_a_slope_that_faces_the_lamp_is_lighter_than_one_that_turns_away() -> None:
    rising = np.ma.masked_array(np.tile(np.arange(34.0), (34, 1)) * 10)
    flat = np.full((32, 32, 4), 200, np.uint8)
    # The lamp stands in the north-west: ground that rises to the east or the south faces it.
    east, west, south, north = (
        shaded(flat, np.ma.masked_array(heights), 10, 10)[..., 0].mean()
        for heights in (rising, rising[:, ::-1], rising.T, rising.T[::-1])
    )
    assert east == south > west == north
    level = shaded(flat, rising * 0, 10, 10)
    assert (level == flat).all()


def test_the_rim_of_a_hole_throws_no_shade_of_a_cliff() -> None:
    heights = np.ma.masked_array(np.full((12, 12), 100.0))
    heights[5, 5] = -9999
    heights[5, 5] = np.ma.masked
    flat = np.full((10, 10, 4), 200, np.uint8)
    assert (shaded(flat, heights, 10, 10) == flat).all()


def test_a_picture_keeps_its_colours_and_codes_have_those_of_their_palette() -> None:
    bands = np.ma.masked_array(np.arange(12, dtype="uint8").reshape(3, 2, 2), mask=False)
    bands[:, 1, 1] = np.ma.masked
    assert photographed(bands)[0, 1].tolist() == [1, 5, 9, 255] and photographed(bands)[1, 1, 3] == 0
    codes = np.ma.masked_array([[1, 2, 3]], [[0, 0, 1]])
    picture = classed(codes, {1: (9, 8, 7, 255), 3: (1, 1, 1, 255)})
    assert picture[0].tolist() == [[9, 8, 7, 255], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert palette_for(codes)[2] == palette_for(np.ma.masked_array([2]))[2]


@pytest.mark.parametrize("kind", RasterKind)
def test_every_style_has_a_title_and_every_kind_a_style(kind: RasterKind) -> None:
    assert styles_of(kind)
    for style in styles_of(kind):
        assert STYLES[style.name] is style and style.title.complete
        assert bool(style.ramp) == (kind is RasterKind.VALUES)
