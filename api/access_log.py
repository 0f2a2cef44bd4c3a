"""One line of JSON a request, without anything that tells who asked or what they looked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Days that lines are kept.
KEEP_DAYS = 90
#: Seconds for which lines gather before they are written together; one by one they cost a short request a tenth.
MOMENT = 0.5


class LogFile:
    """The file ``access.jsonl`` in ``folder``, a new one each day."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._handler = TimedRotatingFileHandler(
            folder / "access.jsonl", when="midnight", backupCount=KEEP_DAYS, utc=True, delay=True, encoding="utf-8"
        )
        self._lines: list[dict[str, object]] = []

    def add(self, line: dict[str, object]) -> None:
        """Write a line within a moment."""
        if not self._lines:
            asyncio.get_running_loop().call_later(MOMENT, self.write)
        self._lines.append(line)

    def write(self) -> None:
        """Write what has gathered; the file is open for no longer than that takes."""
        if self._lines:
            text = b"\n".join(map(orjson.dumps, self._lines)).decode()
            self._lines.clear()
            self._handler.handle(logging.makeLogRecord({"msg": text}))
            self._handler.close()


class AccessLog:
    """Writes the route a request took, its status, bytes and milliseconds; no address, no query, no name, no body.

    The route is the pattern (``…/items/{item}``), not the path: a path may name one person's report, a query a
    house somebody looked for. ``patterns`` says which belongs to which endpoint; the rest is the web map's files.
    ``counted`` is told the same: method, route, status, seconds, bytes.
    """

    def __init__(
        self,
        app: ASGIApp,
        log: LogFile,
        patterns: Mapping[Any, str],
        counted: Callable[[str, str, int, float, int], None],
    ) -> None:
        self.app = app
        self.log = log
        self.patterns = patterns
        self.counted = counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, sent = perf_counter(), 500, 0

        async def counting(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counting)
        finally:
            seconds, route = perf_counter() - began, self.patterns.get(scope.get("endpoint"), "/")
            self.counted(scope["method"], route, status, seconds, sent)
            self.log.add(
                {
                    "at": datetime.now(UTC),
                    "method": scope["method"],
                    "route": route,
                    "status": status,
                    "bytes": sent,
                    "milliseconds": round(seconds * 1000, 1),
                }
            )
