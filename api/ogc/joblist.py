"""The list of jobs, as the one who asks may see it: the database's policies show a person their own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import orjson

from api.database import Database
from api.jobs import CHANNEL
from gis.errors import TooManyJobs
from gis.text import en, th

#: Jobs a person may have waiting or running.
UNFINISHED = 20
#: Jobs of a page.
LIMIT_DEFAULT, LIMIT_MOST = 50, 500

_ADD = "insert into gis.job (process, inputs, person) values ($1, $2::text::jsonb, $3) returning id"
_SHOWN = "id, process, status, progress, message, created_at, started_at, updated_at, finished_at"
_UNFINISHED = "select count(*) from gis.job where person = $1 and status in ('accepted', 'running')"
_ONE = f"select {_SHOWN} from gis.job where id = $1"
_PAGE = f"select {_SHOWN} from gis.job where ($1::text is null or status = $1) order by created_at desc, id limit $2"
_RESULT = "select result::text from gis.job where id = $1 and status = 'successful'"
_DISMISS = """
update gis.job set status = 'dismissed', finished_at = now()
where id = $1 and status in ('accepted', 'running')"""
_FORGET = "delete from gis.job where id = $1 and status not in ('accepted', 'running')"


async def add(database: Database, person: str, process: str, inputs: Mapping[str, Any]) -> str:
    """Put a job on the list and return its number; raises TooManyJobs where the person has too many on it."""
    async with database.acting(person, write=True) as connection:
        if await connection.fetchval(_UNFINISHED, person) >= UNFINISHED:
            raise TooManyJobs(
                th(f"มีงานค้างอยู่แล้ว {UNFINISHED} งาน รอให้เสร็จหรือยกเลิกก่อน")
                | en(f"You have {UNFINISHED} jobs waiting already. Let some finish, or dismiss them.")
            )
        number = await connection.fetchval(_ADD, process, orjson.dumps(inputs).decode(), person)
        await connection.execute("select pg_notify($1, $2)", CHANNEL, str(number))
    return str(number)


async def one(database: Database, person: str, number: str) -> Mapping[str, Any] | None:
    """One job, or None where the person has none of that number."""
    wanted = _uuid(number)
    found: Mapping[str, Any] | None = await database.row(person, _ONE, wanted) if wanted else None
    return found


async def page(database: Database, person: str, status: str | None, limit: int) -> list[Mapping[str, Any]]:
    """The newest jobs, of one status or of all."""
    return await database.rows(person, _PAGE, status, limit)


async def result(database: Database, person: str, number: str) -> bytes:
    """What a successful job found, as it was stored."""
    row = await database.row(person, _RESULT, _uuid(number))
    return str(row[0]).encode()


async def dismiss(database: Database, person: str, number: str) -> bool:
    """Stop a job that is not finished, forget one that is; False where the person has none of that number."""
    wanted = _uuid(number)
    if wanted is None:
        return False
    async with database.acting(person, write=True) as connection:
        stopped = await connection.execute(_DISMISS, wanted)
        if stopped == "UPDATE 1":
            await connection.execute("select pg_notify($1, $2)", CHANNEL, number)
            return True
        return bool(await connection.execute(_FORGET, wanted) == "DELETE 1")


def _uuid(number: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(number)
    except ValueError:
        return None
