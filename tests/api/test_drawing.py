"""What blocks runs in few threads: the loop goes on, a crowd is told to come back, and who asks pays for the time."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from api import drawing
from api.budget import PAYER, Budget
from api.drawing import Drawing
from gis.errors import Busy, OverBudget


def test_the_loop_goes_on_while_something_is_drawn() -> None:
    async def ask() -> tuple[int, str]:
        made, ticks = Drawing(Budget(0)), 0
        begun = asyncio.ensure_future(made.run(lambda: (time.sleep(0.2), threading.current_thread().name)[1]))
        while not begun.done():
            await asyncio.sleep(0.01)
            ticks += 1
        return ticks, await begun

    ticks, thread = asyncio.run(ask())
    assert ticks > 5 and thread.startswith("drawing")


def test_who_asks_pays_for_the_time_that_it_took_and_not_for_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_THREADS", 1)

    async def ask() -> None:
        budget = Budget(1)
        made = Drawing(budget)

        async def one(payer: str, seconds: float) -> None:
            PAYER.set(payer)
            await made.run(lambda: time.sleep(seconds))

        await asyncio.gather(one("first", 2.2), one("second", 0.0))
        await asyncio.sleep(0)
        PAYER.set("second")
        assert await made.run(lambda: "drawn") == "drawn"
        PAYER.set("first")
        with pytest.raises(OverBudget):
            await made.run(lambda: "drawn")

    asyncio.run(ask())


def test_a_crowd_is_told_to_come_back_and_what_nobody_waits_for_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_THREADS", 1)
    monkeypatch.setattr(drawing, "_WAITING", 1)

    async def ask() -> list[str]:
        made, gate, begun = Drawing(Budget(0)), threading.Event(), []
        first = asyncio.ensure_future(made.run(lambda: (begun.append("first"), gate.wait(5))))
        second = asyncio.ensure_future(made.run(lambda: begun.append("second")))
        await asyncio.sleep(0.05)
        with pytest.raises(Busy):
            await made.run(lambda: begun.append("third"))
        second.cancel()
        await asyncio.sleep(0)
        gate.set()
        await first
        await made.run(lambda: begun.append("fourth"))
        return begun

    assert asyncio.run(ask()) == ["first", "fourth"]
