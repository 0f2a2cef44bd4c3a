"""The service put together: OGC API under /ogc, the application's own under /api, the web map at /."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware

from api import problems
from api.access_log import AccessLog, LogFile
from api.compressed import Compressed
from api.database import Database
from api.deps import Doorkeeper
from api.download import Downloads
from api.drawing import Drawing
from api.hangup import HangUp
from api.jobs import Jobs
from api.limits import Limits
from api.metrics import Metrics
from api.ogc import (
    collections,
    conformance,
    coverages,
    editing,
    edr,
    features,
    formats,
    maptiles,
    openapi,
    processes,
    records,
    schemas,
    styles,
    tiles,
    tilesets,
    transactions,
)
from api.ogc.collections import Extents
from api.ogc.html import assets
from api.ogc.readable import Readers
from api.ogc.service import Service
from api.ogc.styles import Documents
from api.ogc.tilecache import CachedTiles, TileCache, listen
from api.protocol import Protocol
from api.routes import health, metrics, place, readings, reports, search
from api.tokens import Tokens
from api.webmap import WebMap
from gis import registry
from gis.log import configure
from gis.settings import Settings

#: What the service gives, most asked first, for routes are tried in order; a name that is no layer's before the layers.
_MODULES = (
    records,
    features,
    tiles,
    tilesets,
    editing,
    transactions,
    collections,
    schemas,
    styles,
    edr,
    coverages,
    maptiles,
    processes,
    conformance,
    openapi,
    assets,
    search,
    place,
    reports,
    readings,
    health,
    metrics,
)
#: A span of FastAPI's holds the whole query, and with it the house somebody looked for.
_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
SUBJECTS = tuple(module.SUBJECT for module in _MODULES)


def create_app(settings: Settings) -> FastAPI:
    """The application of one instance. It starts without a database and serves as soon as there is one."""
    layers, database, cache = registry.load(), Database(settings), TileCache()
    counts, downloads, drawing = Metrics(database, cache), Downloads(settings.home), Drawing(database.budget)
    log = LogFile(settings.home / "logs")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        downloads.sweep()
        kept = [asyncio.create_task(each) for each in (listen(settings, cache), Jobs(settings).work())]
        yield
        for task in kept:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        drawing.close()
        await database.close()
        log.write()

    app = FastAPI(
        openapi_url=None,
        lifespan=lifespan,
        telemetry=_NO_TELEMETRY,
        middleware=[
            Middleware(
                AccessLog,
                log=log,
                patterns={route.endpoint: route.path for subject in SUBJECTS for route in subject.routes},
                counted=counts.request,
            ),
            Middleware(CachedTiles, cache=cache, endpoints=tiles.ENDPOINTS),
            Middleware(HangUp),
            Middleware(Compressed),
            Middleware(problems.Problems),
            Middleware(Limits),
        ],
    )
    doorkeeper, readers = Doorkeeper(settings, Tokens(database)), Readers(database, layers)
    app.state.service = Service(settings, layers, database, readers, doorkeeper, SUBJECTS, formats.FORMATS)
    app.state.downloads = downloads
    app.state.drawing = drawing
    app.state.tiles = cache
    app.state.metrics = counts
    app.state.extents = Extents()
    app.state.documents = Documents()
    problems.add_handlers(app)
    for subject in SUBJECTS:
        app.router.routes.extend(subject.routes)
    app.mount("/", WebMap(), name="webmap")
    return app


def server(settings: Settings) -> uvicorn.Server:
    """The web server of an instance, ready to run on ``settings.host`` and ``settings.port``."""
    configured = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=Protocol,
        access_log=False,  # ours keeps no addresses
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        log_config=None,  # one formatter for all: it drops what may be personal
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(configured)


def serve(settings: Settings) -> None:
    """Serve until told to stop by Ctrl-C or SIGTERM; raises SetupError where no database was ever set up."""
    configure(logging.WARNING)
    assert settings.admin_url
    with contextlib.suppress(KeyboardInterrupt):
        server(settings).run()
