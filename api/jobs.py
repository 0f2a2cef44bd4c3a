"""Runs the jobs that wait in ``gis.job``, each in a thread as the person who started it.

The database owns a job: a service process claims it, sends a heartbeat, and lets it go when it stops. A job whose
process died is claimed by the next one. Dismissing a job stops its query.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson

from gis.errors import Forbidden, Invalid, NotFound, TakeedError, TookTooLong
from gis.settings import Settings
from gis.text import en, th

if TYPE_CHECKING:
    import psycopg

#: Where a job that was added or dismissed is told of; the payload is its id.
CHANNEL = "takeed_jobs"
#: Jobs that one service process runs at a time: the database has the visitors to serve too.
MOST = 2
#: Seconds between heartbeats while something runs, and between looks for work that nobody told of.
BEAT, LOOK = 1.0, 10.0
#: Seconds without a heartbeat after which a job's process is taken for dead, and how often it is tried.
DEAD, TRIES = 15.0, 3
#: The longest that one statement of a job may take.
STATEMENT_TIMEOUT = "15min"
#: The largest result that is kept, in bytes; the database takes ten times that.
RESULT_LIMIT = 25_000_000

_CLAIM = f"""
update gis.job set status = 'running', worker = $1, attempts = attempts + 1, updated_at = now(),
    started_at = coalesce(started_at, now()), progress = 0, message = null
where id = (
    select id from gis.job
    where attempts < {TRIES} and (
        status = 'accepted' or (status = 'running' and updated_at < now() - {DEAD} * interval '1 second'))
    order by created_at for update skip locked limit 1)
returning id, process, inputs, person"""
_GIVE_UP = f"""
update gis.job set status = 'failed', finished_at = now(), updated_at = now(), message = $1
where status in ('accepted', 'running') and attempts >= {TRIES}
    and updated_at < now() - {DEAD} * interval '1 second'"""
_BEAT = """
update gis.job j set updated_at = now(), progress = t.progress
from unnest($2::uuid[], $3::int[]) t(id, progress)
where j.id = t.id and j.worker = $1 and j.status = 'running' returning j.id"""
_FINISH = """
update gis.job set status = $3, message = $4, result = $5::text::jsonb, progress = $6, updated_at = now(),
    finished_at = now()
