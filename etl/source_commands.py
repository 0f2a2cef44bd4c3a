"""``takeed source``: the deliveries that come again."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from gis import cluster, settings
from gis.errors import TakeedError


def add_commands(app: typer.Typer) -> None:
    """``source list`` and ``source run``."""
    source = typer.Typer(help="แหล่งข้อมูลที่นำเข้าซ้ำ · Deliveries that come again.", no_args_is_help=True)
    source.command("list")(show)
    source.command("run")(run)
    app.add_typer(source, name="source")


def show() -> None:
    """รายการแหล่งข้อมูล · Every declared source."""
    from etl import sources

    table = Table("source", "title", "into", "rows", "licence", "from")
    for each in sources.read(settings.load()).declared.values():
        least, most = each.rows
        table.add_row(each.name, each.title, each.into, f"{least:,}–{most:,}", each.licence, each.place)
    Console().print(table)


def run(
    names: Annotated[
        list[str] | None, typer.Argument(help="ชื่อแหล่งข้อมูล ไม่ระบุ = ทั้งหมด · which; all without a name")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="ทดลอง ไม่บันทึก · Only try; keep nothing.")] = False,
) -> None:
    """นำเข้าจากแหล่งข้อมูล · Fetch and load; one that fails stops no other, and the exit code says so."""
    from etl import sources
    from etl.report import show as show_report

    console, failed = Console(), False
    with cluster.running(settings.load()) as told:
        declared = sources.read(told)
        for name in names or declared.declared:
            try:
                show_report(sources.run(told, declared, name, keep=not dry_run), console)
            except TakeedError as wrong:
                failed = True
                for language in (wrong.sentence.th, wrong.sentence.en):
                    typer.secho(f"✗ {language}", fg="red", err=True)
    if failed:
        raise typer.Exit(1)
