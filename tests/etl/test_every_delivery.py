"""Every real delivery there is: loaded with every row accounted for, or refused with the right sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.load import Report
from gis.errors import ImportRefused
from tests.etl.deliveries import DELIVERIES, Delivery
from tests.imports import Outcome

Loading = Callable[..., Report]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(params=DELIVERIES, ids=lambda delivery: f"{delivery.file} {delivery.options}".strip())
def delivered(request: pytest.FixtureRequest) -> Delivery:
    """Each delivery in turn."""
    found: Delivery = request.param
    return found


def test_a_delivery_is_loaded_row_by_row_or_refused_with_the_right_sentence(
    delivered: Delivery,
    real_data: Path,
    loading: Loading,
    rows: Query,
    record_property: Callable[[str, object], None],
) -> None:
    file, layer, told = real_data / delivered.file, delivered.layer, delivered.told
    if delivered.refused:
        with pytest.raises(ImportRefused) as said:
            loading(file, layer, **told)
        assert delivered.refused in said.value.sentence.en
        assert said.value.sentence.complete
        assert rows(f"select count(*) from core.{layer}") == [(0,)]
        outcome = Outcome(delivered.file, layer, delivered.options, refusal=said.value.sentence.en)
    else:
        report = loading(file, layer, **told)
        found = (report.read, report.new, report.repaired, report.rejected)
        assert found == delivered.rows
        assert rows(f"select count(*), count(*) filter (where ST_IsValid(geom)) from core.{layer}") == [
            (report.new, report.new)
        ]
        assert rows("select count(*) from staging.quarantine") == [(report.rejected,)]
        outcome = Outcome(delivered.file, layer, delivered.options, found, report.seconds)
    record_property("import", outcome)


def test_no_real_delivery_is_left_out(real_data: Path) -> None:
    there = {str(path.relative_to(real_data)) for path in real_data.rglob("*") if path.parent != real_data}
    assert {delivery.file for delivery in DELIVERIES} == {name for name in there if (real_data / name).is_file()}
