"""Every notebook runs on the sample sub-district, shows what it shows in the checkout, and stays small."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

import gis.notebook
from etl.demo import fill
from gis import throwaway
from gis.notebook.login import VARIABLE
from gis.settings import SOURCE, Settings

NOTEBOOKS = sorted((SOURCE / "notebooks").glob("*.ipynb"))
#: So that a checkout stays quick to clone, and a notebook quick to open.
MOST_BYTES = 600_000


@pytest.fixture(scope="module")
def sample(bare_instance: Settings, template: str) -> Iterator[Settings]:
    """The sample sub-district, read as the public reads it."""
    with (
        throwaway.database(bare_instance, template=template) as own,
        pytest.MonkeyPatch.context() as environment,
    ):
        fill(own, 1)
        environment.setenv("DATABASE_URL", own.admin_url)
        environment.setenv("TAKEED_HOME", str(own.home))
        environment.delenv(VARIABLE, raising=False)
        yield own


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_the_figures_it_was_committed_with(sample: Settings, path: Path) -> None:
    committed = nbformat.read(path, as_version=4)
    again = nbformat.read(path, as_version=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the kernel's transport, which is this machine's own
        told = {"metadata": {"path": str(path.parent)}}
        NotebookClient(again, timeout=120, coalesce_streams=True, resources=told).execute()
    refresh = f"the sample has changed: jupyter execute --inplace notebooks/{path.name}, and read what it says now"
    assert _figures(again) == _figures(committed), refresh


def test_every_notebook_is_listed_in_the_guide_with_its_question() -> None:
    guide = (SOURCE / "docs" / "analyst.md").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        assert f"(../notebooks/{path.name})" in guide
        assert cells[0].cell_type == "markdown"
        assert cells[0].source.splitlines()[2].endswith("?**"), "its second paragraph is its question in English"


def test_every_function_a_notebook_may_call_is_told_in_the_guide() -> None:
    guide = (SOURCE / "docs" / "analyst.md").read_text(encoding="utf-8")
    assert [name for name in gis.notebook.__all__ if f"{name}(" not in guide] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_small_and_reads_through_the_platform_alone(path: Path) -> None:
    assert path.stat().st_size < MOST_BYTES
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    for word in ("from layers", "from etl", "from api", "psycopg", "password", "postgresql://"):
        assert word not in code


def _figures(notebook: NotebookNode) -> list[str]:
    """What a notebook prints and tabulates; maps and charts carry names that differ from run to run."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    printed = [output["text"] for output in outputs if output.output_type == "stream"]
    told = [output["data"]["text/plain"] for output in outputs if "data" in output]
    return [*printed, *(text for text in told if not text.startswith("<"))]
