"""``takeed load``: one file into one layer."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer

from gis.errors import ImportRefused
from gis.text import en, th


def add_commands(app: typer.Typer) -> None:
    """Add ``takeed load`` to the command line."""
    app.command()(load)


def load(
    file: Annotated[Path, typer.Argument(help="ไฟล์ที่จะนำเข้า · The file to load.")],
    into: Annotated[str, typer.Option("--into", help="ชั้นข้อมูลปลายทาง · The layer to fill.")],
    layer: Annotated[str | None, typer.Option("--layer", help="ชั้นในไฟล์ · The layer inside the file.")] = None,
    crs: Annotated[str | None, typer.Option("--crs", help="ระบบพิกัดของไฟล์ เช่น EPSG:32647 · The file's system.")] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="เช่น UTF-8 หรือ CP874 · The text's encoding.")
    ] = None,
    operation: Annotated[
        str | None, typer.Option("--operation", help="การแปลง Indian 1975 · The datum operation, as EPSG:1304.")
    ] = None,
    map: Annotated[list[str] | None, typer.Option("--map", help="คอลัมน์=ฟิลด์ · column=field, repeatable.")] = None,
    leave: Annotated[
        list[str] | None, typer.Option("--leave", help="คอลัมน์ที่ไม่ใช้ · A column to leave out, repeatable.")
    ] = None,
    set: Annotated[list[str] | None, typer.Option("--set", help="ฟิลด์=ค่าทุกแถว · field=value for all rows.")] = None,
    where: Annotated[str | None, typer.Option("--where", help="เงื่อนไข SQL · Rows to take, as SQL.")] = None,
    row_id: Annotated[
        str | None, typer.Option("--id", help="คอลัมน์เลขประจำแถว · The column that identifies a row.")
    ] = None,
    swap: Annotated[bool, typer.Option("--swap", help="สลับละติจูดกับลองจิจูด · Exchange latitude and longitude.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="ซ่อมรูปร่างที่ตัดกันเอง · Mend shapes that cross.")] = False,
    control: Annotated[
        str | None, typer.Option("--control", help="ไฟล์หรือชั้นข้อมูลที่รู้ตำแหน่ง · A file or layer of known points.")
    ] = None,
    residuals: Annotated[
        str | None, typer.Option("--residuals", help="เขียนค่าคลาดเคลื่อนเป็น GeoJSON · Write the residuals as GeoJSON.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="ทดลอง ไม่บันทึก · Only try; keep nothing.")] = False,
    person: Annotated[str | None, typer.Option("--as", help="ทำในนามผู้ใช้นี้ · Load with this person's rights.")] = None,
    json: Annotated[bool, typer.Option("--json", help="รายงานเป็น JSON · Report as JSON.")] = False,
) -> None:
    """นำเข้าไฟล์สู่ชั้นข้อมูล · Load a file into a layer: read, map, check, stage, merge, all or nothing."""
    from etl.lean import start_lean

    start_lean()
    from etl.delivery import Asked

    asked = Asked(
        sublayer=layer, crs=crs, encoding=encoding, operation=operation, where=where,
        columns=pairs("--map", map), left=tuple(leave or ()),
        constants=pairs("--set", set), row_id=row_id, swap=swap, repair=repair,
        control=control, residuals=residuals,
    )  # fmt: skip
    with ThreadPoolExecutor(1) as beside:
        connecting = beside.submit(_connection)  # while Python imports what reads and checks
        from etl.load import load as load_file
        from gis import compiled

        report = load_file(
            connecting.result, compiled.load(), file, into, asked, person=person, keep=not dry_run, progress=_progress()
        )
    from etl.report import as_json, show

    if json:
        typer.echo(as_json(report))
        return
    from rich.console import Console

    show(report, Console())


def _connection() -> Any:
    from etl.session import connect
    from gis import settings

    return connect(settings.load())


def _progress() -> Callable[[int], None]:
    """On a terminal, one line that says how far a load of more than a second is."""
    last = time.monotonic()

    def show(rows: int) -> None:
        nonlocal last
        if sys.stderr.isatty() and time.monotonic() > last + 1:
            last = time.monotonic()
            typer.echo(f"\r  ตรวจแล้ว {rows:,} แถว · {rows:,} rows checked ", err=True, nl=False)

    return show


def pairs(option: str, told: list[str] | None) -> dict[str, str]:
    """What a repeatable option told as ``left=right``; raises ImportRefused for anything else."""
    found: dict[str, str] = {}
    for pair in told or []:
        left, equals, right = pair.partition("=")
        if not (left and equals and right):
            raise ImportRefused(
                th(f"{option} {pair}: เขียนเป็น ซ้าย=ขวา") | en(f"{option} {pair}: write it as left=right.")
            )
        found[left] = right
    return found
