"""``takeed raster``: what says where it lies becomes a COG, what does not is refused in words."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import psycopg
import pytest
import rasterio

from etl.raster import Told, every, register, remove
from gis.access import ANONYMOUS_ROLE, SERVICE_ROLE, Audience, Division
from gis.db import connect
from gis.errors import ImportRefused, NotFound
from gis.raster import RasterKind
from gis.settings import Settings
from gis.text import en, th
from tests import rasters


@pytest.fixture
def home(fresh_database: Settings, tmp_path: Path) -> Settings:
    """An instance whose files lie in a folder of the test's own."""
    return replace(fresh_database, home=tmp_path / "home", database_url=fresh_database.admin_url)


def told(name: str, read: Audience = Audience.PUBLIC, **more: object) -> Told:
    return replace(Told(name, th("ภูมิประเทศ") | en("Terrain"), read, "CC-BY-4.0"), **more)


def test_what_is_registered_is_a_cog_with_overviews_and_the_same_values(home: Settings, tmp_path: Path) -> None:
    file = rasters.hills(tmp_path / "Hills of Ta Khit.tif")
    assert register(home, file, told(file.stem)) == "hills_of_ta_khit"
    (raster,) = every(home)
    assert (raster.epsg, raster.width, raster.height, raster.kind) == (32647, 1_200, 1_200, RasterKind.VALUES)
    west, south, east, north = raster.bounds
    assert 99.89 < west < 99.91 and east - west == pytest.approx(0.112, abs=0.001) and south < north
    with rasterio.open(home.rasters / raster.file) as stored, rasterio.open(file) as source:
        assert stored.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert stored.overviews(1) == [2, 4]
        assert (stored.read() == source.read()).all()
    assert raster.digest[:16] in raster.file


def test_the_same_name_again_replaces_the_file_and_removing_leaves_none(home: Settings, tmp_path: Path) -> None:
    register(home, rasters.plane(tmp_path / "a.tif"), told("land"))
    register(home, rasters.plane(tmp_path / "b.tif", lift=5), told("land", Audience.STAFF))
    (raster,) = every(home)
    assert raster.read is Audience.STAFF and raster.bands[0].high > 100
    assert [file.name for file in home.rasters.iterdir()] == [raster.file]
    remove(home, "land")
    assert list(home.rasters.iterdir()) == [] and every(home) == []
    with pytest.raises(NotFound, match="raster list"):
        remove(home, "land")


def test_what_the_numbers_are_is_seen_in_the_file_or_told(home: Settings, tmp_path: Path) -> None:
    for name, file, more in (
        ("photo", rasters.photo(tmp_path / "photo.tif"), {}),
        ("classes", rasters.cover(tmp_path / "cover.tif"), {}),
        ("values", rasters.cover(tmp_path / "plain.tif", coloured=False), {}),
        ("coded", rasters.cover(tmp_path / "plain.tif", coloured=False), {"kind": RasterKind.CLASSES}),
    ):
        register(home, file, told(name, **more))
    kinds = {raster.name: raster.kind.value for raster in every(home)}
    assert kinds == {"photo": "photo", "classes": "classes", "values": "values", "coded": "classes"}


def test_what_is_told_of_a_file_must_not_contradict_it(home: Settings, tmp_path: Path) -> None:
    file = rasters.plane(tmp_path / "a.tif")
    with pytest.raises(ImportRefused, match="--kind"):
        register(home, file, told("a", kind=RasterKind.PHOTO))
    with pytest.raises(ImportRefused, match="EPSG:32647, not EPSG:32648"):
        register(home, file, told("a", crs="EPSG:32648"))
    assert register(home, file, told("a", crs="EPSG:32647")) == "a"


def test_overviews_of_codes_hold_codes_that_are_there(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "codes.tif"
    values = np.random.default_rng(1).choice([10, 90], (1, 1_100, 1_100)).astype("uint8")
    rasters.write(file, values, palette={10: (1, 2, 3, 255), 90: (4, 5, 6, 255)})
    register(home, file, told("codes"))
    with rasterio.open(home.rasters / every(home)[0].file, overview_level=0) as coarse:
        assert set(np.unique(coarse.read(1))) == {10, 90}


def test_a_file_that_does_not_say_its_system_is_taken_once_somebody_does(home: Settings, tmp_path: Path) -> None:
    file = rasters.plane(tmp_path / "a.tif", crs=None)
    with pytest.raises(ImportRefused, match="--crs"):
        register(home, file, told("a"))
    register(home, file, told("a", crs="EPSG:32647"))
    (raster,) = every(home)
    assert raster.epsg == 32647
    with rasterio.open(home.rasters / raster.file) as stored, rasterio.open(file) as source:
        assert (stored.read(1) == source.read(1)).all() and stored.transform == source.transform


def test_an_ascii_grid_is_read_with_its_holes(home: Settings, tmp_path: Path) -> None:
    grid = "ncols 2\nnrows 2\nxllcorner 596000\nyllcorner 1769000\ncellsize 10\nNODATA_value -1\n1 2\n3 -1\n"
    (tmp_path / "grid.asc").write_text(grid)
    register(home, tmp_path / "grid.asc", told("grid", crs="EPSG:32647"))
    with rasterio.open(home.rasters / every(home)[0].file) as stored:
        assert stored.read(1, masked=True).tolist() == [[1, 2], [3, None]]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: rasters.scan(folder / "scan.tif"), "Georeferencer"),
        (lambda folder: rasters.turned(folder / "turned.tif"), "Warp"),
        (lambda folder: rasters.plane(folder / "old.tif", crs="EPSG:24047"), "188 m"),
        (lambda folder: rasters.plane(folder / "own.tif", crs="+proj=tmerc +lon_0=99.9 +ellps=GRS80"), "EPSG number"),
    ],
)
def test_a_raster_that_lies_nowhere_that_is_known_is_refused_with_what_to_do(
    home: Settings, tmp_path: Path, make: object, says: str
) -> None:
    assert callable(make)
    with pytest.raises(ImportRefused, match=says) as refused:
        register(home, make(tmp_path), told("a"))
    assert refused.value.sentence.complete
    assert every(home) == [] and list(home.rasters.iterdir()) == []


