"""The floor: the least that could serve these bytes. A bare Starlette route hands the very statement of the service to
PostgreSQL and passes the answer through; no names, no rights, no checks, no tags, no log.

Run by ``uvicorn tests.benchmarks.floor:app``.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.database import Database
from api.ogc.condition import Bound, within
from api.ogc.crs import CRS84
from api.ogc.grid import Tile
from api.ogc.order import Order
from api.ogc.readable import Readers
from gis import registry, settings

#: As many as the service has.
POOL_SIZE = 10


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    told, layers = settings.load(), registry.load()
    database = Database(told)
    app.state.parcel = await Readers(database, layers).layer(None, "parcel")
    await database.close()
    planned = {"pages": "force_generic_plan", "windows": "force_custom_plan"}
    for name, plans in planned.items():
        app.state.__setattr__(name, await asyncpg.create_pool(
            told.anonymous_url, min_size=0, max_size=POOL_SIZE, server_settings={"plan_cache_mode": plans}
        ))  # fmt: skip
    yield
    for name in planned:
        getattr(app.state, name).terminate()


async def _first(pool: Any, statement: str, values: list[Any]) -> Any:
    async with pool.acquire() as connection:
        return (await connection.fetchrow(statement, *values))[0]


async def items(request: Request) -> Response:
    """A page of parcels: ``after``, ``limit``, and a window where ``bbox`` is given."""
    told, bound, order = request.query_params, Bound(), Order()
    statements = request.app.state.parcel.statements
    conditions = []
    if "bbox" in told:
        west, south, east, north = map(float, told["bbox"].split(","))
        conditions.append(within([(west, south, east, north)], CRS84, statements.declaration))
    if "after" in told:
        conditions.append(order.after(told["after"]))
    statement = statements.page(statements.feature(), conditions, order, bound, int(told["limit"]))
    pool = request.app.state.windows if "bbox" in told else request.app.state.pages
    body = await _first(pool, statement, bound.values)
    return Response(b'{"type":"FeatureCollection","features":[' + body + b"]}", media_type="application/geo+json")


async def tile(request: Request) -> Response:
    """A tile of parcels."""
    at = Tile(*(int(request.path_params[name]) for name in "zxy"))
    statement = request.app.state.parcel.tiles.statement(at.of, at.z)
    body = await _first(request.app.state.windows, statement, [*at.bounds(), *at.window()])
    return Response(body, media_type="application/vnd.mapbox-vector-tile")


async def constant(request: Request) -> Response:
    return Response(b"alive")


app = Starlette(
    routes=[Route("/items", items), Route("/tiles/{z}/{y}/{x}", tile), Route("/constant", constant)], lifespan=lifespan
)
