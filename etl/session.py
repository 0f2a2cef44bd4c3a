"""One transaction of an import: columns go in by COPY from Arrow, everything after is sets in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from gis.errors import Forbidden, TakeedError, from_sqlstate
from gis.settings import Settings
from gis.text import en, th


class Session:
    """A transaction. ``execute`` gives the number of rows a statement touched, ``rows`` what a query answers."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._cursor = connection.cursor()

    def execute(self, statement: str, *parameters: Any) -> int:
        self._cursor.execute(statement, parameters or None)
        return int(self._cursor.rowcount)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        self._cursor.execute(query, parameters or None)
        return list(self._cursor.fetchall())

    def value(self, query: str, *parameters: Any) -> Any:
        """The first column of the first row."""
        return self.rows(query, *parameters)[0][0]

    def copy(self, table: str, columns: pa.Table) -> None:
        """Append Arrow columns to a table of the same column names and types."""
        schema, _, name = table.rpartition(".")
        place = {"db_schema_name": schema} if schema else {"temporary": True}
        self._cursor.adbc_ingest(name, columns, mode="append", **place)

    def close(self) -> None:
        self._cursor.close()


def connect(settings: Settings) -> Any:
    """A connection as the owner of the schema. It learns every type of the database first, which takes 0.1 s."""
    import adbc_driver_postgresql.dbapi as adbc

    url = settings.admin_url
    return adbc.connect(f"{url}{'&' if '?' in url else '?'}application_name=takeed%20load")


@contextmanager
def transaction(opened: Callable[[], Any], *, keep: bool = True) -> Iterator[Session]:
    """All or nothing on the connection that ``opened`` gives; ``keep`` False rolls back at the end (a dry run).

    Raises the error of ``gis.errors`` that fits what the database refused; its text holds no value of a row.
    """
    import adbc_driver_postgresql.dbapi as adbc

    with _in_words(adbc), opened() as connection:
        session = Session(connection)
        try:
            session.execute("set local client_min_messages = warning")
            session.execute("set local lock_timeout = '10s'")
            yield session
            if keep:
                connection.commit()
            else:
                connection.rollback()
        except BaseException:
            connection.rollback()
            raise
        finally:
            session.close()


@contextmanager
def _in_words(adbc: Any) -> Iterator[None]:
    try:
        yield
    except adbc.Error as refused:
        kind = from_sqlstate(refused.sqlstate)
        title = kind.title if kind is not Forbidden else _NOT_A_WRITER
        if kind is TakeedError:
            raise
        raise kind(
            th(f"{title.th} ไม่มีอะไรเปลี่ยน ({refused.sqlstate})")
            | en(f"{title.en} Nothing was changed ({refused.sqlstate}).")
        ) from refused


_NOT_A_WRITER = th("ผู้นำเข้าไม่มีสิทธิ์เขียนชั้นข้อมูลนี้") | en("The person who loads may not write this layer.")
