"""``takeed user``: who may log in."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from gis import cluster, settings, staff
from gis.access import Division

Name = Annotated[str, typer.Argument(help="ชื่อผู้ใช้ · login name")]


def add_commands(app: typer.Typer) -> None:
    """``user add``, ``user list``, ``user remove``."""
    user = typer.Typer(help="เจ้าหน้าที่ · Members of staff.", no_args_is_help=True)
    user.command("add")(add)
    user.command("list")(show)
    user.command("remove")(remove)
    app.add_typer(user, name="user")


def add(
    name: Name,
    division: Annotated[Division, typer.Option(help="กอง · division")],
    steward: Annotated[bool, typer.Option("--steward", help="เจ้าหน้าที่คุ้มครองข้อมูล · reads personal data")] = False,
    auditor: Annotated[bool, typer.Option("--auditor", help="ผู้ตรวจสอบ · reads the access log")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="อ่านรหัสผ่านจาก stdin · read the password from stdin")
    ] = False,
) -> None:
    """เพิ่มเจ้าหน้าที่ · Add a member of staff; without a password a random one is made and shown this once."""
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with cluster.running(settings.load()) as told:
        password = staff.add(told, name, division, password=given, steward=steward, auditor=auditor)
    print(f"✓ {name} · {division.label.th} · {division.label.en}")
    if given is None:
        print(f"รหัสผ่าน (แสดงครั้งเดียว) · Password (shown only now): {password}")


def show() -> None:
    """รายชื่อเจ้าหน้าที่ · Everybody who can log in."""
    console = Console(soft_wrap=True)
    with cluster.running(settings.load()) as told:
        for member in staff.members(told):
            duties = "".join(f" + {duty}" for duty in member.duties)
            console.print(
                f"{member.person}: {member.division.label.th} · {member.division.label.en}{duties}", markup=False
            )


def remove(name: Name) -> None:
    """ลบเจ้าหน้าที่ · End somebody's access at once; the history keeps their name."""
    with cluster.running(settings.load()) as told:
        staff.remove(told, name)
    print(f"✓ {name}")
