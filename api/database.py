"""The service's connections: pools of the anonymous visitor, and one that becomes the member of staff who asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import Any

import asyncpg

from api.budget import Budget
from gis.errors import NotSignedIn
from gis.settings import Settings

#: How long a request waits for a free connection before it is told to come back, in seconds.
PATIENCE = 5.0
#: Connections of each pool: PostgreSQL on two to eight cores is busy with fewer than these.
POOL_SIZE = 10
#: What a fetch of a stream brings at most: rows, and bytes as far as those before it foretell.
FETCH_ROWS, FETCH_BYTES = 1_000, 1_000_000
#: Said once at connecting, so that the text of dates and times never hangs on the server's configuration.
_SESSION = {"timezone": "UTC", "datestyle": "ISO", "application_name": "web"}
#: What a connection raises that the server has ended.
_CUT = (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InterfaceError, ConnectionError)


async def _keep(connection: Any) -> None:
    """Between requests nothing is reset: all that a request sets is ``LOCAL`` to its transaction."""


class Database:
    """Opens its pools at the first request that needs them, so the service starts while the database is down.

    Every method raises what asyncpg or the socket raises; ``api.problems`` says it in words.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.budget = Budget(settings.budget_s)
        self._pools: dict[str, asyncpg.Pool] = {}
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Give every connection back; requests still running have five seconds."""
        for pool in self._pools.values():
            try:
                await asyncio.wait_for(pool.close(), PATIENCE)
            except TimeoutError:
                pool.terminate()

    async def _pool(self, name: str) -> asyncpg.Pool:
        if name not in self._pools:
            async with self._opening:
                if name not in self._pools:
                    self._pools[name] = await self._open(name)
        return self._pools[name]

    async def _open(self, name: str) -> asyncpg.Pool:
        staff = name.startswith("staff")
        # Where a window is asked for, only a plan made for that very window is safe: the plan for any window
        # reads all of a large one before it gives the first ten rows. Everything else is planned once.
        plans = {"pages": "force_generic_plan", "staff": "auto"}.get(name, "force_custom_plan")
        return await asyncpg.create_pool(
            self.settings.service_url if staff else self.settings.anonymous_url,
            min_size=0,
            max_size=POOL_SIZE,
            reset=_keep,
            statement_cache_size=500,
            timeout=PATIENCE,
            server_settings={**_SESSION, "plan_cache_mode": plans},
        )

    async def row(self, person: str | None, statement: str, *values: Any, window: bool = False) -> Any:
        """The first row of a reading statement, or None. ``window`` says that the values hold a bounding box."""
        return await self._read(person, "fetchrow", statement, values, window)

    async def rows(self, person: str | None, statement: str, *values: Any, window: bool = False) -> list[Any]:
        """Every row of a reading statement; as :meth:`row`."""
        return list(await self._read(person, "fetch", statement, values, window))

    async def _read(self, person: str | None, how: str, statement: str, values: tuple[Any, ...], window: bool) -> Any:
        if person is not None:
            async with self.acting(person) as connection:
                return await getattr(connection, how)(statement, *values)
        self.budget.check()
        return await self._ask("windows" if window else "pages", how, statement, values)

    async def service_row(self, statement: str, *values: Any) -> Any:
        """The first row of a question that the service asks for itself, as nobody in particular; it may be repeated."""
        return await self._ask("staff", "fetchrow", statement, values)

    async def _ask(self, name: str, how: str, statement: str, values: tuple[Any, ...]) -> Any:
        pool = await self._pool(name)
        try:
            return await self._once(pool, how, statement, values)
        except _CUT:
            # The server was started anew since: so were all its connections, and a reading may be repeated.
            await pool.expire_connections()
            return await self._once(pool, how, statement, values)

    async def _once(self, pool: asyncpg.Pool, how: str, statement: str, values: tuple[Any, ...]) -> Any:
        # A timeout costs a tenth of a short question, and where a connection is free nobody waits.
        patience = None if pool.get_idle_size() else PATIENCE
        async with pool.acquire(timeout=patience) as connection:
            with self.budget.charged():  # not for waiting, which is others' doing
                return await getattr(connection, how)(statement, *values)

    @asynccontextmanager
    async def acting(self, person: str | None, *, write: bool = False) -> AsyncIterator[Any]:
        """One transaction as ``person`` (None: the anonymous visitor); committed when the block ends well."""
        self.budget.check()
        pool = await self._pool("pages" if person is None else "staff")
        async with pool.acquire(timeout=PATIENCE) as connection:
            with self.budget.charged():
                async with _transaction(connection, person, write=write):
                    yield connection

    def connections(self) -> Iterator[tuple[str, int, int]]:
        """Each pool that is open, its connections at work, and those that wait for work."""
        for name, pool in self._pools.items():
            idle = pool.get_idle_size()
            yield name, pool.get_size() - idle, idle

    @asynccontextmanager
    async def streaming(
        self, person: str | None, statement: str, *values: Any
    ) -> AsyncIterator[AsyncIterator[list[Any]]]:
        """The rows of a reading statement, all of one moment, a few at a time and never more in memory.

        The first column must be the one that can be large. Each fetch is a statement of its own to the server, so
        its timeout ends what is slow to compute and not who is slow to read. The connection is of a pool apart:
        who reads slowly holds none that a page waits for.
        """
        self.budget.check()
        pool = await self._pool("downloads" if person is None else "staff downloads")
        async with pool.acquire(timeout=PATIENCE) as connection, _transaction(connection, person, write=False):
            # Charged for the fetches, and not for the reader, who may be slow.
            yield _fetched(await connection.cursor(statement, *values), self.budget.charged)


class Snapshot:
    """The database at one moment, for one reader: every statement sees the same rows."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def row(self, statement: str, *values: Any) -> Any:
        """The first row of a reading statement, or None."""
        return await self._connection.fetchrow(statement, *values)

    @asynccontextmanager
    async def streaming(self, statement: str, *values: Any) -> AsyncIterator[AsyncIterator[list[Any]]]:
        """The rows of a reading statement, as :meth:`Database.streaming`."""
        yield _fetched(await self._connection.cursor(statement, *values))


