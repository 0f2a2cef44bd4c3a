"""Step four: sound rows into a temporary table of the layer's own column types, refused ones aside for quarantine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.ipc
import shapely

from etl.delivery import Batch
from etl.map import Filled
from etl.place import Placed
from etl.problems import Problems
from etl.session import Session
from gis.declaration import Declaration

#: Sound rows of the delivery; gone with the transaction.
STAGE = "delivered"
_REFUSED = pa.schema([("row_no", pa.int32()), ("reasons", pa.string()), ("source", pa.string()), ("geom", pa.binary())])


class Rows:
    """Sound rows that are still to come, batch by batch; they can be taken once."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self.batches = batches

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns they have. Asking waits for the first batch."""
        first = next(self.batches)
        self.batches = chain([first], self.batches)
        return first.schema


def sound(filled: Filled, shapes: pa.Array | None, problems: Problems) -> pa.RecordBatch:
    """The rows that have no reason against them; ``shapes`` is WKB, to which the table's column gives its SRID."""
    columns: dict[str, pa.Array] = dict(filled.columns)
    if filled.uid is not None:
        columns["uid"] = filled.uid
    if shapes is not None:
        columns["geom"] = shapes
    rows = pa.RecordBatch.from_pydict(columns)
    return rows.filter(pa.array(~problems.rejected)) if problems.rejected.any() else rows


def stage(session: Session, declaration: Declaration, rows: Rows) -> int:
    """Copy the sound rows to ``STAGE``; returns how many they were."""
    listed = ", ".join(rows.schema.names)
    session.execute(
        f"create temp table {STAGE} on commit drop as select {listed} from core.{declaration.name} with no data"
    )
    return session.copy(STAGE, rows.schema, rows.batches)


class Refused:
    """Keeps refused rows in a file until the sound ones are in the database, which takes them in one stream."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "refused.arrow"
        self._file: pa.RecordBatchFileWriter | None = None

    def keep(self, batch: Batch, placed: Placed | None, problems: Problems) -> None:
        """Set aside each refused row of a batch as it came, with its number in the file (from 1) and every reason."""
        reasons = problems.of_rows()
        if not reasons:
            return
        if self._file is None:
            self._file = pa.ipc.new_stream(self._path, _REFUSED)
        at = np.fromiter(reasons, np.int64)
        told = batch.rows.take(pa.array(at)).to_pylist() if batch.rows.num_columns else [{}] * len(at)
        self._file.write_batch(
            pa.record_batch(
                [
                    pa.array(batch.first + at + 1, pa.int32()),
                    [_json(found) for found in reasons.values()],
                    [_json(row) for row in told],
                    pa.array([None] * len(at) if placed is None else shapely.to_wkb(placed.shapes[at]), pa.binary()),
                ],
                schema=_REFUSED,
            )
        )

    def quarantine(self, session: Session, declaration: Declaration, sha256: str) -> None:
        """Put them into ``staging.quarantine``, for the newest row of ``staging.delivery``.

        What an earlier load of the same file left there is replaced.
        """
        session.execute(
            "delete from staging.quarantine using staging.delivery d where d.id = delivery_id"
            " and d.layer = $1 and d.sha256 = $2",
            declaration.name,
            sha256,
        )
        if self._file is None:
            return
        self._file.close()
        session.execute(
            "create temp table refused (row_no integer, reasons text, source text, geom bytea) on commit drop"
        )
        with pa.OSFile(str(self._path)) as file:
            session.copy("refused", _REFUSED, pa.ipc.open_stream(file))
        session.execute(
            "insert into staging.quarantine (delivery_id, layer, row_no, reasons, source, geom)"
            " select currval(pg_get_serial_sequence('staging.delivery', 'id')), $1, row_no, reasons::jsonb,"
            " source::jsonb, ST_SetSRID(geom::geometry, 4326) from refused",
            declaration.name,
        )


def _json(value: Any) -> str:
    """JSON that PostgreSQL takes: no NaN and no NUL character."""
    return json.dumps(_plain(value), ensure_ascii=False, default=str).replace("\\u0000", "")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, float) and not np.isfinite(value) else value
