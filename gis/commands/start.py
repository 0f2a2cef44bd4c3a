"""``takeed up``: from nothing to a served map, a line for each step."""

from __future__ import annotations

import signal
from contextlib import ExitStack, suppress
from importlib.metadata import entry_points
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import typer
from rich.console import Console

from gis import cluster, doctor, service, settings, staff, sync, webmap
from gis.access import Division
from gis.errors import Conflict
from gis.progress import step
from gis.settings import Settings
from gis.text import en, th

#: Who can log in to the sample sub-district; a real instance adds its own people and removes this one.
SAMPLE_PLANNER = "planner"


def add_commands(app: typer.Typer) -> None:
    """``up``."""
    app.command()(up)


def up() -> None:
    """เปิดระบบทั้งหมด · Set up whatever is missing, then serve everything on one port until Ctrl-C."""
    told = settings.load()
    console = Console()
    _stop_on(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    with service.claim(told), suppress(KeyboardInterrupt):
        _serve(told, console)
    console.print("ปิดระบบเรียบร้อย · Stopped.")


def _serve(told: Settings, console: Console) -> None:
    with ExitStack() as until_the_end:
        with step(console, th("ฐานข้อมูล") | en("Database")) as say:
            until_the_end.enter_context(cluster.watched(told, say=say))
            say(doctor.check_server(told))
        with step(console, th("โครงสร้างฐานข้อมูล") | en("Schema")):
            sync.deploy(told, force=False)
        with step(console, th("ข้อมูลตัวอย่าง") | en("Sample sub-district")) as say:
            if _offered("takeed.sample")(told, say):
                _add_planner(told)
        with step(console, th("แผนที่เว็บ") | en("Web map")):
            webmap.build()
        _welcome(told, console)
        _offered("takeed.service")(told)


def _offered(group: str) -> Any:
    """The function that one of the programs on the platform offers under an entry point, which is how we find it."""
    (offer,) = entry_points(group=group)
    return offer.load()


def _add_planner(told: Settings) -> None:
    """Somebody to log in as, on a sample; a server that knows the name already keeps the password it has."""
    with suppress(Conflict):
        password = staff.add(told, SAMPLE_PLANNER, Division.ENGINEERING)
        kept = _password_file(told)
        kept.touch(mode=0o600)
        kept.write_text(f"{password}\n")


def _password_file(told: Settings) -> Path:
    return told.home / f"{SAMPLE_PLANNER}-password"


def _welcome(told: Settings, console: Console) -> None:
    database = urlsplit(told.admin_url)
    login = "./takeed user add NAME --division engineering"
    if _password_file(told).exists():
        login = f"{SAMPLE_PLANNER} (รหัสผ่านใน · password in {_password_file(told)}) · {login}"
    for what, where in (
        ("แผนที่ · Map", f"{told.base_url}/"),
        ("QGIS", f"OGC API {told.base_url}/ogc/ · PostGIS {database.hostname}:{database.port or 5432}{database.path}"),
        ("เข้าสู่ระบบ · Log in", login),
    ):
        console.print(f"{what}: {where}", markup=False, highlight=False, soft_wrap=True)


def _stop_on(*signals: signal.Signals) -> None:
    """Let a stop from outside end the service and the database as Ctrl-C does, also where a script ignores Ctrl-C."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in signals:
        signal.signal(number, interrupt)
