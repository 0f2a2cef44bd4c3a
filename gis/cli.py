"""The root of the ``takeed`` command: each module of ``gis.commands`` adds a subject; api and etl do by entry point."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from importlib.metadata import entry_points
from typing import Annotated

import psycopg
import typer
from rich.console import Console

from gis import commands, doctor
from gis.errors import TakeedError

app = typer.Typer(
    name="takeed",
    help="แพลตฟอร์มข้อมูลเชิงพื้นที่ของ อบต. · The spatial data platform of a sub-district.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def options(
    debug: Annotated[
        bool, typer.Option("--debug", help="แสดงรายละเอียดเมื่อผิดพลาด · Show the traceback of an error.")
    ] = False,
) -> None:
    """Options of every command; ``--debug`` is looked for by ``main`` where an error arrives."""


def _add_all_commands() -> None:
    for module in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}."):
        importlib.import_module(module.name).add_commands(app)
    for program in entry_points(group="takeed.commands"):
        program.load()(app)


def main() -> None:
    """Run the command line; an error a person can act on is a Thai and an English sentence, and exit code 1."""
    _add_all_commands()
    try:
        app(prog_name="takeed")
    except (TakeedError, psycopg.OperationalError) as error:
        if "--debug" in sys.argv:
            raise
        sentence = (error if isinstance(error, TakeedError) else doctor.unreachable(error)).sentence
        complaint = Console(stderr=True)
        for language in (sentence.th, sentence.en):
            complaint.print(f"✗ {language}", markup=False, highlight=False, soft_wrap=True, style="red")
        sys.exit(1)


if __name__ == "__main__":
    main()
