"""The dated tables beside the code lists speak of the same codes."""

import csv
import datetime
from typing import Any

import pytest

from gis.access import Division
from gis.codelist import Codelist
from gis.settings import SOURCE
from layers.energy.streetlight import LampType
from layers.governance.case import CaseStatus
from layers.governance.complaint_category import ComplaintCategory
from layers.governance.eservice import ServiceType

TABLES: list[tuple[str, type[Codelist]]] = [
    ("complaint_category", ComplaintCategory),
    ("complaint_status", CaseStatus),
    ("eservice_type", ServiceType),
    ("lamp_operation", LampType),
]


def rows_of(table: str) -> list[dict[str, Any]]:
    with (SOURCE / "data" / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("table", "codelist"), TABLES)
def test_every_code_has_a_row_and_every_row_a_code(table: str, codelist: type[Codelist]) -> None:
    assert {row["code"] for row in rows_of(table)} == set(codelist.codes())


@pytest.mark.parametrize("table", ["complaint_category", "eservice_type"])
def test_every_case_belongs_to_a_division_that_exists(table: str) -> None:
    assert {row["division"] for row in rows_of(table)} <= set(Division.codes())


@pytest.mark.parametrize("table", sorted(path.stem for path in (SOURCE / "data" / "reference").glob("*.csv")))
def test_every_row_says_from_when_it_holds_and_on_whose_word(table: str) -> None:
    for row in rows_of(table):
        start = datetime.date.fromisoformat(row["effective_from"])
        assert not row["effective_to"] or start < datetime.date.fromisoformat(row["effective_to"])
        assert row["source"]


def test_a_complaint_can_be_closed_from_every_status_that_is_not_final() -> None:
    steps: dict[str, set[str]] = {}
    for row in rows_of("complaint_transition"):
        steps.setdefault(row["from_status"], set()).add(row["to_status"])
    assert {status for pair in steps.items() for status in (pair[0], *pair[1])} <= set(CaseStatus.codes())
    final = {row["code"] for row in rows_of("complaint_status") if row["terminal"] == "yes"}
    for status in set(CaseStatus.codes()) - final:
        reached, ahead = {status}, [status]
        while ahead:
            new = steps.get(ahead.pop(), set()) - reached
            reached |= new
            ahead += new
        assert reached & final, f"no way to close a complaint that is {status}"
