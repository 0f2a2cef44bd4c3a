"""What PostgreSQL itself lets each role do, past the layers: functions, logs, disputes, the server's own notes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from gis.access import AUDITOR_ROLE, STEWARD_ROLE, Audience, Division
from gis.db import connect
from gis.settings import Settings

Connection = psycopg.Connection[Any]


@contextmanager
def role(connection: Connection, name: str) -> Iterator[None]:
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(name)))
        yield


@pytest.mark.parametrize("audience", [*Audience, *Division], ids=str)
def test_nobody_puts_anything_where_functions_with_their_owners_rights_look(
    database: Connection, audience: Audience | Division
) -> None:
    for schema in ("public", "core", "pub", "history", "gis", "staging"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), role(database, audience.role):
            database.execute(f"create table {schema}.mine ()")


def test_every_function_with_its_owners_rights_fixes_where_it_looks(database: Connection) -> None:
    loose = database.execute(
        "select oid::regprocedure::text from pg_proc where prosecdef and pronamespace <> 'pg_catalog'::regnamespace"
        " and not exists (select from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')"
        " and not coalesce(array_to_string(proconfig, ' ') ~ 'search_path=pg_catalog.*pg_temp$', false)"
    ).fetchall()
    assert loose == []


def test_the_public_calls_no_function_that_writes(database: Connection) -> None:
    callable_ = {
        name
        for (name,) in database.execute(
            "select proname from pg_proc where pronamespace = any(array['gis', 'history', 'core']::regnamespace[])"
            " and has_function_privilege('takeed_public', oid, 'execute')"
        )
    }
    assert callable_ == {"power", "search_key", "tile_column", "tile_row", "without_accents"}


@pytest.mark.parametrize(
    "question",
    [
        "select _postgis_stats('core.complaint', 'geom')", "select st_estimatedextent('core', 'complaint', 'geom')",
        "select _postgis_index_extent('core.complaint', 'geom')", "select pg_read_file('PG_VERSION')",
        "select * from pg_statistic", "select rolpassword from pg_authid", "select * from gis.access_log",
        "select * from gis.staff", "select * from history.changeset", "select * from staging.quarantine",
        "select * from staging.delivery", "select * from gis.derived", "select nextval('core.complaint_id_seq')",
    ],
)  # fmt: skip
def test_the_public_is_refused_what_the_server_knows_by_itself(database: Connection, question: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), role(database, Audience.PUBLIC.role):
        database.execute(question)


def test_a_visitors_login_reads_only_and_for_ten_seconds(settings: Settings) -> None:
    with connect(settings.anonymous_url) as visitor:
        assert visitor.execute("show statement_timeout").fetchone() == ("10s",)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            visitor.execute("insert into core.complaint (description) values ('x')")


def test_the_service_has_no_rights_before_it_acts_for_somebody(settings: Settings) -> None:
    with connect(settings.service_url) as service, pytest.raises(psycopg.errors.InsufficientPrivilege):
        service.execute("select * from pub.village")


def test_a_dispute_is_read_by_whoever_may_read_the_field_and_survives_a_renamed_one(database: Connection) -> None:
    with database.transaction(force_rollback=True):
        for layer, field in (
            ("complaint", "contact_phone"), ("complaint", "status"), ("complaint", "gone"), ("gone", "gone"),
        ):  # fmt: skip
            database.execute(
                "insert into history.conflict (layer, row_id, field, actor) values (%s, 1, %s, 'a')", (layer, field)
            )
        for reader, fields in (
            (Audience.STAFF.role, {"status"}),
            (STEWARD_ROLE, {"status", "contact_phone"}),
            (Division.HEALTH.role, {"status", "contact_phone"}),
        ):
            with role(database, reader):
                assert {f for (f,) in database.execute("select field from history.conflict")} == fields


def test_a_refused_row_is_read_by_whoever_may_add_to_the_layer(database: Connection) -> None:
    with database.transaction(force_rollback=True):
        for layer in ("parcel", "gone"):
            database.execute(
                "insert into staging.quarantine (delivery_id, layer, row_no, reasons, source)"
                " values (1, %s, 1, '[]', '{}')",
                (layer,),
            )
        for reader, seen in ((Division.FINANCE.role, 1), (Division.HEALTH.role, 0), (AUDITOR_ROLE, 0)):
            with role(database, reader):
                found = database.execute("select count(*) from staging.quarantine").fetchone()
                assert found == (seen,), reader


def test_nobody_writes_that_somebody_else_read_a_record(database: Connection) -> None:
    entry = "insert into gis.access_log (person, layer, fields, why) values (%s, 'parcel', 'owner_name', 'tax')"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), role(database, Division.FINANCE.role):
        database.execute(entry, ("the mayor",))
    with role(database, Division.FINANCE.role):
        database.execute(entry, (Division.FINANCE.role,))
    with role(database, AUDITOR_ROLE):
        database.execute("select * from gis.access_log")


def test_nobody_settles_a_dispute_in_anothers_name(database: Connection) -> None:
    with database.transaction(force_rollback=True):
        database.execute("insert into history.conflict (layer, row_id, field, actor) values ('road', 1, 'name', 'a')")
        settle = "update history.conflict set settled_at = now(), settled_by = %s"
        with pytest.raises(psycopg.errors.InsufficientPrivilege), role(database, Division.ENGINEERING.role):
            database.execute(settle, ("the mayor",))
        with role(database, Division.ENGINEERING.role):
            assert database.execute(settle, (Division.ENGINEERING.role,)).rowcount == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege), role(database, Division.ENGINEERING.role):
            database.execute("update history.conflict set mine = 'x'")
