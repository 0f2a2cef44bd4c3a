"""What reads the service beside QGIS: GDAL in geopandas and on the command line, and OWSLib.

Each reads every feature of a collection of several pages once, where it lies. The server is a process of its own:
pyogrio holds the interpreter's lock while it waits for an answer, which a server in a thread could then never give.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import geopandas
import httpx
import pyogrio
import pytest
from owslib.ogcapi.features import Features
from owslib.util import Authentication
from pyproj import Transformer
from requests import PreparedRequest
from requests.auth import AuthBase

from gis import staff, throwaway, tokens
from gis.access import Division
from gis.db import connect
from gis.settings import Settings
from tests.benchmarks.servers import takeed
from tests.serving import OUTSIDE

#: Three pages of a thousand, which is what GDAL asks for, the last of them not full.
ROWS, PAGES = 2_503, 3
OPEN, CLOSED = "bus_stop", "camera"
#: From the hundredth row to the two hundredth, and what a row is called.
BOX, IN_BOX = (99.00995, 15.9, 99.02005, 16.1), range(100, 201)
PASSWORD = "client-password"  # noqa: S105 - of somebody who lives for one test run
UTM = "http://www.opengis.net/def/crs/EPSG/0/32647"


def place(number: int) -> tuple[float, float]:
    """Where a row lies, in CRS84 degrees."""
    return 99 + number / 10_000, 16.0


@dataclass(frozen=True)
class Served:
    """A service with two layers of as many rows, one of which only members of staff read.

    ``header`` is a file with the line that signs a request with ``token``.
    """

    address: str
    person: str
    token: str
    header: Path

    @property
    def oapif(self) -> str:
        return f"OAPIF:{self.address}"

    def pages(self) -> int:
        """How often features were asked for so far, as the service counts it."""
        told = httpx.get(self.address.removesuffix("/ogc") + "/metrics", auth=(self.person, PASSWORD)).text
        return sum(int(float(n)) for n in re.findall(r'^takeed_request_seconds_count\{.*/items",.* (\S+)$', told, re.M))


@pytest.fixture(scope="module")
def served(bare_instance: Settings, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    person = f"client_{os.getpid()}"
    with throwaway.database(bare_instance, template=template) as own:
        staff.add(own, person, Division.ENGINEERING, password=PASSWORD)
        with connect(own.admin_url) as owner:
            for layer, name in ((OPEN, "name"), (CLOSED, "camera_no")):
                owner.execute(
                    f"insert into core.{layer} ({name}, geom) select n, ST_Point(99 + n / 10000.0, 16, 4326)".encode()
                    + b" from generate_series(1, %s) n",
                    (ROWS,),
                )
        token, header = tokens.add(own, person, "gdal", 1), tmp_path_factory.mktemp("gdal") / "header.txt"
        header.write_text(f"Authorization: Bearer {token}\n")
        with takeed({"TAKEED_HOME": str(own.home), "DATABASE_URL": own.admin_url or ""}) as server:
            yield Served(f"{server.url}/ogc", person, token, header)
        staff.remove(own, person)


def lie(places: Iterable[tuple[int, tuple[float, float]]], system: str, within: float) -> None:
    """Assert that each row lies where it should in a system, as near as this in its unit, whatever its axes' order."""
    to = Transformer.from_crs("OGC:CRS84", system, always_xy=True)
    for number, found in places:
        assert found == pytest.approx(to.transform(*place(number)), abs=within), number


# geopandas, with the GDAL that pyogrio brings


def read(served: Served, layer: str = OPEN, **asked: Any) -> geopandas.GeoDataFrame:
    frame: geopandas.GeoDataFrame = geopandas.read_file(served.oapif, layer=layer, **asked)
    numbers = frame["name" if layer == OPEN else "camera_no"].astype(int)
    assert numbers.is_unique
    return frame.set_index(numbers)


