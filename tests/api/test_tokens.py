"""Bearer tokens of members of staff: they act as the person, and are worth nothing once they should not be."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from psycopg import sql

from api.tokens import TRIES, bearer
from gis import staff, tokens
from gis.access import Division
from gis.db import connect
from gis.errors import Invalid, NotFound
from gis.roles import EVERY_ROLE
from gis.settings import Settings
from tests.serving import PLANNER, serving

CLOSED = "/ogc/collections/light_circuit/items"


def shown(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def address(instance: Settings) -> Iterator[str]:
    """A service that has met no wrong token yet."""
    with serving(instance) as base:
        yield base


@pytest.fixture
def holder(instance: Settings) -> Iterator[str]:
    """A member of staff of the engineering division who is there for one test."""
    staff.add(instance, "api.holder", Division.ENGINEERING)
    yield "api.holder"
    if "api.holder" in {member.person for member in staff.members(instance)}:
        staff.remove(instance, "api.holder")


def test_a_token_acts_as_the_person(address: str, instance: Settings) -> None:
    token = tokens.add(instance, PLANNER[0], "notebook", 90)
    assert httpx.get(address + CLOSED).status_code == 404
    seen = httpx.get(address + CLOSED, headers=shown(token))
    assert seen.status_code == 200
    assert seen.json()["features"] == httpx.get(address + CLOSED, auth=PLANNER).json()["features"]
    assert seen.headers["cache-control"] == "private, no-store"
    report = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [99.9, 16]},
        "properties": {"name": "ป้ายจากสมุดบันทึก"},
    }
    made = httpx.post(f"{address}/ogc/collections/bus_stop/items", json=report, headers=shown(token))
    assert made.status_code == 201
    with connect(instance.admin_url) as owner:
        row = owner.execute("select created_by from core.bus_stop where id = %s", (made.json()["id"],)).fetchone()
        owner.execute("delete from core.bus_stop where id = %s", (made.json()["id"],))
    assert row == (PLANNER[0],)


def test_the_day_of_the_last_use_is_kept_and_the_token_is_not(address: str, instance: Settings, holder: str) -> None:
    token = tokens.add(instance, holder, "gdal", 7)
    assert [each.used_on for each in tokens.every(instance) if each.person == holder] == [None]
    httpx.get(address + CLOSED, headers=shown(token)).raise_for_status()
    (kept,) = (each for each in tokens.every(instance) if each.person == holder)
    assert kept.used_on == (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=7)).date()
    assert (kept.expires_at - kept.added_at).days == 7
    with connect(instance.admin_url) as owner:
        (row,) = owner.execute("select t::text from gis.token t where person = %s", (holder,)).fetchall()
    assert token not in row[0] and token.encode().hex() not in row[0]
    assert tokens.digest(token).hex() in row[0]


def test_a_token_that_was_revoked_or_has_expired_is_refused_at_once(
    address: str, instance: Settings, holder: str
) -> None:
    revoked, expired = (tokens.add(instance, holder, name, 1) for name in ("revoked", "expired"))
    for token in (revoked, expired):
        assert httpx.get(address + CLOSED, headers=shown(token)).status_code == 200
    numbers = {token.name: token.id for token in tokens.every(instance)}
    tokens.remove(instance, numbers["revoked"])
    with connect(instance.admin_url) as owner:
        owner.execute("update gis.token set expires_at = now() where id = %s", (numbers["expired"],))
    for token in (revoked, expired):
        assert httpx.get(address + CLOSED, headers=shown(token)).status_code == 401
    with pytest.raises(NotFound):
        tokens.remove(instance, numbers["revoked"])


@pytest.mark.parametrize("lock", ["alter role {} nologin", "alter role {} valid until '2020-01-01'"])
def test_whoever_is_locked_has_no_token_any_more(address: str, instance: Settings, holder: str, lock: str) -> None:
    token = tokens.add(instance, holder, "notebook", 1)
    assert httpx.get(address + CLOSED, headers=shown(token)).status_code == 200
    with connect(instance.admin_url) as owner:
        owner.execute(sql.SQL(lock).format(sql.Identifier(holder)))
    assert httpx.get(address + CLOSED, headers=shown(token)).status_code == 401


def test_whoever_leaves_takes_their_tokens_with_them(address: str, instance: Settings, holder: str) -> None:
    token = tokens.add(instance, holder, "notebook", 1)
    staff.remove(instance, holder)
    assert httpx.get(address + CLOSED, headers=shown(token)).status_code == 401
    assert holder not in {each.person for each in tokens.every(instance)}
    # Somebody else who is given the name later is not given the tokens.
    staff.add(instance, holder, Division.EDUCATION)
    assert httpx.get(address + CLOSED, headers=shown(token)).status_code == 401


def test_guessing_is_stopped_after_five_wrong_tokens_and_repeating_one_is_no_guessing(instance: Settings) -> None:
    good = tokens.add(instance, PLANNER[0], "notebook", 1)
    with serving(instance) as address:

        def said(token: str) -> int:
            return httpx.get(address + CLOSED, headers=shown(token)).status_code

        assert [said("takeed_stale") for _ in range(TRIES + 3)] == [401] * (TRIES + 3)
        assert said(good) == 200
        assert [said(f"takeed_guess{n}") for n in range(TRIES)] == [401] * (TRIES - 1) + [429]
        refused = httpx.get(address + CLOSED, headers=shown(good))
        assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0
        assert httpx.get(address + CLOSED, auth=PLANNER).status_code == 200


def test_a_refusal_names_both_ways_to_sign_in(public: httpx.Client) -> None:
    refused = public.get(CLOSED, headers=shown("takeed_nobody"))
    assert refused.headers.get_list("www-authenticate") == [
        'Basic realm="Takeed", charset="UTF-8"', 'Bearer realm="Takeed"',
    ]  # fmt: skip
    assert "takeed_nobody" not in refused.text
    schemes = public.get("/ogc/api").json()["components"]["securitySchemes"]
    assert {told["scheme"] for told in schemes.values()} == {"basic", "bearer"}


@pytest.mark.parametrize("role", EVERY_ROLE)
@pytest.mark.parametrize("table", ["token", "device"])
def test_nobody_but_the_owner_reads_or_writes_what_is_kept_of_tokens(
    database: psycopg.Connection[object], role: str, table: str
) -> None:
    rights = database.execute(
        "select bool_or(has_any_column_privilege(%(r)s, %(t)s, p)) from unnest(array['select','insert','update']) p",
        {"r": role, "t": f"gis.{table}"},
    ).fetchone()
    assert rights == (False,)
    callable_by = database.execute(
        "select has_function_privilege(%s, %s, 'execute')", (role, f"gis.whose_{table}(bytea)")
    ).fetchone()
    assert callable_by == (role == "takeed_service",)


def test_a_token_is_made_for_members_of_staff_for_a_while(instance: Settings) -> None:
    with pytest.raises(NotFound):
        tokens.add(instance, "nobody.here", "notebook", 90)
    for name, days in (("", 90), ("x" * 61, 90), ("a\nb", 90), ("notebook", 0), ("notebook", 3650)):
        with pytest.raises(Invalid):
            tokens.add(instance, PLANNER[0], name, days)
    made = {tokens.new()[0] for _ in range(100)}
    assert len(made) == 100 and all(len(token) == len("takeed_") + 43 for token in made)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic x", "Token x"])
def test_a_header_without_a_token_holds_none(header: str | None) -> None:
    assert bearer(header) is None
    assert bearer("bearer abc") == "abc"
