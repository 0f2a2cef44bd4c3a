"""Gaps and overlaps: what does not tile is found, and what does is left alone."""

from __future__ import annotations

import pytest

from etl.demo import fill
from gis.db import connect
from gis.notebook import process
from gis.notebook.login import VARIABLE
from gis.settings import Settings

#: 0.001° at 16° N: 107.0 m by 110.7 m.
SIDE, SQUARE = 0.001, 11_845


@pytest.fixture
def town(fresh_database: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATABASE_URL", fresh_database.admin_url)
    monkeypatch.setenv("TAKEED_HOME", str(fresh_database.home))
    monkeypatch.delenv(VARIABLE, raising=False)
    return fresh_database


def parcels(town: Settings, *boxes: tuple[float, float, float, float]) -> None:
    """Parcels over boxes, in sides from a corner: west, south, east, north."""
    with connect(town.admin_url) as connection:
        for n, box in enumerate(boxes):
            west, south, east, north = (
                99.9 + box[0] * SIDE,
                16 + box[1] * SIDE,
                99.9 + box[2] * SIDE,
                16 + box[3] * SIDE,
            )
            connection.execute(
                "insert into core.parcel (parcel_code, geom)"
                " values (%s, ST_Multi(ST_MakeEnvelope(%s, %s, %s, %s, 4326)))",
                (f"10A{n:03d}", west, south, east, north),
            )


def test_parcels_that_lie_beside_each_other_have_no_problem(town: Settings) -> None:
    parcels(town, (0, 0, 1, 1), (1, 0, 2, 1), (0, 1, 2, 2))
    found = process("gaps_and_overlaps", areas="parcel")
    assert found.empty and found.attrs["summary"] == {"overlaps": 0, "overlapping_m2": 0, "gaps": 0, "gaps_m2": 0}


def test_an_overlap_names_the_two_and_how_much_they_share(town: Settings) -> None:
    parcels(town, (0, 0, 1, 1), (0.9, 0, 2, 1), (5, 5, 6, 6))
    (found,) = process("gaps_and_overlaps", areas="parcel").to_dict("records")
    assert (found["problem"], found["first"], found["second"]) == ("overlap", "10A000", "10A001")
    assert found["area_m2"] == pytest.approx(0.1 * SQUARE, rel=0.01)


def test_a_small_hole_is_a_gap_and_a_large_one_a_lake(town: Settings) -> None:
    parcels(town, (0, 0, 3, 1), (0, 1, 1, 2), (1.05, 1, 3, 2), (0, 2, 3, 3))
    (found,) = process("gaps_and_overlaps", areas="parcel").to_dict("records")
    assert found["problem"] == "gap" and found["area_m2"] == pytest.approx(0.05 * SQUARE, rel=0.01)
    assert process("gaps_and_overlaps", areas="parcel", gap_to_m2=100).empty


def test_the_sample_tiles(town: Settings) -> None:
    fill(town, 1)
    assert process("gaps_and_overlaps", areas="parcel").attrs["summary"]["overlaps"] == 0
