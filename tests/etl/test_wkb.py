"""Points are moved inside the bytes of a shape exactly as shapely would move them, or the bytes are left alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from etl.wkb import moved

SHAPES = [
    "POINT (1 2)",
    "LINESTRING (0 0, 1 1, 2 0)",
    "POLYGON ((0 0, 4 0, 4 4, 0 0))",
    "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 1), (4 4, 5 4, 5 5, 4 4))",
    "POLYGON EMPTY",
    "MULTILINESTRING ((0 0, 1 1), (5 5, 6 6, 7 5))",
    "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((9 9, 20 9, 20 20, 9 9), (12 10, 13 10, 13 11, 12 10)))",
    "MULTIPOLYGON EMPTY",
]


def shift(x: Any, y: Any) -> Any:
    return x * 2 + 1, y - 0.125


def expected(shapes: Any) -> list[bytes]:
    return shapely.to_wkb(shapely.transform(shapes, lambda xy: np.column_stack(shift(xy[:, 0], xy[:, 1])))).tolist()


def wkb(shapes: Any, **options: Any) -> pa.Array:
    return pa.array(shapely.to_wkb(shapes, **options), pa.binary())


@pytest.mark.parametrize("text", [text for text in SHAPES if "EMPTY" not in text])
def test_every_kind_is_moved_as_shapely_moves_it(text: str) -> None:
    shapes = shapely.from_wkt([text] * 3)
    assert moved(wkb(shapes), shift).to_pylist() == expected(shapes)


def test_kinds_may_be_mixed_and_a_slice_of_a_batch_is_a_batch() -> None:
    shapes = shapely.from_wkt(np.array(SHAPES * 50))
    np.random.default_rng(7).shuffle(shapes)
    assert moved(wkb(shapes), shift).to_pylist() == expected(shapes)
    assert moved(wkb(shapes).slice(33, 100), shift).to_pylist() == expected(shapes[33:133])


def test_what_was_given_stays_as_it_was() -> None:
    given = wkb(shapely.from_wkt(SHAPES))
    before = given.to_pylist()
    moved(given, shift)
    assert given.to_pylist() == before


@pytest.mark.parametrize(
    "unusual",
    [
        shapely.Point(1, 2, 3), shapely.Point(), shapely.MultiPoint([(1, 2), (3, 4)]), shapely.Polygon(),
        shapely.GeometryCollection([shapely.Point(1, 2)]), shapely.LineString([(0, 0), (1, np.inf)]),
    ],
    ids=str,
)  # fmt: skip
def test_anything_unusual_is_left_to_those_who_make_shapes(unusual: Any) -> None:
    alone = [unusual] if isinstance(unusual, shapely.Polygon) else [shapely.Point(1, 2), unusual]
    assert moved(wkb(alone), shift) is None


def test_missing_foreign_and_broken_bytes_are_left_too() -> None:
    sound = shapely.to_wkb(shapely.from_wkt(SHAPES[3]))
    nested = shapely.to_wkb(shapely.from_wkt(SHAPES[6]))
    assert moved(pa.array([sound, None], pa.binary()), shift) is None
    assert moved(wkb(shapely.from_wkt(SHAPES), byte_order=0), shift) is None
    for whole in (sound, nested):
        for cut in range(len(whole)):
            assert moved(pa.array([whole, whole[:cut]], pa.binary()), shift) is None
        assert moved(pa.array([whole + b"\0"], pa.binary()), shift) is None
        assert moved(pa.array([whole[:5] + b"\xff\xff\xff\xff" + whole[9:]], pa.binary()), shift) is None
    assert moved(wkb(shapely.from_wkt(SHAPES)), lambda x, y: (np.full_like(x, np.inf), y)) is None