@asynccontextmanager
async def snapshot(settings: Settings, person: str | None, application: str) -> AsyncIterator[Snapshot]:
    """The present moment as ``person`` (None: the anonymous visitor) sees it, for as long as the block lasts.

    For commands, which nobody waits behind: no statement is too slow, and no reader.
    """
    url = settings.anonymous_url if person is None else settings.service_url
    patient = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
    session = {**_SESSION, **patient, "application_name": application, "plan_cache_mode": "force_custom_plan"}
    connection = await asyncpg.connect(url, timeout=PATIENCE, server_settings=session)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            if person is not None:
                await _become(connection, person)
            yield Snapshot(connection)
    finally:
        await connection.close()


async def _fetched(
    cursor: Any, charged: Callable[[], AbstractContextManager[Any]] = nullcontext
) -> AsyncIterator[list[Any]]:
    count = FETCH_ROWS // 10
    while True:
        with charged():
            rows = await cursor.fetch(count)
        if not rows:
            return
        yield rows
        each = sum(len(row[0] or "") for row in rows) // len(rows) + 1
        count = max(1, min(FETCH_ROWS, FETCH_BYTES // each))


@asynccontextmanager
async def _transaction(connection: Any, person: str | None, *, write: bool) -> AsyncIterator[None]:
    async with connection.transaction():
        # The visitor's connections are read-only unless a transaction says otherwise.
        await connection.execute(f"set transaction {'read write' if write else 'read only'}")
        if person is not None:
            await _become(connection, person)
        yield


async def _become(connection: Any, person: str) -> None:
    """Take a person's role; raises NotSignedIn where it was taken from them a moment ago."""
    quoted = '"' + person.replace('"', '""') + '"'
    try:
        await connection.execute(f"set local role {quoted}")
    except (asyncpg.InvalidParameterValueError, asyncpg.InsufficientPrivilegeError):
        raise NotSignedIn from None
