"""The past of a sample: rows that have been what they are since some day of the fiscal year, and what they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
from psycopg import sql

from gis.declaration import Declaration
from gis.sample import YEAR_BEGAN, Earlier

type Copy = Callable[[psycopg.Connection[Any], sql.Identifier, pa.Table], None]


def stamped(table: pa.Table, earlier: Earlier) -> pa.Table:
    """The rows of a sample with the stamps that their past leaves on them: midnights in the session's zone."""
    added = np.full(table.num_rows, YEAR_BEGAN)
    added[earlier.added] = earlier.added_on
    since, version = added.copy(), np.ones(table.num_rows, int)
    since[earlier.changed], version[earlier.changed] = earlier.changed_on, 2
    return (
        table.append_column("version", pa.array(version))
        .append_column("created_at", pa.array(added))
        .append_column("updated_at", pa.array(since))
    )


def write(connection: psycopg.Connection[Any], layer: Declaration, before: pa.Table, copy: Copy) -> None:
    """Put what rows of a layer were earlier into its history: ``before`` has their ids and the columns that differ."""
    columns = [column.name for column in layer.table.columns]
    differ = [name for name in before.column_names if name != "id"]
    was = {name: f"b.{name}" for name in differ}
    was |= {"version": "c.version - 1", "updated_at": "c.created_at"}
    connection.execute(
        f"create temporary table before on commit drop as"
        f" select {', '.join(['id', *differ])} from core.{layer.name} where false".encode()
    )
    copy(connection, sql.Identifier("before"), before)
    connection.execute(
        f"insert into history.{layer.name} ({', '.join(columns)}, valid, ended_by, op)"
        f" select {', '.join(was.get(name, f'c.{name}') for name in columns)},"
        f" tstzrange(c.created_at, c.updated_at), c.changeset_id, 'U'"
        f" from core.{layer.name} c join before b on b.id = c.id".encode()
    )
    connection.execute("drop table before")