@pytest.mark.parametrize(("page", "pages"), [(None, PAGES), (500, 6), (ROWS, 1)])
def test_geopandas_reads_every_feature_once_whatever_the_size_of_a_page(
    served: Served, page: int | None, pages: int
) -> None:
    before = served.pages()
    frame = read(served, **({"PAGE_SIZE": page} if page else {}))
    assert set(frame.index) == set(range(1, ROWS + 1))
    assert frame.crs.to_string() == "OGC:CRS84"
    lie(((n, (p.x, p.y)) for n, p in frame.geometry.items()), "OGC:CRS84", 1e-9)
    # One more: GDAL looks at a few features first, to learn which fields there are.
    assert served.pages() - before == pages + 1


@pytest.mark.parametrize("system", ["EPSG:32647", "EPSG:32648", "EPSG:3857"])
def test_geopandas_reads_in_the_system_it_asks_for(served: Served, system: str) -> None:
    frame = read(served, CRS=system)
    assert set(frame.index) == set(range(1, ROWS + 1))
    assert frame.crs == system
    lie(((n, (p.x, p.y)) for n, p in frame.geometry.items()), system, 0.001)


def test_geopandas_reads_what_lies_in_a_box(served: Served) -> None:
    assert sorted(read(served, bbox=BOX).index) == list(IN_BOX)
    to = Transformer.from_crs("OGC:CRS84", "EPSG:32647")
    frame = read(served, CRS="EPSG:32647", bbox=to.transform_bounds(*BOX))
    assert sorted(frame.index) == list(IN_BOX)
    assert frame.crs == "EPSG:32647"


def test_geopandas_reads_what_a_condition_chooses(served: Served) -> None:
    assert list(read(served, where="name = '77'").index) == [77]
    assert len(read(served, where="name = '77' or name like '77_'")) == 11
    assert len(read(served, where="version = 1")) == ROWS
    assert read(served, where="version > 1").empty


@pytest.fixture
def gdal() -> Iterator[Any]:
    """Sets options of pyogrio's GDAL, for one test."""
    options: dict[str, str] = {}

    def told(**more: str) -> None:
        options.update(more)
        pyogrio.set_gdal_config_options(more)

    yield told
    pyogrio.set_gdal_config_options(dict.fromkeys(options))


def test_geopandas_reads_a_closed_layer_for_a_member_of_staff_only(served: Served, gdal: Any) -> None:
    with pytest.raises(pyogrio.errors.DataLayerError):
        read(served, CLOSED)
    with pytest.raises(pyogrio.errors.DataSourceError, match="401"):
        read(served, CLOSED, USERPWD=f"{served.person}:wrong")
    assert set(read(served, CLOSED, USERPWD=f"{served.person}:{PASSWORD}").index) == set(range(1, ROWS + 1))
    gdal(GDAL_HTTP_HEADER_FILE=str(served.header))
    assert set(read(served, CLOSED).index) == set(range(1, ROWS + 1))


# The commands of GDAL, of whatever version the distribution has


@pytest.fixture(scope="module")
def commands() -> None:
    if shutil.which("ogrinfo") and shutil.which("ogr2ogr"):
        return
    reason = "no ogrinfo and ogr2ogr: apt-get install gdal-bin"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env=OUTSIDE | environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def table(*asked: str, **environment: str) -> dict[int, tuple[float, float]]:
    """Where each row lies that ``ogr2ogr`` reads; raises for one that comes twice."""
    written = run("ogr2ogr", "-f", "CSV", "-lco", "GEOMETRY=AS_XY", "/vsistdout/", *asked, **environment)
    found: dict[int, tuple[float, float]] = {}
    for row in csv.DictReader(io.StringIO(written)):
        number = int(row.get("name") or row["camera_no"])
        assert number not in found
        found[number] = float(row["X"]), float(row["Y"])
    return found


def test_ogrinfo_counts_every_feature(commands: None, served: Served) -> None:
    told = run("ogrinfo", "-ro", "-so", served.oapif, OPEN)
    assert f"Feature Count: {ROWS}\n" in told
    assert "Extent: (99.000100, 16.000000) - (99.250300, 16.000000)" in told
    assert "WGS 84" in told


