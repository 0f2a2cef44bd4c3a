"""How every real delivery loaded, written down for readers (``takeed test --imports`` writes docs/imports.md).

A test tells of a load by ``record_property("import", Outcome(...))``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from gis.settings import SOURCE

PAGE = SOURCE / "docs" / "imports.md"

HEAD = """# นำเข้าไฟล์จริง · Imports of real files

What `takeed load` makes of every file of a collection of real deliveries. Written by `./takeed test --imports`; the
same test, in every run, holds the rows to these numbers and the refusals to these sentences. A file that was made for
no layer of a sub-district goes into one that keeps its kind of shape. Seconds are those of whole loads, one after the
other, on two cores.
"""
LOADED = """
## นำเข้าแล้ว · Loaded

| file | layer | told | rows in | loaded | repaired | quarantined | seconds |
|---|---|---|--:|--:|--:|--:|--:|
"""
REFUSED = """
## ไม่รับ · Refused

| file | layer | what was said |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one load did, or the sentence with which it was refused."""

    file: str
    layer: str
    told: str
    rows: tuple[int, int, int, int] | None = None
    seconds: float = 0.0
    refusal: str = ""

    @property
    def line(self) -> str:
        if self.rows is None:
            return f"| {self.file} | {self.layer} | {self.refusal} |\n"
        told = f"`{self.told}`" if self.told else ""
        counts = " | ".join(f"{count:,}" for count in self.rows)
        return f"| {self.file} | {self.layer} | {told} | {counts} | {self.seconds:.1f} |\n"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--imports", action="store_true", help="load every real delivery, and write docs/imports.md")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--imports"):
        config.pluginmanager.register(Recorder(PAGE), "imports recorder")


class Recorder:
    """Runs the tests that load real deliveries, and writes the page when all of them have passed."""

    def __init__(self, page: Path) -> None:
        self.page = page
        self.outcomes: list[Outcome] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if "delivered" in getattr(item, "fixturenames", ())]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.outcomes += [told for name, told in report.user_properties if name == "import"]

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == 0 and not session.config.option.collectonly:
            loaded = "".join(outcome.line for outcome in self.outcomes if outcome.rows is not None)
            refused = "".join(outcome.line for outcome in self.outcomes if outcome.rows is None)
            self.page.write_text(HEAD + LOADED + loaded + REFUSED + refused, encoding="utf-8")
