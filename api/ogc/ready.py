"""An answer that is ready to send, hashed and compressed once: a tile, a style, a legend."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.compressed import takes_gzip

#: Smaller bodies gain nothing from compression.
_WORTH_ZIPPING = 600

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Ready:
    """A body as it goes out: its tag, and for each encoding the headers and the bytes."""

    etag: bytes
    plain: tuple[Headers, bytes]
    zipped: tuple[Headers, bytes]

    @property
    def size(self) -> int:
        return len(self.plain[1]) + len(self.zipped[1]) + 1_000

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


def ready(body: bytes, media: str) -> Ready:
    """A body of a media type, hashed and compressed once."""
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'.encode()
    # The first four are what a 304 repeats.
    common: Headers = [
        (b"etag", etag),
        (b"cache-control", b"no-cache"),
        (b"vary", b"Accept-Encoding, Authorization"),
        (b"access-control-allow-origin", b"*"),
        (b"content-type", media.encode()),
    ]
    plain = [*common, (b"content-length", str(len(body)).encode())], body
    if len(body) < _WORTH_ZIPPING:
        return Ready(etag, plain, plain)
    small = gzip.compress(body, 5, mtime=0)
    zipped = [*common, (b"content-encoding", b"gzip"), (b"content-length", str(len(small)).encode())], small
    return Ready(etag, plain, zipped)


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
