"""The table of a layer as SQL, for reading: what holds data is made by migrations, from these same declarations."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from gis.derive.checks import rules
from gis.registry import Declaration, Registry


def statements(declaration: Declaration) -> list[str]:
    """The table, its indexes and its checks."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    table = declaration.table
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return [
        str(CreateTable(table).compile(dialect=dialect)).strip(),
        *(str(CreateIndex(index).compile(dialect=dialect)) for index in indexes),
        *(f"ALTER TABLE core.{table.name} ADD CONSTRAINT {r.name} CHECK ({r.on('')})" for r in rules(declaration)),
    ]


def show(declaration: Declaration, registry: Registry) -> str:
    """The table of a layer, with indexes and checks."""
    return ";\n".join(statements(declaration)) + ";"
