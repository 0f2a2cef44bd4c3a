"""A line for each step of a command: what is going on, then how it ended and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console

from gis.text import Text

Say = Callable[[object], None]


def bilingual(text: Text) -> str:
    """Both languages on one line, Thai first."""
    return f"{text.th} · {text.en}"


@contextmanager
def step(console: Console, title: Text) -> Iterator[Say]:
    """One step, with a spinner on a terminal and plain lines elsewhere.

    The block is given ``say(text)``: a remark, which also ends the step's line. A step that raises is marked
    as failed, and the error goes on.
    """
    remarks: list[str] = []

    def say(remark: object) -> None:
        remarks.append(bilingual(remark) if isinstance(remark, Text) else str(remark))
        console.print(f"  {remarks[-1]}", markup=False, highlight=False)

    began = time.monotonic()
    waiting = console.status(bilingual(title)) if console.is_terminal else nullcontext()
    mark = "✗"
    try:
        with waiting:
            yield say
        mark = "✓"
    finally:
        console.print(f"{mark} {bilingual(title)} ({time.monotonic() - began:.1f} s)", markup=False, highlight=False)
