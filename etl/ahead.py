"""Work that runs ahead of whoever takes its results: one thread reads, others work, and the order stays."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

#: Threads that work. GDAL, GEOS, PROJ and Arrow let go of Python's lock, so they do run side by side.
_WORKERS = 2
#: How many items are read ahead of the one that is taken, and so how many are in memory.
_AHEAD = 5


def ahead[Item, Result](items: Iterator[Item], work: Callable[[Item], Result]) -> Generator[Result]:
    """``map(work, items)``, with ``items`` read in one thread and ``work`` done in others, and the errors of both.

    Close it to stop the threads before all is taken.
    """
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(_WORKERS) as workers:

        def read() -> Future[Result] | None:
            for item in items:
                return workers.submit(work, item)
            return None

        coming = deque(reader.submit(read) for _ in range(_AHEAD))
        try:
            while (working := coming.popleft().result()) is not None:
                coming.append(reader.submit(read))
                yield working.result()
        finally:
            reader.shutdown(wait=True, cancel_futures=True)
            workers.shutdown(wait=True, cancel_futures=True)
