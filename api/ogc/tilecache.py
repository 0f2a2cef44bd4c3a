"""Tiles and pages that are ready to send: exact, because the database says at each commit what it changed."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import asyncpg
from starlette.types import ASGIApp, Receive, Scope, Send

from api.ogc.grid import CellKey, Tile, keys_over
from api.ogc.ready import Ready
from gis.errors import TakeedError
from gis.settings import Settings

#: The channel on which the database says what changed: a layer, then the z14 cells ``x y x y …``, or none for all.
CHANNEL = "takeed_tiles"
#: In place of a layer: forget all, for a deploy has changed what the public may read.
EVERYTHING = "*"
#: What a page of features hangs on: a change anywhere in its layer.
WHOLE = Tile(0, 0, 0)
#: The largest answer that is kept, in bytes.
LARGEST = 2_000_000
#: Seconds between two looks at the listening connection; a lost one is noticed at once, a silent one by this.
HEARTBEAT = 5.0

Make = Callable[[], Awaitable[Ready]]


@dataclass
class _Layer:
    """One layer's share: how often it changed, and its tiles by the cells they hang on."""

    changes: int = 0
    paths: dict[CellKey, set[str]] = field(default_factory=dict)


class TileCache:
    """Public tiles by their path, and pages of features by their address, as tiles of the whole world.

    ``live`` only while changes are heard: a cache that is deaf gives and keeps nothing.
    """

    def __init__(self, most_bytes: int = 256_000_000) -> None:
        self.live = False
        self.most_bytes = most_bytes
        self.size = 0
        #: How often something was found here, and how often it had to be made.
        self.found = self.made = 0
        self._tiles: OrderedDict[str, tuple[Ready, tuple[str, ...], Tile]] = OrderedDict()
        self._layers: dict[str, _Layer] = {}
        self._making: dict[tuple[str, int], asyncio.Future[Ready | None]] = {}

    def find(self, path: str) -> Ready | None:
        """The tile at a path, if it is here and nothing has touched it."""
        held = self._tiles.get(path)
        if held is None:
            return None
        self._tiles.move_to_end(path)
        self.found += 1
        return held[0]

    def __len__(self) -> int:
        return len(self._tiles)

    async def get(self, path: str, layer: str, tile: Tile, make: Make, *more: str) -> Ready:
        """The tile at a path, made if need be; many who ask at once wait for one of them to make it.

        ``layer`` and ``more`` are what it is made of. A tile that was being made while one of them changed is given to
        those who asked before the change, and not kept: it may have been read before the change.
        """
        held = self.find(path)
        if held is not None:
            return held
        if not self.live:
            return await make()
        layers = (layer, *more)
        key = path, self._changes(layers)
        while (making := self._making.get(key)) is not None:
            if (made := await asyncio.shield(making)) is not None:
                return made
        return await self._make(key, layers, tile, make)

    async def _make(self, key: tuple[str, int], layers: tuple[str, ...], tile: Tile, make: Make) -> Ready:
        self.made += 1
        making: asyncio.Future[Ready | None] = asyncio.get_running_loop().create_future()
        self._making[key] = making
        made, wrong = None, None
        try:
            made = await make()
        except (asyncio.CancelledError, TakeedError):
            raise  # its client is gone, or has had its share: that is no answer to those who wait
        except Exception as failed:
            wrong = failed
            raise
        finally:
            del self._making[key]
            if wrong is None:
                making.set_result(made)
            else:
                making.set_exception(wrong)
                making.exception()  # seen, for there may be nobody who waits
        path, changes = key
        if self.live and self._changes(layers) == changes:
            self._keep(path, layers, tile, made)
        return made

    def hear(self, payload: str) -> None:
        """Forget what a change touched; ``payload`` as the database sends it."""
        name, *numbers = payload.split(" ")
        if name == EVERYTHING:
            self.hearing(self.live)
            return
        share = self._share(name)
        share.changes += 1
        if numbers == ["-"]:  # rows without a shape: no tile shows them, but every page may
            for path in tuple(share.paths.get(next(WHOLE.cells()), ())):
                self._drop(path)
            return
        if not numbers:
            for path in {path for paths in share.paths.values() for path in paths}:
                self._drop(path)
            return
        for x, y in zip(map(int, numbers[::2]), map(int, numbers[1::2]), strict=True):
            for key in keys_over(x, y):
                for path in tuple(share.paths.get(key, ())):
                    self._drop(path)

    def hearing(self, live: bool) -> None:
        """Say that changes are heard from now on, or no more; either way nothing that was kept can be trusted."""
        self.live = live
        self._tiles.clear()
        self.size = 0
        for share in self._layers.values():
            share.changes += 1
            share.paths.clear()

    def _share(self, layer: str) -> _Layer:
        return self._layers.setdefault(layer, _Layer())

    def _changes(self, layers: tuple[str, ...]) -> int:
        """How often any of these layers changed; it never falls, so it is the same only while none has."""
        return sum(self._share(layer).changes for layer in layers)

    def _keep(self, path: str, layers: tuple[str, ...], tile: Tile, made: Ready) -> None:
        self._drop(path)
        if made.size > LARGEST:
            return
        self._tiles[path] = made, layers, tile
        self.size += made.size
        for layer, key in product(layers, tile.cells()):
            self._share(layer).paths.setdefault(key, set()).add(path)
        while self.size > self.most_bytes:
            self._drop(next(iter(self._tiles)))

    def _drop(self, path: str) -> None:
        held = self._tiles.pop(path, None)
        if held is None:
            return
        made, layers, tile = held
        self.size -= made.size
        for layer, key in product(layers, tile.cells()):
            paths = self._share(layer).paths
            filed = paths.get(key)
            if filed is not None:
                filed.discard(path)
                if not filed:
                    del paths[key]


async def listen(settings: Settings, cache: TileCache) -> None:
    """Keep ``cache`` true until cancelled: hear every change, and bypass the cache while nothing is heard."""
    while True:
        with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await _hear(settings, cache)
        await asyncio.sleep(1)


async def _hear(settings: Settings, cache: TileCache) -> None:
    """Keep ``cache`` true for as long as one connection lives."""
    lost = asyncio.Event()

    def ended(_connection: object) -> None:
        cache.hearing(False)
        lost.set()  # or the next look at the connection would be the first to mend it

    connection = await asyncpg.connect(
        settings.anonymous_url, timeout=5, server_settings={"application_name": "web tile listener"}
    )
    try:
        await connection.add_listener(CHANNEL, lambda _c, _pid, _channel, payload: cache.hear(payload))
        connection.add_termination_listener(ended)
        cache.hearing(True)
        while not lost.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), HEARTBEAT)
            await connection.fetchval("select 1", timeout=HEARTBEAT)
    finally:
        cache.hearing(False)
        connection.terminate()


class CachedTiles:
    """Answers a tile that is ready before any routing, touching neither the database nor a hash.

    ``endpoints`` says whose answer it is, by the second part of the path.
    """

    def __init__(self, app: ASGIApp, cache: TileCache, endpoints: Mapping[str, Any]) -> None:
        self.app = app
        self.cache = cache
        self.endpoints = endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["query_string"] and scope["method"] in ("GET", "HEAD"):
            held = self.cache.find(scope["path"])
            if held is not None and not any(name == b"authorization" for name, _ in scope["headers"]):
                scope["endpoint"] = self.endpoints.get(scope["path"].split("/", 3)[2])  # for the access log
                await held.send(scope, send)
                return
        await self.app(scope, receive, send)
