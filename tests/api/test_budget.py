"""Nobody takes more of the database than their share, and who waits is told how long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from api import budget
from api.budget import PAYER, Budget, payer_at
from gis.db import connect
from gis.errors import OverBudget
from gis.settings import Settings, load
from tests.serving import OTHER, PLANNER, serving

STOPS = "/ogc/collections/bus_stop/items"
SCHOOL, HOME = {"X-Forwarded-For": "203.0.113.5"}, {"X-Forwarded-For": "198.51.100.7"}


@pytest.fixture
def frugal(instance: Settings) -> Iterator[str]:
    """A service that gives a client 0.6 s of the database a minute, behind a proxy on this machine that it trusts."""
    with serving(replace(instance, budget_s=0.6, trusted_proxies=("127.0.0.1",))) as address:
        yield address


def spend(settings: Settings, address: str, *, headers: dict[str, str], auth: tuple[str, str] | None = None) -> None:
    """Make a client's statement wait for longer than 0.6 s a minute allow, and be answered."""
    httpx.get(address + STOPS, headers=headers, auth=auth)
    with connect(settings.admin_url) as owner, httpx.Client(headers=headers, auth=auth) as client:
        owner.execute("lock table core.bus_stop in access exclusive mode")
        with pytest.raises(httpx.ReadTimeout):
            client.get(f"{address}{STOPS}?limit=13", timeout=2.5)


def test_who_has_spent_their_share_is_told_how_long_to_wait_and_others_are_served(
    frugal: str, instance: Settings
) -> None:
    spend(instance, frugal, headers=SCHOOL)
    refused = httpx.get(f"{frugal}{STOPS}?limit=5", headers=SCHOOL)
    told = refused.json()
    assert (refused.status_code, told["type"]) == (429, "/problems/over-budget")
    assert refused.headers["retry-after"] in told["detail_en"] and refused.headers["retry-after"] in told["detail_th"]
    assert int(refused.headers["retry-after"]) > 10
    assert httpx.get(f"{frugal}{STOPS}?limit=5", headers=HOME).status_code == 200
    assert httpx.get(f"{frugal}{STOPS}?limit=5").status_code == 200, "the machine itself has no budget"
    assert httpx.get(f"{frugal}{STOPS}?limit=5", headers=SCHOOL).status_code == 200, "what is ready costs nothing"


def test_a_member_of_staff_pays_for_themselves_wherever_they_are(frugal: str, instance: Settings) -> None:
    spend(instance, frugal, headers=SCHOOL, auth=OTHER)
    assert httpx.get(frugal + STOPS, headers=HOME, auth=OTHER).status_code == 429
    assert httpx.get(frugal + STOPS, headers=SCHOOL, auth=PLANNER).status_code == 200
    assert httpx.get(frugal + STOPS, headers=SCHOOL).status_code == 200


def test_an_address_is_believed_only_of_a_proxy_that_is_trusted(instance: Settings) -> None:
    with serving(replace(instance, budget_s=0.6)) as address:
        spend(instance, address, headers=SCHOOL)
        assert httpx.get(f"{address}{STOPS}?limit=17", headers=SCHOOL).status_code == 200


def test_without_a_budget_nobody_is_refused(instance: Settings) -> None:
    with serving(replace(instance, budget_s=0.0, trusted_proxies=("127.0.0.1",))) as address:
        spend(instance, address, headers=SCHOOL)
        assert httpx.get(f"{address}{STOPS}?limit=17", headers=SCHOOL).status_code == 200


def test_a_debt_is_forgiven_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(budget, "monotonic", lambda: now)
    ours = Budget(6.0)  # a tenth of a second a second, twelve at once
    PAYER.set("somebody")
    for _ in range(3):
        ours.check()
        with ours.charged():
            now += 5
    # Fifteen were spent in fifteen seconds: one and a half are forgiven meanwhile, so one and a half are over.
    with pytest.raises(OverBudget) as refused:
        ours.check()
    assert refused.value.wait_s == pytest.approx(16, abs=5)
    now += refused.value.wait_s
    ours.check()
    PAYER.set("another")
    ours.check()


def test_many_payers_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_MOST", 100)
    ours = Budget(6.0)
    for n in range(1000):
        PAYER.set(f"payer {n}")
        with ours.charged():
            time.sleep(0)
    assert len(ours._debts) <= 100


@pytest.mark.parametrize(
    ("host", "payer"),
    [("127.0.0.1", None), ("::1", None), ("::ffff:127.0.0.1", None), ("203.0.113.5", "203.0.113.5"),
     ("::ffff:203.0.113.5", "203.0.113.5"), ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
     ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"), ("unknown", "unknown")],
)  # fmt: skip
def test_a_household_is_one_payer_and_this_machine_none(host: str, payer: str | None) -> None:
    assert payer_at(host) == payer


def test_the_environment_says_whom_to_trust_and_how_much_to_give() -> None:
    told = load({"TAKEED_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8", "TAKEED_BUDGET_S": "12.5"})
    assert (told.trusted_proxies, told.budget_s) == (("127.0.0.1", "10.0.0.0/8"), 12.5)
    assert (load({}).trusted_proxies, load({}).budget_s) == ((), 30.0)
