"""A real QGIS opens the service: reads its features page by page and in metres, edits them, draws its tiles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import qgis_desktop
from pyproj import Transformer

from gis import staff, throwaway
from gis.access import Division
from gis.db import connect
from gis.settings import Settings
from tests.serving import serving

#: More than ten pages of a thousand, and a last one that is not full.
STOPS = 10_001
UTM = "EPSG:32647"
PASSWORD = "planner-password"  # noqa: S105 - of somebody who lives for one test run


@dataclass(frozen=True)
class Served:
    """A served instance with ten thousand bus stops, and a planner who may edit them."""

    settings: Settings
    address: str
    planner: str

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with connect(self.settings.admin_url) as connection:
            return connection.execute(statement.encode(), values or None).fetchall()

    def run(self, do: str, **request: Any) -> dict[str, Any]:
        told = {"layer": "bus_stop", "person": self.planner, "password": PASSWORD, **request}
        return qgis_desktop.run(do, f"{self.address}/ogc", **told)


@pytest.fixture(scope="module")
def served(bare_instance: Settings, template: str) -> Iterator[Served]:
    if not qgis_desktop.available():
        if os.environ.get("CI") == "true":
            pytest.fail("QGIS is not installed: apt-get install qgis python3-qgis")
        pytest.skip("QGIS is not installed: apt-get install qgis python3-qgis")
    with throwaway.database(bare_instance, template=template) as own:
        planner = f"planner_{os.getpid()}"
        staff.add(own, planner, Division.ENGINEERING, password=PASSWORD)
        with connect(own.admin_url) as connection:
            connection.execute(
                "insert into core.bus_stop (name, geom) select 'S' || n, ST_Point(99 + n / 10000.0, 16, 4326)"
                " from generate_series(1, %s) n",
                (STOPS,),
            )
        with serving(own) as address:
            yield Served(own, address, planner)
        staff.remove(own, planner)


def test_every_feature_is_read_once_and_its_place_in_metres(served: Served) -> None:
    seen = served.run("service_read", crs=UTM, box=[99.00995, 15.9, 99.02005, 16.1], of=["S1", f"S{STOPS}"])
    assert seen["names"] == sorted(f"S{n}" for n in range(1, STOPS + 1))
    assert seen["in_box"] == sorted(f"S{n}" for n in range(100, 201))
    assert seen["crs"] == ["OGC:CRS84", UTM]
    to = Transformer.from_crs("OGC:CRS84", UTM)
    for name, (x, y) in seen["places"].items():
        there = to.transform(99 + int(name[1:]) / 10_000, 16)
        assert (abs(x - there[0]), abs(y - there[1])) < (0.001, 0.001)
    assert "version" in seen["fields"]


@pytest.mark.parametrize("crs", ["", UTM, "EPSG:4326"])
def test_what_a_planner_adds_changes_moves_and_removes_is_stored_under_their_name(served: Served, crs: str) -> None:
    # QGIS draws with x first whatever the order of a system's axes.
    to = Transformer.from_crs("OGC:CRS84", crs or "OGC:CRS84", always_xy=True)
    name, gone = f"ใหม่ {crs}", f"ลบ {crs}"
    with connect(served.settings.admin_url) as connection:
        connection.execute("insert into core.bus_stop (name, geom) values (%s, ST_Point(99.5, 16.2, 4326))", (gone,))
    done = served.run(
        "service_edit", crs=crs, name=name, remove=gone, at=to.transform(99.91, 16.01), to=to.transform(99.95, 16.05),
        values={"routes": "๑, ๒", "lit": True},
    )  # fmt: skip
    assert [saved for saved, _ in done.values()] == [True] * 4, done
    stored = served.ask(
        "select routes, lit, shelter, created_by, updated_by, version, ST_Distance(geom::geography,"
        " ST_Point(99.95, 16.05, 4326)::geography) < 0.001 from core.bus_stop where name = %s",
        name,
    )
    assert stored == [("๑, ๒", True, None, served.planner, served.planner, 3, True)]
    assert served.ask("select count(*) from core.bus_stop where name = %s", gone) == [(0,)]
    kept = served.ask("select op, c.actor from history.bus_stop h join history.changeset c on c.id = h.ended_by"
                      " where name = %s", gone)  # fmt: skip
    assert kept == [("D", served.planner)]


def test_a_stranger_may_read_and_not_edit(served: Served) -> None:
    seen = qgis_desktop.run(
        "service_read", f"{served.address}/ogc", layer="bus_stop", crs=UTM, box=[99, 15.9, 99.001, 16.1], of=[]
    )
    signed = served.run("service_read", crs=UTM, box=[99, 15.9, 99.001, 16.1], of=[])
    assert "Add Features" not in seen["editable"]
    assert "Add Features" in signed["editable"]


def test_the_tiles_are_drawn(served: Served) -> None:
    x, y = Transformer.from_crs("OGC:CRS84", "EPSG:3857").transform(99.5, 16)
    tiles = f"{served.address}/ogc/collections/bus_stop/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"
    seen = qgis_desktop.run("service_tiles", tiles, zoom=14, bounds=[x - 600, y - 600, x + 600, y + 600])
    empty = qgis_desktop.run("service_tiles", tiles, zoom=14, bounds=[x - 600, y + 99_000, x + 600, y + 100_200])
    assert empty["colours"] == ["#ffffff"]
    assert len(seen["colours"]) > 1
