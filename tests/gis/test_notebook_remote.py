"""A notebook far from the database reads over the OGC service what it would have read beside it, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import geopandas
import pandas
import pytest
from geopandas.testing import assert_geodataframe_equal

from gis import staff, throwaway, tokens
from gis.access import Division
from gis.db import connect
from gis.errors import Busy, Forbidden, Invalid, NotSignedIn
from gis.notebook import catalogue, process, read
from gis.notebook.login import VARIABLE
from gis.notebook.remote import TOKEN, URL
from gis.notebook.where import Cql2
from gis.settings import Settings
from tests.benchmarks.servers import takeed
from tests.serving import CANARY, fill

ROWS = """
insert into core.streetlight (light_no, status, watt, height_m, installed_on, geom)
select 'L-' || n, case when n % 3 = 0 then 'off' else 'on' end, nullif(n * 10, 50), 6.5, date '2024-01-01' + n,
    ST_SetSRID(ST_MakePoint(99.9 + n / 1000.0, 16), 4326)
from generate_series(1, 30) n;
insert into core.health_facility (name, emergency, geom) values
    ('รพ.สต. บ้านโนน ''สวน''', true, ST_Point(99.9, 16, 4326)), ('คลินิก', false, ST_Point(99.91, 16, 4326));
"""
PERSON = "remote.analyst"


@pytest.fixture(scope="module")
def far(bare_instance: Settings, template: str) -> Iterator[tuple[Settings, str, str]]:
    """An instance, where a process of its own serves it, and a token of a member of staff."""
    with throwaway.database(bare_instance, template=template) as own:
        with connect(own.admin_url) as connection:
            fill(connection)
            connection.execute(ROWS.encode())
        staff.add(own, PERSON, Division.ENGINEERING)
        try:
            token = tokens.add(own, PERSON, "notebook", 1)
            with takeed(
                {"TAKEED_HOME": str(own.home), "DATABASE_URL": own.admin_url, "TAKEED_BUDGET_S": "0"}
            ) as server:
                yield own, server.url, token
        finally:
            staff.remove(own, PERSON)


@pytest.fixture
def here(far: tuple[Settings, str, str], monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The notebook reads the database of the instance, as the public."""
    own, _, _ = far
    for name in (VARIABLE, URL, TOKEN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", own.admin_url)
    monkeypatch.setenv("TAKEED_HOME", str(own.home))
    return monkeypatch


@pytest.fixture
def there(far: tuple[Settings, str, str], here: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The notebook knows the address of the instance alone."""
    _, url, _ = far
    here.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    here.setenv(URL, url + "/")
    return here


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"columns": ["status", "watt"]},
        {"columns": []},
        {"where": {"status": ["off", "repair"]}},
        {"where": {"status": []}},
        {"where": {"watt": None}},
        {"where": {"light_no": "x' or 'a'='a"}},
        {"where": "not (status == 'off') or watt in (30, 60)"},
        {"where": "watt >= 100 and height_m < 6.75 and watt is not None"},
        {"where": "installed_on < '2024-01-05'"},
        {"where": "updated_at >= '2020-01-01' and updated_at < '2999-01-01T08:00'"},
        {"bbox": (99.9005, 15.9, 99.9035, 16.1)},
        {"as_of": "2020-01-01"},
        {"as_of": "2999-01-01", "where": {"status": "off"}, "columns": "light_no"},
    ],
)
def test_it_reads_the_same_rows(
    far: tuple[Settings, str, str], here: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    beside = read("streetlight", **asked)
    here.setenv(URL, far[1])
    afar = read("streetlight", **asked)
    kept = [name for name in beside if name in afar]
    assert {*beside} - {*kept} <= {"created_at", "created_by", "updated_by", "changeset_id"}
    assert_geodataframe_equal(afar, beside[kept])
    assert afar.attrs["titles"] == beside.attrs["titles"] and afar.crs == beside.crs


def test_truths_and_quotes_come_through(there: pytest.MonkeyPatch) -> None:
    found = read("health_facility", where="emergency and name != 'x'")
    assert found["name"].tolist() == ["รพ.สต. บ้านโนน 'สวน'"]
    assert len(read("health_facility", where={"name": "รพ.สต. บ้านโนน 'สวน'"})) == 1
    assert len(read("health_facility", where="emergency == False")) == 1


def test_the_catalogue_is_the_same(far: tuple[Settings, str, str], here: pytest.MonkeyPatch) -> None:
    beside = catalogue()
    here.setenv(URL, far[1])
    afar = catalogue()
    pandas.testing.assert_frame_equal(afar, beside, check_dtype=False, atol=1e-7)
    assert afar.loc["streetlight", "rows"] == 30


def test_nothing_personal_comes_even_with_a_token(far: tuple[Settings, str, str], there: pytest.MonkeyPatch) -> None:
    there.setenv(TOKEN, far[2])
    complaints = read("complaint")
    assert (
        len(complaints) == 1
        and CANARY not in str(complaints.to_dict())
        and complaints["categories"].tolist() == [["other"]]
    )
    assert complaints.geometry.iloc[0].distance(read("bus_stop").geometry.iloc[11]) > 0.0001  # coarsened
    with pytest.raises(Invalid, match="description"):
        read("complaint", columns=["description"])


def test_a_token_reads_what_its_person_may(far: tuple[Settings, str, str], there: pytest.MonkeyPatch) -> None:
    with pytest.raises(Forbidden, match=TOKEN):
        read("light_circuit")
    assert "light_circuit" not in catalogue().index
    there.setenv(TOKEN, far[2])
    assert read("light_circuit")["circuit_no"].tolist() == ["C-1", "C-2"]
    assert catalogue().loc["light_circuit", "rows"] == 2


def test_a_process_runs_there_as_the_person(far: tuple[Settings, str, str], there: pytest.MonkeyPatch) -> None:
    asked = {"places": "streetlight", "facilities": "bus_stop"}
    with pytest.raises(NotSignedIn):
        process("nearest_facility", **asked)
    there.setenv(TOKEN, far[2])
    afar = process("nearest_facility", **asked)
    there.delenv(URL)
    there.setenv("DATABASE_URL", far[0].admin_url)
    beside = process("nearest_facility", **asked)
    assert_geodataframe_equal(afar, beside, check_like=True)  # jsonb keeps no order of members
    assert afar.attrs == beside.attrs


def test_a_wrong_token_and_a_silent_address_are_said_in_a_sentence(
    far: tuple[Settings, str, str], there: pytest.MonkeyPatch
) -> None:
    there.setenv(TOKEN, "takeed_wrong")
    with pytest.raises(NotSignedIn, match="token"):
        read("streetlight")
    there.delenv(TOKEN)
    there.setenv(URL, "http://127.0.0.1:1")
    with pytest.raises(Busy, match=URL):
        read("streetlight")


@pytest.mark.parametrize(
    ("url", "token"), [("gis.example.go.th", ""), ("ftp://gis.example.go.th", ""), ("http://gis.example.go.th", "x")]
)
def test_a_token_is_never_sent_where_others_can_read_it(monkeypatch: pytest.MonkeyPatch, url: str, token: str) -> None:
    monkeypatch.setenv(URL, url)
    monkeypatch.setenv(TOKEN, token)
    with pytest.raises(Invalid, match=URL):
        read("streetlight")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1) or (1=1"), ("number", "nan"), ("decimal", "inf"), ("date", "2026-01-01') or true --"),
        ("datetime", "yesterday"), ("codes", "a"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused_before_it_is_sent(kind: str, value: str) -> None:
    with pytest.raises(Invalid):
        Cql2({"field": kind}).of({"field": value})


def test_reading_gives_a_geodataframe_where_there_is_no_row(there: pytest.MonkeyPatch) -> None:
    empty: Callable[[], geopandas.GeoDataFrame] = lambda: read("streetlight", where={"status": "missing"})  # noqa: E731
    assert len(empty()) == 0 and empty().crs.to_epsg() == 4326
