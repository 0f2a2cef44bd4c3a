"""An answer that is ready to send, hashed and compressed once: a tile, a page, a style, a legend."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.compressed import takes_gzip

#: A smaller body fits in one packet as it is.
_WORTH_ZIPPING = 1_200

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Ready:
    """A body as it goes out: its tag, and for each encoding the headers and the bytes."""

    body: bytes
    media: str
    also: tuple[tuple[bytes, bytes], ...] = ()

    @cached_property
    def etag(self) -> bytes:
        return f'"{hashlib.blake2b(self.body, digest_size=12).hexdigest()}"'.encode()

    @cached_property
    def _common(self) -> Headers:
        # The first four are what a 304 repeats.
        return [
            (b"etag", self.etag),
            (b"cache-control", b"no-cache"),
            (b"vary", b"Accept-Encoding, Authorization"),
            (b"access-control-allow-origin", b"*"),
            (b"content-type", self.media.encode()),
            *self.also,
        ]

    @cached_property
    def plain(self) -> tuple[Headers, bytes]:
        return [*self._common, (b"content-length", str(len(self.body)).encode())], self.body

    @cached_property
    def zipped(self) -> tuple[Headers, bytes]:
        """Compressed when the first client that takes it asks; many never do."""
        if len(self.body) < _WORTH_ZIPPING:
            return self.plain
        small = gzip.compress(self.body, 5, mtime=0)
        length = str(len(small)).encode()
        return [*self._common, (b"content-encoding", b"gzip"), (b"content-length", length)], small

    @property
    def size(self) -> int:
        """Bytes of memory this may come to take, compressed twin included."""
        return len(self.body) * 3 // 2 + 1_000

    async def send(self, scope: Scope, send: Send) -> None:
        """Answer a request: 304 for a client that has this very body, compressed for one that takes that."""
        has = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
        headers, body = self.zipped if takes_gzip(scope["headers"]) else self.plain
        if has and self.etag in has:
            await send({"type": "http.response.start", "status": 304, "headers": headers[:4]})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


class Sent(Response):
    """A ready answer to one request; one that only staff may see is neither tagged nor kept on the way."""

    def __init__(self, answer: Ready, *, private: bool) -> None:
        self.answer = answer
        self.private = private
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.private:
            await self.answer.send(scope, send)
            return
        headers, body = self.answer.plain
        shared = (b"etag", b"cache-control", b"access-control-allow-origin")
        kept = [(name, value) for name, value in headers if name not in shared]
        start = {"type": "http.response.start", "status": 200}
        await send({**start, "headers": [*kept, (b"cache-control", b"private, no-store")]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
