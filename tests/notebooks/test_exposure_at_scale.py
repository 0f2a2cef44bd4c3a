"""The example on Dask: what its workers find together is what the database finds alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from etl.demo import fill
from gis import throwaway
from gis.db import connect
from gis.settings import SOURCE, Settings

_ALONE = """
select d.name_th || ' ' || d.code, z.level, count(*), sum(ST_Area(ST_Intersection(
    ST_Transform(b.geom, 32647), ST_Transform(z.geom, 32647))))
from pub.building b
join pub.subdistrict d on ST_Within(ST_PointOnSurface(b.geom), d.geom)
join pub.flood_zone z on ST_Intersects(b.geom, z.geom)
group by 1, 2
"""


@pytest.fixture(scope="module")
def town(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """Two sub-districts side by side."""
    with throwaway.database(bare_instance, template=template) as own:
        fill(own, 2)
        yield own


def test_workers_find_together_what_the_database_finds_alone(town: Settings) -> None:
    with connect(town.admin_url) as connection:
        alone = {(district, level): (houses, area) for district, level, houses, area in connection.execute(_ALONE)}
    environment = {"DATABASE_URL": town.admin_url, "TAKEED_HOME": str(town.home), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "notebooks/exposure_at_scale.py", "--workers", "2"]
    ran = subprocess.run(command, cwd=SOURCE, env=environment, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    found, district = {}, ""
    for line in ran.stdout.splitlines():
        if told := re.fullmatch(r"(.*?)\s+(low|moderate|high|very_high)\s+(\d+)\s+([\d,]+)", line):
            district = told[1] or district
            found[district, told[2]] = int(told[3]), float(told[4].replace(",", ""))
    assert len({district for district, _ in alone}) == 2
    assert {key: houses for key, (houses, _) in found.items()} == {key: houses for key, (houses, _) in alone.items()}
    for key, (_, area) in alone.items():
        assert found[key][1] == pytest.approx(area, rel=0.002, abs=1)
