"""Tokens: what a program of a member of staff shows in place of a name and password, for a time and until revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from gis.db import connect
from gis.errors import Invalid, NotFound
from gis.settings import Settings
from gis.text import en, th

#: The longest a token can live, in days: what nobody renews is forgotten, and open.
LONGEST = 366


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; the token itself is known to its holder only."""

    id: int
    person: str
    name: str
    added_at: datetime
    expires_at: datetime
    used_on: date | None


def new() -> tuple[str, bytes]:
    """A token of 256 random bits and the digest to keep of it. Its beginning tells a scanner for secrets what it is."""
    token = f"takeed_{secrets.token_urlsafe(32)}"
    return token, digest(token)


def digest(token: str) -> bytes:
    """SHA-256, by which a token is found again."""
    return hashlib.sha256(token.encode()).digest()


def add(settings: Settings, person: str, name: str, days: int) -> str:
    """Make a token for a member of staff, valid for ``days``; returned this once and kept nowhere.

    Raises NotFound for who is no member of staff, Invalid for a name or a time that will not do.
    """
    if not 0 < len(name.strip()) <= 60 or not name.isprintable() or not 1 <= days <= LONGEST:
        raise Invalid(
            th(f"ชื่อโทเคนต้องยาว 1–60 ตัวอักษร และอายุ 1–{LONGEST} วัน")
            | en(f"A token has a name of 1–60 characters and lives for 1–{LONGEST} days.")
        )
    token, kept = new()
    with connect(settings.admin_url, application="takeed token") as connection:
        if connection.execute("select from gis.staff where person = %s", (person,)).fetchone() is None:
            raise NotFound(
                th(f"ไม่มีเจ้าหน้าที่ชื่อ {person} ดูรายชื่อด้วย takeed user list")
                | en(f"There is no member of staff called {person}. See takeed user list.")
            )
        connection.execute(
            "insert into gis.token (person, name, digest, expires_at)"
            " values (%s, %s, %s, now() + %s * interval '1 day')",
            (person, name.strip(), kept, days),
        )
    return token


def every(settings: Settings) -> list[Token]:
    """Every token there is, expired ones included, by person and age."""
    with connect(settings.admin_url) as connection:
        rows = connection.execute(
            "select id, person, name, added_at, expires_at, used_on from gis.token order by person, id"
        )
        return [Token(*row) for row in rows]


def remove(settings: Settings, number: int) -> None:
    """Revoke a token at once; raises NotFound where there is none of that number."""
    with connect(settings.admin_url, application="takeed token") as connection:
        if connection.execute("delete from gis.token where id = %s", (number,)).rowcount == 0:
            raise NotFound(
                th(f"ไม่มีโทเคนเลขที่ {number} ดูเลขที่ด้วย takeed token list")
                | en(f"There is no token number {number}. See takeed token list.")
            )
