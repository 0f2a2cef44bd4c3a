"""A sample of ten sub-districts (100,000 parcels), made once for all benchmarks of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from etl import demo
from gis import throwaway
from gis.settings import Settings


@pytest.fixture(scope="session")
def large_town(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """An instance with the sample at scale 10."""
    with throwaway.database(bare_instance, template=template) as made:
        demo.fill(made, 10)
        yield made
