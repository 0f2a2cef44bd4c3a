"""The commands the service adds to ``takeed``."""

from __future__ import annotations

import typer


def add_commands(app: typer.Typer) -> None:
    """Add ``takeed serve`` to the command line."""

    @app.command()
    def serve() -> None:
        """บริการข้อมูลและแผนที่ของฐานข้อมูลที่มีอยู่แล้ว | Serve the database there is (takeed up does this and all before it)."""
        from api.main import serve as run
        from gis.settings import load

        run(load())
