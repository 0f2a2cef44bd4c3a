"""How the tests of each conformance class went, written down for the page that tells (``takeed test --conformance``).

A test names the class it holds: ``@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.ogc.html.classes import OUTCOMES


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--conformance", action="store_true", help="run the tests of conformance classes, keep how they went"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--conformance"):
        config.pluginmanager.register(Recorder(OUTCOMES), "conformance recorder")


class Recorder:
    """Runs the tests that name a class, and counts for each class those that passed and those that failed.

    A test that could not run is counted as neither: the page then says what was not tested.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.classes: dict[str, list[str]] = {}
        self.counts: dict[str, dict[str, int]] = defaultdict(lambda: {"passed": 0, "failed": 0})

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.get_closest_marker("conformance")]
        self.classes = {item.nodeid: list(named(item)) for item in items}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A test that fails while it is set up or cleared away has not passed either.
        if report.failed or (report.when == "call" and report.passed):
            for each in self.classes.get(report.nodeid, ()):
                self.counts[each]["failed" if report.failed else "passed"] += 1

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.config.option.collectonly:
            return
        self.file.write_text(json.dumps(self.counts, indent=2, sort_keys=True) + "\n")


def named(item: pytest.Item) -> Iterator[str]:
    """The classes that a test holds."""
    for marker in item.iter_markers("conformance"):
        yield from marker.args
