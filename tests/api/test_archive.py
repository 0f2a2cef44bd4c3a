"""A public layer's tiles in one file, read back by the format's own library and by GDAL."""

from __future__ import annotations

import asyncio
import gzip
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pyogrio
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles

from api.ogc.archive import export
from gis import registry
from gis.db import connect
from gis.errors import BadRequest, NotFound
from gis.settings import Settings
from tests.mvt import features


def archive(instance: Settings, layer: str, out: Path, zooms: tuple[int, int] | None = None) -> list[object]:
    said: list[object] = []
    asyncio.run(export(instance, registry.load(), layer, out, zooms, said.append))
    return said


def test_an_archive_holds_every_tile_the_service_gives(
    public: httpx.Client, instance: Settings, tmp_path: Path
) -> None:
    archive(instance, "bus_stop", tmp_path / "stops.pmtiles")
    with (tmp_path / "stops.pmtiles").open("rb") as file:
        tiles = {place: gzip.decompress(body) for place, body in all_tiles(MmapSource(file))}
        header, metadata = Reader(MmapSource(file)).header(), Reader(MmapSource(file)).metadata()
    assert {z for z, _, _ in tiles} == set(range(13, 18))
    for (z, x, y), body in tiles.items():
        assert public.get(f"/ogc/collections/bus_stop/tiles/WebMercatorQuad/{z}/{y}/{x}").content == body
    deepest = [feature.id for place, body in tiles.items() if place[0] == 17 for feature in features(body)]
    with connect(instance.admin_url) as connection:
        stops = {row[0] for row in connection.execute("select id from core.bus_stop")}
    assert set(deepest) == stops
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (13, 17, True)
    assert [layer["id"] for layer in metadata["vector_layers"]] == ["bus_stop"]


def test_gdal_reads_an_archive(instance: Settings, tmp_path: Path) -> None:
    archive(instance, "road", tmp_path / "roads.pmtiles", (9, 12))
    read = pyogrio.read_dataframe(tmp_path / "roads.pmtiles")
    assert "ถนนสายเอก" in set(read["name"])
    west, south, east, north = read.to_crs(4326).total_bounds
    assert 99.8 < west < east < 100 and 15.9 < south <= north < 16.2


@pytest.mark.parametrize(
    ("layer", "zooms", "error"),
    [("light_circuit", None, NotFound), ("nothing", None, NotFound), ("market", None, NotFound),
     ("road", (3, 12), BadRequest), ("road", (12, 10), BadRequest), ("road", (12, 30), BadRequest)],
)  # fmt: skip
def test_what_the_public_may_not_read_or_does_not_exist_leaves_no_file(
    instance: Settings, tmp_path: Path, layer: str, zooms: tuple[int, int] | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        archive(instance, layer, tmp_path / "x.pmtiles", zooms)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_how_far_it_is_and_what_was_written(instance: Settings, tmp_path: Path) -> None:
    environment = os.environ | {"TAKEED_HOME": str(instance.home), "DATABASE_URL": instance.admin_url}
    command = [sys.executable, "-m", "gis.cli", "tiles", "road", "--out", str(tmp_path / "r.pmtiles"), "--zoom"]
    done = subprocess.run([*command, "10-11"], env=environment, capture_output=True, text=True, check=True)
    assert "zoom 11: " in done.stdout and "r.pmtiles" in done.stdout
    wrong = subprocess.run([*command, "ten"], env=environment, capture_output=True, text=True)
    assert wrong.returncode == 1 and "10-15" in wrong.stderr
