"""History: a table of superseded versions, the trigger that fills it, and the merge of edits that met.

A current row *is* its own latest version (valid since ``updated_at``), so adding a row writes nothing twice: only
what an edit or a deletion replaces goes to ``history.<layer>``, with the time it was valid and the changeset
that ended it. This is how SQL:2011's system-versioned tables work, done with triggers because PostgreSQL has none.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Identity, Index, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TSTZRANGE

from gis.derive import access
from gis.registry import Declaration, Registry

#: More touched rows, or more z14 cells, than this and the whole layer's tiles are said to have changed.
MANY = 200


def add_history_tables(metadata: MetaData, registry: Registry) -> None:
    """Put ``history.<layer>`` for every layer into ``metadata``; a second call changes nothing."""
    for declaration in registry.values():
        if f"history.{declaration.name}" not in metadata.tables:
            _history_table(metadata, declaration)


def _history_table(metadata: MetaData, declaration: Declaration) -> None:
    copies = [Column(c.name, c.type, info=dict(c.info)) for c in declaration.table.columns]
    table = Table(
        declaration.name,
        metadata,
        Column("history_id", BigInteger, Identity(always=True), primary_key=True),
        *copies,
        Column("valid", TSTZRANGE, nullable=False),
        Column("ended_by", BigInteger, nullable=False),
        Column("op", Text, nullable=False),
        schema="history",
        info=dict(declaration.table.info),
    )
    Index(f"history_{declaration.name}_id_idx", table.c.id, table.c.version)
    Index(f"history_{declaration.name}_valid_idx", table.c.valid, postgresql_using="gist")
    Index(f"history_{declaration.name}_changeset_id_idx", table.c.changeset_id)
    Index(f"history_{declaration.name}_ended_by_idx", table.c.ended_by)


def statements(declaration: Declaration, owner: str) -> list[str]:
    """The functions and triggers of one layer. ``owner`` alone may bring its own stamps (the bulk import does)."""
    name = declaration.name
    guarded = f"(new.changeset_id is null or current_user <> '{owner}')"
    return [
        _record(declaration),
        _merge(declaration),
        f"create trigger a_stamp before insert on core.{name} for each row when {guarded} execute function gis.stamp()",
        f"create trigger a_merge before update on core.{name} for each row execute function history.merge_{name}()",
        f"create trigger z_added after insert on core.{name} referencing new table as new_rows"
        f" for each statement execute function history.record_{name}()",
        f"create trigger z_changed after update on core.{name} referencing old table as old_rows new table as new_rows"
        f" for each statement execute function history.record_{name}()",
        f"create trigger z_removed after delete on core.{name} referencing old table as old_rows"
        f" for each statement execute function history.record_{name}()",
        f"create trigger z_emptied after truncate on core.{name} for each statement execute function gis.emptied()",
        _undo(declaration),
    ]


def _all_columns(declaration: Declaration) -> list[str]:
    return [column.name for column in declaration.table.columns]


def _edited(declaration: Declaration) -> list[str]:
    """The columns a person edits: the declared fields and the geometry."""
    geom = ["geom"] if declaration.geometry is not None else []
    return [*declaration.attribute_names, *geom]


def _record(declaration: Declaration) -> str:
    """After each statement: keep what it replaced, and say which tiles it touched.

    The columns are named: a positional copy would break at the first column that is added.
    """
    name = declaration.name
    columns = _all_columns(declaration)
    listed, old = ", ".join(columns), ", ".join(f"o.{c}" for c in columns)
    into = f"insert into history.{name} ({listed}, valid, ended_by, op)"
    touch = _touch(declaration)
    return f"""
create function history.record_{name}() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        {touch["INSERT"]}
    elsif tg_op = 'UPDATE' then
        {into}
        select {old}, tstzrange(o.updated_at, n.updated_at), n.changeset_id, 'U'
        from old_rows o join new_rows n on n.id = o.id
        where n.version <> o.version;
        {touch["UPDATE"]}
    else
        {into}
        select {old}, tstzrange(o.updated_at, greatest(now(), o.updated_at + interval '1 microsecond')),
            gis.changeset(), 'D'
        from old_rows o;
        {touch["DELETE"]}
    end if;
    return null;
end $$"""


def _touch(declaration: Declaration) -> dict[str, str]:
    """What tells, after each kind of statement, where the published shape changed.

    Every login can listen, so a closed geometry is never named: its coarsened copy is, or else the layer alone.
    """
    geometry = declaration.geometry
    if geometry is None:
        return dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "")
    if geometry.personal is not None and geometry.public_as is None:
        return dict.fromkeys(("INSERT", "UPDATE", "DELETE"), f"perform gis.touch('{declaration.name}', null);")
    shown = "geom" if geometry.personal is None else "geom_public"
    touched = {
        "INSERT": f"(select {shown} from new_rows limit {MANY + 1}) g",
        "UPDATE": f"(select {shown} from new_rows union all select {shown} from old_rows limit {MANY + 1}) g",
        "DELETE": f"(select {shown} from old_rows limit {MANY + 1}) g",
    }
    # An import of 100,000 rows counts 201 of them, and lists none.
    shapes = f"select case when count(*) <= {MANY} then coalesce(array_agg({shown}), '{{}}') end from"
    return {event: f"perform gis.touch('{declaration.name}', ({shapes} {rows}));" for event, rows in touched.items()}


def _merge(declaration: Declaration) -> str:
    """Before each row of an UPDATE: stamp it; where the editor saw an older version, merge field by field.

    Columns the client did not send arrive as they are now, and columns it sent unchanged arrive as they were in
    its base version, so neither counts as its change. Where both sides changed one field, theirs stays and a
    conflict row keeps base, mine and theirs.
    """
    name = declaration.name
    edited = _edited(declaration)
    news, olds = ", ".join(f"new.{c}" for c in edited), ", ".join(f"old.{c}" for c in edited)
    geom = _shown_in_conflict(declaration)
    merged = "\n".join(_merge_field(name, column, geom) for column in edited)
    return f"""
