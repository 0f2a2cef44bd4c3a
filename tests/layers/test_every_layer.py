"""Every contract of the platform, held over every layer unasked."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

import gis.derive
from gis import migrate
from gis.access import ANONYMOUS_ROLE, AUDITOR_ROLE, STEWARD_ROLE, Audience, Division
from gis.codelist import Codelist
from gis.db import connect
from gis.declare import STAMPS
from gis.derive import checks
from gis.registry import Declaration, Registry, load
from gis.settings import SOURCE, Settings
from tests import rows

LAYERS = load()
Connection = psycopg.Connection[Any]


def layers_that(are: Callable[[Declaration], object]) -> pytest.MarkDecorator:
    """The test is run for each layer of which ``are`` is true."""
    chosen = [layer for layer in LAYERS.values() if are(layer)]
    return pytest.mark.parametrize("layer", chosen, ids=[layer.name for layer in chosen])


every_layer = layers_that(lambda layer: True)
readers = pytest.mark.parametrize("audience", Audience, ids=lambda a: a.value)


@pytest.fixture(scope="module")
def database(settings: Settings) -> Iterator[Connection]:
    """One connection for all of these thousand tests; each leaves nothing behind."""
    with connect(settings.admin_url, autocommit=True) as connection:
        yield connection


@contextmanager
def role(connection: Connection, name: str) -> Iterator[None]:
    """Be ``name`` for the length of the block; what the block does is undone."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(name)))
        yield


def columns(connection: Connection, table: str) -> dict[str, str]:
    """Name and type of every column of a table or view."""
    return dict(
        connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum",
            (table,),
        ).fetchall()
    )


def strangers(layer: Declaration) -> list[str]:
    """The roles that own nothing of a layer."""
    others = [division.role for division in Division if division not in layer.layer.access.writers]
    return [*others[:1], Audience.STAFF.role, Audience.PUBLIC.role, ANONYMOUS_ROLE, STEWARD_ROLE, AUDITOR_ROLE]


def owned_by(layer: Declaration, division: Division) -> dict[str, str]:
    """What makes a row this division's where a layer tells its rows apart by division."""
    where = layer.layer.access.write_where
    return {} if where is None else {where.field: division.value}


# --- the declaration ---


@every_layer
def test_every_word_is_said_in_thai_and_in_english(layer: Declaration) -> None:
    assert layer.layer.title.complete
    for attribute in layer.attributes:
        assert attribute.words.title.complete, attribute.name
        assert attribute.words.help is None or attribute.words.help.complete, attribute.name
        for code in attribute.codelist or ():
            assert code.label.complete, f"{attribute.name}: {code}"


@every_layer
def test_no_title_is_given_to_two_fields(layer: Declaration) -> None:
    for language in ("th", "en"):
        titles = [getattr(attribute.words.title, language) for attribute in layer.attributes]
        assert len(titles) == len(set(titles)), sorted(titles)


@layers_that(lambda layer: layer.layer.tiles)
def test_a_layer_on_the_map_has_a_style_whose_classes_have_colours(layer: Declaration) -> None:
    assert layer.layer.style is not None
    if layer.layer.style.by:
        codelist = layer[layer.layer.style.by].codelist
        assert codelist is not None and all(code.colour for code in codelist)
        colours = [code.colour for code in codelist]
        assert len(colours) == len(set(colours)), "two classes of one colour cannot be told apart"


@every_layer
def test_every_code_is_a_plain_word(layer: Declaration) -> None:
    for attribute in layer.attributes:
        for code in (attribute.codelist or Codelist).codes():
            assert re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", code), f"{attribute.name}: {code!r}"


@every_layer
def test_every_derivation_can_be_shown(layer: Declaration) -> None:
    for module in pkgutil.iter_modules(gis.derive.__path__):
        show = importlib.import_module(f"gis.derive.{module.name}").show
        shown = show(layer, LAYERS)
        assert isinstance(shown, str) and shown.strip(), module.name


@every_layer
def test_its_json_schema_says_every_field_in_both_languages(layer: Declaration) -> None:
    schema = json.loads(importlib.import_module("gis.derive.schema").show(layer, LAYERS))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["type"] == "object" and schema["title"] and schema["x-ogc-title-en"]
    for name, member in schema["properties"].items():
        assert {"type", "format", "oneOf", "enum", "$ref"} & set(member), name
        assert member["title"] and member["x-ogc-title-en"], name
        if "pattern" in member:
            re.compile(member["pattern"])


