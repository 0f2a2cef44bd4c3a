"""Three street lights, which every format must bring in the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pyproj import Transformer

Query = Callable[..., list[tuple[Any, ...]]]

NUMBERS = ["โคมไฟ ก-1", "โคมไฟ ก-2", "ถนนใหญ่ 3"]
PLACES = [(99.9001, 16.0101), (99.9002, 16.0102), (99.9003, 16.0103)]
METRES = [Transformer.from_crs(4326, 32647, always_xy=True).transform(*place) for place in PLACES]


def holds_the_lights(rows: Query) -> None:
    assert rows("select light_no, watt from core.streetlight order by watt") == [
        (number, watt) for number, watt in zip(NUMBERS, [60, 80, 100], strict=True)
    ]
    for (x, y), (east, north) in zip(
        rows("select ST_X(geom), ST_Y(geom) from core.streetlight order by watt"), PLACES, strict=True
    ):
        assert (x, y) == pytest.approx((east, north), abs=1e-7)
