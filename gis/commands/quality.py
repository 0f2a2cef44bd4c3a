"""``takeed test``, ``lint`` and ``bench``: whether this checkout keeps its promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer
from rich.console import Console

from gis import postgres, settings, webmap
from gis.progress import step
from gis.settings import SOURCE
from gis.text import en, th

#: The environment's own programs, whatever is on PATH.
BIN = Path(sys.executable).parent
LINTERS: tuple[tuple[str, ...], ...] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("sqlfluff", "lint", "--disable-progress-bar", "gis/sql"),
)


def add_commands(app: typer.Typer) -> None:
    """``test``, ``lint`` and ``bench``."""
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(test)
    app.command()(lint)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(bench)


def test(context: typer.Context) -> None:
    """ทดสอบกับฐานข้อมูลชั่วคราว · Run the tests on a throw-away database; arguments go to pytest."""
    console = Console()
    told = settings.load()
    if not told.database_url:
        with step(console, th("โปรแกรมฐานข้อมูล") | en("Server programs")) as say:
            postgres.find(say=say)
    with step(console, th("แผนที่เว็บ") | en("Web map")):
        webmap.build()
    raise typer.Exit(
        subprocess.run([sys.executable, "-m", "pytest", *context.args], cwd=SOURCE, check=False).returncode
    )


def bench(context: typer.Context) -> None:
    """วัดความเร็วเทียบกับระบบอื่น · Measure against peers on the same rows, and print the ratios."""
    measure = [sys.executable, "-m", "pytest", "-m", "benchmark", "-s", *(context.args or ["tests/benchmarks"])]
    raise typer.Exit(subprocess.run(measure, cwd=SOURCE, check=False).returncode)


def lint() -> None:
    """ตรวจรูปแบบโค้ด · Check style, types, imports, SQL and TypeScript; every complaint is shown."""
    failed = [command for command in LINTERS if not _passes(command)]
    webmap.install()
    webmap.npm("run", "check")
    raise typer.Exit(bool(failed))


def _passes(command: tuple[str, ...]) -> bool:
    print(f"• {' '.join(command)}", flush=True)
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=SOURCE, check=False).returncode == 0
