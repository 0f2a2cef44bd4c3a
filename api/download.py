"""Answers too long to hold: sent as they are made, or made in a file that is gone when they are sent."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gis.errors import Busy
from gis.text import en, th

#: Downloads at a time, of visitors and of staff: each holds a connection and up to some tens of megabytes.
AT_ONCE = {"public": 6, "staff": 4}
#: Seconds a download waits for its turn, may take in all (400 MB over 4 Mbit/s), and waits for a client that takes
#: nothing.
PATIENCE, LONGEST, STALLED = 5.0, 900.0, 30.0
#: Bytes read of a file at a time.
_PIECE = 256_000


@dataclass(frozen=True, slots=True)
class Body:
    """The pieces of an answer, none empty, and how many bytes they are together, where that is known."""

    pieces: AsyncIterator[bytes]
    size: int | None = None


class Downloads:
    """The turns of an instance's downloads and the folders they are made in, below ``home``."""

    def __init__(self, home: Path) -> None:
        self._home = home / "downloads"
        self._turns = {who: asyncio.Semaphore(most) for who, most in AT_ONCE.items()}

    @asynccontextmanager
    async def turn(self, person: str | None) -> AsyncIterator[None]:
        """Waits until a download may begin; raises Busy where that takes too long."""
        turns = self._turns["public" if person is None else "staff"]
        try:
            async with asyncio.timeout(PATIENCE):
                await turns.acquire()
        except TimeoutError:
            raise Busy(
                th("มีผู้ดาวน์โหลดพร้อมกันหลายราย กรุณารอสักครู่แล้วลองใหม่")
                | en("Too many downloads are running. Try again in a while.")
            ) from None
        try:
            yield
        finally:
            turns.release()

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder of a download's own, removed with all that is in it; locked, so that a sweep knows it is in use."""
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._home) as path, _locked(Path(path)):
            yield Path(path)

    def sweep(self) -> None:
        """Remove what servers that were killed left behind; the kernel took their locks from them."""
        for path in self._home.glob("*/"):
            try:
                with _locked(path):
                    shutil.rmtree(path)
            except BlockingIOError:
                continue


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def file_body(path: Path) -> Body:
    """The bytes of a file."""

    async def pieces() -> AsyncIterator[bytes]:
        with path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece

    return Body(pieces(), path.stat().st_size)


def attachment(name: str, title: str) -> str:
    """The ``Content-Disposition`` of a file called ``title``, in any script (RFC 6266), or ``name`` to old clients."""
    return f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(title, safe='')}"


class Download(Response):
    """Sends the pieces that ``body`` makes.

    What goes wrong before the first piece is answered as any error. After it nothing can be said any more, and the
    error breaks the connection off: no client takes half a file for a whole one.
    """

    def __init__(
        self, body: Callable[[], AbstractAsyncContextManager[Body]], media: str, headers: Mapping[str, str]
    ) -> None:
        self.status_code, self.media_type, self.background = 200, media, None
        self._body = body
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await send(self._start(None))
            await send({"type": "http.response.body", "body": b""})
            return
        async with asyncio.timeout(LONGEST), self._body() as body:
            piece = await anext(body.pieces, b"")
            await send(self._start(body.size))
            while piece:
                async with asyncio.timeout(STALLED):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await anext(body.pieces, b"")
            await send({"type": "http.response.body", "body": b""})

    def _start(self, size: int | None) -> Message:
        length = [] if size is None else [(b"content-length", str(size).encode())]
        return {"type": "http.response.start", "status": self.status_code, "headers": [*self.raw_headers, *length]}
