"""One transaction of an import: columns go in by COPY from Arrow, everything after is sets in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from gis.errors import Forbidden, ImportRefused, TakeedError, from_sqlstate
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

    def copy(self, table: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
        """Append Arrow batches to a table of the same column names and types, in one COPY; returns how many rows.

        The database takes one in while the next is made. What ``batches`` raises is raised.
        """
        raised: list[BaseException] = []

        def watched() -> Iterator[pa.RecordBatch]:
            try:
                yield from batches
            except BaseException as error:  # the driver tells its own error from it, without ours
                raised.append(error)
                raise

        schema_name, _, name = table.rpartition(".")
        place = {"db_schema_name": schema_name} if schema_name else {"temporary": True}
        reader = pa.RecordBatchReader.from_batches(schema, watched())
        try:
            return int(self._cursor.adbc_ingest(name, reader, mode="append", **place))
        except Exception:
            if raised:
                raise raised[0] from None
            raise

    def close(self) -> None:
        self._cursor.close()


def connect(settings: Settings) -> Any:
    """A connection as the owner of the schema. It learns every type of the database first, which takes 0.1 s."""
    import adbc_driver_postgresql.dbapi as adbc

    url = settings.admin_url
    with _in_words(adbc):
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
            session.execute("set local statement_timeout = 0")  # so that only a person cancels
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
    except KeyboardInterrupt:
        raise ImportRefused(_STOPPED) from None
    except adbc.Error as refused:
        if refused.sqlstate == _CANCELLED:
            raise ImportRefused(_STOPPED) from None
        kind = from_sqlstate(refused.sqlstate)
        title = kind.title if kind is not Forbidden else _NOT_A_WRITER
        if kind is TakeedError:
            raise
        raise kind(
            th(f"{title.th} ไม่มีอะไรเปลี่ยน ({refused.sqlstate})")
            | en(f"{title.en} Nothing was changed ({refused.sqlstate}).")
        ) from refused


#: What a statement ends with when its client is told to stop, which the driver sees to on Ctrl-C.
_CANCELLED = "57014"
_STOPPED = th("หยุดนำเข้าตามที่สั่ง ฐานข้อมูลเหมือนเดิม") | en("The load was stopped. Nothing was changed.")
_NOT_A_WRITER = th("ผู้นำเข้าไม่มีสิทธิ์เขียนชั้นข้อมูลนี้") | en("The person who loads may not write this layer.")
