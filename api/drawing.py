"""The few threads in which rasters are read and drawn, so that neither the event loop nor the database waits."""

from __future__ import annotations

import asyncio
import contextvars
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from api.budget import Budget
from gis.errors import Busy
from gis.text import en, th

#: Threads: GDAL and numpy let go of Python while they work, so each keeps a core busy.
_THREADS = min(4, os.cpu_count() or 1)
#: What may wait for one of them. A tile takes 20 ms, so the last of so many waits about a second.
_WAITING = 100


class Drawing:
    """Runs what blocks, a few at once; who asks pays from their budget for the time it took, not for waiting."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._threads = ThreadPoolExecutor(_THREADS, "drawing")
        self._asked = 0

    async def run[T](self, work: Callable[[], T]) -> T:
        """What ``work`` gives. Raises Busy where too many wait, OverBudget for who had their share, and what it raises.

        Work that nobody waits for any more is not begun; what has begun runs to its end.
        """
        self._budget.check()
        if self._asked >= _THREADS + _WAITING:
            raise Busy(th("มีผู้ขอภาพพร้อมกันมาก กรุณาลองใหม่ในครู่เดียว") | en("Many ask for pictures now. Try again shortly."))
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._charged(work))
        finally:
            self._asked -= 1

    def _charged[T](self, work: Callable[[], T]) -> Callable[[], T]:
        loop, payer = asyncio.get_running_loop(), contextvars.copy_context()

        def charged() -> T:
            began = monotonic()
            try:
                return work()
            finally:
                # On the loop, where all else is charged; also where the client is gone.
                loop.call_soon_threadsafe(self._budget.charge, monotonic() - began, context=payer)

        return charged

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
