"""Files made to harm whoever opens them, each written by a function into a folder; the name says what is hostile."""

from __future__ import annotations

import gzip
import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pyogrio
import shapely

Maker = Callable[[Path], Path]

MANY = 10_000_000
PAIR = b"[99.123456,16.1],"

VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>/etc/passwd</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""
XXE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b'<!ENTITY x "&a11;">]>'
)
DOCUMENTS = {
    "kml": b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&x;</name><Point>'
    b"<coordinates>99.9,16</coordinates></Point></Placemark></Document></kml>",
    "gml": b'<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">'
    b'<gml:featureMember><ogr:a fid="1"><ogr:name>&x;</ogr:name></ogr:a></gml:featureMember></ogr:FeatureCollection>',
    "gpx": b'<gpx version="1.1" creator="t"><wpt lat="16" lon="99.9"><name>&x;</name></wpt></gpx>',
    "osm": b'<osm version="0.6"><node id="1" lat="16" lon="99.9"><tag k="name" v="&x;"/></node></osm>',
}


def plain(name: str, content: bytes) -> Maker:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def packed(name: str, **entries: bytes) -> Maker:
    """A zip of entries, whose names are written with ``__`` for a dot."""

    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in entries.items():
                archive.writestr(entry.replace("__", "."), content)
        return folder / name

    return make


def zip_bomb(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("roads.csv", bytes(200 << 20))
    return folder / "bomb.zip"


def gzip_bomb(folder: Path) -> Path:
    with gzip.open(folder / "bomb.csv.gz", "wb", 9) as file:
        for _ in range(200):
            file.write(bytes(1 << 20))
    return folder / "bomb.csv.gz"


def zip_slip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "slip.zip", "w") as archive:
        archive.writestr("../../../../tmp/slipped.csv", "lat,lon\n16,99.9\n")
    return folder / "slip.zip"


def symlink_in_a_zip(folder: Path) -> Path:
    link = zipfile.ZipInfo("roads.csv")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return folder / "link.zip"


def nested_zips(folder: Path) -> Path:
    content = b"lat,lon\n16,99.9\n"
    for level in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(4):
                archive.writestr(f"{level}_{copy}.{'zip' if level else 'csv'}", content)
        content = buffer.getvalue()
    return plain("nested.zip", content)(folder)


