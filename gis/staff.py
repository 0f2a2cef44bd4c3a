"""Members of staff: each is a PostgreSQL login, a member of a division, whom the web service may act for."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection, sql

from gis.access import AUDITOR_ROLE, SERVICE_ROLE, STEWARD_ROLE, Division
from gis.db import connect
from gis.errors import Conflict, Invalid, NotFound
from gis.settings import Settings
from gis.text import en, th

#: PostgreSQL takes 63 bytes; a name that a person can type needs fewer.
_NAME = re.compile(r"(?!pg_|takeed|public$|none$)[a-z][a-z0-9_.]{1,30}")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff. ``duties`` are what they are besides a member of the division: steward, auditor."""

    person: str
    division: Division
    added_at: datetime
    duties: tuple[str, ...]


def add(
    settings: Settings,
    person: str,
    division: Division,
    *,
    password: str | None = None,
    steward: bool = False,
    auditor: bool = False,
) -> str:
    """Make a login of a division and return its password, a random one where none was given.

    Raises Invalid for a name or password that will not do, Conflict where the name is taken on this server.
    """
    if not _NAME.fullmatch(person):
        raise Invalid(
            th("ชื่อผู้ใช้ต้องเป็น a-z 0-9 _ . ยาว 2–31 ตัว ขึ้นต้นด้วยตัวอักษร และไม่ขึ้นต้นด้วย pg_ หรือ takeed")
            | en("A name is 2–31 of a-z 0-9 _ . and begins with a letter, but not with pg_ or takeed.")
        )
    if password is not None and len(password) < 10:
        raise Invalid(th("รหัสผ่านต้องยาวอย่างน้อย 10 ตัว") | en("A password has at least 10 characters."))
    password = password or secrets.token_urlsafe(12)
    with connect(settings.admin_url, application="takeed user") as connection:
        if connection.execute("select 1 from pg_roles where rolname = %s", (person,)).fetchone():
            raise Conflict(
                th(f"มีผู้ใช้ชื่อ {person} อยู่แล้ว ให้เลือกชื่ออื่น") | en(f"There is already a {person} here. Choose another name.")
            )
        _make_login(connection, person, password)
        groups = [division.role, *([STEWARD_ROLE] if steward else []), *([AUDITOR_ROLE] if auditor else [])]
        for group in groups:
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(person)))
        connection.execute("insert into gis.staff (person, division) values (%s, %s)", (person, division.value))
    return password


def _make_login(connection: Connection[Any], person: str, password: str) -> None:
    role, database = sql.Identifier(person), sql.Identifier(connection.info.dbname)
    # Hashed here, so that the password itself never reaches the server or its logs.
    hashed = connection.pgconn.encrypt_password(password.encode(), person.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("create role {} login inherit password {}").format(role, sql.Literal(hashed)))
    for setting in ("search_path = pub, core, public", "statement_timeout = '120s'"):
        connection.execute(sql.SQL("alter role {} in database {} set " + setting).format(role, database))
    # The service may become this person, and has none of their rights before it does.
    only_set = " with inherit false, set true" if connection.info.server_version >= 160_000 else ""
    connection.execute(sql.SQL("grant {} to {}" + only_set).format(role, sql.Identifier(SERVICE_ROLE)))


def members(settings: Settings) -> list[Member]:
    """Everybody who can log in, by name."""
    divisions = {division.value: division for division in Division}
    with connect(settings.admin_url) as connection:
        rows = connection.execute(
            """select s.person, s.division, s.added_at,
                      array(select g.rolname from pg_auth_members m join pg_roles g on g.oid = m.roleid
                            where m.member = r.oid and g.rolname = any(%s) order by 1)
               from gis.staff s join pg_roles r on r.rolname = s.person order by 1""",
            ([STEWARD_ROLE, AUDITOR_ROLE],),
        )
        return [
            Member(person, divisions[division], added_at, tuple(duty.removeprefix("takeed_") for duty in duties))
            for person, division, added_at, duties in rows
        ]


def remove(settings: Settings, person: str) -> None:
    """End somebody's access and their sessions at once; what they did stays in the history under their name."""
    with connect(settings.admin_url, application="takeed user") as connection:
        if connection.execute("delete from gis.staff where person = %s", (person,)).rowcount == 0:
            raise NotFound(
                th(f"ไม่มีเจ้าหน้าที่ชื่อ {person} ดูรายชื่อด้วย takeed user list")
                | en(f"There is no member of staff called {person}. See takeed user list.")
            )
        role = sql.Identifier(person)
        connection.execute(sql.SQL("alter role {} nologin").format(role))
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", (person,))
        connection.execute(sql.SQL("drop owned by {}").format(role))
        connection.execute(sql.SQL("drop role {}").format(role))