def test_no_layer_is_named_outside_its_own_files() -> None:
    names = "|".join(sorted(LAYERS, key=len, reverse=True))
    named = re.compile(rf"""["'](?:{names})["']|\b(?:core|pub|history)\.(?:{names})\b""")
    found = [
        f"{path.relative_to(SOURCE)}:{number}: {hit.group()}"
        for folder in ("gis", "api", "etl")
        for path in sorted((SOURCE / folder).rglob("*"))
        # A road is also a kind of line in the imaginary sub-district, and migrations are the layers' own history.
        if path.suffix in {".py", ".sql"} and not {"versions", "sampling"} & set(path.parts)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for hit in named.finditer(line)
    ]
    assert not found, "\n".join(found)


# --- the tables ---


def test_the_migrations_lead_exactly_to_the_declarations(settings: Settings) -> None:
    written = migrate.new(settings, "nothing")
    if written is not None:
        difference = written.read_text(encoding="utf-8")
        written.unlink()
        pytest.fail(difference)


@every_layer
def test_the_table_has_what_every_table_has(database: Connection, layer: Declaration) -> None:
    there = columns(database, f"core.{layer.name}")
    assert set(STAMPS) <= set(there)
    assert set(layer.attribute_names) <= set(there)
    if layer.geometry is not None:
        kinds = {"POINT": "Point", "MULTILINESTRING": "MultiLineString", "MULTIPOLYGON": "MultiPolygon"}
        assert there["geom"] == f"geometry({kinds[layer.geometry.kind.value]},4326)"


@every_layer
def test_history_has_the_same_columns_of_the_same_types(database: Connection, layer: Declaration) -> None:
    kept = columns(database, f"history.{layer.name}")
    assert {"valid", "ended_by", "op", "history_id"} <= set(kept)
    for name, kind in columns(database, f"core.{layer.name}").items():
        assert kept[name] == kind, name


@every_layer
def test_the_triggers_stand_in_their_order(database: Connection, layer: Declaration) -> None:
    there = [
        name
        for (name,) in database.execute(
            "select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal and tgenabled = 'O'"
            " order by tgname",
            (f"core.{layer.name}",),
        )
    ]
    assert there == ["a_merge", "a_stamp", "b_refuse", "z_added", "z_changed", "z_emptied", "z_removed"]


@every_layer
def test_every_rule_stands_in_the_database_and_says_its_sentence(database: Connection, layer: Declaration) -> None:
    there = dict(
        database.execute(
            "select conname, obj_description(oid, 'pg_constraint') from pg_constraint"
            " where conrelid = %s::regclass and contype = 'c' and convalidated",
            (f"core.{layer.name}",),
        ).fetchall()
    )
    assert there == {rule.name: str(rule.say) for rule in checks.rules(layer)}
    assert all(" | " in say for say in there.values())


@every_layer
def test_every_reference_has_an_index(database: Connection, layer: Declaration) -> None:
    indexed = {
        column
        for (column,) in database.execute(
            "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
            " where i.indrelid = %s::regclass",
            (f"core.{layer.name}",),
        )
    }
    assert {a.name for a in layer.attributes if a.words.ref} | {"id", "uid", "changeset_id"} <= indexed


# --- who reads what ---


@every_layer
def test_the_published_view_shows_exactly_what_its_audience_may_read(database: Connection, layer: Declaration) -> None:
    readable = ["geom" if c == "geom_public" else c for c in layer.readable(layer.layer.access.read) if c != "based_on"]
    there = [c for c in columns(database, f"pub.{layer.name}") if c != "geom" or "geom" in readable]
    assert there == readable
    assert not {a.name for a in layer.attributes if a.personal} & set(there)


@readers
@every_layer
def test_an_audience_may_select_its_columns_and_no_other(
    database: Connection, layer: Declaration, audience: Audience
) -> None:
    for schema in ("core", "history"):
        granted = {
            column
            for column in columns(database, f"{schema}.{layer.name}")
            if database.execute(
                "select has_column_privilege(%s, %s, %s, 'select')", (audience.role, f"{schema}.{layer.name}", column)
            ).fetchone()
            == (True,)
        }
        assert granted - {"valid", "ended_by", "op"} == set(layer.readable(audience)), schema


@every_layer
def test_no_policy_filters_what_is_read(database: Connection, layer: Declaration) -> None:
    filters = database.execute(
        "select polname, pg_get_expr(polqual, polrelid) from pg_policy"
        " where polrelid = %s::regclass and polcmd in ('r', '*')",
        (f"core.{layer.name}",),
    ).fetchall()
    assert all(condition == "true" for _, condition in filters)


