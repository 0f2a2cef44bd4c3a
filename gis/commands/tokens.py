"""``takeed token``: what programs of members of staff sign in with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from gis import cluster, settings, tokens


def add_commands(app: typer.Typer) -> None:
    """``token add``, ``token list``, ``token remove``."""
    token = typer.Typer(help="โทเคนของโปรแกรม · Tokens that programs sign in with.", no_args_is_help=True)
    token.command("add")(add)
    token.command("list")(show)
    token.command("remove")(remove)
    app.add_typer(token, name="token")


def add(
    person: Annotated[str, typer.Argument(help="เจ้าหน้าที่ · whom the program acts for")],
    name: Annotated[str, typer.Option(help="ใช้ทำอะไร · what it is for, e.g. notebook")],
    days: Annotated[int, typer.Option(help="อายุเป็นวัน · days it is valid")] = 90,
) -> None:
    """สร้างโทเคน · Make a token that acts as a member of staff; it is shown this once and kept nowhere."""
    with cluster.running(settings.load()) as told:
        made = tokens.add(told, person, name, days)
    print(f"✓ {person} · {name} · {days} วัน · days")
    print(f"โทเคน (แสดงครั้งเดียว) · Token (shown only now): {made}")


def show() -> None:
    """รายการโทเคน · Every token: whose, what for, until when, and the day it was last used."""
    console = Console(soft_wrap=True)
    with cluster.running(settings.load()) as told:
        for token in tokens.every(told):
            until = (
                "หมดอายุ · expired"
                if token.expires_at <= datetime.now(UTC)
                else f"ถึง · until {token.expires_at:%Y-%m-%d}"
            )
            used = f"ใช้ล่าสุด · last used {token.used_on}" if token.used_on else "ยังไม่เคยใช้ · never used"
            console.print(f"{token.id}: {token.person} · {token.name} · {until} · {used}", markup=False)


def remove(number: Annotated[int, typer.Argument(help="เลขที่ · number in token list")]) -> None:
    """ยกเลิกโทเคน · Revoke a token at once."""
    with cluster.running(settings.load()) as told:
        tokens.remove(told, number)
    print(f"✓ {number}")
