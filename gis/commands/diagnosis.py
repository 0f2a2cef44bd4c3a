"""``takeed doctor`` and ``psql``: look at an installation from outside and from inside."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Annotated

import typer
from psycopg.conninfo import conninfo_to_dict
from rich.console import Console

from gis import cluster, doctor, postgres, settings
from gis.errors import SetupError
from gis.progress import bilingual
from gis.text import en, th


def add_commands(app: typer.Typer) -> None:
    """``doctor`` and ``psql``."""
    app.command("doctor")(examine)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(psql)


def examine() -> None:
    """ตรวจการติดตั้ง · Tell what is right and wrong with this installation; exit code 1 where something is wrong."""
    console = Console(soft_wrap=True)
    wrong = False
    for finding in doctor.examine(settings.load()):
        console.print(f"{'✓' if finding.ok else '✗'} {bilingual(finding.what)}: {finding.seen}", markup=False)
        if finding.remedy is not None:
            wrong = True
            console.print(f"    {finding.remedy.th}\n    {finding.remedy.en}", markup=False)
    raise typer.Exit(wrong)


def psql(arguments: Annotated[list[str] | None, typer.Argument(help="…ของ psql · for psql itself")] = None) -> None:
    """เปิด psql ในฐานะเจ้าของฐานข้อมูล · Open psql as the owner of the database."""
    with cluster.running(settings.load()) as told:
        program = shutil.which("psql") or next((found["psql"] for found in postgres.installed()), None)
        if program is None:
            raise SetupError(
                th("ไม่มี psql ให้ติดตั้งแพ็กเกจ postgresql-client")
                | en("There is no psql here. Install the package postgresql-client.")
            )
        # By environment, so that the password stands in no list of processes.
        environment = os.environ | _as_environment(told.admin_url)
        raise typer.Exit(subprocess.run([program, *(arguments or [])], env=environment, check=False).returncode)


def _as_environment(url: str) -> dict[str, str]:
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {names[key]: str(value) for key, value in conninfo_to_dict(url).items() if key in names}
