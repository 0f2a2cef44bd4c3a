"""One line of JSON a request, without anything that tells who asked or what they looked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gis.log import JsonFormatter

#: Days that lines are kept.
KEEP_DAYS = 90


def open_log(folder: Path) -> logging.Logger:
    """The log ``access.jsonl`` in ``folder``, a new file each day."""
    folder.mkdir(parents=True, exist_ok=True)
    log = logging.getLogger("takeed.access")
    log.propagate = False
    log.setLevel(logging.INFO)
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    handler = TimedRotatingFileHandler(
        folder / "access.jsonl", when="midnight", backupCount=KEEP_DAYS, utc=True, delay=True, encoding="utf-8"
    )
    handler.setFormatter(JsonFormatter())
    log.addHandler(handler)
    return log


class AccessLog:
    """Writes the route a request took, its status, bytes and milliseconds; no address, no query, no name, no body.

    The route is the pattern (``…/items/{item}``), not the path: a path may name one person's report, a query a
    house somebody looked for. ``patterns`` says which belongs to which endpoint; the rest is the web map's files.
    ``counted`` is told the same: method, route, status, seconds, bytes.
    """

    def __init__(
        self,
        app: ASGIApp,
        log: logging.Logger,
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
            taken = {
                "method": scope["method"],
                "route": route,
                "status": status,
                "bytes": sent,
                "milliseconds": round(seconds * 1000, 1),
            }
            self.log.info("request", extra=taken)