@pytest.mark.parametrize("name", ["a.vrt", "b.tif", "c.tif", "d.tif"])
def test_what_is_no_raster_or_names_other_files_is_refused(home: Settings, tmp_path: Path, name: str) -> None:
    real = rasters.hills(tmp_path / "real.tif")
    vrt = (
        '<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
        f"<SourceFilename>{real}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    ).encode()
    cut = real.read_bytes()
    contents = {"a.vrt": vrt, "b.tif": vrt, "c.tif": cut[:400], "d.tif": cut[: len(cut) // 2]}
    (tmp_path / name).write_bytes(contents[name])
    with pytest.raises(ImportRefused, match="Cannot read"):
        register(home, tmp_path / name, told("a"))
    assert every(home) == [] and list(home.rasters.iterdir()) == []


@pytest.mark.parametrize("name", ["road", "catalogue", "9", "ก"])
def test_a_name_that_is_taken_or_is_none_is_refused(home: Settings, tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportRefused, match="--name"):
        register(home, rasters.plane(tmp_path / "a.tif"), told(name))


def test_the_database_shows_a_row_to_its_audience_only_and_lets_nobody_write(home: Settings, tmp_path: Path) -> None:
    for name, read in (("open", Audience.PUBLIC), ("closed", Audience.STAFF)):
        register(home, rasters.plane(tmp_path / f"{name}.tif"), told(name, read))
    both, one = {"open", "closed"}, {"open"}
    with connect(home.admin_url, autocommit=True) as owner:
        for role, seen in (
            (Audience.PUBLIC.role, one), (ANONYMOUS_ROLE, one), (Audience.STAFF.role, both),
            (Division.WELFARE.role, both),
        ):  # fmt: skip
            with owner.transaction(force_rollback=True):
                owner.execute(f"set local role {role}")
                assert {name for (name,) in owner.execute("select name from gis.raster")} == seen
            for statement in ("select added_by from gis.raster", "delete from gis.raster",
                              "update gis.raster set read = 'public'"):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege), owner.transaction():
                    owner.execute(f"set local role {role}")
                    owner.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), owner.transaction():
            owner.execute(f"set local role {SERVICE_ROLE}")
            owner.execute("select name from gis.raster")


def test_the_command_registers_lists_and_removes(fresh_database: Settings, tmp_path: Path) -> None:
    def takeed(*words: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "TAKEED_HOME": str(tmp_path / "home"), "DATABASE_URL": fresh_database.admin_url}
        command = [sys.executable, "-m", "gis.cli", "raster", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    titles = ("--title-th", "ความสูง", "--title-en", "Heights")
    done = takeed("add", rasters.plane(tmp_path / "plane.tif"), *titles)
    assert done.returncode == 0, done.stderr
    assert "plane · staff" in done.stdout  # publishing is a word that somebody types
    assert "plane: ความสูง | Heights · staff · values, EPSG:32647, 100 × 80" in takeed("list").stdout
    refused = takeed("add", rasters.scan(tmp_path / "scan.tif"), *titles)
    assert refused.returncode == 1 and "ตรึงพิกัด" in refused.stderr and "Georeferencer" in refused.stderr
    assert takeed("remove", "plane").returncode == 0 and takeed("list").stdout.strip() == ""


def test_real_terrain_is_registered_as_it_is(home: Settings, real_data: Path) -> None:
    for file, kind, places in (
        ("bangkok_bangrak_dem_30m_utm47n.tif", "float32", (100.5, 13.7)),
        ("java_dem_25m_utm48s.tif", "int16", (107.7, -7.2)),
        ("srtm_3arcsec_zion_cog.tif", "uint16", (-113.0, 37.3)),
    ):
        name = register(home, real_data / "dem" / file, told(file.partition("_")[0]))
        raster = next(each for each in every(home) if each.name == name)
        assert raster.bands[0].dtype == kind and raster.bands[0].low < raster.bands[0].high
        middle = (raster.bounds[0] + raster.bounds[2]) / 2, (raster.bounds[1] + raster.bounds[3]) / 2
        assert middle == pytest.approx(places, abs=0.5)
        with rasterio.open(home.rasters / raster.file) as stored, rasterio.open(real_data / "dem" / file) as source:
            assert (stored.read() == source.read()).all() and stored.nodata == source.nodata
