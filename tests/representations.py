"""Reads back what the service gives, in every format, as a client of that format would."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import openpyxl
import pyarrow.parquet as pq
import pyogrio
import shapely
from shapely.geometry import shape

KML = "{http://www.opengis.net/kml/2.2}"


@dataclass(frozen=True)
class Table:
    """The rows of a file by their column, a geometry each (None without), and the EPSG number it names, if any."""

    rows: list[dict[str, Any]]
    geometries: list[Any]
    srid: int | None = None

    @property
    def ids(self) -> list[int]:
        return [int(row["id"]) for row in self.rows]

    def by_id(self) -> Table:
        """The same in the order of the ids."""
        order = [n for _, n in sorted(zip(self.ids, range(len(self.rows)), strict=True))]
        return Table([self.rows[n] for n in order], [self.geometries[n] for n in order], self.srid)


def read(answer: httpx.Response) -> Table:
    """What stands in an answer, by its media type."""
    assert answer.status_code == 200, answer.text
    media = answer.headers["content-type"].partition(";")[0]
    return _READERS[media](answer.content)


def read_file(path: Path) -> Table:
    """What stands in a file, by its ending."""
    if path.suffix == ".xlsx":
        names, *rows = openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True)
        return _placed([dict(zip(names, row, strict=True)) for row in rows])
    if path.suffix == ".shp":
        meta, table = pyogrio.read_arrow(path)
        rows = table.drop_columns(["wkb_geometry"]).to_pylist()
        return Table(rows, _shapes(table, len(rows)), _epsg(meta["crs"]))
    return _READERS[_MEDIA[path.suffix]](path.read_bytes())


def readable(media: str) -> bool:
    """Whether an answer of a media type holds features in a form that :func:`read` knows."""
    return media in _READERS


def _geojson(content: bytes) -> Table:
    told = json.loads(content)
    crs = told.get("crs", {}).get("properties", {}).get("name")
    features = told["features"]
    return Table(
        [{"id": feature["id"], **feature["properties"]} for feature in features],
        [feature["geometry"] and shape(feature["geometry"]) for feature in features],
        int(crs.rpartition(":")[2]) if crs else None,
    )


def _csv(content: bytes) -> Table:
    rows = [
        {name: value or None for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    ]
    return _placed(rows)


def _placed(rows: list[dict[str, Any]]) -> Table:
    """Rows that say their places in columns."""
    places: list[Any] = []
    for row in rows:
        x, y = row.pop("longitude", row.pop("easting", None)), row.pop("latitude", row.pop("northing", None))
        wkt = row.pop("geometry", None)
        places.append(shapely.Point(float(x), float(y)) if x and y else wkt and shapely.from_wkt(wkt))
    return Table(rows, places)


def _kml(content: bytes) -> Table:
    rows, places = [], []
    for placemark in ElementTree.fromstring(content).iter(f"{KML}Placemark"):  # noqa: S314 (ours)
        rows.append({each.get("name"): each.text for each in placemark.iter(f"{KML}SimpleData")})
        places.append(_kml_shape(placemark))
    return Table(rows, places)


def _kml_shape(placemark: ElementTree.Element) -> Any:
    def ring(element: ElementTree.Element | None) -> list[tuple[float, ...]]:
        assert element is not None
        text = element.findtext(f".//{KML}coordinates") or ""
        return [tuple(map(float, part.split(","))) for part in text.split()]

    for child in placemark:
        match child.tag.removeprefix(KML):
            case "Point":
                return shapely.Point(ring(child)[0])
            case "MultiGeometry" if child.find(f"{KML}LineString") is not None:
                return shapely.MultiLineString([ring(line) for line in child])
            case "MultiGeometry":
                return shapely.MultiPolygon(
                    [
                        (ring(p.find(f"{KML}outerBoundaryIs")), [ring(r) for r in p.findall(f"{KML}innerBoundaryIs")])
                        for p in child
                    ]
                )
    return None


def _parquet(content: bytes) -> Table:
    table = pq.read_table(io.BytesIO(content))
    geo = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    crs = geo.get("columns", {}).get("geometry", {}).get("crs")
    rows = table.drop_columns([n for n in ("geometry", "bbox") if n in table.column_names]).to_pylist()
    return Table(rows, _shapes(table, len(rows)), crs and crs["id"]["code"])


def _flatgeobuf(content: bytes) -> Table:
    # Not by Arrow: of a row without a geometry GDAL 3.12 gives one of a negative length.
    with tempfile.NamedTemporaryFile(suffix=".fgb") as file:
        Path(file.name).write_bytes(content)
        meta, _, shapes, values = pyogrio.raw.read(file.name, datetime_as_string=True)
    named = zip(*(column.tolist() for column in values), strict=True)
    rows = [dict(zip(meta["fields"], (None if v != v else v for v in row), strict=True)) for row in named]
    places = [None] * len(rows) if shapes is None else [wkb and shapely.from_wkb(wkb) for wkb in shapes]
    return Table(rows, places, _epsg(meta["crs"]))


def _epsg(crs: str | None) -> int | None:
    return int(crs.rpartition(":")[2]) if crs else None


def _geopackage(content: bytes) -> Table:
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        Path(file.name).write_bytes(content)
        # A GeoPackage has a second table, for its style.
        meta, table = pyogrio.read_arrow(file.name, layer=pyogrio.list_layers(file.name)[0][0])
    names = {meta["geometry_name"] or "wkb_geometry", "geom", "fid"}
    rows = table.drop_columns([name for name in table.column_names if name in names]).to_pylist()
    return Table(rows, _shapes(table, len(rows)), _epsg(meta["crs"]))


def _shapes(table: Any, count: int) -> list[Any]:
    name = next((n for n in ("geometry", "wkb_geometry", "geom") if n in table.column_names), None)
    return (
        [None] * count if name is None else [(wkb and shapely.from_wkb(wkb)) or None for wkb in table[name].to_pylist()]
    )


_READERS: Mapping[str, Any] = {
    "application/geo+json": _geojson,
    "text/csv": _csv,
    "application/vnd.google-earth.kml+xml": _kml,
    "application/vnd.apache.parquet": _parquet,
    "application/flatgeobuf": _flatgeobuf,
    "application/geopackage+sqlite3": _geopackage,
}


_MEDIA = {
    ".geojson": "application/geo+json", ".json": "application/geo+json", ".csv": "text/csv",
    ".kml": "application/vnd.google-earth.kml+xml", ".parquet": "application/vnd.apache.parquet",
    ".fgb": "application/flatgeobuf", ".gpkg": "application/geopackage+sqlite3",
}  # fmt: skip


def words(table: Table) -> Iterable[str]:
    """Everything a table says, as text: values, column names, coordinates."""
    for row, geometry in zip(table.rows, table.geometries, strict=True):
        yield from (f"{name} {value}" for name, value in row.items())
        if geometry is not None:
            yield shapely.to_wkt(geometry, rounding_precision=9, trim=False)
