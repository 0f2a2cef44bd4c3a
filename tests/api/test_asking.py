"""Asking for some features, in an order, with some of their fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from gis.db import connect
from gis.settings import Settings

ITEMS = "/ogc/collections/streetlight/items"
#: Pole, lamp, power: two alike, one without a power, Thai with a tone mark and a percent sign.
LAMPS = (
    ("ก-1", "led", 60), ("ก-2", "led", 60), ("ก-3", "solar_led", None),
    ("บ้านใต้-4", "hps", 150), ("บานใต 50%", "led", 40),
)  # fmt: skip


@pytest.fixture(scope="module")
def lamps(instance: Settings) -> Iterator[list[int]]:
    """The ids of five lamps, which are gone again afterwards."""
    with connect(instance.admin_url) as owner:
        ids = [_lamp(owner, n, *lamp) for n, lamp in enumerate(LAMPS)]
        owner.commit()
        yield ids
        owner.execute("delete from core.streetlight where id = any(%s)", (ids,))


def _lamp(owner: psycopg.Connection[Any], n: int, pole: str, lamp: str, power: int | None) -> int:
    row = owner.execute(
        "insert into core.streetlight (light_no, lamp_type, watt, status, geom)"
        " values (%s, %s, %s, 'on', ST_Point(99.95, 16.05 + %s * 0.001, 4326)) returning id",
        (pole, lamp, power, n),
    ).fetchone()
    assert row is not None
    return int(row[0])


def poles(client: httpx.Client, query: str) -> list[str]:
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 200, answer.text
    return [feature["properties"]["light_no"] for feature in answer.json()["features"]]


def following(client: httpx.Client, address: str) -> Iterator[dict[str, Any]]:
    """Every feature from an address on, over as many pages as there are."""
    step: str | None = address
    while step:
        page = client.get(step).json()
        yield from page["features"]
        step = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)


@pytest.mark.parametrize(
    "sortby", ["watt", "-watt", "lamp_type,-watt", "-light_no", "-updated_at", "+lamp_type,light_no"]
)
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_sorted_pages_meet_every_feature_once_and_in_order(
    public: httpx.Client, lamps: list[int], sortby: str, limit: int
) -> None:
    met = list(following(public, f"{ITEMS}?sortby={sortby}&limit={limit}"))
    whole = public.get(f"{ITEMS}?sortby={sortby}&limit=100").json()["features"]
    assert [f["id"] for f in met] == [f["id"] for f in whole]
    assert sorted(f["id"] for f in met) == sorted(lamps)


def test_features_are_sorted_by_what_was_named_and_empty_values_come_last(
    public: httpx.Client, lamps: list[int]
) -> None:
    assert poles(public, "sortby=-watt") == ["บ้านใต้-4", "ก-1", "ก-2", "บานใต 50%", "ก-3"]
    assert poles(public, "sortby=watt") == ["บานใต 50%", "ก-1", "ก-2", "บ้านใต้-4", "ก-3"]


@pytest.mark.parametrize("bad", ["owner", "geom", "-", "lamp_type,lamp_type", "id;select 1", "watt desc"])
def test_an_order_by_anything_else_is_refused(public: httpx.Client, bad: str) -> None:
    assert public.get(ITEMS, params={"sortby": bad}).status_code == 400


@pytest.mark.parametrize(
    ("sortby", "after"),
    [("", "x"), ("", "1.5"), ("", "9" * 30), *(("lamp_type", token) for token in ("1", "WzFd", "bnVsbA", "ก"))],
)
def test_a_token_that_no_link_gave_is_refused(public: httpx.Client, sortby: str, after: str) -> None:
    told = {"after": after, **({"sortby": sortby} if sortby else {})}
    assert public.get(ITEMS, params=told).status_code == 400


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/core")
@pytest.mark.conformance("ogcapi-features-3/1.0/conf/queryables-query-parameters")
def test_a_field_is_asked_to_equal_a_value(public: httpx.Client, lamps: list[int]) -> None:
    assert poles(public, "lamp_type=solar_led") == ["ก-3"]
    assert poles(public, "lamp_type=led&watt=60") == ["ก-1", "ก-2"]
    assert poles(public, "light_no=บ้านใต้-4") == ["บ้านใต้-4"]


@pytest.mark.parametrize("query", ["watt=many", "watt=1e3", "watt=99999999999999999999", "nothing=1", "lamp_type=gas"])
def test_a_value_that_is_none_of_the_field_is_refused(public: httpx.Client, query: str) -> None:
    answer = public.get(f"{ITEMS}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_words_are_found_without_tone_marks_and_anywhere_in_a_text(public: httpx.Client, lamps: list[int]) -> None:
    assert poles(public, "q=บ้านใต้") == ["บ้านใต้-4", "บานใต 50%"]
    assert poles(public, "q=ใต 4,ก-3") == ["ก-3", "บ้านใต้-4"]


def test_a_percent_sign_is_a_letter(public: httpx.Client, lamps: list[int]) -> None:
    assert poles(public, "q=50%25") == ["บานใต 50%"]
    assert poles(public, "q=%25") == ["บานใต 50%"]


def test_only_the_fields_that_were_named_are_given(public: httpx.Client, lamps: list[int]) -> None:
    (feature,) = public.get(f"{ITEMS}?lamp_type=solar_led&properties=lamp_type,light_no").json()["features"]
    assert feature["properties"] == {"light_no": "ก-3", "lamp_type": "solar_led"}
    (bare,) = public.get(f"{ITEMS}?lamp_type=solar_led&skip-geometry=true").json()["features"]
    assert bare["geometry"] is None
    assert feature["geometry"] is not None


def test_what_was_asked_is_counted_and_paged(public: httpx.Client, lamps: list[int]) -> None:
    page = public.get(f"{ITEMS}?lamp_type=led&hits=true&limit=2").json()
    assert (page["numberMatched"], page["numberReturned"]) == (3, 2)
    assert len(list(following(public, f"{ITEMS}?lamp_type=led&limit=2"))) == 3


def test_the_past_is_asked_the_same_way(public: httpx.Client, instance: Settings, lamps: list[int]) -> None:
    with connect(instance.admin_url) as owner:
        row = owner.execute("select clock_timestamp()").fetchone()
        assert row is not None
        owner.commit()  # an edit is stamped with the time its transaction began
        owner.execute("update core.streetlight set watt = 61 where id = %s", (lamps[0],))
    then = row[0].isoformat().replace("+", "%2B")
    assert poles(public, f"datetime={then}&watt=60&sortby=-light_no") == ["ก-2", "ก-1"]
    assert poles(public, "watt=60") == ["ก-2"]
    with connect(instance.admin_url) as owner:
        owner.execute("update core.streetlight set watt = 60 where id = %s", (lamps[0],))


@pytest.mark.parametrize("epsg", [3857, 32647, 32648])
def test_a_box_as_wide_as_the_world_finds_everything_in_any_system(
    public: httpx.Client, lamps: list[int], epsg: int
) -> None:
    system = f"bbox-crs=http://www.opengis.net/def/crs/EPSG/0/{epsg}"
    assert len(poles(public, f"bbox=-1e200,-1e200,1e200,1e200&{system}")) == len(lamps)
    assert poles(public, f"bbox=1e100,1e100,1e200,1e200&{system}") == []
