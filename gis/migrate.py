"""Alembic for what holds data: every table of a layer, its history, and the platform's own.

Alembic is imported where it is used: it takes half a second, which no other command should pay.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, create_engine

from gis.declare import LayerTable
from gis.derive.history import add_history_tables
from gis.registry import Registry
from gis.settings import Settings
from gis.system_tables import add_system_tables

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def tables(registry: Registry) -> MetaData:
    """Every table that holds data, as one ``MetaData``."""
    metadata = LayerTable.metadata
    add_history_tables(metadata, registry)
    add_system_tables(metadata)
    return metadata


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made here so that no ini file is needed."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def head() -> str | None:
    """The newest migration of this checkout."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(config()).get_current_head()


def current(connection: Connection) -> str | None:
    """The migration a database is at; None for an empty one."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection, opts={"version_table_schema": "gis"}).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest migration, in the caller's transaction."""
    from alembic import command

    command.upgrade(config(connection), "head")


def new(settings: Settings, message: str) -> Path | None:
    """Write the migration that leads from the database to the declarations; None where nothing differs.

    The database must be at the newest migration (``takeed deploy`` brings it there).
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    engine = create_engine(settings.admin_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        made = config(connection)
        count = len(list(ScriptDirectory.from_config(made).walk_revisions()))
        script = command.revision(made, message, autogenerate=True, rev_id=f"{count + 1:04d}")
    engine.dispose()
    paths = [Path(s.path) for s in (script if isinstance(script, list) else [script]) if s is not None]
    return paths[0] if paths else None
