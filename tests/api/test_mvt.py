"""What a tile shows from far out, where shapes are smaller than a pixel; read back by GDAL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyogrio
import pytest
import shapely

from api.ogc.grid import DEGREES, MERCATOR, Tile, TileMatrixSet
from gis import throwaway
from gis.db import connect
from gis.settings import Settings
from tests.mvt import features
from tests.serving import serving

#: 400 × 250 parcels of some 40 m side by side, of the five uses in blocks of ten, and one in fifty at random.
_LAND = """
insert into core.parcel (changeset_id, parcel_code, land_use, geom)
select changeset, to_char(n / 26000 + 1, 'FM00') || chr(65 + n / 1000 % 26) || to_char(n % 1000, 'FM000'),
    (array['agriculture', 'residence', 'other', 'mixed', 'vacant'])[
        1 + (case when n % 50 = 7 then n / 50 else x / 10 + y / 10 end) % 5],
    ST_Multi(ST_MakeEnvelope(99.9 + x * w, 15.7 + y * w, 99.9 + (x + 1) * w, 15.7 + (y + 1) * w, 4326))
from (select gis.changeset() as changeset) c, generate_series(0, 99999) n,
    lateral (select n % 400 as x, n / 400 as y, 0.0004 as w) at
"""
#: Away from them: three news in one pixel, two of them of one kind; a park of 20 m and one of 2 km.
_ALONE = """
insert into core.news_item (headline, kind, geom) values
    ('old', 'notice', ST_Point(99.800001, 16.2, 4326)), ('new', 'notice', ST_Point(99.800002, 16.2, 4326)),
    ('other', 'event', ST_Point(99.800003, 16.2, 4326));
insert into core.green_area (name, kind, geom) values
    ('small', 'park', ST_Multi(ST_MakeEnvelope(99.7, 16.2, 99.7002, 16.2002, 4326))),
    ('wide', 'forest', ST_Multi(ST_MakeEnvelope(99.72, 16.2, 99.74, 16.22, 4326)));
"""


@pytest.fixture(scope="module")
def land(bare_instance: Settings, template: str) -> Iterator[httpx.Client]:
    """A service of 100,000 parcels, all in one z10 tile, and of a few lone shapes."""
    with throwaway.database(bare_instance, template=template) as made:
        with connect(made.admin_url) as connection:
            connection.execute(_LAND)
            connection.execute(_ALONE)
        with serving(made) as address, httpx.Client(base_url=address, timeout=30) as client:
            yield client


def over(z: int, x: float, y: float, of: TileMatrixSet = MERCATOR) -> Tile:
    """The tile of a zoom over a longitude and latitude."""
    (column, *_), (row, *_) = of.over((x, y, x, y), z)
    return Tile(z, column, row, of)


def fetch(client: httpx.Client, layer: str, tile: Tile) -> bytes:
    answer = client.get(f"/ogc/collections/{layer}/tiles/{tile.of.name}/{tile.z}/{tile.y}/{tile.x}")
    assert answer.status_code == 200, answer.text
    return answer.content


def shapes(body: bytes, tile: Tile, folder: Path) -> Any:
    """The features of a tile as GDAL draws them, margin included, in metres."""
    (folder / "tile.mvt").write_bytes(body)
    return pyogrio.read_dataframe(folder / "tile.mvt", X=tile.x, Y=tile.y, Z=tile.z, CLIP="NO")


def test_a_far_tile_of_a_hundred_thousand_parcels_is_small_and_shows_every_use_where_it_is(
    land: httpx.Client, tmp_path: Path
) -> None:
    tile = over(10, 99.95, 15.75)
    began = time.monotonic()
    body = fetch(land, "parcel", tile)
    assert time.monotonic() - began < 8  # half a second on an idle core; the database gives up after ten
    assert 0 < len(body) <= 300_000
    drawn = shapes(body, tile, tmp_path)
    assert drawn.is_valid.all()
    assert set(drawn["land_use"]) == {"agriculture", "residence", "other", "mixed", "vacant"}
    west, south, east, north = drawn.to_crs(4326).total_bounds
    cell = 3 * 360 / 512 / 2**10  # a shape may be drawn as far out as the cell it lies in
    assert 99.9 - cell <= west <= 99.9 and 100.06 <= east <= 100.06 + cell
    assert 15.7 - cell <= south <= 15.7 and 15.8 <= north <= 15.8 + cell
    # No parcel is left out, and none is drawn twice: the uses cover the land once.
    assert drawn.to_crs(32647).area.sum() == pytest.approx(17_110 * 11_065, rel=0.05)
    assert drawn.union_all().area == pytest.approx(drawn.area.sum(), rel=1e-3)
    for use, share in drawn.area.groupby(drawn["land_use"]).sum().items():
        assert 0.1 < share / drawn.area.sum() < 0.3, use


@pytest.mark.parametrize("of", [MERCATOR, DEGREES])
@pytest.mark.parametrize("detail", [11, 12, 13, 14])
def test_no_zoom_is_heavy(land: httpx.Client, of: TileMatrixSet, detail: int) -> None:
    body = fetch(land, "parcel", over(of.zoom(detail), 99.95, 15.75, of))
    assert 0 < len(body) <= 600_000


def test_tiles_side_by_side_dissolve_the_same_cells(land: httpx.Client, tmp_path: Path) -> None:
    left = over(12, 99.95, 15.75)
    right = Tile(12, left.x + 1, left.y)
    drawn = [shapes(fetch(land, "parcel", tile), tile, tmp_path) for tile in (left, right)]
    edge, south, _, north = right.bounds()
    strip = shapely.box(edge - 60, south, edge + 60, north)
    for use in ("agriculture", "residence"):
        pieces = [each[each["land_use"] == use].clip(strip).union_all() for each in drawn]
        assert pieces[0].area > 0
        assert pieces[0].symmetric_difference(pieces[1]).area < 0.02 * pieces[0].area


@pytest.mark.parametrize("z", [11, 12, 13, 14])
def test_no_area_vanishes_however_small(land: httpx.Client, z: int) -> None:
    (small,) = features(fetch(land, "green_area", over(z, 99.7, 16.2)))[:1]
    assert small.properties["kind"] == "park"
    assert len({x for x, _ in small.positions}) > 1


def test_a_wide_area_keeps_its_number_and_its_shape(land: httpx.Client) -> None:
    found = features(fetch(land, "green_area", over(12, 99.73, 16.21)))
    assert {feature.id for feature in found if feature.properties["kind"] == "forest"} == {2}


def test_of_points_in_one_pixel_one_of_each_colour_is_drawn_the_newest(land: httpx.Client) -> None:
    far, near = (features(fetch(land, "news_item", over(z, 99.8, 16.2))) for z in (12, 22))
    assert sorted((feature.properties["kind"], feature.id) for feature in far) == [("event", 3), ("notice", 2)]
    assert len(near) == 3
    assert {feature.properties["headline"] for feature in near} == {"old", "new", "other"}


def test_a_tile_has_the_same_bytes_wherever_its_rows_are_kept(land: httpx.Client) -> None:
    """Its ETag is then the same in every process, and after an edit elsewhere."""
    tile = over(13, 99.95, 15.75)
    ids = [feature.id for feature in features(fetch(land, "parcel", tile))]
    assert len(ids) > 1000 and ids == sorted(ids)