@pytest.mark.parametrize(("system", "within"), [("", 1e-9), ("EPSG:32647", 0.001)])
def test_ogr2ogr_reads_every_feature_once_and_knows_where_it_lies(
    commands: None, served: Served, system: str, within: float
) -> None:
    found = table(served.oapif, OPEN, *(("-t_srs", system) if system else ()))
    assert set(found) == set(range(1, ROWS + 1))
    lie(found.items(), system or "OGC:CRS84", within)


def test_ogr2ogr_reads_what_a_box_and_a_condition_choose(commands: None, served: Served) -> None:
    box = ("-spat", *map(str, BOX))
    assert sorted(table(served.oapif, OPEN, *box)) == list(IN_BOX)
    assert sorted(table(served.oapif, OPEN, *box, "-where", "name like '11_' or name = '7'")) == list(range(110, 120))


def test_ogr2ogr_reads_a_closed_layer_for_a_member_of_staff_only(commands: None, served: Served) -> None:
    with pytest.raises(AssertionError, match="camera"):
        table(served.oapif, CLOSED)
    basic = table(served.oapif, "-oo", f"USERPWD={served.person}:{PASSWORD}", CLOSED)
    bearer = table(served.oapif, CLOSED, GDAL_HTTP_HEADER_FILE=str(served.header))
    assert set(basic) == set(bearer) == set(range(1, ROWS + 1))


# OWSLib


class Bearer(AuthBase):
    """Signs requests with a token."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def following(client: Features, layer: str = OPEN, **asked: Any) -> list[dict[str, Any]]:
    """The pages of a collection, asked for one by one as the link to the next says."""
    pages = [client.collection_items(layer, limit=1000, **asked)]
    while step := [link for link in pages[-1]["links"] if link["rel"] == "next"]:
        pages.append(client.collection_items(layer, **dict(parse_qsl(urlsplit(step[0]["href"]).query))))
    return pages


def features(pages: list[dict[str, Any]]) -> list[tuple[int, tuple[float, float]]]:
    return [
        (int(feature["properties"].get("name") or feature["properties"]["camera_no"]),
         tuple(feature["geometry"]["coordinates"]))
        for page in pages
        for feature in page["features"]
    ]  # fmt: skip


@pytest.mark.parametrize(("system", "within"), [("", 1e-9), (UTM, 0.001)])
def test_owslib_reads_every_feature_once_in_the_system_it_asks_for(served: Served, system: str, within: float) -> None:
    client = Features(served.address)
    assert OPEN in client.feature_collections()
    pages = following(client, **({"crs": system} if system else {}))
    assert len(pages) == PAGES
    assert sorted(number for number, _ in features(pages)) == list(range(1, ROWS + 1))
    lie(features(pages), "EPSG:32647" if system else "OGC:CRS84", within)
    assert client.response_headers["Content-Crs"] == f"<{system or 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}>"


def test_owslib_reads_what_a_box_a_condition_and_words_choose(served: Served) -> None:
    client = Features(served.address)
    assert [n for n, _ in features(following(client, bbox=list(BOX)))] == list(IN_BOX)
    assert [n for n, _ in features(following(client, filter="name = '77'"))] == [77]
    assert [n for n, _ in features(following(client, q="2503", sortby=("name", "desc")))] == [2503]


def test_owslib_finds_the_documents_of_the_service(served: Served) -> None:
    client = Features(served.address)
    assert f"/collections/{OPEN}/items" in client.api()["paths"]
    assert any(each.endswith("ogcapi-features-1/1.0/conf/core") for each in client.conformance()["conformsTo"])
    assert client.collection(OPEN)["id"] == OPEN
    assert "name" in client.collection_queryables(OPEN)["properties"]
    assert "name" in client.collection_schema(OPEN)["properties"]


def test_owslib_reads_a_closed_layer_for_a_member_of_staff_only(served: Served) -> None:
    stranger = Features(served.address)
    assert CLOSED not in stranger.feature_collections()
    with pytest.raises(RuntimeError, match="404"):
        following(stranger, CLOSED)
    for signed in (Authentication(served.person, PASSWORD), Authentication(auth_delegate=Bearer(served.token))):
        client = Features(served.address, auth=signed)
        assert CLOSED in client.feature_collections()
        assert sorted(n for n, _ in features(following(client, CLOSED))) == list(range(1, ROWS + 1))
