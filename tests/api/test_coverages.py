"""Coverages: registered rasters, read in parts, in ranges and as pictures, by whom the database lets read them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import jsonschema
import numpy as np
import pytest
import rasterio

from etl.raster import Told, register
from gis import staff, throwaway
from gis.access import Audience, Division
from gis.raster import RasterKind
from gis.settings import Settings
from gis.text import en, th
from tests import rasters
from tests.rasters import CELL, COLUMNS, EAST, NORTH, ROWS, SOUTH, WEST, drawn, opened
from tests.serving import OUTSIDE, serving

#: Who may read what is for staff.
READER = ("raster.reader", "reader-password")
HERE = "/ogc/collections/slope"


def told(name: str, read: Audience = Audience.PUBLIC, kind: RasterKind | None = None) -> Told:
    return Told(name, th(f"{name} ไทย") | en(f"{name} in English"), read, "CC-BY-4.0", kind=kind)


@pytest.fixture(scope="module")
def registered(
    bare_instance: Settings, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, str]]:
    folder = tmp_path_factory.mktemp("rasters")
    with throwaway.database(bare_instance, template=template) as made:
        register(made, rasters.plane(folder / "slope.tif"), told("slope"))
        register(made, rasters.plane(folder / "secret.tif", lift=500), told("secret_slope", Audience.STAFF))
        register(made, rasters.photo(folder / "photo.tif"), told("ortho"))
        register(made, rasters.cover(folder / "cover.tif"), told("cover"))
        register(made, rasters.cover(folder / "plain.tif", coloured=False), told("plain", kind=RasterKind.CLASSES))
        register(made, rasters.hills(folder / "hills.tif", 4_200), told("hills"))
        staff.add(made, READER[0], Division.ENGINEERING, password=READER[1])
        with serving(made) as base:
            yield made, base
        staff.remove(made, READER[0])


@pytest.fixture
def client(registered: tuple[Settings, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=registered[1]) as made:
        yield made


@pytest.fixture
def reader(registered: tuple[Settings, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=registered[1], auth=READER) as made:
        yield made


def degrees(west: float, south: float, east: float, north: float) -> tuple[float, ...]:
    found: tuple[float, ...] = rasterio.warp.transform_bounds("EPSG:32647", 4326, west, south, east, north)
    return found


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/core")
@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/geotiff")
def test_a_coverage_comes_back_as_it_was(client: httpx.Client) -> None:
    answer = client.get(f"{HERE}/coverage")
    assert answer.headers["content-type"] == "image/tiff; application=geotiff"
    values, transform = opened(answer.content)
    assert values.shape == (1, ROWS, COLUMNS)
    assert (values[0, 5] == np.arange(COLUMNS)).all()
    assert values.mask[0, 0, :10].all() and values.mask.sum() == 10
    assert (transform.c, transform.f, transform.a, transform.e) == (WEST, NORTH, CELL, -CELL)


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/core")
def test_a_collection_says_where_its_cells_lie_and_what_they_hold(client: httpx.Client) -> None:
    (described,) = (each for each in client.get("/ogc/collections").json()["collections"] if each["id"] == "slope")
    assert described["itemType"] == "coverage"
    assert described["extent"]["spatial"]["bbox"] == [pytest.approx(degrees(WEST, SOUTH, EAST, NORTH))]
    assert [axis["cellsCount"] for axis in described["extent"]["spatial"]["grid"]] == [COLUMNS, ROWS]
    assert described["storageCrs"].endswith("/EPSG/0/32647")
    assert described["bands"] == [{"name": "height", "dtype": "float32", "unit": "m", "low": 2.0, "high": 97.22}]
    relations = {link["rel"].rpartition("/")[2] for link in described["links"]}
    assert {"self", "coverage", "schema", "tilesets-map", "enclosure", "license"} <= relations
    schema = client.get(f"{HERE}/coverage/schema").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["height"] == {
        "title": "height", "type": "number", "x-ogc-unit": "m", "x-ogc-propertySeq": 1,
    }  # fmt: skip


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/core")
def test_every_link_of_a_raster_leads_somewhere(client: httpx.Client, registered: tuple[Settings, str]) -> None:
    for start in (HERE, f"{HERE}/map/tiles", "/ogc/collections/catalogue/items/slope"):
        document = client.get(start).json()
        lists = [document, *document.get("tilesets", ())]
        for link in (link for each in lists for link in each["links"]):
            if link["href"].startswith(registered[1]) and not link.get("templated"):
                answer = client.get(link["href"])
                assert answer.status_code == 200, link
                assert answer.headers["content-type"].partition(";")[0] in link["type"], link


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/core")
@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "image/tiff"), ("image/png", "image/png"), ("application/vnd.cov+json", "application/vnd.cov+json"),
        ("text/html,image/png;q=0.8,*/*;q=0.5", "image/png"),
    ],
)  # fmt: skip
def test_the_format_is_what_accept_likes_best(client: httpx.Client, accept: str, media: str) -> None:
    answer = client.get(f"{HERE}/coverage", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(media)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/subsetting")
@pytest.mark.parametrize("way", ["bbox", "subset"])
def test_a_box_gives_the_cells_it_touches_where_they_lie(client: httpx.Client, way: str) -> None:
    west, south, east, north = degrees(WEST + 101, NORTH - 499, WEST + 199, NORTH - 401)
    asked = {"bbox": f"{west},{south},{east},{north}", "subset": f"Lat({south}:{north}),Lon({west}:{east})"}
    values, transform = opened(client.get(f"{HERE}/coverage", params={way: asked[way]}).content)
    first = round((transform.c - WEST) / CELL)
    assert first in (9, 10) and 10 <= values.shape[2] <= 12
    assert (values[0, 0] == np.arange(first, first + values.shape[2])).all()


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/subsetting")
def test_an_axis_that_is_not_named_and_an_open_end_are_not_cut(client: httpx.Client) -> None:
    middle = (degrees(WEST, SOUTH, EAST, NORTH)[0] + degrees(WEST, SOUTH, EAST, NORTH)[2]) / 2
    values, transform = opened(client.get(f"{HERE}/coverage", params={"subset": f"Lon({middle}:*)"}).content)
    assert values.shape[1] == ROWS and abs(values.shape[2] - COLUMNS / 2) <= 2
    assert transform.f == NORTH


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/scaling")
@pytest.mark.parametrize(
    "asked",
    ["scale-size=Lon(50),Lat(20)", "scale-size=x(50),y(20)", "scale-axes=Lon(2),Lat(4)", "scale-axes=N(4),E(2)"],
)
def test_a_coverage_can_be_scaled_and_keeps_its_ground(client: httpx.Client, asked: str) -> None:
    values, transform = opened(client.get(f"{HERE}/coverage?{asked}").content)
    assert values.shape == (1, 20, 50)
    assert (transform.a, transform.e) == (20, -40)
    assert values[0, 10, 10] == pytest.approx(20.5, abs=1)


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/scaling")
def test_a_factor_makes_both_axes_coarser_or_finer(client: httpx.Client) -> None:
    for factor, shape in (("2", (40, 50)), ("0.5", (160, 200))):
        assert opened(client.get(f"{HERE}/coverage?scale-factor={factor}").content)[0].shape == (1, *shape)


def test_codes_are_never_averaged_and_keep_their_colours(client: httpx.Client) -> None:
    content = client.get("/ogc/collections/cover/coverage?scale-size=x(7),y(3)").content
    assert set(np.unique(opened(content)[0])) == {1, 7}
    with rasterio.MemoryFile(content) as memory, memory.open() as found:
        assert found.colormap(1)[7] == (30, 60, 200, 255)


@pytest.mark.conformance("ogcapi-coverages-1/1.0/conf/coveragejson")
def test_coveragejson_names_the_centres_of_the_cells_and_leaves_holes_empty(client: httpx.Client) -> None:
    answer = client.get(f"{HERE}/coverage?f=covjson")
    assert answer.headers["content-type"] == "application/vnd.cov+json"
    told = answer.json()
    assert told["domain"]["axes"]["x"] == {"start": WEST + 5, "stop": EAST - 5, "num": COLUMNS}
    assert told["domain"]["axes"]["y"] == {"start": NORTH - 5, "stop": SOUTH + 5, "num": ROWS}
    assert told["domain"]["referencing"][0]["system"]["id"].endswith("/EPSG/0/32647")
    (height,) = told["ranges"].values()
    assert (height["shape"], height["dataType"]) == ([ROWS, COLUMNS], "float")
    assert height["values"][:12] == [None] * 10 + [10, 11]
    assert told["parameters"]["height"]["unit"] == {"symbol": "m"}
    (codes,) = client.get("/ogc/collections/cover/coverage?f=covjson").json()["ranges"].values()
    assert codes["dataType"] == "integer"


def test_a_picture_has_the_colours_of_what_it_is_of(client: httpx.Client) -> None:
    photo = drawn(client.get("/ogc/collections/ortho/coverage?f=png").content)
    assert photo[5, 5].tolist() == [200, 0, 0, 255] and photo[5, -5].tolist() == [0, 0, 200, 255]
    cover = drawn(client.get("/ogc/collections/cover/coverage?f=png").content)
    assert cover[5, 5].tolist() == [10, 120, 20, 255] and cover[-5, 5].tolist() == [30, 60, 200, 255]
    plain = drawn(client.get("/ogc/collections/plain/coverage?f=png").content)
    assert plain[5, 5, 3] == plain[-5, 5, 3] == 255 and plain[5, 5].tolist() != plain[-5, 5].tolist()
    grey = drawn(client.get(f"{HERE}/coverage?f=png&style=grey&scale-factor=1").content)
    assert (
        grey.shape[:2] == (ROWS, COLUMNS)
        and grey[0, 5, 3] == 0
        and grey[9, 1].tolist() == [0, 0, 0, 255]
        and grey[9, 98].tolist() == [255] * 4
    )


def test_the_file_is_a_cog_that_is_read_in_ranges(client: httpx.Client, registered: tuple[Settings, str]) -> None:
    address = f"{HERE}/coverage.tif"
    whole = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert whole.headers["accept-ranges"] == "bytes" and "content-encoding" not in whole.headers
    head = client.head(address)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(whole.content)))
    for asked, content in (("0-15", whole.content[:16]), ("100-", whole.content[100:]), ("-7", whole.content[-7:])):
        part = client.get(address, headers={"Range": f"bytes={asked}"})
        assert (part.status_code, part.content) == (206, content)
        assert part.headers["content-range"].endswith(f"/{len(whole.content)}")
        assert part.headers["etag"] == whole.headers["etag"]
    beyond = client.get(address, headers={"Range": "bytes=99999999-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole.content)}")
    # A part of another file than the client has the beginning of would be no use to it.
    changed = client.get(address, headers={"Range": "bytes=0-15", "If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    assert client.get(address, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    with rasterio.MemoryFile(whole.content) as memory, memory.open() as stored:
        assert stored.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_gdal_reads_a_window_of_a_large_file_without_fetching_the_rest(registered: tuple[Settings, str]) -> None:
    """In a process of its own: rasterio may read the network only where GDAL is told to."""
    program = (
        "import rasterio\n"
        "from rasterio.windows import Window\n"
        f"with rasterio.open('/vsicurl/{registered[1]}/ogc/collections/hills/coverage.tif') as found:\n"
        "    print(found.overviews(1), found.read(1, window=Window(2000, 2000, 64, 64)).mean().round(1))\n"
    )
    environment = {**OUTSIDE, "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "CPL_CURL_VERBOSE": "YES"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert done.stdout.startswith("[2, 4, 8")
    # Each line is one range that was fetched.
    ranges = [line.split("bytes=")[1] for line in done.stderr.splitlines() if line.strip().startswith("Range: bytes=")]
    fetched = sum(int(last) - int(first) + 1 for first, last in (each.strip().split("-") for each in ranges))
    assert ranges
    assert fetched < (registered[0].rasters / next(registered[0].rasters.glob("hills-*.tif")).name).stat().st_size / 4


def test_an_answer_that_a_client_has_is_not_made_again(client: httpx.Client, reader: httpx.Client) -> None:
    first = client.get(f"{HERE}/coverage?f=png")
    again = client.get(f"{HERE}/coverage?f=png", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    others = [client.get(f"{HERE}/coverage?{asked}").headers["etag"] for asked in ("f=tiff", "f=png&style=grey")]
    assert len({first.headers["etag"], *others}) == 3
    mine = reader.get("/ogc/collections/secret_slope/coverage?f=png")
    assert mine.headers["cache-control"] == "private, no-store" and "etag" not in mine.headers


def test_a_file_that_is_not_there_is_said_so_and_fails_nothing(
    client: httpx.Client, registered: tuple[Settings, str], tmp_path: Path
) -> None:
    register(registered[0], rasters.plane(tmp_path / "lost.tif", lift=9), told("lost"))
    next(registered[0].rasters.glob("lost-*.tif")).unlink()
    for path in ("coverage", "coverage.tif", "map/tiles/WebMercatorQuad/8/116/199"):
        answer = client.get(f"/ogc/collections/lost/{path}")
        assert answer.status_code == 503, path
        assert "file" in answer.json()["detail_en"]
    assert client.get("/ogc/collections/lost").status_code == 200


def test_what_is_for_staff_is_not_there_for_the_public(client: httpx.Client, reader: httpx.Client) -> None:
    listed = [each["id"] for each in client.get("/ogc/collections").json()["collections"]]
    assert "slope" in listed and "secret_slope" not in listed
    assert "secret_slope" in [each["id"] for each in reader.get("/ogc/collections").json()["collections"]]
    tiles = "/map/tiles/WebMercatorQuad"
    for path in ("", "/coverage", "/coverage.tif", "/coverage/schema", "/map/tiles", tiles, f"{tiles}/0/0/0"):
        refused = client.get(f"/ogc/collections/secret_slope{path}")
        assert refused.status_code == 404, path
        assert refused.json()["detail_en"] == client.get(f"/ogc/collections/nothing{path}").json()["detail_en"].replace(
            "nothing", "secret_slope"
        )
        assert client.get(f"{HERE}{path}").status_code == 200, path
        assert reader.get(f"/ogc/collections/secret_slope{path}").status_code == 200, path
    assert reader.get("/ogc/collections/catalogue/items/secret_slope").status_code == 200
    assert client.get("/ogc/collections/catalogue/items/secret_slope").status_code == 404
    assert client.get("/ogc/collections/catalogue/items/slope").json()["properties"]["title"] == "slope ไทย"


@pytest.mark.parametrize(
    "asked",
    [
        "scale-size=x(5)", "scale-size=x(0),y(5)", "scale-size=x(9999),y(9999)", "scale-size=x(5),y(5),", "f=jpg",
        "scale-size=x(5),x(5)", "scale-axes=z(2)", "scale-axes=x(0)", "scale-factor=0", "scale-factor=nan",
        "scale-factor=0.01", "scale-factor=2&scale-axes=x(2)", "bbox=1,2", "bbox=0,0,1,1", "bbox=170,0,-170,1",
        "subset=x(1)", "subset=Lat(2:1)", "subset=Lat(-91:1)", "subset=t(1:2)", "subset=Lat(1:2)&bbox=0,0,1,1",
        "subset=Lat(0:1)", "style=grey", "f=png&style=natural", "f=png&style=x", "datetime=..", "limit=1",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_in_both_languages(client: httpx.Client, asked: str) -> None:
    answer = client.get(f"{HERE}/coverage?{asked}")
    assert answer.status_code == 400, answer.text[:200]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail_th"] and answer.json()["detail_en"]


def test_more_values_than_an_answer_may_hold_are_refused_with_what_to_do(client: httpx.Client) -> None:
    whole = "/ogc/collections/hills/coverage"
    assert "scale-size" in client.get(whole).json()["detail_en"]
    assert client.get(f"{whole}?scale-factor=3").status_code == 200
    assert client.get(f"{whole}?scale-factor=3&f=covjson").status_code == 400
    assert max(drawn(client.get(f"{whole}?f=png").content).shape) == 960
