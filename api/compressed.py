"""JSON and other long texts go out compressed to whoever takes that."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Smaller bodies fit in one packet or two as they are.
_WORTH_IT = 2_000
#: What is text without saying so by its ending.
_TEXTS = (b"text/csv", b"application/vnd.google-earth.kml+xml")
#: A larger one is compressed beside the event loop, which others wait for; 250 kB take a millisecond.
_LARGE = 250_000
#: A thousand parcels, 427 kB: 86 kB in 1.8 ms. Level 6 makes it 72 kB in 4.9 ms.
_LEVEL = 1
#: What zlib calls a window of 32 kB in the wrapping of gzip.
_GZIP = 31


def takes_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request's headers say that the client takes gzip."""
    told = b",".join(value for name, value in headers if name == b"accept-encoding").lower().replace(b" ", b"")
    return any(part.partition(b";")[0] == b"gzip" and not part.endswith(b";q=0") for part in told.split(b","))


class Compressed:
    """Compresses text that is long enough and neither compressed nor tagged already; what comes in pieces, piece by
    piece, of which none is kept.

    What has an ETag is left as it is, for a tag names one sequence of bytes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not takes_gzip(scope["headers"]):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        packer: Any = None

        async def compressing(message: Message) -> None:
            nonlocal start, packer
            if message["type"] == "http.response.start" and _may_be_compressed(message):
                start = message
                return
            if start is not None:
                body = message.get("body", b"")
                if message.get("more_body", False):
                    packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
                    start = {**start, "headers": _headers(start, None)}
                elif len(body) >= _WORTH_IT:
                    large = len(body) > _LARGE
                    body = await asyncio.to_thread(_packed, body) if large else _packed(body)
                    message = {**message, "body": body}
                    start = {**start, "headers": _headers(start, len(body))}
                await send(start)
                start = None
            if packer is not None:
                message = {**message, "body": await asyncio.to_thread(_piece, packer, message)}
            await send(message)

        await self.app(scope, receive, compressing)


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)


def _piece(packer: Any, message: Message) -> bytes:
    packed: bytes = packer.compress(message.get("body", b""))
    return packed if message.get("more_body", False) else packed + packer.flush()


def _may_be_compressed(start: Message) -> bool:
    headers = dict(start["headers"])
    kind = headers.get(b"content-type", b"").partition(b";")[0]
    return (kind.endswith(b"json") or kind in _TEXTS) and b"content-encoding" not in headers and b"etag" not in headers


def _headers(start: Message, size: int | None) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    length = [] if size is None else [(b"content-length", str(size).encode())]
    return [*kept, *length, (b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
