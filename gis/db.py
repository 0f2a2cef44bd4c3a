"""Connections: one as the owner for deploys and imports, sessions as the person who is asking for all else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from gis.settings import Settings


def connect(url: str, *, application: str = "takeed", autocommit: bool = False) -> psycopg.Connection[Any]:
    """A connection whose ``application`` becomes the client named in changesets."""
    return psycopg.connect(url, autocommit=autocommit, application_name=application, row_factory=tuple_row)


@contextmanager
def session_as(
    settings: Settings, person: str, *, application: str = "takeed", message: str | None = None
) -> Iterator[psycopg.Connection[Any]]:
    """One transaction of the service acting as a member of staff: their role, their name in the history.

    Raises ``psycopg.errors.InsufficientPrivilege`` for whoever is no member of staff.
    """
    with connect(settings.service_url, application=application) as connection:
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(person)))
        if message:
            connection.execute("select set_config('takeed.message', %s, true)", (message,))
        yield connection
