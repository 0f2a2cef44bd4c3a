"""Deliveries made on the spot, and one way to load them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from etl.delivery import Asked
from etl.load import Report, load
from etl.session import connect as connect_for_load
from gis import registry
from gis.db import connect
from gis.settings import Settings


@pytest.fixture
def loading(fresh_database: Settings) -> Callable[..., Report]:
    """Load a file into a layer of this test's own database: ``loading(path, layer, keep=…, person=…, crs=…)``."""

    def load_file(path: Path, layer: str, *, person: str | None = None, keep: bool = True, **asked: Any) -> Report:
        opened = partial(connect_for_load, fresh_database)
        return load(opened, registry.load(), path, layer, Asked(**asked), person=person, keep=keep)

    return load_file


@pytest.fixture
def rows(fresh_database: Settings) -> Callable[..., list[tuple[Any, ...]]]:
    """What a query answers in this test's own database."""

    def answer(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with connect(fresh_database.admin_url) as connection:
            cursor = connection.execute(query, parameters or None)
            return cursor.fetchall() if cursor.description else []

    return answer
