"""A client that hangs up takes its query with it: nobody waits for the answer any more."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Seconds a request may run before anybody looks whether its client is still there; most are over by then.
GRACE = 0.1
#: What the log says of a request that nobody waited for; the number is nginx's, and nobody receives it.
CLOSED = 499


class HangUp:
    """Cancels a request whose client is gone, and with it the statement that PostgreSQL is busy with.

    Cancelling the task is all there is to do: asyncpg then sends a cancel request, and a transaction rolls back,
    so a writing is stored whole or not at all, and was never acknowledged. A short request pays for one timer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        task = asyncio.current_task()
        assert task is not None
        call = _Call(task, receive, send, heard=scope["method"] in ("GET", "HEAD"))
        timer = asyncio.get_running_loop().call_later(GRACE, call.watch)
        try:
            await self.app(scope, call.receive, call.send)
        except asyncio.CancelledError:
            if not call.gone:
                raise
        finally:
            timer.cancel()
            call.end()
        if call.gone and not call.started:
            await send({"type": "http.response.start", "status": CLOSED, "headers": []})


class _Call:
    """One request: how far it has got, and who listens for its end."""

    __slots__ = ("_kept", "_listener", "_receive", "_send", "_task", "complete", "gone", "heard", "started")

    def __init__(self, task: asyncio.Task[None], receive: Receive, send: Send, *, heard: bool) -> None:
        self._task, self._receive, self._send = task, receive, send
        self._listener: asyncio.Task[None] | None = None
        #: The body that the listener was given, for a reading that asks for it after all.
        self._kept: Message | None = None
        #: Whether the body has arrived, and from here on nobody but the listener receives.
        self.heard = heard
        self.started = self.complete = self.gone = False

    async def receive(self) -> Message:
        message, self._kept = self._kept or await self._receive(), None
        if not message.get("more_body", False):
            self.heard = True
        return message

    async def send(self, message: Message) -> None:
        self.started = True
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.complete = True  # the server says "disconnect" after an answer too
        await self._send(message)

    def watch(self) -> None:
        """Begin to listen."""
        self._listener = asyncio.ensure_future(self._listen())

    async def _listen(self) -> None:
        while not self.heard:
            await asyncio.sleep(GRACE)
        while (message := await self._receive())["type"] != "http.disconnect":
            self._kept = message
        if not self.complete:
            self.gone = True
            self._task.cancel()

    def end(self) -> None:
        """Listen no more, and let nothing that comes after the request feel its cancelling."""
        if self._listener is not None:
            self._listener.cancel()
        if self.gone:
            self._task.uncancel()
