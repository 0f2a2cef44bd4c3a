"""Who is asking: the database's own password check, remembered briefly, and guessing slowed down."""

from __future__ import annotations

import base64
from dataclasses import replace

import httpx
import psycopg
import pytest

from api.deps import TRIES, credentials
from gis import staff
from gis.access import Division
from gis.errors import NotSignedIn
from gis.settings import Settings
from tests.serving import CANARY, OTHER, PLANNER, serving

CLOSED = "/ogc/collections/light_circuit/items"


@pytest.fixture
def passwords_matter(instance: Settings) -> None:
    """Skips on a server that is set to trust everybody, as a throw-away one may be."""
    try:
        psycopg.connect(replace(instance).admin_url, user=PLANNER[0], password="not the password").close()  # noqa: S106
    except psycopg.OperationalError:
        return
    pytest.skip("this database server trusts every password: use ./takeed test, whose own server does not")


def test_a_wrong_password_is_refused(address: str, passwords_matter: None) -> None:
    assert httpx.get(address + CLOSED, auth=PLANNER).status_code == 200
    refused = httpx.get(address + CLOSED, auth=(PLANNER[0], "wrong-password"))
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic")


def test_guessing_is_stopped_after_five_wrong_passwords(instance: Settings, passwords_matter: None) -> None:
    with serving(instance) as address:
        said = [httpx.get(address + CLOSED, auth=(OTHER[0], f"guess-{n}")).status_code for n in range(TRIES + 1)]
        assert said == [401] * TRIES + [429]
        assert httpx.get(address + CLOSED, auth=OTHER).status_code == 429
        assert httpx.get(address + CLOSED, auth=PLANNER).status_code == 200


@pytest.mark.parametrize("name", ["nobody.here", "takeed_anonymous", "takeed_service", "takeed_staff", "postgres"])
def test_a_login_that_is_no_member_of_staff_is_refused(address: str, name: str) -> None:
    assert httpx.get(address + CLOSED, auth=(name, "whatever")).status_code == 401


def test_the_owner_of_the_database_is_no_member_of_staff(address: str, instance: Settings) -> None:
    owner = psycopg.conninfo.conninfo_to_dict(instance.admin_url)
    auth = (str(owner["user"]), str(owner.get("password", "x")))
    assert httpx.get(address + CLOSED, auth=auth).status_code == 401


def test_whoever_leaves_is_out_at_once(instance: Settings, address: str) -> None:
    staff.add(instance, "api.leaver", Division.ENGINEERING, password="leaver-password")  # noqa: S106
    auth = ("api.leaver", "leaver-password")
    assert httpx.get(address + CLOSED, auth=auth).status_code == 200
    staff.remove(instance, "api.leaver")
    assert httpx.get(address + CLOSED, auth=auth).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !!!", "Bearer x", "Basic " + base64.b64encode(b"nocolon").decode(),
     "Basic " + base64.b64encode(b"\xff:\xff").decode(), "Basic " + base64.b64encode(b"a\0b:c").decode()],
)  # fmt: skip
def test_a_header_that_names_nobody_is_refused(header: str) -> None:
    with pytest.raises(NotSignedIn):
        credentials(header)


def test_the_clerk_reads_the_name_and_it_is_put_on_record(instance: Settings, address: str) -> None:
    staff.add(instance, "api.clerk", Division.CLERK, password="clerk-password")  # noqa: S106
    try:
        page = httpx.get(f"{address}/ogc/collections/complaint/items", auth=("api.clerk", "clerk-password"))
        assert CANARY in page.text
        assert CANARY not in httpx.get(f"{address}/ogc/collections/complaint/items").text
        with psycopg.connect(instance.admin_url) as connection:
            logged = connection.execute(
                "select layer, fields, why from gis.access_log where person = 'api.clerk'"
            ).fetchall()
        assert logged and logged[0][0] == "complaint" and "contact_name" in logged[0][1] and logged[0][2]
    finally:
        staff.remove(instance, "api.clerk")
