"""The two tile matrix sets, held to a library that reads them from OGC's own definitions."""

from __future__ import annotations

import morecantile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ogc.grid import CELL_ZOOM, MARGIN, MERCATOR, SETS, Tile, keys_over

sets = st.sampled_from(list(SETS.values()))
zooms = st.integers(0, 17)
lonlat = st.tuples(st.floats(-179.99, 179.99), st.floats(-89.99, 89.99))


@given(sets, zooms, lonlat)
def test_a_tile_lies_where_ogc_says(of, z: int, where: tuple[float, float]) -> None:
    theirs = morecantile.tms.get(of.name)
    (column, *_), (row, *_) = of.over((*where, *where), z)
    if of is MERCATOR and abs(where[1]) > 85:
        return
    tile = theirs.tile(*where, z)
    # A position on an edge is in either of two tiles, within what floating point can tell.
    assert abs(tile.x - column) <= 1 and abs(tile.y - row) <= 1
    west, south, east, north = Tile(z, tile.x, tile.y, of).window()
    assert west <= where[0] <= east and south <= where[1] <= north
    bounds = theirs.xy_bounds(tile)
    assert Tile(z, tile.x, tile.y, of).bounds() == pytest.approx(tuple(bounds), rel=1e-12, abs=1e-6)


@given(sets, st.integers(0, 22), lonlat, st.floats(-1, 1), st.floats(-1, 1))
def test_a_change_finds_every_tile_that_shows_it(of, z: int, where: tuple[float, float], dx: float, dy: float) -> None:
    """A tile near a change shows it if the change lies in its margin; then the change's cell must find it."""
    z = min(z, of.deepest)
    (column, *_), (row, *_) = of.over((*where, *where), z)
    x, y = min(max(column + round(dx), 0), of.columns(z) - 1), min(max(row + round(dy), 0), of.rows(z) - 1)
    tile = Tile(z, x, y, of)
    west, south, east, north = tile.window()
    (cell_x, *_), (cell_y, *_) = MERCATOR.over((*where, *where), CELL_ZOOM)
    if west <= where[0] <= east and south <= where[1] <= north:
        assert set(keys_over(cell_x, cell_y)) & set(tile.cells())


@given(sets, zooms, lonlat)
def test_a_tile_is_filed_under_few_cells(of, z: int, where: tuple[float, float]) -> None:
    (column, *_), (row, *_) = of.over((*where, *where), z)
    assert 1 <= len(list(Tile(z, column, row, of).cells())) <= 9 if abs(where[1]) < 60 else True


@given(sets, zooms, lonlat)
def test_the_window_is_the_tile_with_its_margin(of, z: int, where: tuple[float, float]) -> None:
    (column, *_), (row, *_) = of.over((*where, *where), z)
    west, _, east, _ = Tile(z, column, row, of).window()
    side = 360 / of.columns(z)
    assert east - west == pytest.approx(side * (1 + 2 * MARGIN), rel=1e-6) or z < 2 or abs(where[0]) > 180 - 2 * side