def four_gigabytes_declared(folder: Path) -> Path:
    """An archive of a few bytes, whose directory says that they unpack to 4 GB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("roads.csv", "lat,lon\n16,99.9\n")
    content = bytearray(buffer.getvalue())
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 0xFFFFFFF0)
    return plain("declared.zip", bytes(content))(folder)


def workbook_bomb(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(200):
                entry.write(b" " * (1 << 20))
    return folder / "bomb.xlsx"


def many_points(ending: str) -> Maker:
    """One polygon of ten million points, as a library writes it."""

    def make(folder: Path) -> Path:
        angle = np.linspace(0, 2 * np.pi, MANY)
        ring = np.column_stack((99.9 + 0.01 * np.cos(angle), 16 + 0.01 * np.sin(angle)))
        ring[-1] = ring[0]
        wkb = pa.array([shapely.to_wkb(shapely.polygons(ring))], pa.binary())
        table = pa.table({"name": ["1"], "geometry": wkb})
        path = folder / f"many.{ending}"
        if ending == "parquet":
            about = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
            pyarrow.parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), path)
        else:
            pyogrio.write_arrow(table, path, geometry_name="geometry", geometry_type="Polygon", crs="EPSG:4326")
        return path

    return make


def many_points_as_text(ending: str, head: bytes, pair: bytes, tail: bytes) -> Maker:
    def make(folder: Path) -> Path:
        with (folder / f"many.{ending}").open("wb") as file:
            file.write(head)
            for _ in range(MANY // 100_000):
                file.write(pair * 100_000)
            file.write(tail)
        return folder / f"many.{ending}"

    return make


def many_points_in_json(head: bytes) -> Maker:
    start = head + b'{"type":"Feature","properties":{"name":"1"},"geometry":{"type":"Polygon","coordinates":[['
    return many_points_as_text("geojson", start, PAIR, b"[99.123456,16.1]]]}}\n]}")


def line_without_end(folder: Path) -> Path:
    with (folder / "line.csv").open("wb") as file:
        file.write(b"lat,lon,name\n16,99.9,")
        for _ in range(200):
            file.write(b"a" * (1 << 20))
    return folder / "line.csv"


ARCHIVE = "points out of the archive"
TOO_LARGE = "unpacks to more than is allowed"
NOT_WHAT = "does not hold what its ending says"
DOCTYPE = "declares a document type"
TOO_MANY = "a shape of more than 1,000,000 points"
TOO_BIG = "Save it as a GeoPackage"
COLLECTION = b'{"type":"FeatureCollection","features":['

#: What is hostile → how the file is made, and a part of the sentence that refuses it.
HOSTILE: dict[str, tuple[Maker, str]] = {
    "zip bomb": (zip_bomb, TOO_LARGE),
    "gzip bomb": (gzip_bomb, TOO_LARGE),
    "workbook bomb": (workbook_bomb, TOO_LARGE),
    "4 GB declared": (four_gigabytes_declared, TOO_LARGE),
    "zip slip": (zip_slip, ARCHIVE),
    "symlink in a zip": (symlink_in_a_zip, ARCHIVE),
    "nested zips": (nested_zips, "Unpack what is packed twice"),
    "VRT": (plain("roads.vrt", VRT), "are not opened"),
    "VRT called GML": (plain("roads.gml", VRT), NOT_WHAT),
    "VRT called GeoJSON": (plain("roads.geojson", VRT), NOT_WHAT),
    "VRT in a zip": (packed("roads.zip", roads__vrt=VRT), "holds no data file"),
    **{f"XXE in {kind}": (plain(f"a.{kind}", XXE + text), DOCTYPE) for kind, text in DOCUMENTS.items()},
    **{f"billion laughs in {kind}": (plain(f"a.{kind}", LAUGHS + text), DOCTYPE) for kind, text in DOCUMENTS.items()},
    "XXE in a KMZ": (packed("a.kmz", doc__kml=XXE + DOCUMENTS["kml"]), DOCTYPE),
    "XXE behind a long comment": (
        plain("a.kml", b"<!--" + b"x" * 5_000 + b"-->" + XXE + DOCUMENTS["kml"]), NOT_WHAT
    ),
    **{f"10^7 points in {kind}": (many_points(kind), TOO_MANY) for kind in ("gpkg", "shp", "fgb", "parquet")},
    "10^7 points in a line of GeoJSON": (many_points_in_json(COLLECTION + b"\n"), TOO_MANY),
    "10^7 points in unusual GeoJSON": (many_points_in_json(b'{"name":[],' + COLLECTION[1:]), TOO_MANY),
    "10^7 points in kml": (
        many_points_as_text("kml", b"<kml><Placemark><LineString><coordinates>", b"99.123456,16.1 ", b"</kml>"), TOO_BIG
    ),
    "10^7 points in gpx": (
        many_points_as_text("gpx", b"<gpx><trk><trkseg>", b'<trkpt lon="99.1" lat="16"/>', b"</gpx>"), TOO_BIG
    ),
    "10^7 points in dxf": (
        many_points_as_text("dxf", b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n", b"10\n99.12\n20\n16.1\n", b"0\nEOF"),
        TOO_BIG,
    ),
    "JSON a million deep": (plain("deep.json", b"[" * 1_000_000), "is no valid JSON"),
    "JSON of empty lists": (plain("wide.json", b"[" + b"[]," * MANY + b"[]]"), "Ask the API for less"),
    "KML of folders in folders": (
        plain("deep.kml", b"<kml>" + b"<Folder>" * 300_000 + b"</Folder>" * 300_000 + b"</kml>"), "cannot be read"
    ),
    "GML of anything in anything": (
        plain(
            "deep.gml",
            b'<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">'
            + b"<gml:a>" * 300_000 + b"</gml:a>" * 300_000 + b"</ogr:FeatureCollection>",
        ),
        "holds no layer",
    ),
    "line without an end": (line_without_end, "a line of more than 1 MB"),
    "10^7 points in the text of a table": (
        many_points_as_text("csv", b'name,wkt\n1,"POLYGON ((', b"99.123456 16.1,", b'))"\n'), "a line of more than 1 MB"
    ),
    "picture called Shapefile": (plain("roads.shp", b"\x89PNG\r\n\x1a\n" + bytes(500)), NOT_WHAT),
    "program called zip": (plain("roads.zip", b"\x7fELF" + bytes(500)), "cannot be unpacked"),
    "GeoPackage called GeoJSON": (plain("roads.geojson", b"SQLite format 3\0" + bytes(500)), NOT_WHAT),
    "script called GeoParquet": (plain("roads.parquet", b"#!/bin/sh\nreboot\n"), NOT_WHAT),
    "ending that is not known": (plain("roads.exe", b"MZ" + bytes(500)), "are not opened"),
}  # fmt: skip
