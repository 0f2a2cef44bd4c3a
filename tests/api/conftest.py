"""The served instance that the tests of the service share."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from psycopg import sql

from etl.raster import Told, register
from gis import staff, throwaway
from gis.access import Audience, Division
from gis.db import connect
from gis.settings import Settings
from gis.text import en, th
from tests import rasters
from tests.serving import OTHER, PLANNER, fill, serving


@pytest.fixture(scope="session")
def instance(bare_instance: Settings, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """An instance with a few rows, a raster and two members of staff, for the tests of the service."""
    with throwaway.database(bare_instance, template=template) as made:
        with connect(made.admin_url) as connection:
            fill(connection)
            for person, _ in (PLANNER, OTHER):  # left behind by a run that was killed
                if connection.execute("select from pg_roles where rolname = %s", (person,)).fetchone():
                    connection.execute(sql.SQL("drop role {}").format(sql.Identifier(person)))
        height = Told("height", th("ความสูง") | en("Heights"), Audience.PUBLIC, "CC-BY-4.0")
        register(made, rasters.plane(tmp_path_factory.mktemp("rasters") / "height.tif"), height)
        staff.add(made, PLANNER[0], Division.ENGINEERING, password=PLANNER[1])
        staff.add(made, OTHER[0], Division.EDUCATION, password=OTHER[1])
        yield made
        for person, _ in (PLANNER, OTHER):
            staff.remove(made, person)


@pytest.fixture(scope="session")
def address(instance: Settings) -> Iterator[str]:
    """Where the instance is served."""
    with serving(instance) as base:
        yield base


@pytest.fixture
def public(address: str) -> Iterator[httpx.Client]:
    """A client nobody knows."""
    with httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture
def planner(address: str) -> Iterator[httpx.Client]:
    """A client signed in as a member of the engineering division."""
    with httpx.Client(base_url=address, auth=PLANNER) as client:
        yield client
