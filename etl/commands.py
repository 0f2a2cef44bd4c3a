"""``takeed load``: one file into one layer."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gis.errors import ImportRefused
from gis.text import en, th

if TYPE_CHECKING:
    from gis.declaration import Registry
    from gis.layer import GeometryKind


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
    set: Annotated[list[str] | None, typer.Option("--set", help="ฟิลด์=ค่าทุกแถว · field=value for all rows.")] = None,
    where: Annotated[str | None, typer.Option("--where", help="เงื่อนไข SQL · Rows to take, as SQL.")] = None,
    row_id: Annotated[
        str | None, typer.Option("--id", help="คอลัมน์เลขประจำแถว · The column that identifies a row.")
    ] = None,
    swap: Annotated[bool, typer.Option("--swap", help="สลับละติจูดกับลองจิจูด · Exchange latitude and longitude.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="ซ่อมรูปร่างที่ตัดกันเอง · Mend shapes that cross.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="ทดลอง ไม่บันทึก · Only try; keep nothing.")] = False,
    person: Annotated[str | None, typer.Option("--as", help="ทำในนามผู้ใช้นี้ · Load with this person's rights.")] = None,
    json: Annotated[bool, typer.Option("--json", help="รายงานเป็น JSON · Report as JSON.")] = False,
) -> None:
    """นำเข้าไฟล์สู่ชั้นข้อมูล · Load a file into a layer: read, map, check, stage, merge, all or nothing."""
    began = time.perf_counter()
    from etl.lean import start_lean

    start_lean()
    from etl.ahead import find
    from etl.delivery import Asked

    asked = Asked(
        sublayer=layer, crs=crs, encoding=encoding, operation=operation, where=where,
        columns=_pairs("--map", map), constants=_pairs("--set", set), row_id=row_id, swap=swap, repair=repair,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="takeed-load-") as folder, ThreadPoolExecutor(3) as beside:
        importing, connecting = beside.submit(_layers), beside.submit(_connection)
        found = find(file, Path(folder), lambda: _kind(importing.result(), into), asked, beside)
        registry = importing.result()
        from etl.load import take

        report = take(connecting.result, registry, into, found, asked, began, person=person, keep=not dry_run)
    from etl.report import as_json, show

    if json:
        typer.echo(as_json(report))
        return
    from rich.console import Console

    show(report, Console())


def _layers() -> Registry:
    """Every declaration."""
    from etl import load  # noqa: F401 - imported here, beside the reading
    from gis import compiled

    return compiled.load()


def _connection() -> Any:
    from etl.session import connect
    from gis import settings

    return connect(settings.load())


def _kind(registry: Registry, layer: str) -> GeometryKind | None:
    from etl.load import declared

    geometry = declared(registry, layer).geometry
    return None if geometry is None else geometry.kind


def _pairs(option: str, told: list[str] | None) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for pair in told or []:
        left, equals, right = pair.partition("=")
        if not (left and equals and right):
            raise ImportRefused(
                th(f"{option} {pair}: เขียนเป็น ซ้าย=ขวา") | en(f"{option} {pair}: write it as left=right.")
            )
        pairs[left] = right
    return pairs
