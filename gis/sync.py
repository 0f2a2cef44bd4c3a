"""Makes the database what the declarations say: drop what is derived, migrate what holds data, derive anew.

All of it is one transaction under a lock timeout: readers see the old state or the new one, and a busy table
makes the deploy give up rather than make everybody wait.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import create_engine

from gis import migrate, qgis
from gis.declare import GeometryKind
from gis.derive import access, checks, history
from gis.derive.grants import grants
from gis.derive.qgis import qml
from gis.errors import SetupError
from gis.registry import Declaration, Registry, load
from gis.roles import LOGINS, make_roles, schema_grants
from gis.settings import Settings
from gis.system_tables import SCHEMAS
from gis.text import en, th

#: Functions that belong to no layer, in the order they are made.
SQL_FILES = ("changeset", "refuse", "touch", "undo", "search", "filter", "token")
#: How long a deploy waits for a table somebody is using.
LOCK_TIMEOUT = "10s"
#: The one deploy at a time.
_ADVISORY_LOCK = 7_260_507


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a deploy did, or, for a plan, would do."""

    migrated_from: str | None
    migrated_to: str | None
    statements: tuple[str, ...]
    changed: bool


def deploy(settings: Settings, *, plan: bool = False, force: bool = True) -> Deployment:
    """Bring the database to this checkout; with ``plan`` do all of it and roll it back.

    ``force`` False skips a database that already is what the declarations say. Raises SetupError that says what
    to do where the server lacks PostGIS, a lock is held, or existing rows break a new rule.
    """
    registry = load()
    engine = create_engine(settings.admin_url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        with engine.connect() as alchemy:
            raw: psycopg.Connection = alchemy.connection.driver_connection  # type: ignore[assignment]
            before = migrate.current(alchemy)
            alchemy.rollback()
            digest = _digest(registry, settings)
            if not force and before == migrate.head() and _deployed(raw) == digest:
                return Deployment(before, before, (), changed=False)
            done: list[str] = []
            # Begun here, so that Alembic joins this transaction instead of committing one of its own.
            transaction = alchemy.begin()
            with _in_words():
                _prepare(raw, settings)
                for statement in drops(registry):
                    raw.execute(statement.encode())
                migrate.upgrade(alchemy)
                for statement in derived(registry, _owner(raw)):
                    raw.execute(statement.encode())
                    done.append(statement)
                done += _sync_checks(raw, registry)
                done += _sync_search(raw, registry)
                for statement in _grants(registry):
                    raw.execute(statement.encode())
                    done.append(statement)
                qgis.write_styles(raw, registry)
                _note(raw, "deployment", digest)
                raw.execute("select pg_notify('takeed_tiles', '*')")  # running services forget what they kept
            if plan:
                transaction.rollback()
            else:
                transaction.commit()
            return Deployment(before, migrate.head(), tuple(done), changed=True)
    finally:
        engine.dispose()


def _owner(connection: psycopg.Connection) -> str:
    row = connection.execute("select current_user").fetchone()
    assert row is not None
    return str(row[0])


def _prepare(connection: psycopg.Connection, settings: Settings) -> None:
    """Everything a layer stands on: extensions, schemas, roles, the clock."""
    connection.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
    connection.execute("set local search_path = public, pg_catalog")
    connection.execute("set local client_min_messages = warning")
    connection.execute("select pg_advisory_xact_lock(%s)", (_ADVISORY_LOCK,))
    for extension in ("postgis", "pg_trgm"):
        connection.execute(f"create extension if not exists {extension} with schema public")
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {schema}")
    make_roles(connection, settings)
    # A day begins at midnight in Thailand, for every client (checks of dates, defaults, history by date).
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("alter database {} set timezone = 'Asia/Bangkok'").format(database))


def drops(registry: Registry) -> Iterator[str]:
    """Removes every derived object, also those of layers that are no longer declared."""
    yield _DROP_TRIGGERS
    yield "drop schema pub cascade"
    yield "create schema pub"
    yield _DROP_FUNCTIONS


#: Triggers first, then the functions they call; both found in the catalogue, so that a layer whose file was
#: deleted leaves nothing behind. The search key stays: indexes are built on it.
_DROP_TRIGGERS = """
do $$
declare t record;
begin
    for t in select tgname, tgrelid::regclass as tab from pg_trigger
        where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'core'::regnamespace)
    loop
        execute format('drop trigger %I on %s', t.tgname, t.tab);
    end loop;
end $$"""
_DROP_FUNCTIONS = """
do $$
declare f regprocedure;
begin
    for f in select oid::regprocedure from pg_proc
        where pronamespace in ('gis'::regnamespace, 'history'::regnamespace) and proname <> 'search_key'
    loop
        execute format('drop function %s cascade', f);
    end loop;
end $$"""


