"""The root of the ``takeed`` command: a command is found by its entry point, and only the one asked for is imported."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import Annotated

import typer

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


def _add_commands(asked: str | None) -> None:
    """Add the command that was asked for; where it is none of ours, all of them, for the help to list."""
    offers = {offer.name: offer for offer in entry_points(group="takeed.commands")}
    wanted = [offers[asked]] if asked in offers else offers.values()
    for offer in {offer.value: offer for offer in wanted}.values():
        offer.load()(app)


def main() -> None:
    """Run the command line; an error a person can act on is a Thai and an English sentence, and exit code 1."""
    _add_commands(next((word for word in sys.argv[1:] if not word.startswith("-")), None))
    try:
        app(prog_name="takeed")
    except Exception as error:
        known = _in_words(error)
        if known is None or "--debug" in sys.argv:
            raise
        for language in (known.sentence.th, known.sentence.en):
            typer.secho(f"✗ {language}", fg="red", err=True)
        sys.exit(1)


def _in_words(error: Exception) -> TakeedError | None:
    """An error that says what to do: our own, or a database that does not answer; None for a fault of the program."""
    if isinstance(error, TakeedError):
        return error
    psycopg = sys.modules.get("psycopg")  # a command that never imported it cannot have met its errors
    if psycopg is not None and isinstance(error, psycopg.OperationalError):
        from gis.doctor import unreachable

        return unreachable(error)
    return None


if __name__ == "__main__":
    main()
