"""A file somebody sent is opened only as what its ending says, and never past the limits."""

from __future__ import annotations

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from etl import encoding
from etl.delivery import Asked
from etl.read import read
from etl.unpack import Limits, unpack
from gis.errors import ImportRefused, TooLarge
from gis.layer import GeometryKind

VRT = b"<OGRVRTDataSource><OGRVRTLayer><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"


def reading(path: Path, folder: Path) -> None:
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    with read(path, unpacked, GeometryKind.POINT, Asked()) as delivery:
        list(delivery.batches)


@pytest.mark.parametrize("name", ["roads.vrt", "roads.geojson", "roads.kml", "roads.gml", "roads.json", "roads.gpx"])
def test_a_vrt_is_refused_under_every_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(VRT)
    with pytest.raises(ImportRefused):
        reading(tmp_path / name, tmp_path)


@pytest.mark.parametrize("address", ["https://example.org/a.geojson", "/vsicurl/https://example.org/a.gpkg"])
def test_an_address_on_the_network_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ImportRefused, match="on this machine"):
        reading(Path(address), tmp_path)


def test_a_zip_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as entry:
        for _ in range(80):
            entry.write(bytes(1 << 20))
    with pytest.raises(TooLarge):
        reading(bomb, tmp_path)


def test_a_gzip_bomb_and_too_many_entries_are_refused(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.csv.gz", "wb") as packed:
        packed.write(bytes(1 << 20))
    with pytest.raises(TooLarge):
        unpack(tmp_path / "a.csv.gz", _folder(tmp_path, "one"), Limits(size=1 << 19))
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for n in range(5):
            archive.writestr(f"{n}.csv", "a\n")
    with pytest.raises(TooLarge):
        unpack(tmp_path / "many.zip", _folder(tmp_path, "two"), Limits(entries=4))


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


@pytest.mark.parametrize("name", ["../../escaped.csv", "/etc/escaped.csv", "..\\escaped.csv"])
def test_an_entry_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.writestr(name, "lat,lon\n16,100\n")
    with pytest.raises(ImportRefused, match=r"points out of the archive \(escaped\.csv\)"):
        unpack(tmp_path / "out.zip", _folder(tmp_path, "in"))
    assert not list((tmp_path / "in").iterdir())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 damaged", os.urandom(300)])
@pytest.mark.parametrize(
    "name", ["a.zip", "a.csv.gz", "a.gpkg", "a.shp", "a.geojson", "a.json", "a.osm.pbf", "a.xlsx", "a.csv", "a.kmz"]
)
def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    try:
        reading(tmp_path / name, tmp_path)
    except ImportRefused as refused:
        assert refused.sentence.complete
        assert str(tmp_path) not in str(refused)
    else:
        assert name == "a.csv"  # any line is a header of something


def test_several_files_in_an_archive_are_asked_about(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("one.csv", "lat,lon\n16,100\n")
        archive.writestr("two.csv", "lat,lon\n16,100\n16,101\n")
    with pytest.raises(ImportRefused, match=r"one\.csv, two\.csv.*--layer"):
        reading(tmp_path / "two.zip", tmp_path)
    with read(tmp_path / "two.zip", _folder(tmp_path, "in"), None, Asked(sublayer="two")) as chosen:
        assert sum(map(len, chosen.batches)) == 2


@pytest.mark.parametrize(
    ("name", "known"),
    [("OEM 874", "CP874"), ("874", "CP874"), ("TIS-620", "CP874"), ("utf8", "UTF-8"), ("UTF-8-SIG", "UTF-8")],
)
def test_names_of_encodings_in_thai_files_are_known(name: str, known: str) -> None:
    assert encoding.known(name) == known


def test_the_bytes_outweigh_what_a_file_claims_and_the_report_says_so() -> None:
    thai = "ถนนเพชรเกษม ตำบลตาขีด"
    claimed_wrongly = encoding.of_bytes(thai.encode("cp874"), "UTF-8", ".cpg")
    assert claimed_wrongly.name == "CP874"
    assert "though .cpg says UTF-8" in claimed_wrongly.why.en
    assert encoding.of_bytes(thai.encode(), "874", ".cpg").name == "UTF-8"
    assert encoding.of_bytes(thai.encode("cp874")).name == "CP874"
    assert encoding.of_bytes(thai.encode("utf-8-sig")).name == "UTF-8"
    assert encoding.of_bytes("Besançon à côté".encode("latin-1")).name == "ISO8859-1"


def test_a_letter_cut_at_the_width_of_its_field_does_not_hide_utf_8() -> None:
    cut = " ".join("กรุงเทพมหานคร".encode()[:20].decode("utf-8", "ignore") for _ in range(50)).encode() + b"\xe0\xb8"
    assert encoding.of_bytes(cut).name == "UTF-8"
