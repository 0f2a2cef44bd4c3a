"""Features as GeoParquet 1.1, sent one row group after the other; a reader skips the groups outside its window."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS
from starlette.requests import Request
from starlette.responses import Response

from api.download import Body
from api.ogc.asked import Asked
from api.ogc.formats import arrow
from api.ogc.formats.arrow import GEOMETRY, Written
from api.ogc.formats.format import Format
from api.ogc.formats.selection import Selection, Workshop, download
from api.ogc.service import Service
from gis.crs import STORED
from gis.derive.schema import GEOJSON_TYPES
from gis.text import en, th

#: A row group ends with this many rows or bytes, whichever comes first: it is what the server holds in memory.
_GROUP_ROWS, _GROUP_BYTES = 20_000, 16_000_000
#: The column beside the geometry that holds its box, which Parquet keeps statistics of.
_COVERING = "bbox"
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_BOX = pa.struct([(corner, pa.float64()) for corner in _CORNERS])


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """All that is asked for; without a geometry it is plain Parquet."""
    return download(request, Selection.served(ours, question), make, FORMAT.media, FORMAT.name)


@asynccontextmanager
async def make(selection: Selection, workshop: Workshop) -> AsyncIterator[Body]:
    """The file; see :func:`answer`."""
    told = arrow.schema(selection)
    async with arrow.batches(selection, told) as batches:
        yield Body(_pieces(selection, told, batches))


async def _pieces(
    selection: Selection, told: pa.Schema, batches: AsyncIterator[pa.RecordBatch]
) -> AsyncIterator[bytes]:
    group: list[pa.RecordBatch] = []
    file = _File(selection, told)
    async for batch in batches:
        group.append(batch)
        if sum(b.num_rows for b in group) >= _GROUP_ROWS or sum(b.nbytes for b in group) >= _GROUP_BYTES:
            yield await asyncio.to_thread(file.add, group)
            group = []
    if group:
        yield await asyncio.to_thread(file.add, group)
    yield await asyncio.to_thread(file.end)


class _File:
    """A GeoParquet file in the making, whose bytes are handed on as they come."""

    def __init__(self, selection: Selection, told: pa.Schema) -> None:
        self._selection = selection
        self._sink = Written()
        self._low, self._high = np.full(2, np.nan), np.full(2, np.nan)
        self._schema = told.append(pa.field(_COVERING, _BOX)) if selection.located else told
        # Parquet has a type for all of it. Where Arrow's schema is stored too, pyarrow looks for `geo` in there, and it
        # would have to be known at the beginning.
        sink = pa.PythonFile(self._sink, mode="w")
        self._writer = pq.ParquetWriter(sink, self._schema, compression="zstd", store_schema=False)

    def add(self, group: list[pa.RecordBatch]) -> bytes:
        """The bytes of one more row group."""
        table = pa.Table.from_batches(group)
        if self._selection.located:
            boxes = shapely.bounds(shapely.from_wkb(table[GEOMETRY].to_numpy()))
            self._low = np.fmin(self._low, np.fmin.reduce(boxes[:, :2]))
            self._high = np.fmax(self._high, np.fmax.reduce(boxes[:, 2:]))
            corners = [pa.array(boxes[:, n], from_pandas=True) for n in range(4)]
            table = table.append_column(
                self._schema.field(_COVERING), pa.StructArray.from_arrays(corners, fields=list(_BOX))
            )
        self._writer.write_table(table, row_group_size=len(table))
        return self._sink.take()

    def end(self) -> bytes:
        """The bytes of the footer."""
        if self._selection.located:
            self._writer.add_key_value_metadata({"geo": json.dumps(self._geo())})
        self._writer.close()
        return self._sink.take()

    def _geo(self) -> dict[str, Any]:
        kind = self._selection.geometry_kind
        column: dict[str, Any] = {
            "encoding": "WKB",
            "geometry_types": [] if kind is None else [GEOJSON_TYPES[kind]],
            "covering": {"bbox": {corner: [_COVERING, corner] for corner in _CORNERS}},
        }
        if np.isfinite(self._low).all():
            column["bbox"] = [*self._low.tolist(), *self._high.tolist()]
        if self._selection.crs.srid != STORED:  # where nothing is said it is CRS84
            column["crs"] = _projjson(self._selection.crs.srid)
        return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


@cache
def _projjson(srid: int) -> dict[str, Any]:
    told: dict[str, Any] = CRS.from_epsg(srid).to_json_dict()
    return told


FORMAT = Format("parquet", "application/vnd.apache.parquet", th("จีโอพาร์เกต์") | en("GeoParquet"), answer, file=True)
