"""Shapes that a table writes as well-known text (OGC 06-103r4), which is how spreadsheets carry lines and areas."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from etl.delivery import Shapes
from etl.formats.longest import MOST_JSON
from etl.problems import Problems
from gis.text import Text, en, th

_WRITTEN = re.compile(r"\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """The column that holds the shapes; ``degrees`` says whether the first of them can be degrees."""

    columns: tuple[str]
    degrees: bool
    notes: tuple[Text, ...] = ()

    def shapes(self, rows: pa.RecordBatch, problems: Problems) -> Shapes:
        """The shape of each row, None where there is none; a text that is no shape goes to ``problems``."""
        told = rows[self.columns[0]]
        short = pc.if_else(pc.less_equal(pc.binary_length(told), MOST_JSON), told, None)
        texts = short.to_numpy(zero_copy_only=False)
        shapes: Shapes = shapely.from_wkt(texts, on_invalid="ignore")
        unread = shapely.is_missing(shapes) & pc.is_valid(told).to_numpy(zero_copy_only=False)
        problems.add("geom", unread, th("ไม่ใช่ WKT ที่อ่านได้") | en("is no well-known text that can be read"), told)
        return shapely.force_2d(shapes)


def find(rows: pa.RecordBatch) -> Written | None:
    """The first column whose first value is a shape; None where there is none."""
    for name, column in zip(rows.schema.names, rows.columns, strict=True):
        if not pa.types.is_string(column.type):
            continue
        first = pc.drop_null(column).slice(0, 1).to_pylist()
        if first and _WRITTEN.match(first[0]):
            written = Written((name,), degrees=False)
            return Written((name,), _in_degrees(written.shapes(rows, Problems(len(rows)))))
    return None


def _in_degrees(shapes: Shapes) -> bool:
    xy = np.abs(shapely.get_coordinates(shapes))
    return bool((xy[:, 0] <= 180).all() and (xy[:, 1] <= 90).all())
