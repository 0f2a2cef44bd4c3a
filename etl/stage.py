"""Step four: sound rows into a temporary table of the layer's own column types, refused ones into quarantine."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from etl.delivery import Delivery
from etl.map import Filled
from etl.problems import Problems
from etl.session import Session
from gis.declaration import Declaration

#: Sound rows of the delivery; gone with the transaction.
STAGE = "delivered"


def sound(filled: Filled, shapes: pa.Array | None, problems: Problems) -> pa.Table:
    """The rows that have no reason against them; ``shapes`` is WKB, to which the table's column gives its SRID."""
    columns: dict[str, Any] = dict(filled.columns)
    if filled.uid is not None:
        columns["uid"] = filled.uid
    if shapes is not None:
        columns["geom"] = shapes
    rows = pa.table(columns)
    return rows.filter(pa.array(~problems.rejected)) if problems.rejected.any() else rows


def stage(session: Session, declaration: Declaration, rows: pa.Table) -> None:
    """Copy the sound rows to ``STAGE``."""
    listed = ", ".join(rows.column_names)
    session.execute(
        f"create temp table {STAGE} on commit drop as select {listed} from core.{declaration.name} with no data"
    )
    session.copy(STAGE, rows)


def quarantine(
    session: Session, declaration: Declaration, delivery: Delivery, shapes: NDArray[Any] | None, problems: Problems
) -> None:
    """Keep each refused row as it came, with its number in the file (from 1) and every reason.

    Belongs to the newest row of ``staging.delivery``. What an earlier load of the same file left here is replaced.
    """
    session.execute(
        "delete from staging.quarantine using staging.delivery d where d.id = delivery_id"
        " and d.layer = $1 and d.sha256 = $2",
        declaration.name,
        delivery.sha256,
    )
    reasons = problems.of_rows()
    if not reasons:
        return
    at = np.fromiter(reasons, np.int64)
    told = delivery.rows.take(pa.array(at)).to_pylist() if delivery.rows.num_columns else [{}] * len(at)
    where = None if shapes is None else shapely.to_wkb(shapes[at])
    session.execute("create temp table refused (row_no integer, reasons text, source text, geom bytea) on commit drop")
    session.copy(
        "refused",
        pa.table(
            {
                "row_no": pc.cast(pa.array(at + 1), pa.int32()),
                "reasons": [_json(found) for found in reasons.values()],
                "source": [_json(row) for row in told],
                "geom": pa.nulls(len(at), pa.binary()) if where is None else pa.array(where, pa.binary()),
            }
        ),
    )
    session.execute(
        "insert into staging.quarantine (delivery_id, layer, row_no, reasons, source, geom)"
        " select currval(pg_get_serial_sequence('staging.delivery', 'id')), $1, row_no, reasons::jsonb, source::jsonb,"
        " ST_SetSRID(geom::geometry, 4326) from refused",
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
