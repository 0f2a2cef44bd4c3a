"""Walks the database as every role: what the catalogue lists is read, called or provoked, listed here or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from gis.access import Audience
from gis.registry import Registry
from gis.roles import EVERY_ROLE
from tests.leaks import rasters
from tests.leaks.canaries import Canary, closed, seen

Connection = psycopg.Connection[Any]
#: What the prover hands to a function, by the type of its argument.
_ARGUMENTS = {
    "timestamp with time zone": "'infinity'", "bigint": "1", "text": "'x'", "double precision": "1",
    "geometry[]": "'{}'::geometry[]", "bytea": "'\\x00'::bytea", "numeric": "1",
}  # fmt: skip
_RELATIONS = """
select c.oid, n.nspname, c.relname,
    array(select format(
              case when a.atttypid = 'geometry'::regtype then 'ST_AsEWKT(t.%I)' else 't.%I::text' end, a.attname)
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and has_column_privilege(c.oid, a.attnum, 'select') order by a.attnum)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm', 'p', 'f') and has_schema_privilege(n.oid, 'usage')
    and n.nspname !~ '^pg_(toast|temp)'
"""
_FUNCTIONS = """
select p.oid::regprocedure::text, quote_ident(n.nspname) || '.' || quote_ident(p.proname),
    array(select format_type(t, null) from unnest(p.proargtypes) t),
    p.prorettype = 'trigger'::regtype
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where has_function_privilege(p.oid, 'execute') and n.nspname not in ('pg_catalog', 'information_schema')
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""
#: Those whose view of the server's own tables is walked too.
_EACH = (Audience.PUBLIC.role, Audience.STAFF.role)
#: PostGIS reads these from the server's own notes, past every grant.
_STATISTICS = (
    "select _postgis_stats('core.{0}', 'geom')", "select _postgis_index_extent('core.{0}', 'geom')",
    "select st_estimatedextent('core', '{0}', 'geom')",
    "select _postgis_selectivity('core.{0}', 'geom', 'LINESTRING(0 0, 180 90)')",
)  # fmt: skip


def walk(owner: Connection, registry: Registry, canaries: list[Canary]) -> Iterator[tuple[str, str, str]]:
    """(role, where, what) for everything a role could learn that the declarations close to it."""
    for role in EVERY_ROLE:
        hidden = {name: closed(role, layer) for name, layer in registry.items()}
        mine = {c.mark: c for c in canaries if c.mark and c.column in hidden[c.layer]} | rasters.closed(role)
        for where, answer in (*_read(owner, role), *_called(owner, role), *_provoked(owner, role, registry, hidden)):
            for name in sorted(seen(answer, mine)):
                yield role, where, name
        yield from _granted(owner, role, registry, hidden)
        yield from _uncallable(owner, role)


def _as(owner: Connection, role: str, statement: str) -> tuple[bytes, bool]:
    """Everything the server answers to a role, and whether it gave it what it asked for."""
    try:
        with owner.transaction(force_rollback=True):
            owner.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
            found = owner.execute(statement.encode())
            return "\n".join(map(str, found.fetchall() if found.description else [])).encode(), True
    except psycopg.Error as refusal:
        told = refusal.diag
        return "\n".join(map(str, (
            told.message_primary, told.message_detail, told.message_hint, told.context, told.internal_query,
        ))).encode(), False  # fmt: skip


def _listed(owner: Connection, role: str, statement: str) -> list[Any]:
    with owner.transaction(force_rollback=True):
        owner.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        return owner.execute(statement.encode()).fetchall()


def _read(owner: Connection, role: str) -> Iterator[tuple[str, bytes]]:
    """Every column of every table and view that the role may read, the server's own among them."""
    for _, schema, table, columns in _listed(owner, role, _RELATIONS):
        # What the server itself shows is the same for every member of the staff.
        if columns and (role in _EACH or schema not in ("pg_catalog", "information_schema")):
            yield f"{schema}.{table}", _as(owner, role, f'select {", ".join(columns)} from {schema}."{table}" t')[0]


def _called(owner: Connection, role: str) -> Iterator[tuple[str, bytes]]:
    """Every function of ours that the role may call."""
    for signature, name, arguments, is_trigger in _listed(owner, role, _FUNCTIONS):
        if not is_trigger and set(arguments) <= set(_ARGUMENTS):
            told = ", ".join(_ARGUMENTS[argument] for argument in arguments)
            yield signature, _as(owner, role, f"select f::text, to_jsonb(f)::text from {name}({told}) f")[0]


def _uncallable(owner: Connection, role: str) -> Iterator[tuple[str, str, str]]:
    for signature, _, arguments, is_trigger in _listed(owner, role, _FUNCTIONS):
        if not is_trigger and not set(arguments) <= set(_ARGUMENTS):
            yield role, signature, "the prover has no way to call it"


def _provoked(
    owner: Connection, role: str, registry: Registry, hidden: dict[str, set[str]]
) -> Iterator[tuple[str, bytes]]:
    """The texts of refusals: a key that is taken, a value of the wrong kind, a column that is closed."""
    for name, columns in hidden.items():
        if not columns:
            continue
        for statement in (
            f"insert into core.{name} (uid) select uid from core.{name} limit 1",
            f"insert into core.{name} default values",
            f"update core.{name} set version = 1",
            f"delete from core.{name}",
            *(f"select {column}::text::int from core.{name}" for column in sorted(columns)),
            *(f"update core.{name} set {column} = null" for column in sorted(columns)),
            *(f"insert into core.{name} ({column}) values (null)" for column in sorted(columns)),
        ):
            yield statement, _as(owner, role, statement)[0]


def _granted(
    owner: Connection, role: str, registry: Registry, hidden: dict[str, set[str]]
) -> Iterator[tuple[str, str, str]]:
    """Closed columns that the catalogue says are open, whatever stands in them; statistics that tell of closed ones."""
    for name, columns in hidden.items():
        for schema in ("core", "history"):
            for column in sorted(columns):
                granted = owner.execute(
                    "select has_column_privilege(%s, %s, %s, 'select')", (role, f"{schema}.{name}", column)
                ).fetchone()
                if granted == (True,):
                    yield role, f"{schema}.{name}", f"{name}.{column}"
        if "geom" in columns:
            for statement in _STATISTICS:
                if _as(owner, role, statement.format(name))[1]:
                    yield role, statement.format(name), f"{name}.geom"