@readers
@layers_that(lambda layer: layer.geometry)
def test_a_map_window_is_read_through_the_spatial_index(
    database: Connection, layer: Declaration, audience: Audience
) -> None:
    if not {"geom", "geom_public"} & set(layer.readable(audience)):
        return
    with role(database, audience.role):
        database.execute("set local enable_seqscan = off")
        plan = database.execute(
            f"explain select * from pub.{layer.name} where geom && ST_MakeEnvelope(99.9, 16, 99.91, 16.01, 4326)"
        ).fetchall()
    assert re.search(rf"{layer.name}_geom(_public)?_idx", str(plan)), plan


@every_layer
def test_the_past_can_be_asked_for_by_whoever_may_read_the_present(database: Connection, layer: Declaration) -> None:
    with role(database, layer.layer.access.read.role):
        past = database.execute(f"select * from pub.{layer.name}_at(now() - interval '1 day')")
        assert past.description is not None
        assert [c.name for c in past.description] == list(columns(database, f"pub.{layer.name}"))


@every_layer
def test_the_present_is_the_past_of_now(database: Connection, layer: Declaration) -> None:
    with database.transaction(force_rollback=True):
        ids = rows.parents(database, LAYERS, layer.name)
        rows.insert(database, f"core.{layer.name}", rows.row(layer, 1, ids))
        assert change(database, layer) == 1
        now = database.execute(f"select to_jsonb(p) - 'geom' from pub.{layer.name} p").fetchall()
        then = database.execute(f"select to_jsonb(p) - 'geom' from pub.{layer.name}_at('infinity') p").fetchall()
        assert now == then and len(now) == 1


def change(connection: Connection, layer: Declaration, n: int = 2) -> int:
    """Give every row of a layer other values in the fields that no other row must share; say how many changed."""
    told = {a.name: rows.value(a, n, {}) for a in layer.attributes if a.kind != "ref" and not a.words.unique}
    listed = ", ".join(f"{name} = %({name})s" for name in told)
    return connection.execute(f"update core.{layer.name} set {listed}", told).rowcount


# --- who writes what ---


@every_layer
def test_a_sample_row_is_accepted_and_comes_back_as_it_was(database: Connection, layer: Declaration) -> None:
    with database.transaction(force_rollback=True):
        ids = rows.parents(database, LAYERS, layer.name)
        for n in (1, 2, 37):
            told = rows.row(layer, n, ids)
            number = rows.insert(database, f"core.{layer.name}", told)
            there = database.execute(f"select * from core.{layer.name} where id = %s", (number,))
            assert there.description is not None
            found = dict(zip([c.name for c in there.description], there.fetchone() or (), strict=True))
            assert {k: v for k, v in found.items() if k in told and k != "geom"} == {
                k: v for k, v in told.items() if k != "geom"
            }


@every_layer
def test_each_owning_division_writes_through_the_table_and_through_the_view(
    database: Connection, layer: Declaration
) -> None:
    writable = set(layer.readable(layer.layer.access.read)) - {"geom_public"}
    for division in layer.layer.access.writers:
        with database.transaction(force_rollback=True):
            ids = rows.parents(database, LAYERS, layer.name)
            database.execute(sql.SQL("set local role {}").format(sql.Identifier(division.role)))
            for n, table in enumerate((f"core.{layer.name}", f"pub.{layer.name}"), 1):
                told = {**rows.row(layer, n, ids), **owned_by(layer, division)}
                if table.startswith("pub."):
                    told = {k: v for k, v in told.items() if k in writable}
                number = rows.insert(database, table, told)
                field = next(iter(told))
                changed = database.execute(f"update {table} set {field} = {field} where id = %s", (number,))
                assert changed.rowcount == 1, f"{division} could not change in {table}"
                removed = database.execute(f"delete from {table} where id = %s", (number,))
                assert removed.rowcount == 1, f"{division} could not remove from {table}"


@every_layer
def test_nobody_else_writes(database: Connection, layer: Declaration) -> None:
    attempts = [
        (schema, command)
        for schema in ("core", "pub", "history")
        for command in (f"update {schema}.{layer.name} set version = 7", f"delete from {schema}.{layer.name}")
    ]
    if layer.layer.access.submit is None:
        attempts += [(schema, f"insert into {schema}.{layer.name} default values") for schema in ("core", "pub")]
    attempts += [("history", f"insert into history.{layer.name} (op) values ('U')")]
    attempts += [("core", f"truncate core.{layer.name}"), ("gis", f"select history.undo_{layer.name}(1)")]
    for stranger in strangers(layer):
        for _, attempt in attempts:
            with pytest.raises(psycopg.errors.InsufficientPrivilege), role(database, stranger):
                database.execute(attempt)


