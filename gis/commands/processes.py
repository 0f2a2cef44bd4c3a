"""``takeed process``: one command for each declared process."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from gis import cluster, settings
from gis.db import connect, session_as
from gis.process import Input, OfNumber, Process, Run, processes


def add_commands(app: typer.Typer) -> None:
    """``process NAME``; the options of each are its inputs."""
    group = typer.Typer(help="งานวิเคราะห์ · Processes; each prints GeoJSON.", no_args_is_help=True)
    for process in processes().values():
        group.command(process.name.replace("_", "-"), help=f"{process.title.th} · {process.about.en}")(
            _command(process)
        )
    app.add_typer(group, name="process")


def _command(process: Process) -> Callable[..., None]:
    def command(**told: Any) -> None:
        person = told.pop("person")
        inputs = process.read({name: value for name, value in told.items() if value is not None})
        with cluster.running(settings.load()) as at:
            opened = connect(at.admin_url) if person is None else session_as(at, person)
            with opened as connection:
                connection.execute("set transaction read only")
                found = process.run(Run(connection, _tell), inputs)
        json.dump(found, sys.stdout, ensure_ascii=False)
        print()

    who = Annotated[str | None, typer.Option("--as", help="สิทธิ์ของเจ้าหน้าที่ · with the rights of a member of staff")]
    command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            *(_parameter(each.name, _option(each), _unset(each)) for each in process.inputs),
            _parameter("person", who, None),
        ]
    )
    return command


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _option(each: Input) -> Any:
    title = each.words.title
    number = isinstance(each.words, OfNumber)
    unit = f" ({each.words.unit})" if isinstance(each.words, OfNumber) else ""
    return Annotated[float if number else str, typer.Option(help=f"{title.th} · {title.en}{unit}")]


def _unset(each: Input) -> Any:
    return inspect.Parameter.empty if each.required else each.default


def _tell(percent: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{percent} %", end="", file=sys.stderr)
