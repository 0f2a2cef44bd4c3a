"""A file that means harm is refused at once, in little memory, with a sentence that says what to do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely

from etl.load import Report
from gis.settings import Settings
from tests.etl.hostile import HOSTILE

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]

#: Runs the command, and says last what it cost: seconds of a processor, and the most memory that it held at a time.
#: (The resource usage that its parent is told begins with the parent's own.)
COUNTED = """
import atexit, re, resource, sys
from pathlib import Path
def tell():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    held = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
    print(f"cost {usage.ru_utime + usage.ru_stime:.2f} s {int(held) / 1024:.0f} MiB", file=sys.stderr)
atexit.register(tell)
from gis.cli import main
main()
"""


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_within_five_seconds_and_512_mib(what: str, settings: Settings) -> None:
    make, sentence = HOSTILE[what]
    with tempfile.TemporaryDirectory() as folder:  # not tmp_path, which keeps what is large for days
        file = make(Path(folder))
        done = subprocess.run(
            [sys.executable, "-c", COUNTED, "load", str(file), "--into", "building"],
            env={**os.environ, "DATABASE_URL": settings.admin_url, "TAKEED_HOME": str(settings.home)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    cost = re.search(r"cost ([\d.]+) s (\d+) MiB", done.stderr)
    assert done.returncode == 1, done.stderr
    assert cost, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert folder not in done.stderr
    assert float(cost[1]) < 5  # of a processor, so that a busy machine fails nobody
    assert int(cost[2]) < 512


def test_nothing_outside_the_folder_was_written() -> None:
    assert not Path("/tmp/slipped.csv").exists()  # noqa: S108 - where the entry of "zip slip" points


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 1e308])
@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_a_shape_that_is_nowhere_is_refused_alone(
    tmp_path: Path, loading: Loading, rows: Query, ending: str, number: float
) -> None:
    with np.errstate(invalid="ignore"):
        lines = shapely.linestrings([[(99.9, 16), (99.9, number)], [(99.9, 16), (99.9, 16.1)]])
    table = pa.table({"name": ["nowhere", "here"], "geometry": shapely.to_wkb(lines)})
    file, options = tmp_path / f"roads.{ending}", {"SPATIAL_INDEX": "NO"} if ending == "fgb" else {}
    pyogrio.write_arrow(table, file, geometry_name="geometry", geometry_type="LineString", crs="EPSG:4326", **options)
    report = loading(file, "road")
    assert (report.read, report.new, report.rejected) == (2, 1, 1)
    assert [reason.field for reason, _, _ in report.reasons] == ["geom"]
    assert rows("select name from core.road") == [("here",)]


def test_a_table_and_a_geojson_with_numbers_that_are_none_lose_only_those_rows(
    tmp_path: Path, loading: Loading
) -> None:
    table = tmp_path / "lamps.csv"
    table.write_text("light_no,lat,lon\n1,NaN,99.9\n2,16,inf\n3,1e999,99.9\n4,16,99.9\n")
    report = loading(table, "streetlight")
    assert (report.new, report.rejected) == (1, 3)
    features = [
        {"type": "Feature", "properties": {"light_no": str(n)}, "geometry": {"type": "Point", "coordinates": place}}
        for n, place in enumerate([[99.9, 16], [99.9, float("nan")]])
    ]
    document = tmp_path / "lamps.geojson"
    document.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    report = loading(document, "streetlight")
    assert (report.new, report.rejected) == (1, 1)
