"""The importer's part of the ``takeed`` command."""

from __future__ import annotations

import typer

from etl import commands, demo


def add_commands(app: typer.Typer) -> None:
    """Add ``takeed load`` and ``takeed demo``."""
    app.command("load")(commands.load)
    demo.add(app)
