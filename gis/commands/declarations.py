"""``takeed check``, ``show``, ``migration`` and ``deploy``: from layer files to the database."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from gis import cluster, derive, migrate, registry, settings, sync
from gis.errors import Invalid, NotFound
from gis.settings import SOURCE
from gis.text import en, th


def add_commands(app: typer.Typer) -> None:
    """``check``, ``show``, ``migration``, ``deploy``."""
    app.command()(check)
    app.command()(show)
    app.command()(migration)
    app.command()(deploy)


def check() -> None:
    """ตรวจไฟล์ชั้นข้อมูล · Check every layer file, and who imports whom."""
    layers = registry.load()
    print(f"✓ {len(layers)} ชั้นข้อมูล · layers", flush=True)
    linter = Path(sys.executable).parent / "lint-imports"
    raise typer.Exit(subprocess.run([linter], cwd=SOURCE, check=False).returncode)


def show(
    layer: Annotated[str, typer.Argument(help="ชื่อชั้นข้อมูล · layer")],
    what: Annotated[str, typer.Argument(help="สิ่งที่ได้จากไฟล์ · what is derived, e.g. access, schema, style")],
) -> None:
    """แสดงสิ่งที่ได้จากไฟล์ชั้นข้อมูล · Print one thing that is derived from a layer's declaration."""
    layers = registry.load()
    if layer not in layers:
        raise NotFound(
            th(f"ไม่มีชั้นข้อมูล {layer} ที่มีคือ {', '.join(layers)}")
            | en(f"There is no layer {layer}. There are: {', '.join(layers)}.")
        )
    shown = {
        module.name: shows
        for module in pkgutil.iter_modules(derive.__path__)
        if (shows := getattr(importlib.import_module(f"{derive.__name__}.{module.name}"), "show", None))
    }
    if what not in shown:
        raise NotFound(
            th(f"แสดง {what} ไม่ได้ ที่แสดงได้คือ {', '.join(shown)}")
            | en(f"There is no {what} to show. There are: {', '.join(shown)}.")
        )
    print(shown[what](layers[layer], layers))


def migration(message: Annotated[str, typer.Argument(help="สิ่งที่เปลี่ยน · what changes")]) -> None:
    """สร้างไฟล์ย้ายโครงสร้าง · Write the migration from the database to the declarations; read it before you commit."""
    with cluster.running(settings.load()) as told:
        written = migrate.new(told, message)
    if written is None:
        raise Invalid(
            th("ฐานข้อมูลตรงกับไฟล์ชั้นข้อมูลแล้ว ไม่มีอะไรต้องย้าย")
            | en("The database already is what the layer files say: there is nothing to migrate.")
        )
    print(f"✓ {written}")


def deploy(
    plan: Annotated[bool, typer.Option("--plan", help="แสดงเท่านั้น · print what would be done, and do nothing")] = False,
) -> None:
    """ปรับฐานข้อมูลตามไฟล์ชั้นข้อมูล · Bring the database to what the layer files say."""
    with cluster.running(settings.load()) as told:
        done = sync.deploy(told, plan=plan)
    if plan:
        print(*(f"{statement};" for statement in done.statements), sep="\n\n")
    print(f"{'…' if plan else '✓'} {done.migrated_from} → {done.migrated_to}")