@layers_that(lambda layer: layer.layer.access.submit)
def test_a_stranger_hands_in_what_may_be_handed_in_and_reads_none_of_it_back(
    database: Connection, layer: Declaration
) -> None:
    access = layer.layer.access
    assert access.submit is not None
    told = {k: v for k, v in rows.row(layer, 3).items() if k in access.submit_fields}
    listed, marks = ", ".join(told), ", ".join(["%s"] * len(told))
    statement = f"insert into core.{layer.name} ({listed}) values ({marks})"
    with role(database, ANONYMOUS_ROLE):
        database.execute(statement, list(told.values()))
        database.execute("reset role")
        actor = database.execute(f"select created_by, version from core.{layer.name}").fetchone()
        assert actor == (ANONYMOUS_ROLE, 1)
    closed = set(told) - set(layer.readable(access.submit))
    for column in sorted(closed):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), role(database, ANONYMOUS_ROLE):
            database.execute(f"{statement} returning {column}", list(told.values()))
    not_theirs = next(a.name for a in layer.attributes if a.name not in access.submit_fields)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), role(database, ANONYMOUS_ROLE):
        database.execute(f"insert into core.{layer.name} ({not_theirs}) values (null)")


@layers_that(lambda layer: layer.layer.access.write_where)
def test_a_row_of_another_division_is_left_as_it_is(database: Connection, layer: Declaration) -> None:
    where = layer.layer.access.write_where
    assert where is not None
    mine, theirs = layer.layer.access.writers[:2]
    with database.transaction(force_rollback=True):
        ids = rows.parents(database, LAYERS, layer.name)
        rows.insert(database, f"core.{layer.name}", {**rows.row(layer, 1, ids), where.field: theirs.value})
        database.execute(sql.SQL("set local role {}").format(sql.Identifier(mine.role)))
        assert change(database, layer) == 0
        assert database.execute(f"delete from core.{layer.name}").rowcount == 0


@every_layer
def test_what_breaks_a_rule_is_refused_with_the_sentence_and_without_the_row(
    database: Connection, layer: Declaration
) -> None:
    division = layer.layer.access.write
    wrong = dict(_wrong_values(layer))
    for column, bad in wrong.items():
        with (
            pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.NotNullViolation)) as refused,
            database.transaction(force_rollback=True),
        ):
            ids = rows.parents(database, LAYERS, layer.name)
            told = {**rows.row(layer, 1, ids), **owned_by(layer, division), column: bad}
            database.execute(sql.SQL("set local role {}").format(sql.Identifier(division.role)))
            rows.insert(database, f"core.{layer.name}", told)
        diagnosis = refused.value.diag
        assert diagnosis.message_detail is None, "the row is printed"
        assert re.search("[ก-๙]", diagnosis.message_primary or ""), diagnosis.message_primary
        assert diagnosis.message_hint


def _wrong_values(layer: Declaration) -> Iterator[tuple[str, Any]]:
    for attribute in layer.attributes:
        if attribute.required:
            yield attribute.name, None
        if attribute.kind == "code":
            yield attribute.name, "no such code"
        elif attribute.kind == "codes":
            yield attribute.name, ["no such code"]
        elif attribute.kind == "text":
            yield attribute.name, " \t " if attribute.words.pattern is None else "!"
        elif attribute.words.between is not None:
            yield attribute.name, int(attribute.words.between[1]) + 1
        elif attribute.words.past:
            yield attribute.name, "2999-01-01"
    if layer.geometry is not None:
        yield "geom", f"SRID=4326;{layer.geometry.kind.value} EMPTY"


def test_the_folders_of_layers_are_all_found() -> None:
    files = {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for path in Path(SOURCE / "layers").rglob("*.py")
        if "__tablename__" in path.read_text(encoding="utf-8")
    }
    assert {layer.module for layer in LAYERS.values()} == files


def test_layers_come_after_those_they_refer_to() -> None:
    registry: Registry = LAYERS
    seen: set[str] = set()
    for name, layer in registry.items():
        assert {a.words.ref for a in layer.attributes if a.words.ref} - {name} <= seen, name
        seen.add(name)
