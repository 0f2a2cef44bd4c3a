"""Map tiles: rasters drawn where they lie, by ramps and the shade of hills, on the grid that every map uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
import rasterio

from api.ogc import pixels
from api.ogc.colouring import STYLES, styles_of
from api.ogc.grid import DEGREES, MERCATOR, SETS, Tile, TileMatrixSet
from etl.raster import Told, every, register
from gis import throwaway
from gis.access import Audience
from gis.raster import RasterKind
from gis.settings import Settings
from gis.text import en, th
from tests import rasters
from tests.rasters import EAST, NORTH, SOUTH, WEST, Array, drawn
from tests.serving import serving

HERE = "/ogc/collections/ridge/map/tiles"


@pytest.fixture(scope="module")
def client(bare_instance: Settings, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("rasters")
    titles = th("สัน") | en("Ridge")
    with throwaway.database(bare_instance, template=template) as made:
        for name, file in (
            ("ridge", rasters.plane(folder / "ridge.tif", lift=10)), ("ridge_photo", rasters.photo(folder / "p.tif")),
            ("ridge_cover", rasters.cover(folder / "c.tif")),
            ("ridge_whole", rasters.plane(folder / "w.tif", lift=20, nodata=None)),
        ):  # fmt: skip
            register(made, file, Told(name, titles, Audience.PUBLIC, "CC-BY-4.0"))
        with serving(made) as base, httpx.Client(base_url=base) as client:
            yield client


def over(x: float, y: float, z: int, of: TileMatrixSet = MERCATOR) -> str:
    """The address of the tile over a place in EPSG:32647, below a tileset."""
    (lon,), (lat,) = rasterio.warp.transform("EPSG:32647", 4326, [x], [y])
    (column, *_), (row, *_) = of.over((lon, lat, lon, lat), z)
    return f"{of.name}/{z}/{row}/{column}"


def middle(z: int, of: TileMatrixSet = MERCATOR) -> str:
    return over((WEST + EAST) / 2, (NORTH + SOUTH) / 2, z, of)


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/png")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/core")
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("style", [style.name for style in styles_of(RasterKind.VALUES)])
def test_a_tile_shows_the_ground_where_it_lies_and_is_clear_elsewhere(
    client: httpx.Client, style: str, name: str
) -> None:
    of = SETS[name]
    address = middle(of.zoom(15), of)
    answer = client.get(f"{HERE}/{address}", params={"style": style})
    assert answer.headers["content-type"] == "image/png"
    picture = drawn(answer.content)
    assert picture.shape == (256, 256, 4)
    z, row, column = map(int, address.split("/")[1:])
    west, _, east, north = Tile(z, column, row, of).bounds()
    box = rasterio.warp.transform_bounds("EPSG:32647", of.srid, WEST, SOUTH, EAST, NORTH)
    pixels_of = ((box[0] - west), (box[2] - west)), ((north - box[3]), (north - box[1]))
    for axis, edges in zip((0, 1), pixels_of, strict=True):
        expected = np.clip(np.array(edges) / (east - west) * 256, 0, 256)
        opaque = np.flatnonzero((picture[..., 3] == 255).any(axis=axis))
        assert np.abs([opaque[0] - expected[0], opaque[-1] + 1 - expected[1]]).max() <= 4


@pytest.mark.parametrize("name", ["ridge", "ridge_photo", "ridge_cover", "ridge_whole"])
def test_beyond_its_edge_a_raster_is_clear_whether_or_not_a_value_says_so(client: httpx.Client, name: str) -> None:
    picture = drawn(client.get(f"/ogc/collections/{name}/map/tiles/{over(WEST, NORTH, 14)}").content)
    assert 0 < (picture[..., 3] == 255).mean() < 0.3
    assert (picture[picture[..., 3] == 0] == 0).all()


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/png")
def test_every_zoom_has_tiles_and_those_far_away_are_clear(client: httpx.Client) -> None:
    for z in range(MERCATOR.deepest + 1):
        picture = drawn(client.get(f"{HERE}/{middle(z)}").content)
        assert picture.shape == (256, 256, 4)
        assert (picture[..., 3] > 0).any() or z < 9, z  # from farther away it is less than a pixel
    assert not drawn(client.get(f"{HERE}/WebMercatorQuad/3/0/0").content).any()


def test_neighbours_meet_without_a_seam(client: httpx.Client) -> None:
    """The shade of a cell hangs on its neighbours, also on those in the next tile."""
    z, row, column = map(int, middle(18).split("/")[1:])
    left, right = (
        drawn(client.get(f"{HERE}/WebMercatorQuad/{z}/{row}/{x}?style=hillshade").content) for x in (column, column + 1)
    )
    assert (left[..., 3] == 255).all() and (right[..., 3] == 255).all()
    assert np.abs(left[:, -1, :3].astype(int) - right[:, 0, :3].astype(int)).max() <= 2


def test_each_kind_of_raster_is_drawn_as_what_it_is(client: httpx.Client) -> None:
    photo = drawn(client.get(f"/ogc/collections/ridge_photo/map/tiles/{middle(18)}").content)
    assert {tuple(colour) for colour in photo[::50, (0, -1)].reshape(-1, 4).tolist()} <= {
        (200, 0, 0, 255), (0, 0, 200, 255),
    }  # fmt: skip
    cover = drawn(client.get(f"/ogc/collections/ridge_cover/map/tiles/{middle(16)}").content)
    assert {tuple(colour) for colour in cover.reshape(-1, 4).tolist()} <= {
        (10, 120, 20, 255), (30, 60, 200, 255), (0, 0, 0, 0),
    }  # fmt: skip


def test_from_far_away_the_overviews_are_read_and_not_every_cell(fresh_database: Settings, tmp_path: Path) -> None:
    """Noise of 0 and 100 is nearly grey from far away; every sixth cell of it would be black or white."""
    field = np.random.default_rng(1).integers(0, 2, (2_048, 2_048)) * 100
    file = rasters.write(tmp_path / "field.tif", field[None].astype("float32"))
    register(fresh_database, file, Told("field", th("ก") | en("A"), Audience.PUBLIC, "CC-BY-4.0"))
    (raster,) = every(fresh_database)
    z, row, column = map(int, over(WEST + 10_000, NORTH - 10_000, 11).split("/")[1:])
    drawing = pixels.tile(fresh_database.rasters / raster.file, raster, Tile(z, column, row), STYLES["grey"])
    greys = _there(drawn(drawing))[:, 0]
    assert greys.mean() == pytest.approx(127, abs=3) and greys.std() < 45


def test_a_tile_that_a_client_has_is_not_drawn_again(client: httpx.Client) -> None:
    address = f"{HERE}/{middle(15)}"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{address}?style=grey").headers["etag"] != first.headers["etag"]


@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/tileset")
@pytest.mark.conformance("ogcapi-tiles-1/1.0/conf/tilesets-list")
def test_a_tileset_says_where_it_has_tiles_and_how_to_ask_for_them(client: httpx.Client) -> None:
    listed = client.get(HERE).json()["tilesets"]
    assert [each["tileMatrixSetURI"].rpartition("/")[2] for each in listed] == list(SETS)
    for each in listed:
        own = client.get(next(link["href"] for link in each["links"] if link["rel"] == "self")).json()
        assert own["dataType"] == "map" and own["tileMatrixSetURI"] == each["tileMatrixSetURI"]
        limits = own["tileMatrixSetLimits"][-1]
        template = next(link["href"] for link in own["links"] if link["rel"] == "item")
        address = template.format(
            tileMatrix=limits["tileMatrix"], tileRow=limits["minTileRow"], tileCol=limits["minTileCol"]
        )
        assert (drawn(client.get(address).content)[..., 3] > 0).any()


def test_tilejson_leads_to_tiles_in_the_style_one_asks_for(client: httpx.Client) -> None:
    told = client.get(f"{HERE}/WebMercatorQuad?f=tilejson&style=heat").json()
    assert told["tilejson"] == "3.0.0" and told["minzoom"] < told["maxzoom"] == 14
    (template,) = told["tiles"]
    assert template.endswith("{z}/{y}/{x}?style=heat")
    z, row, column = middle(14).split("/")[1:]
    assert client.get(template.format(z=z, y=row, x=column)).headers["content-type"] == "image/png"
    assert client.get(f"{HERE}/{DEGREES.name}?f=tilejson").status_code == 400


@pytest.mark.parametrize(
    "path",
    ["WebMercatorQuad/0/0/1", "WebMercatorQuad/23/0/0", "WebMercatorQuad/x/0/0", f"{middle(15)}?style=natural",
     f"{middle(15)}?style=x", f"{middle(15)}?f=png"],
)  # fmt: skip
def test_what_no_tile_is_asked_for_with_is_refused(client: httpx.Client, path: str) -> None:
    answer = client.get(f"{HERE}/{path}")
    assert answer.status_code == 400 and answer.json()["detail_th"]


def test_real_terrain_shows_its_relief(fresh_database: Settings, real_data: Path) -> None:
    for file in ("bangkok_bangrak_dem_30m_utm47n.tif", "java_dem_25m_utm48s.tif", "srtm_3arcsec_zion_cog.tif"):
        name = register(
            fresh_database, real_data / "dem" / file, Told(file[:8], th("ก") | en("A"), Audience.PUBLIC, "CC-BY-4.0")
        )
        raster = next(each for each in every(fresh_database) if each.name == name)
        west, south, east, north = raster.bounds
        lon, lat = (west + east) / 2, (south + north) / 2
        for z in (10, 14):
            (x, *_), (y, *_) = MERCATOR.over((lon, lat, lon, lat), z)
            shaded, plain = (
                _there(drawn(pixels.tile(fresh_database.rasters / raster.file, raster, Tile(z, x, y), STYLES[style])))
                for style in ("hillshade", "terrain")
            )
            assert len(np.unique(shaded[:, 0])) > 10, (file, z)
            assert len(np.unique(plain, axis=0)) > 20, (file, z)
            assert (shaded[:, 0] == shaded[:, 1]).all()


def _there(picture: Array) -> Array:
    found: Array = picture[picture[..., 3] > 0]
    assert len(found)
    return found
