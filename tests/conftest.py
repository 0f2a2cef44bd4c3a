"""A real PostGIS for every test: one throw-away instance a run, deployed once and copied for tests that write."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gis import settings as configuration
from gis import sync, throwaway
from gis.db import connect
from gis.settings import SOURCE, Settings

pytest_plugins = ("tests.conformance", "tests.imports")


@pytest.fixture(scope="session")
def bare_instance() -> Iterator[Settings]:
    """An instance whose database is empty. Commands that a test runs in a process of their own find it too."""
    with throwaway.instance(configuration.load()) as made, pytest.MonkeyPatch.context() as environment:
        environment.setenv("TAKEED_HOME", str(made.home))
        if made.database_url:
            environment.setenv("DATABASE_URL", made.database_url)
        yield made


@pytest.fixture(scope="session")
def template(bare_instance: Settings) -> Iterator[str]:
    """The name of a deployed database without rows, to which nobody connects."""
    with throwaway.database(bare_instance) as made:
        sync.deploy(made)
        with connect(made.admin_url) as connection:
            name = connection.info.dbname
        yield name


@pytest.fixture(scope="session")
def settings(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """An instance with every layer deployed and no rows, shared by the tests of a run: leave it as you found it."""
    with throwaway.database(bare_instance, template=template) as made:
        yield made


@pytest.fixture
def database(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to the shared instance; what a test does with it is rolled back."""
    with connect(settings.admin_url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def fresh_database(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """An instance of a test's own, with every layer deployed and no rows."""
    with throwaway.database(bare_instance, template=template) as made:
        yield made


@pytest.fixture
def empty_database(bare_instance: Settings) -> Iterator[Settings]:
    """An instance of a test's own, with nothing in its database, not even PostGIS."""
    with throwaway.database(bare_instance) as made:
        yield made


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real deliveries, from ``TAKEED_TEST_DATA`` or beside the checkout."""
    folder = Path(os.environ.get("TAKEED_TEST_DATA") or SOURCE.parent / "shared" / "data")
    if not folder.is_dir():
        reason = f"no real data in {folder}: set TAKEED_TEST_DATA"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
