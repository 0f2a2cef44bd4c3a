"""Drainage, height above it and floods, by hand and by what must hold of any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pyproj import CRS
from rasterio.transform import from_origin

from gis.errors import Invalid
from gis.terrain import Terrain, drainage, flood_depth, hand
from gis.terrain.heights import Grid

UTM = CRS.from_epsg(32647)
#: Cells of 100 m, of which a hundred are a square kilometre.
CELL = 100.0
#: A valley that falls to the south: its stream runs down the middle column.
VALLEY = [
    [9, 9, 9, 9, 9],
    [9, 6, 5, 6, 9],
    [9, 6, 4, 7, 9],
    [9, 5, 3, 6, 9],
    [9, 9, 2, 9, 9],
]


def terrain(heights: object) -> Terrain:
    return Terrain(np.array(heights, float), from_origin(600_000, 1_770_000, CELL, CELL), UTM)


def test_the_depth_of_a_small_valley_is_what_one_works_out_by_hand() -> None:
    # The middle column takes in nine cells (0.09 km²) from its third row on: beds at 4, 3 and 2 m.
    drained = drainage(terrain(VALLEY), stream_km2=0.09)
    assert [tuple(map(int, cell)) for cell in np.argwhere(drained.streams)] == [(2, 2), (3, 2), (4, 2)]
    above = hand(drained)
    assert above[2, 2] == above[3, 2] == above[4, 2] == 0
    assert above[1, 2] == 1  # 5 m, over the stream at 4 m
    assert above[3, 1] == 3  # 5 m, over the way out at 2 m
    assert above[2, 3] == 4  # 7 m, over the stream at 3 m
    depth = flood_depth(drained, 3.5)
    assert depth[1, 2] == 2.5 and depth[2, 2] == 3.5 and depth[3, 1] == 0.5 and depth[2, 3] == 0
    assert (flood_depth(drained, 0) == 0).all()


def test_water_that_meets_no_stream_floods_nothing() -> None:
    # A ridge in the middle: the eastern side is too small for a stream.
    side = [4, 3, 2, 3, 9, 3, 2]
    drained = drainage(terrain([side] * 3 + [[value - 1 for value in side]]), stream_km2=0.09)
    assert not drained.streams[:, 5:].any()
    assert np.isnan(hand(drained)[:, 5:]).all()
    assert (flood_depth(drained, 100)[:, 5:] == 0).all()


def test_an_outlet_floods_the_land_that_drains_through_it_and_no_other() -> None:
    valley = np.array(VALLEY, float)
    two = terrain(np.hstack([valley, valley[:, 1:]]))
    drained = drainage(two, stream_km2=0.09)
    both, west = flood_depth(drained, 3), flood_depth(drained, 3, outlet=two.cell_at(600_250, 1_769_550))
    assert (west[:, :4] == both[:, :4]).all() and west[3, 2] == 3
    assert (west[:, 5:] == 0).all() and both[3, 6] == 3


def test_what_is_not_known_stays_unknown_and_lets_water_out() -> None:
    valley = np.array(VALLEY, float)
    valley[0] = np.nan
    depth = flood_depth(drainage(terrain(valley), stream_km2=0.05), 2)
    assert np.isnan(depth[0]).all() and np.isfinite(depth[1:]).all()


def test_no_stream_is_a_sentence() -> None:
    with pytest.raises(Invalid, match="ให้ระบุค่าที่น้อยลง"):
        drainage(terrain(VALLEY), stream_km2=1)
    with pytest.raises(Invalid, match="ต้องไม่ติดลบ"):
        flood_depth(drainage(terrain(VALLEY), stream_km2=0.05), -1)


_grids = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).integers(0, 30, (9, 12)).astype(float))


@examples(max_examples=60, deadline=None)
@given(
    heights=_grids, low=st.floats(0, 20), more=st.floats(0, 20), outlet=st.tuples(st.integers(0, 8), st.integers(0, 11))
)
def test_a_higher_stage_is_nowhere_shallower_and_a_basin_is_a_part_of_the_whole(
    heights: Grid, low: float, more: float, outlet: tuple[int, int]
) -> None:
    drained = drainage(terrain(heights), stream_km2=0.05)
    shallow, deep = flood_depth(drained, low), flood_depth(drained, low + more)
    assert (shallow >= 0).all() and (deep >= shallow).all() and (deep <= low + more).all()
    assert deep[shallow > 0] == pytest.approx(shallow[shallow > 0] + more)
    assert (shallow[drained.streams] == low).all()
    basin = flood_depth(drained, low + more, outlet)
    inside = basin > 0
    assert (basin[inside] == deep[inside]).all()
    assert np.count_nonzero(inside) <= round(drained.upstream_km2[outlet] * 100)
