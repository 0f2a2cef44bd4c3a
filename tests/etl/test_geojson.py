"""The fast reader of plain GeoJSON gives what GDAL gives, or leaves the file to GDAL."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from etl.delivery import Asked, Delivery
from etl.formats import geojson, vector

SQUARE = [[[99.9, 16.0], [99.91, 16.0], [99.91, 16.01], [99.9, 16.0]]]


def written(path: Path, *features: dict[str, Any], before: str = "", end: str = "\n") -> Path:
    """A collection with one feature a line, as GDAL writes it."""
    lines = ("," + end).join(json.dumps(feature, ensure_ascii=False) for feature in features)
    path.write_text(f'{{{end}"type": "FeatureCollection",{before}{end}"features": [{end}{lines}{end}]{end}}}{end}')
    return path


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


Read = tuple[tuple[str, ...], str | None, list[dict[str, Any]], list[bytes | None]]


def by_gdal(path: Path) -> Read:
    with vector.read(path, None, Asked(), plain=False) as delivery:
        return whole(delivery)


def fast(path: Path) -> Read | None:
    """What the fast reader reads, or None for a file that it leaves to GDAL, at its beginning or later on."""
    try:
        delivery = geojson.read(path)
        return None if delivery is None else whole(delivery)
    except geojson.NotPlain:
        return None


def whole(delivery: Delivery) -> Read:
    rows: list[dict[str, Any]] = []
    shapes: list[bytes | None] = []
    for batch in delivery.batches:
        assert batch.first == len(shapes)
        rows += batch.rows.to_pylist()
        assert batch.shapes is not None
        found = batch.shapes
        shapes += shapely.to_wkb(found).tolist() if isinstance(found, np.ndarray) else found.to_pylist()
    return delivery.columns, delivery.crs, rows, shapes


def same(path: Path) -> bool:
    """Whether the fast reader read the file; fails where it read something else than GDAL."""
    found = fast(path)
    assert found is None or found == by_gdal(path)
    return found is not None


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", [99.9, 16.0]), ("LineString", [[99.9, 16.0], [99.91, 16.01]]), ("Polygon", SQUARE),
        ("MultiLineString", [[[99.9, 16.0], [99.91, 16.01]]]), ("MultiPolygon", [SQUARE, SQUARE]),
    ],
)  # fmt: skip
def test_a_plain_file_is_read_as_gdal_reads_it(tmp_path: Path, kind: str, coordinates: Any) -> None:
    told = {"name": 'ถนน "ใหญ่",\n', "count": 3, "area": 1.5, "none": None}
    rows = feature(kind, coordinates, **told), feature(kind, coordinates, name=None, count=4, area=2, none=None)
    assert same(written(tmp_path / "a.geojson", *rows))


def test_the_system_that_a_file_names_is_taken(tmp_path: Path) -> None:
    crs = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32647"}},'
    path = written(tmp_path / "a.geojson", feature("Point", [600000.5, 1765000], no=1), before=crs)
    assert same(path)
    assert geojson.read(path).crs == "EPSG:32647"  # type: ignore[union-attr]


POINT = feature("Point", [99.9, 16.0], no=1)


@pytest.mark.parametrize(
    "odd",
    [
        feature("Point", [99.9, 16.0, 5.0], no=1),
        feature("MultiPoint", [[99.9, 16.0]], no=1),
        feature("LineString", [[99.9, 16.0], [99.91, 16.01]], no=1),
        feature("Point", [], no=1),
        feature("Point", [99.9, None], no=1),
        feature("Point", [99.9, 16.0], no="one"),
        feature("Point", [99.9, 16.0], no=True),
        feature("Point", [99.9, 16.0], no=[1]),
        feature("Point", [99.9, 16.0], no="2023-05-14"),
        feature("Point", [99.9, 16.0], other=1),
        {**POINT, "id": 7},
        {**POINT, "geometry": None},
        {**POINT, "properties": None},
        {**POINT, "type": "feature"},
    ],
)
def test_anything_unusual_is_left_to_gdal(tmp_path: Path, odd: dict[str, Any]) -> None:
    assert fast(written(tmp_path / "a.geojson", POINT, odd)) is None


def test_another_layout_is_left_to_gdal(tmp_path: Path) -> None:
    assert fast(written(tmp_path / "a.geojson", POINT, POINT, end="")) is None
    (tmp_path / "b.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [POINT]}, indent=1))
    assert fast(tmp_path / "b.geojson") is None
    (tmp_path / "c.geojson").write_text(json.dumps(POINT))
    assert fast(tmp_path / "c.geojson") is None


def test_every_real_file_is_read_as_gdal_reads_it(tmp_path: Path, real_data: Path) -> None:
    read = 0
    for file in real_data.rglob("*.geojson*"):
        path = tmp_path / "real.geojson"
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        read += same(path)
    assert read > 0
