"""The open-data bundle: what is public, described and checked, and the same bytes for the same rows."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyogrio
import pytest

from api.export.bundle import bundle
from gis import registry
from gis.db import connect
from gis.settings import Settings
from tests.serving import CANARY


@pytest.fixture
def bundled(instance: Settings) -> Callable[[Path], None]:
    """Write the bundle of the instance into a folder."""

    def run(folder: Path) -> None:
        asyncio.run(bundle(instance, registry.load(), folder, lambda remark: None))

    return run


@pytest.fixture(scope="module")
def published(instance: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bundle, to look at and leave as it is."""
    folder = tmp_path_factory.mktemp("bundle") / "open"
    asyncio.run(bundle(instance, registry.load(), folder, lambda remark: None))
    return folder


def public() -> set[str]:
    return {name for name, declaration in registry.load().items() if declaration.is_public}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_it_holds_every_public_layer_and_no_other(published: Path) -> None:
    about = {"catalogue.jsonld", "gd-catalog.json", "SHA256SUMS"}
    assert set(contents(published)) == about | {f"{n}{e}" for n in public() for e in (".gpkg", ".csv")}
    assert len(pyogrio.read_arrow(published / "bus_stop.gpkg", layer="bus_stop")[1]) == 40
    assert CANARY.encode() not in b"".join(contents(published).values())


def test_its_checksums_are_those_of_its_files(published: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=published, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK") == len(contents(published)) - 1


def test_its_catalogue_tells_each_file_in_dcat(published: Path) -> None:
    told = json.loads((published / "catalogue.jsonld").read_text())
    assert told["@type"] == "dcat:Catalog"
    assert {each["dct:identifier"] for each in told["dcat:dataset"]} == public()
    sums = dict(reversed(line.split("  ")) for line in (published / "SHA256SUMS").read_text().splitlines())
    for each in told["dcat:dataset"]:
        assert {"dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "gd"} <= each.keys()
        for file in each["dcat:distribution"]:
            name = file["dcat:downloadURL"]["@id"]
            assert int(file["dcat:byteSize"]["@value"]) == (published / name).stat().st_size
            assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == sums[name]
    used = {key.partition(":")[0] for each in told["dcat:dataset"] for key in each if ":" in key}
    assert used <= told["@context"].keys()


def test_its_gd_catalogue_names_what_ckan_needs(published: Path) -> None:
    told = {each["name"]: each for each in json.loads((published / "gd-catalog.json").read_text())}
    stop = told["bus-stop"]
    assert (stop["data_format"], stop["data_category"], stop["allow_harvest"]) == ("GPKG|CSV", "ข้อมูลสาธารณะ", True)
    assert [file["format"] for file in stop["resources"]] == ["GPKG", "CSV"]


def test_the_same_rows_give_the_same_bytes_and_an_edit_changes_what_it_touched(
    published: Path, tmp_path: Path, bundled: Callable[[Path], None], instance: Settings
) -> None:
    bundled(tmp_path / "two")
    assert contents(published) == contents(tmp_path / "two")
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "two").iterdir()}
    with connect(instance.admin_url, autocommit=True) as owner:
        owner.execute("update core.road set road_no = 'ท.1' where name = 'ถนนสายเอก'")
        bundled(tmp_path / "two")
        owner.execute("update core.road set road_no = null where name = 'ถนนสายเอก'")
    changed = {path.name for path in (tmp_path / "two").iterdir() if before[path.name] != path.stat().st_mtime_ns}
    assert changed == {"road.gpkg", "road.csv", "catalogue.jsonld", "gd-catalog.json", "SHA256SUMS"}


def test_a_layer_that_is_public_no_more_leaves_the_folder_and_other_files_stay(
    tmp_path: Path, bundled: Callable[[Path], None], instance: Settings
) -> None:
    (tmp_path / "index.html").write_text("of the web server")
    bundled(tmp_path)
    with connect(instance.admin_url, autocommit=True) as owner:
        owner.execute("revoke select on pub.bus_stop from takeed_public")
        owner.execute("revoke select on core.bus_stop from takeed_public")
        try:
            bundled(tmp_path)
        finally:
            owner.execute("grant select on pub.bus_stop to takeed_public")
            columns = ", ".join(registry.load()["bus_stop"].readable(registry.load()["bus_stop"].layer.access.read))
            owner.execute(f"grant select ({columns}) on core.bus_stop to takeed_public".encode())
    assert not (tmp_path / "bus_stop.gpkg").exists() and not (tmp_path / "bus_stop.csv").exists()
    assert (tmp_path / "index.html").read_text() == "of the web server"


def test_a_bundle_that_fails_changes_nothing(
    tmp_path: Path, bundled: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled(tmp_path)
    before = contents(tmp_path)

    def full(*told: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("api.export.bundle.gd_catalogue", full)
    with pytest.raises(OSError, match="No space"):
        bundled(tmp_path)
    assert contents(tmp_path) == before


def test_a_list_of_checksums_cannot_name_files_elsewhere(tmp_path: Path, bundled: Callable[[Path], None]) -> None:
    (tmp_path / "kept").write_text("of somebody else")
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "SHA256SUMS").write_text(f"{'0' * 64}  ../kept\n{'0' * 64}  {tmp_path / 'kept'}\n")
    bundled(tmp_path / "open")
    assert (tmp_path / "kept").exists()


def test_the_command_writes_it(tmp_path: Path, instance: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gis.cli", "bundle", "open"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "DATABASE_URL": instance.admin_url, "TAKEED_HOME": str(instance.home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "open" / "SHA256SUMS").is_file()
