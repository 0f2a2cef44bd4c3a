"""``takeed raster``: what is registered, by whom it may be read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from etl import derived_commands
from gis import cluster, settings
from gis.access import Audience
from gis.raster import RasterKind
from gis.text import en, th

Name = Annotated[str, typer.Argument(help="ชื่อราสเตอร์ · name of the raster")]


def add_commands(app: typer.Typer) -> None:
    """``raster add``, ``list``, ``remove``, and what is worked out from heights."""
    raster = typer.Typer(help="ข้อมูลราสเตอร์ · Rasters.", no_args_is_help=True)
    raster.command("add")(add)
    raster.command("list")(show)
    raster.command("remove")(remove)
    derived_commands.add_to(raster)
    app.add_typer(raster, name="raster")


def add(
    file: Annotated[Path, typer.Argument(help="ไฟล์ เช่น GeoTIFF · the file", exists=True, dir_okay=False)],
    title_th: Annotated[str, typer.Option(help="ชื่อภาษาไทย · Thai title")],
    title_en: Annotated[str, typer.Option(help="ชื่อภาษาอังกฤษ · English title")],
    name: Annotated[str | None, typer.Option(help="ชื่อในที่อยู่เว็บ ปกติตามชื่อไฟล์ · name in addresses")] = None,
    read: Annotated[Audience, typer.Option(help="ผู้อ่าน · who may read it")] = Audience.STAFF,
    licence: Annotated[str, typer.Option(help="สัญญาอนุญาตตาม SPDX · licence, as SPDX names it")] = "CC-BY-4.0",
    crs: Annotated[
        str | None, typer.Option(help="ระบบพิกัด เมื่อไฟล์ไม่บอก · its system, where the file does not say")
    ] = None,
    kind: Annotated[RasterKind | None, typer.Option(help="ชนิด เมื่อเดาผิด · what its numbers are")] = None,
) -> None:
    """ลงทะเบียนราสเตอร์ · Copy a raster as a COG and register it; one of the same name is replaced."""
    from etl.raster import Told, register

    with cluster.running(settings.load()) as told:
        made = register(
            told, file, Told(name or file.stem, th(title_th) | en(title_en), read, licence, crs=crs, kind=kind)
        )
    print(f"✓ {made} · {read.value}: /ogc/collections/{made}")


def show() -> None:
    """รายการราสเตอร์ · Every raster, and who may read it."""
    from etl.raster import every

    console = Console(soft_wrap=True)
    with cluster.running(settings.load()) as told:
        for raster in every(told):
            about = f"{raster.kind.value}, EPSG:{raster.epsg}, {raster.width} × {raster.height}"
            console.print(f"{raster.name}: {raster.title} · {raster.read.value} · {about}", markup=False)


def remove(name: Name) -> None:
    """เลิกให้บริการราสเตอร์ · Forget a raster, and remove its file."""
    from etl.raster import remove as forget

    with cluster.running(settings.load()) as told:
        forget(told, name)
    print(f"✓ {name}")
