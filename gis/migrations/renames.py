"""A rename is a rename, not a drop: ``was=`` in a declaration turns Alembic's drop-and-add into a rename."""

from __future__ import annotations

from alembic.operations import ops
from sqlalchemy import MetaData, Table


def rename(upgrade: ops.UpgradeOps, metadata: MetaData) -> None:
    """Rewrite the operations in place, for tables (core and history) and for columns."""
    _rename_tables(upgrade, metadata)
    renamed = [
        op
        for table_ops in upgrade.ops
        # A table that is about to be dropped is declared no more.
        if isinstance(table_ops, ops.ModifyTableOps) and _full_name(table_ops) in metadata.tables
        for op in _renamed_columns(table_ops, metadata.tables[_full_name(table_ops)])
    ]
    # Before anything, a unique key for one, speaks of a column by its new name.
    upgrade.ops[:0] = renamed


def _full_name(table_ops: ops.ModifyTableOps) -> str:
    return f"{table_ops.schema}.{table_ops.table_name}"


def _rename_tables(upgrade: ops.UpgradeOps, metadata: MetaData) -> None:
    created = {(op.schema, op.table_name): op for op in upgrade.ops if isinstance(op, ops.CreateTableOp)}
    dropped = {(op.schema, op.table_name): op for op in upgrade.ops if isinstance(op, ops.DropTableOp)}
    for (schema, name), create in created.items():
        was: str = metadata.tables[f"{schema}.{name}"].info.get("was") or ""
        drop = dropped.get((schema, was))
        if drop is None:
            continue
        upgrade.ops = [op for op in upgrade.ops if op not in (create, drop) and not _index_of(op, schema, (name, was))]
        # First of all: another table's reference may be remade to point to the new name.
        # (Alembic cannot write a RenameTableOp into a migration.)
        upgrade.ops[:0] = [
            ops.ExecuteSQLOp(f"alter table {schema}.{was} rename to {name}"),
            ops.ExecuteSQLOp(_rename_parts(str(schema), was, name)),
        ]


def _index_of(op: ops.MigrateOperation, schema: str | None, names: tuple[str, str]) -> bool:
    """Whether this creates or drops an index, or a constraint, of a table that is being renamed."""
    if isinstance(op, ops.ModifyTableOps):
        return op.schema == schema and op.table_name in names
    return isinstance(op, ops.CreateIndexOp | ops.DropIndexOp) and op.schema == schema and op.table_name in names


def _rename_parts(schema: str, was: str, name: str) -> str:
    """Indexes, constraints and the identity sequence are named after their table, so they follow it."""
    return f"""
do $$
declare part record;
begin
    for part in
        select format('alter table {schema}.{name} rename constraint %I to %I', conname,
            replace(conname, '{was}_', '{name}_')) as command
        from pg_constraint where conrelid = '{schema}.{name}'::regclass and conname like '%{was}\\_%'
        union all
        select format('alter index {schema}.%I rename to %I', c.relname, replace(c.relname, '{was}_', '{name}_'))
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = '{schema}.{name}'::regclass and c.relname like '%{was}\\_%'
            and not exists (select from pg_constraint k where k.conindid = c.oid and k.conrelid = i.indrelid)
    loop
        execute part.command;
    end loop;
end $$"""


def _renamed_columns(table_ops: ops.ModifyTableOps, table: Table) -> list[ops.ExecuteSQLOp]:
    """Take each column that is dropped under the name another one had out of the operations, as its renaming."""
    dropped = {op.column_name: op for op in table_ops.ops if isinstance(op, ops.DropColumnOp)}
    renamed = []
    for op in [op for op in table_ops.ops if isinstance(op, ops.AddColumnOp)]:
        words = table.columns[op.column.name].info.get("field")
        drop = dropped.get(words.was) if words else None
        if drop is not None:
            table_ops.ops.remove(op)
            table_ops.ops.remove(drop)
            where = f"{table_ops.schema}.{table.name}"
            # (Alembic leaves the new name out when it writes an AlterColumnOp into a migration.)
            renamed.append(
                ops.ExecuteSQLOp(f"alter table {where} rename column {drop.column_name} to {op.column.name}")
            )
    return renamed
