"""A rename is a rename, not a drop: ``was=`` in a declaration turns Alembic's drop-and-add into a rename."""

from __future__ import annotations

from alembic.operations import ops
from sqlalchemy import MetaData, Table


def rename(upgrade: ops.UpgradeOps, metadata: MetaData) -> None:
    """Rewrite the operations in place, for tables (core and history) and for columns."""
    _rename_tables(upgrade, metadata)
    for table_ops in upgrade.ops:
        if isinstance(table_ops, ops.ModifyTableOps):
            _rename_columns(table_ops, metadata)


def _rename_tables(upgrade: ops.UpgradeOps, metadata: MetaData) -> None:
    created = {(op.schema, op.table_name): op for op in upgrade.ops if isinstance(op, ops.CreateTableOp)}
    dropped = {(op.schema, op.table_name): op for op in upgrade.ops if isinstance(op, ops.DropTableOp)}
    for (schema, name), create in created.items():
        was: str = metadata.tables[f"{schema}.{name}"].info.get("was") or ""
        drop = dropped.get((schema, was))
        if drop is None:
            continue
        upgrade.ops = [op for op in upgrade.ops if op not in (create, drop) and not _index_of(op, schema, (name, was))]
        upgrade.ops.append(ops.RenameTableOp(was, name, schema=schema))
        upgrade.ops.append(ops.ExecuteSQLOp(_rename_parts(str(schema), was, name)))


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


def _rename_columns(table_ops: ops.ModifyTableOps, metadata: MetaData) -> None:
    table: Table = metadata.tables[f"{table_ops.schema}.{table_ops.table_name}"]
    dropped = {op.column_name: op for op in table_ops.ops if isinstance(op, ops.DropColumnOp)}
    for op in list(table_ops.ops):
        if not isinstance(op, ops.AddColumnOp):
            continue
        words = table.columns[op.column.name].info.get("field")
        was = words.was if words else None
        if was in dropped:
            place = table_ops.ops.index(op)
            table_ops.ops.remove(dropped[was])
            place = table_ops.ops.index(op)
            table_ops.ops[place] = ops.AlterColumnOp(
                table_ops.table_name, was, schema=table_ops.schema, modify_name=op.column.name
            )
