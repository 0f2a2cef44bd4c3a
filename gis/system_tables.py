"""The tables that hold what is known *about* layers: who changed what, what was refused, who works here,
and what may speak for them.

They live beside the layers in one ``MetaData``, so that Alembic migrates all of it together.
"""

from __future__ import annotations

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMAS = ("core", "pub", "history", "staging", "gis")


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _at(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=text("now()"))


def _anywhere() -> Column[object]:
    return Column("geom", Geometry("GEOMETRY", srid=4326, spatial_index=False))


def add_system_tables(metadata: MetaData) -> None:
    """Put the platform's own tables into ``metadata``; a second call changes nothing."""
    if "history.changeset" in metadata.tables:
        return
    # One changeset is one transaction: ``xid`` with ``opened_at`` tells whether it is this one.
    Table(
        "changeset", metadata, _id(),
        Column("actor", Text, nullable=False),
        Column("client", Text, nullable=False),
        Column("message", Text),
        _at("opened_at"),
        Column("xid", BigInteger, nullable=False, server_default=text("pg_current_xact_id()::text::bigint")),
        Column("blind_edits", Integer, nullable=False, server_default=text("0")),
        Column("undoes", BigInteger),
        schema="history",
    )  # fmt: skip
    # The same field of the same row changed by two people: nothing is dropped, a person settles it (in QGIS too).
    Table(
        "conflict", metadata, _id(),
        Column("layer", Text, nullable=False),
        Column("row_id", BigInteger, nullable=False),
        Column("field", Text, nullable=False),
        Column("base", Text), Column("mine", Text), Column("theirs", Text),
        Column("based_on", Integer), Column("against", Integer),
        Column("actor", Text, nullable=False),
        Column("changeset_id", BigInteger),
        _at("noted_at"),
        Column("settled_at", DateTime(timezone=True)), Column("settled_by", Text),
        _anywhere(),
        schema="history",
    )  # fmt: skip
    Table(
        "delivery", metadata, _id(),
        Column("layer", Text, nullable=False),
        Column("file_name", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("encoding", Text), Column("crs", Text), Column("operation", Text), Column("accuracy_m", Double),
        *(Column(name, Integer, nullable=False, server_default=text("0"))
          for name in ("rows_read", "rows_new", "rows_changed", "rows_same", "rows_rejected")),
        Column("changeset_id", BigInteger),
        _at("loaded_at"),
        Column("loaded_by", Text, nullable=False, server_default=text("session_user")),
        schema="staging",
    )  # fmt: skip
    quarantine = Table(
        "quarantine", metadata, _id(),
        Column("delivery_id", BigInteger, nullable=False),
        Column("layer", Text, nullable=False),
        Column("row_no", Integer, nullable=False),
        Column("reasons", JSONB, nullable=False),
        Column("source", JSONB, nullable=False),
        _anywhere(),
        schema="staging",
    )  # fmt: skip
    Index("quarantine_delivery_id_idx", quarantine.c.delivery_id)
    Table(
        "staff", metadata,
        Column("person", Text, primary_key=True),
        Column("division", Text, nullable=False),
        _at("added_at"),
        schema="gis",
    )  # fmt: skip
    # What a program shows in place of a password or of a device's name: kept as a hash, so nobody can show it who
    # reads this table, which only its owner can. The digest of 256 random bits needs no salt and no slow hash.
    Table(
        "token", metadata, _id(),
        Column("person", Text, ForeignKey("gis.staff.person", ondelete="CASCADE"), nullable=False, index=True),
        Column("name", Text, nullable=False),
        Column("digest", LargeBinary, nullable=False, unique=True),
        _at("added_at"),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        Column("used_on", Date),
        schema="gis",
    )  # fmt: skip
    # A device is a row of a layer that has readings, whatever stands there to measure.
    Table(
        "device", metadata, _id(),
        Column("layer", Text, nullable=False),
        Column("row_id", BigInteger, nullable=False),
        Column("digest", LargeBinary, nullable=False, unique=True),
        _at("added_at"),
        Column("heard_on", Date),
        schema="gis",
    )  # fmt: skip
    # Who read which personal value, and why; kept for the auditor.
    Table(
        "access_log", metadata, _id(),
        _at("read_at"),
        Column("person", Text, nullable=False),
        Column("layer", Text, nullable=False),
        Column("row_id", BigInteger),
        Column("fields", Text, nullable=False),
        Column("why", Text, nullable=False),
        schema="gis",
    )  # fmt: skip
    # Long-running jobs: the database owns them, whichever service process runs one. ``worker`` names that process,
    # and ``updated_at`` is its heartbeat.
    jobs = Table(
        "job", metadata,
        Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
        Column("process", Text, nullable=False),
        Column("inputs", JSONB, nullable=False),
        Column("person", Text, nullable=False),
        Column("status", Text, nullable=False, server_default=text("'accepted'")),
        Column("progress", Integer, nullable=False, server_default=text("0")),
        Column("message", Text),
        Column("result", JSONB),
        Column("worker", Text),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        _at("created_at"),
        Column("started_at", DateTime(timezone=True)),
        _at("updated_at"),
        Column("finished_at", DateTime(timezone=True)),
        schema="gis",
    )  # fmt: skip
    Index("job_status_idx", jobs.c.status, jobs.c.created_at)
    Index("job_person_idx", jobs.c.person, jobs.c.created_at)
    # A raster is a file below the home; this says what it is, and who may read the row may read the file.
    Table(
        "raster", metadata,
        Column("name", Text, primary_key=True),
        Column("title_th", Text, nullable=False), Column("title_en", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("file", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Column("epsg", Integer, nullable=False),
        *(Column(name, Double, nullable=False) for name in ("west", "south", "east", "north")),
        Column("width", Integer, nullable=False), Column("height", Integer, nullable=False),
        Column("bands", JSONB, nullable=False),
        Column("licence", Text, nullable=False),
        Column("read", Text, nullable=False),
        _at("added_at"),
        Column("added_by", Text, nullable=False, server_default=text("session_user")),
        schema="gis",
    )  # fmt: skip
    # What deploy last made, so that an unchanged constraint is not checked over every row again.
    Table(
        "derived", metadata,
        Column("name", Text, primary_key=True),
        Column("digest", Text, nullable=False),
        schema="gis",
    )  # fmt: skip
