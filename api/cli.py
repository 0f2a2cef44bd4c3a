"""The commands the service adds to ``takeed``."""

from __future__ import annotations

import asyncio
import contextlib
import re
from pathlib import Path
from typing import Annotated

import typer

from gis.errors import BadRequest
from gis.text import en, th


def add_commands(app: typer.Typer) -> None:
    """Add ``takeed serve``, ``takeed tiles`` and ``takeed mqtt`` to the command line."""

    @app.command()
    def serve() -> None:
        """บริการข้อมูลและแผนที่ของฐานข้อมูลที่มีอยู่แล้ว | Serve the database there is (takeed up does this and all before it)."""
        from api.main import serve as run
        from gis.settings import load

        run(load())

    app.command()(tiles)
    app.command()(mqtt)


def tiles(
    layer: Annotated[str, typer.Argument(help="ชั้นข้อมูลที่เปิดเผย · A layer that the public may read.")],
    out: Annotated[Path, typer.Option("--out", help="ไฟล์ .pmtiles ที่จะเขียน · The .pmtiles file to write.")],
    zoom: Annotated[str | None, typer.Option("--zoom", help="ระดับ เช่น 10-15 · Zooms, as 10-15.")] = None,
) -> None:
    """ส่งออกแผนที่เป็นไฟล์ PMTiles · Write a public layer's tiles to one PMTiles file, as of this moment."""
    from rich.console import Console

    from api.ogc.archive import export
    from gis import registry
    from gis.progress import step
    from gis.settings import load

    with step(Console(), th(f"แผนที่ของ {layer}") | en(f"Tiles of {layer}")) as say:
        asyncio.run(export(load(), registry.load(), layer, out, _zooms(zoom), say))
        say(f"{out} {out.stat().st_size / 1e6:,.1f} MB")


def mqtt() -> None:
    """รับค่าที่วัดผ่าน MQTT จนกว่าจะกด Ctrl-C · Store the readings that devices publish by MQTT, until Ctrl-C."""
    from gis import cluster
    from gis.errors import SetupError
    from gis.log import configure
    from gis.settings import load

    try:
        from api.mqtt import relay
    except ModuleNotFoundError as missing:
        if missing.name != "paho":
            raise
        raise SetupError(
            th("ยังไม่มี MQTT ในสภาพแวดล้อมนี้ ให้ติดตั้งส่วนเสริม: pip install 'takeed[mqtt]'")
            | en("MQTT is not installed here. Install the extra: pip install 'takeed[mqtt]'.")
        ) from missing
    configure()
    with cluster.running(load()) as told, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(relay(told))


def _zooms(told: str | None) -> tuple[int, int] | None:
    if told is None:
        return None
    found = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", told)
    if found is None:
        raise BadRequest(th(f"--zoom {told}: เขียนเป็น 10-15") | en(f"--zoom {told}: write it as 10-15."))
    first = int(found[1])
    return first, int(found[2] or first)
