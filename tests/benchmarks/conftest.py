"""What all benchmarks of a run share: a sample of ten sub-districts (100,000 parcels), and the figures they measure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from etl import demo
from gis import throwaway
from gis.settings import SOURCE, Settings
from tests.benchmarks.figures import Figures


@pytest.fixture(scope="session")
def large_town(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """An instance with the sample at scale 10."""
    with throwaway.database(bare_instance, template=template) as made:
        demo.fill(made, 10)
        yield made


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    """The figures of this run; at its end they are printed, and drawn into ``build/bench.png``."""
    measured = Figures()
    yield measured
    if measured.all:
        measured.show()
        measured.plot(SOURCE / "build" / "bench.png")
