"""As whom a notebook reads."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa

from gis import settings
from gis.errors import Busy, Forbidden
from gis.text import en, th

#: A PostgreSQL address or ``service=…``; the password belongs in ~/.pgpass or the service file, not in a notebook.
VARIABLE = "TAKEED_DATABASE"


def address() -> str:
    """The person's own login where ``TAKEED_DATABASE`` names it; else the public's, who reads what anybody may."""
    return os.environ.get(VARIABLE) or settings.load().anonymous_url


@contextmanager
def session() -> Iterator[adbc.Connection]:
    """A connection that hands over Arrow; closed when the block ends, nothing written.

    Raises Busy where the database cannot be reached and Forbidden where the login may not read what is asked.
    """
    try:
        connection = adbc.connect(address())
    except adbc.Error as refused:
        raise Busy(
            th(f"เข้าฐานข้อมูลไม่ได้ ตรวจสอบ {VARIABLE} หรือสั่ง ./takeed up")
            | en(f"Cannot reach the database. Check {VARIABLE}, or run ./takeed up.")
        ) from refused
    with connection:
        try:
            yield connection
        except adbc.Error as refused:
            if refused.sqlstate == "42501":
                raise Forbidden(
                    th(f"บัญชีนี้อ่านชั้นข้อมูลนี้ไม่ได้ ใช้บัญชีของท่านเองโดยตั้ง {VARIABLE}")
                    | en(f"This login may not read the layer. Use your own: set {VARIABLE}.")
                ) from refused
            raise


def table(connection: adbc.Connection, query: str, values: Sequence[Any] = ()) -> pa.Table:
    """The answer to a query with its values bound as ``$1``, ``$2`` …"""
    with connection.cursor() as cursor:
        cursor.execute(query, tuple(values) or None)
        return cursor.fetch_arrow_table()
