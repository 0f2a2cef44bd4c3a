"""``takeed quarantine``: rows that an import refused."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from etl.commands import pairs
from gis import cluster, settings


def add_commands(app: typer.Typer) -> None:
    """``quarantine list`` and ``quarantine merge``."""
    quarantine = typer.Typer(help="แถวที่การนำเข้าไม่รับ · Rows that an import refused.", no_args_is_help=True)
    quarantine.command("list")(show)
    quarantine.command("merge")(merge)
    app.add_typer(quarantine, name="quarantine")


def show() -> None:
    """รายการ · What each delivery left there, and why."""
    from etl.quarantine import held

    table = Table("delivery", "layer", "file", "rows", "reasons")
    with cluster.running(settings.load()) as told:
        for each in held(told):
            table.add_row(str(each.delivery), each.layer, each.file, f"{each.rows:,}", "\n".join(each.reasons[:5]))
    Console().print(table)


def merge(
    delivery: Annotated[int, typer.Argument(help="เลขที่การนำเข้า · number of the delivery")],
    map: Annotated[list[str] | None, typer.Option("--map", help="คอลัมน์=ฟิลด์ · column=field, repeatable.")] = None,
    set: Annotated[list[str] | None, typer.Option("--set", help="ฟิลด์=ค่าทุกแถว · field=value for all rows.")] = None,
    crs: Annotated[str | None, typer.Option("--crs", help="ระบบพิกัดของคอลัมน์ x y · The system of columns x, y.")] = None,
    repair: Annotated[bool, typer.Option("--repair", help="ซ่อมรูปร่างที่ตัดกันเอง · Mend shapes that cross.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="ทดลอง ไม่บันทึก · Only try; keep nothing.")] = False,
    person: Annotated[str | None, typer.Option("--as", help="ทำในนามผู้ใช้นี้ · Load with this person's rights.")] = None,
) -> None:
    """นำแถวที่แก้แล้วเข้าอีกครั้ง · Load the rows of a delivery again, as they have been put right."""
    from etl.delivery import Asked
    from etl.quarantine import merge as merge_again
    from etl.report import show as show_report

    asked = Asked(crs=crs, columns=pairs("--map", map), constants=pairs("--set", set), repair=repair)
    with cluster.running(settings.load()) as told:
        for report in merge_again(told, delivery, asked, person=person, keep=not dry_run):
            show_report(report, Console())
