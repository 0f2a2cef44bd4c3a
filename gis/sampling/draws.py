"""Drawing values by chance: codes by weight, dates in a span."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gis.sampling.land import Array

#: The day the sample is of: the end of fiscal year B.E. 2569. Fixed, so that the sample is the same every day.
TODAY = np.datetime64("2026-09-30")
#: The day on which that fiscal year began.
YEAR_BEGAN = np.datetime64("2025-10-01")


def pick[T](chance: np.random.Generator, weights: Mapping[T, float], count: int) -> list[T]:
    """``count`` values, each as often as its weight says."""
    values, share = list(weights), np.array(list(weights.values()))
    return [values[i] for i in chance.choice(len(values), count, p=share / share.sum())]


def days(chance: np.random.Generator, since: str, count: int, until: str | None = None) -> Array:
    """``count`` dates from ``since`` up to, not including, ``until`` (ISO dates; ``TODAY`` where none is given)."""
    first = np.datetime64(since)
    span = int(((TODAY if until is None else np.datetime64(until)) - first).astype(int))
    drawn: Array = first + chance.integers(0, span, count).astype("timedelta64[D]")
    return drawn
