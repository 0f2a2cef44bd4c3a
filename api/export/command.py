"""``takeed export`` and ``takeed bundle``: files out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from gis.text import en, th


def add_commands(app: typer.Typer) -> None:
    """Add ``takeed export`` and ``takeed bundle`` to the command line."""
    app.command()(export)
    app.command()(bundle)


def export(
    layer: Annotated[str, typer.Argument(help="ชั้นข้อมูล · The layer.")],
    file: Annotated[
        Path,
        typer.Argument(help=".gpkg .shp .xlsx .csv .kml .geojson .parquet .fgb .pmtiles · Its ending says its format."),
    ],
    where: Annotated[
        str | None, typer.Option("--filter", "--where", help="เงื่อนไข CQL2 · Rows to take, as CQL2.")
    ] = None,
    bbox: Annotated[
        str | None, typer.Option("--bbox", help="ตะวันตก,ใต้,ตะวันออก,เหนือ · west,south,east,north in degrees.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="ณ วันหรือเวลา · As it was on a day or at a time.")] = None,
    person: Annotated[
        str | None, typer.Option("--as", help="ด้วยสิทธิ์ของเจ้าหน้าที่ มีบันทึกการอ่าน · With a member of staff's rights.")
    ] = None,
    crs: Annotated[str | None, typer.Option("--crs", help="ระบบพิกัด เช่น EPSG:32647 · The file's system.")] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="ของ Shapefile: UTF-8 หรือ CP874 · Of a shapefile's texts.")
    ] = None,
    buddhist: Annotated[
        bool, typer.Option("--buddhist", help="วันที่ใน CSV เป็น พ.ศ. · Dates of a CSV as 31/01/2569.")
    ] = False,
) -> None:
    """ส่งออกชั้นข้อมูลเป็นไฟล์ · Write a layer, or a selection of it, to a file."""
    from rich.console import Console

    from api.export.write import Wanted
    from api.export.write import export as write
    from gis import cluster, registry, settings
    from gis.progress import step

    wanted = Wanted(where, bbox, as_of, person, crs, encoding.upper() if encoding else None, buddhist)
    title = th(f"ส่งออก {layer} → {file}") | en(f"Exporting {layer} → {file}")
    with cluster.running(settings.load()) as told, step(Console(), title) as say:
        asyncio.run(write(told, registry.load(), layer, file, wanted, say))


def bundle(
    folder: Annotated[Path, typer.Argument(help="โฟลเดอร์ที่จะเผยแพร่ · The folder to publish.")],
) -> None:
    """ชุดข้อมูลเปิดของทุกชั้นที่เปิดเผย · Every public layer as open data, with metadata and checksums."""
    from rich.console import Console

    from api.export.bundle import bundle as write
    from gis import cluster, registry, settings
    from gis.progress import step

    title = th(f"ชุดข้อมูลเปิด → {folder}") | en(f"Open data → {folder}")
    with cluster.running(settings.load()) as told, step(Console(), title) as say:
        asyncio.run(write(told, registry.load(), folder, say))
