"""The web map as a visitor meets it: the built page, the real service, the sample sub-district, Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from gis import throwaway, webmap
from gis.settings import Settings
from tests.benchmarks.servers import takeed
from tests.webmap.visitor import CHROMIUM, DESK, PHONE, Visitor, browser, visitor


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "no chromium: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with browser() as running:
        yield running


@pytest.fixture(scope="session")
def served(bare_instance: Settings, template: str) -> Iterator[tuple[str, Path]]:
    """Where the sample sub-district is served, and the access log of that server."""
    webmap.build()
    with throwaway.database(bare_instance, template=template) as instance:
        environment = {"TAKEED_HOME": str(instance.home), "DATABASE_URL": instance.admin_url}
        subprocess.run([sys.executable, "-m", "gis.cli", "demo"], env=os.environ | environment, check=True)
        with takeed(environment) as server:
            yield server.url, instance.home / "logs" / "access.jsonl"


@pytest.fixture
def site(served: tuple[str, Path]) -> str:
    return served[0]


@pytest.fixture
def access_log(served: tuple[str, Path]) -> Path:
    return served[1]


@pytest.fixture
def desk(chromium: Browser, site: str) -> Iterator[Visitor]:
    with visitor(chromium, site, DESK) as made:
        yield made


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Visitor]:
    with visitor(chromium, site, PHONE) as made:
        yield made