where id = $2 and worker = $1 and status = 'running'"""
_LET_GO = """
update gis.job set status = 'accepted', worker = null, attempts = attempts - 1, progress = 0, updated_at = now()
where worker = $1 and status = 'running'"""

log = logging.getLogger("takeed.jobs")


@dataclass(frozen=True, slots=True)
class _Outcome:
    status: str
    message: str | None
    result: bytes | None = None


class _Running:
    """A job in its thread: how far it is, and how to stop it."""

    def __init__(self) -> None:
        self.progress = 0
        self.stopped = False
        self.connection: psycopg.Connection[Any] | None = None
        self.done: asyncio.Future[_Outcome]

    def tell(self, percent: int) -> None:
        self.progress = percent
        if self.stopped:
            raise _Stopped

    def stop(self) -> None:
        """End the statement that runs now; the next report of progress ends the rest."""
        self.stopped = True
        if self.connection is not None:
            with contextlib.suppress(Exception):  # it may have ended by itself
                self.connection.cancel_safe(timeout=5)


class _Stopped(Exception):
    pass


class Jobs:
    """Claims and runs jobs until cancelled; one an application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.name = f"worker-{secrets.token_hex(6)}"
        self._running: dict[uuid.UUID, _Running] = {}
        self._heard = asyncio.Event()
        self._threads = ThreadPoolExecutor(MOST, thread_name_prefix="job")

    async def work(self) -> None:
        """Serve the table for as long as it can be reached, and again when it can be."""
        try:
            while True:
                with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    connection = await self._connect()
                    try:
                        await connection.add_listener(CHANNEL, lambda *_: self._heard.set())
                        while True:
                            await self._turn(connection)
                    finally:
                        connection.terminate()
                await asyncio.sleep(1)
        finally:
            await self._let_go()

    async def _connect(self) -> Any:
        told = {"application_name": "jobs"}
        return await asyncpg.connect(self.settings.service_url, timeout=5, server_settings=told)

    async def _turn(self, connection: Any) -> None:
        """Store what is finished, tell how far the rest is, stop what was dismissed, and start what waits."""
        self._heard.clear()
        for number, running in list(self._running.items()):
            if running.done.done():
                told = running.done.result()
                result = told.result.decode() if told.result else None
                reached = 100 if told.status == "successful" else running.progress
                await connection.execute(_FINISH, self.name, number, told.status, told.message, result, reached)
                del self._running[number]
        progress = [running.progress for running in self._running.values()]
        held = await connection.fetch(_BEAT, self.name, list(self._running), progress)
        for number in self._running.keys() - {row["id"] for row in held}:
            await asyncio.to_thread(self._running[number].stop)
        if len(self._running) < MOST:
            await connection.execute(_GIVE_UP, str(TakeedError.title))
            job = await connection.fetchrow(_CLAIM, self.name)
            if job is not None:
                self._start(job)
                return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._heard.wait(), BEAT if self._running else LOOK)

    def _start(self, job: Any) -> None:
        running = self._running[job["id"]] = _Running()
        loop = asyncio.get_running_loop()
        running.done = loop.run_in_executor(
            self._threads, self._run, running, job["process"], orjson.loads(job["inputs"]), job["person"]
        )
        running.done.add_done_callback(lambda _: self._heard.set())

    def _run(self, running: _Running, name: str, inputs: dict[str, Any], person: str) -> _Outcome:
        """A job from beginning to end, in its thread."""
        from gis.process import Run, processes

        try:
            process = processes().get(name)
            if process is None:
                raise NotFound
            with _as(self.settings, person, running) as connection:
                result = orjson.dumps(process.run(Run(connection, running.tell), process.read(inputs)))
            if len(result) > RESULT_LIMIT:
                raise _too_large()
        except _Stopped:
            return _Outcome("dismissed", None)
        except Exception as error:
            return _Outcome("failed", str(_worded(error).sentence))
        return _Outcome("successful", None, result)

    async def _let_go(self) -> None:
        """Give unfinished jobs back, so that whoever serves next starts them again."""
        for running in self._running.values():
            await asyncio.to_thread(running.stop)
        self._threads.shutdown(wait=False)
        with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await self._connect()
            await connection.execute(_LET_GO, self.name)
            await connection.close(timeout=5)


@contextlib.contextmanager
def _as(settings: Settings, person: str, running: _Running) -> Any:
    """A read-only transaction as ``person``, which ``running`` can stop from another thread."""
    from gis.db import session_as

    with session_as(settings, person, application="job") as connection:
        connection.execute("set transaction read only")
        connection.execute(f"set local statement_timeout = '{STATEMENT_TIMEOUT}'")
        running.connection = connection
        try:
            running.tell(0)
            yield connection
        finally:
            running.connection = None


def _worded(error: Exception) -> TakeedError:
    """What a person is told of a job that failed; what nobody foresaw goes to the log."""
    import psycopg

    match error:
        case TakeedError():
            return error
        case psycopg.errors.QueryCanceled():
            return TookTooLong()
        case psycopg.errors.InsufficientPrivilege() | psycopg.errors.InvalidParameterValue():
            return Forbidden()
    log.error("job failed", exc_info=error)
    return TakeedError()


def _too_large() -> Invalid:
    return Invalid(
        th(f"ผลลัพธ์ใหญ่เกิน {RESULT_LIMIT // 1_000_000} MB กรุณาเลือกชั้นข้อมูลที่เล็กลง")
        | en(f"The result is larger than {RESULT_LIMIT // 1_000_000} MB. Choose a smaller layer.")
    )