create function history.merge_{name}() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    base history.{name};
    who text := gis.actor();
    change bigint;
begin
    if ({news}) is not distinct from ({olds}) then
        return old;
    end if;
    change := gis.changeset();
    select * into base from history.{name} h where h.id = old.id and h.version = new.based_on limit 1;
    if found then
{merged}
    elsif new.based_on is distinct from old.version and old.updated_by <> who then
        update history.changeset set blind_edits = blind_edits + 1 where id = change;
    end if;
    new.based_on := null;
    if ({news}) is not distinct from ({olds}) then
        return old;
    end if;
    new.id := old.id; new.uid := old.uid; new.created_at := old.created_at; new.created_by := old.created_by;
    new.version := old.version + 1;
    new.updated_at := greatest(now(), old.updated_at + interval '1 microsecond');
    new.updated_by := who;
    new.changeset_id := change;
    return new;
end $$"""


def _shown_in_conflict(declaration: Declaration) -> str:
    """Where a conflict is drawn: whoever may read the field in dispute may not always read an exact position."""
    if declaration.geometry is None:
        return "null"
    if not declaration.geometry_is_personal:
        return "old.geom"
    return "old.geom_public" if declaration.geometry.public_as is not None else "null"


def _merge_field(layer: str, column: str, geom: str) -> str:
    as_text = "ST_AsEWKT({0}.geom)" if column == "geom" else f"{{0}}.{column}::text"
    base, mine, theirs = (as_text.format(side) for side in ("base", "new", "old"))
    return f"""\
            if new.{column} is distinct from old.{column} and old.{column} is distinct from base.{column} then
                if new.{column} is distinct from base.{column} then
                    insert into history.conflict
                        (layer, row_id, field, base, mine, theirs, based_on, against, actor, changeset_id, geom)
                    values ('{layer}', old.id, '{column}', {base}, {mine}, {theirs},
                        new.based_on, old.version, who, change, {geom});
                end if;
                new.{column} := old.{column};
            end if;"""


def _undo(declaration: Declaration) -> str:
    """Takes back one changeset on this layer, with the rights of whoever asks.

    An undo is an edit based on the version the changeset left behind, so the merge above decides what happens
    where somebody has worked on since.
    """
    name = declaration.name
    edited = _edited(declaration)
    kept = ["id", "uid", *edited]
    rule = access.row_rule(declaration, "c.")
    refuse = "" if rule is None else _refuse_undo(name, rule)
    return f"""
create function history.undo_{name}(target bigint) returns bigint language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
declare
    undone bigint := 0;
    n bigint;
begin{refuse}
    insert into core.{name} ({", ".join(kept)})
    select {", ".join(f"h.{c}" for c in kept)} from (
        select distinct on (h.id) h.* from history.{name} h where h.ended_by = target order by h.id, h.version
    ) h
    where not exists (select from core.{name} c where c.id = h.id)
        and exists (select from history.{name} d where d.id = h.id and d.ended_by = target and d.op = 'D')
        and h.changeset_id is distinct from target;
    get diagnostics n = row_count;
    undone := undone + n;
    update core.{name} c set {", ".join(f"{c} = h.{c}" for c in edited)}, based_on = left_behind.version
    from (
        select distinct on (h.id) h.* from history.{name} h where h.ended_by = target order by h.id, h.version
    ) h,
    lateral (
        select max(v.version) as version from (
            select o.version from history.{name} o where o.id = h.id and o.changeset_id = target
            union all select o.version from core.{name} o where o.id = h.id and o.changeset_id = target
        ) v
    ) left_behind
    where c.id = h.id and left_behind.version is not null and h.changeset_id is distinct from target
        and not exists (select from history.{name} d where d.id = h.id and d.ended_by = target and d.op = 'D');
    get diagnostics n = row_count;
    undone := undone + n;
    delete from core.{name} c
    where c.changeset_id = target
        and not exists (
            select from history.{name} h
            where h.id = c.id and h.ended_by = target and h.changeset_id is distinct from target
        );
    get diagnostics n = row_count;
    return undone + n;
end $$"""


def _refuse_undo(name: str, rule: str) -> str:
    """Rows that a policy would silently pass over: half an undo is none."""
    return f"""
    if exists (
        select from core.{name} c where not coalesce({rule}, false) and (
            c.changeset_id = target
            or exists (select from history.{name} h where h.id = c.id and target in (h.changeset_id, h.ended_by))
        )
    ) then
        raise exception 'ยกเลิกไม่ได้ เพราะบางรายการเป็นของกองอื่น' using errcode = '42501',
            hint = 'Some rows of this changeset belong to another division, so nothing was undone.';
    end if;"""


def show(declaration: Declaration, registry: Registry) -> str:
    """The SQL of this layer's history."""
    return ";\n".join(statements(declaration, "takeed")) + ";"