def derived(registry: Registry, owner: str) -> Iterator[str]:
    """Every statement that makes what is derived from the declarations, in order."""
    for name in SQL_FILES:
        yield (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    for declaration in registry.values():
        yield from history.statements(declaration, owner)
        yield checks.refuse_trigger(declaration, owner)
        yield from access.view(declaration, registry)
        yield from access.policies(declaration)
        yield from _comments(declaration)


def _grants(registry: Registry) -> Iterator[str]:
    yield from schema_grants()
    for declaration in registry.values():
        yield from grants(declaration)


def _comments(declaration: Declaration) -> Iterator[str]:
    """Titles as comments, which QGIS, psql and the refusals show."""
    for schema in ("core", "pub"):
        kind = "table" if schema == "core" else "view"
        yield f"comment on {kind} {schema}.{declaration.name} is {_literal(str(declaration.layer.title))}"
    for attribute in declaration.attributes:
        yield f"comment on column core.{declaration.name}.{attribute.name} is {_literal(str(attribute.words.title))}"
    if declaration.geometry is not None:
        point = declaration.geometry.kind is GeometryKind.POINT
        title = th("ตำแหน่ง") | en("Position") if point else th("รูปร่าง") | en("Shape")
        yield f"comment on column core.{declaration.name}.geom is {_literal(str(title))}"


def _sync_search(connection: psycopg.Connection, registry: Registry) -> list[str]:
    """A trigram index for each searched field, over what a search compares; none for a field no longer searched."""
    wanted = {f"{d.name}_{field}_search_idx": (d.name, field) for d in registry.values() for field in d.layer.search}
    there = {
        name
        for (name,) in connection.execute(
            "select indexname from pg_indexes where schemaname = 'core' and indexname like '%\\_search\\_idx'"
        )
    }
    done = [f"drop index core.{name}" for name in sorted(there - set(wanted))]
    done += [
        f"create index {name} on core.{layer} using gin (gis.search_key({field}) gin_trgm_ops)"
        for name, (layer, field) in wanted.items()
        if name not in there
    ]
    for statement in done:
        connection.execute(statement.encode())
    return done


def _sync_checks(connection: psycopg.Connection, registry: Registry) -> list[str]:
    """Add, replace and remove check constraints; those that did not change are left alone, unchecked."""
    known: dict[str, str] = dict(
        connection.execute("select name, digest from gis.derived where name like 'check %'").fetchall()
    )
    there = {
        f"check {table}.{name}": (table, name)
        for table, name in connection.execute(
            "select c.relname, k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid"
            " where k.contype = 'c' and c.relnamespace = 'core'::regnamespace"
        )
    }
    wanted = {f"check {d.name}.{rule.name}": (d.name, rule) for d in registry.values() for rule in checks.rules(d)}
    done: list[str] = []

    def execute(statement: str) -> None:
        connection.execute(statement.encode())
        done.append(statement)

    for key, (table, name) in there.items():
        if key not in wanted or known.get(key) != _hash(wanted[key][1].condition):
            execute(f"alter table core.{table} drop constraint {name}")
    for key, (table, rule) in wanted.items():
        if key not in there or known.get(key) != _hash(rule.condition):
            execute(f"alter table core.{table} add constraint {rule.name} check ({rule.on('')})")
            _note(connection, key, _hash(rule.condition))
        execute(f"comment on constraint {rule.name} on core.{table} is {_literal(str(rule.say))}")
    return done


def _note(connection: psycopg.Connection, name: str, digest: str) -> None:
    connection.execute(
        "insert into gis.derived values (%s, %s) on conflict (name) do update set digest = excluded.digest",
        (name, digest),
    )


def _digest(registry: Registry, settings: Settings) -> str:
    made: list[str] = [*derived(registry, "owner"), *_grants(registry), str(migrate.head())]
    # A home with new secrets must tell the server: a digest of random words gives nothing away.
    made += [settings.secret(login) for login in LOGINS]
    for declaration in registry.values():
        made += [str(rule) for rule in checks.rules(declaration)]
        made.append(qml(declaration, registry))
    return _hash("\n".join(made))


def _deployed(connection: psycopg.Connection) -> str | None:
    row = connection.execute("select digest from gis.derived where name = 'deployment'").fetchone()
    connection.rollback()
    return str(row[0]) if row else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class _in_words:  # noqa: N801 - reads as a phrase where it is used
    """Turns the server's refusal of a deploy into a sentence that says what to do."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # A migration's refusal arrives in SQLAlchemy's wrapping.
        match getattr(error, "orig", error):
            case psycopg.errors.LockNotAvailable():
                raise SetupError(
                    th("มีผู้ใช้งานตารางอยู่ จึงยังปรับโครงสร้างไม่ได้ ไม่มีอะไรเปลี่ยน กรุณาลองใหม่ภายหลัง")
                    | en("A table is in use, so the schema was left as it was. Try again later.")
                ) from error
            case psycopg.errors.IntegrityError() as refusal:
                table, rule = refusal.diag.table_name, refusal.diag.constraint_name or refusal.diag.column_name
                raise SetupError(
                    th(f"ข้อมูลเดิมใน {table} ไม่ผ่านกฎใหม่ {rule} แก้ข้อมูลก่อนแล้วสั่งใหม่ ยังไม่มีอะไรเปลี่ยน")
                    | en(
                        f"Rows already in {table} break its new rule {rule}."
                        " Mend them first, then deploy again; nothing was changed."
                    )
                ) from error
            case psycopg.errors.UndefinedFile() | psycopg.errors.FeatureNotSupported():
                raise SetupError(
                    th("เซิร์ฟเวอร์ฐานข้อมูลไม่มี PostGIS: ติดตั้งแพ็กเกจ postgresql-<รุ่น>-postgis-3 แล้วสั่งใหม่")
                    | en("The database server has no PostGIS: install postgresql-<version>-postgis-3, then try again.")
                ) from error
