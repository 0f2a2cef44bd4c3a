"""Runs migrations on the connection it is handed, over every layer, its history and the platform's tables."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript, ops
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import ARRAY

from gis.declare import CodeText
from gis.migrate import tables
from gis.migrations.renames import rename
from gis.registry import load
from gis.system_tables import SCHEMAS


def _ours(name: str | None, kind: str, parent: MutableMapping[Any, Any]) -> bool:
    return name in SCHEMAS if kind == "schema" else True


def _unchecked(item: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Alembic's own version table is not ours to migrate; the indexes of searched fields are derived."""
    return not (
        (kind == "table" and name == "alembic_version") or (kind == "index" and str(name).endswith("_search_idx"))
    )


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Types of ours as the plain types they are in the database, so that no migration imports the platform."""
    if kind != "type":
        return False
    if isinstance(item, CodeText):
        return "sa.Text()"
    if isinstance(item, ARRAY) and isinstance(item.item_type, CodeText):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "postgresql.ARRAY(sa.Text())"
    if isinstance(item, Geometry):
        autogen.imports.add("from geoalchemy2 import Geometry")
        return f"Geometry({item.geometry_type!r}, srid={item.srid}, spatial_index=False)"
    return False


def _same_type(ctx: Any, there: Any, declared: Any, reflected: Any, wanted: Any) -> bool | None:
    if isinstance(wanted, Geometry):
        return not (isinstance(reflected, Geometry) and reflected.geometry_type == wanted.geometry_type)
    return None


def _forget_comments(container: ops.OpContainer) -> None:
    """Comments are derived from titles at every deploy, so they are nothing to migrate."""
    for op in list(container.ops):
        if isinstance(op, ops.OpContainer):
            _forget_comments(op)
        elif isinstance(op, ops.AlterColumnOp):
            op.modify_comment = False
        nothing_left = isinstance(op, ops.OpContainer) and op.is_empty()
        unchanged = isinstance(op, ops.AlterColumnOp) and not op.has_changes()
        if nothing_left or unchanged or isinstance(op, ops.CreateTableCommentOp | ops.DropTableCommentOp):
            container.ops.remove(op)


def _finish(ctx: Any, revision: str | Iterable[str | None] | Iterable[str], scripts: list[MigrationScript]) -> None:
    """Turn dropped-and-added into renamed; write no file where nothing differs."""
    for script in scripts:
        assert script.upgrade_ops is not None
        rename(script.upgrade_ops, tables(load()))
        _forget_comments(script.upgrade_ops)
        if script.upgrade_ops.is_empty():
            scripts.clear()
            return


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=tables(load()),
        version_table_schema="gis",
        include_schemas=True,
        include_name=_ours,
        include_object=_unchecked,
        render_item=_render,
        compare_type=_same_type,
        compare_server_default=False,
        process_revision_directives=_finish,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
