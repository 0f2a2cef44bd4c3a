"""Members of staff as PostgreSQL logins."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
import pytest

from gis import staff
from gis.access import STEWARD_ROLE, Division
from gis.db import connect, session_as
from gis.errors import Conflict, Invalid, NotFound
from gis.settings import Settings


def as_person(settings: Settings, person: str, password: str) -> str:
    parts = urlsplit(settings.admin_url)
    return parts._replace(netloc=f"{person}:{password}@{parts.hostname}:{parts.port}").geturl()


def test_a_member_logs_in_with_the_password_and_is_of_the_division(fresh_database: Settings) -> None:
    password = staff.add(fresh_database, "somsak.k", Division.ENGINEERING, steward=True)
    try:
        with connect(as_person(fresh_database, "somsak.k", password)) as connection:
            row = connection.execute(
                "select pg_has_role(%s, 'member'), pg_has_role(%s, 'member'), current_setting('search_path'),"
                " current_setting('statement_timeout')",
                (Division.ENGINEERING.role, STEWARD_ROLE),
            ).fetchone()
            assert row == (True, True, "pub, core, public", "2min")
        (member,) = staff.members(fresh_database)
        assert (member.person, member.division, member.duties) == ("somsak.k", Division.ENGINEERING, ("steward",))
    finally:
        staff.remove(fresh_database, "somsak.k")


def test_the_service_becomes_a_member_and_nobody_else(fresh_database: Settings) -> None:
    staff.add(fresh_database, "malee", Division.FINANCE)
    try:
        with session_as(fresh_database, "malee") as connection:
            assert connection.execute("select current_user::text, gis.actor()").fetchone() == ("malee", "malee")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), session_as(fresh_database, "takeed"):
            pass
    finally:
        staff.remove(fresh_database, "malee")


def test_whoever_is_removed_is_out_at_once(fresh_database: Settings) -> None:
    password = staff.add(fresh_database, "prasit", Division.HEALTH)
    with connect(as_person(fresh_database, "prasit", password), autocommit=True) as session:
        staff.remove(fresh_database, "prasit")
        with pytest.raises(psycopg.OperationalError):
            session.execute("select 1")
    with pytest.raises(psycopg.OperationalError):
        connect(as_person(fresh_database, "prasit", password))
    with pytest.raises(NotFound):
        staff.remove(fresh_database, "prasit")


def test_a_name_is_given_once(fresh_database: Settings) -> None:
    staff.add(fresh_database, "wichai", Division.CLERK)
    try:
        with pytest.raises(Conflict):
            staff.add(fresh_database, "wichai", Division.HEALTH)
    finally:
        staff.remove(fresh_database, "wichai")


@pytest.mark.parametrize(
    "name", ["", "a", "Somsak", "somsak; drop role takeed", "pg_monitor", "takeed_staff", "public", "สมศักดิ์"]
)
def test_a_name_that_will_not_do_is_refused(settings: Settings, name: str) -> None:
    with pytest.raises(Invalid):
        staff.add(settings, name, Division.CLERK)


def test_a_short_password_is_refused(settings: Settings) -> None:
    with pytest.raises(Invalid):
        staff.add(settings, "somsri", Division.CLERK, password="1234")  # noqa: S106
