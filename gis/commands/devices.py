"""``takeed device``: what sends readings."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from gis import cluster, devices, settings


def add_commands(app: typer.Typer) -> None:
    """``device add``, ``device list``, ``device remove``."""
    device = typer.Typer(help="อุปกรณ์วัด · Devices that send readings.", no_args_is_help=True)
    device.command("add")(add)
    device.command("list")(show)
    device.command("remove")(remove)
    app.add_typer(device, name="device")


def add(
    layer: Annotated[str, typer.Argument(help="ชั้นข้อมูล · layer of the devices, e.g. of stations")],
    row: Annotated[str, typer.Argument(help="เลขที่หรือรหัสของระเบียน · the record's number, or its key")],
) -> None:
    """สร้างโทเคนของอุปกรณ์ · Make the token of a device; it is shown this once and kept nowhere."""
    with cluster.running(settings.load()) as told:
        number, token = devices.add(told, layer, row)
    print(f"✓ อุปกรณ์ · device {number}: {layer} {row}")
    print(f"โทเคน (แสดงครั้งเดียว) · Token (shown only now): {token}")


def show() -> None:
    """รายการอุปกรณ์ · Every device, and the day it was last heard."""
    console = Console(soft_wrap=True)
    with cluster.running(settings.load()) as told:
        for device in devices.every(told):
            heard = f"ได้ยินล่าสุด · last heard {device.heard_on}" if device.heard_on else "ยังไม่เคยส่ง · never heard"
            console.print(f"{device.number}: {device.layer} {device.row} · {heard}", markup=False)


def remove(number: Annotated[int, typer.Argument(help="เลขที่ · number in device list")]) -> None:
    """ยกเลิกอุปกรณ์ · Revoke a device's token at once; its readings stay."""
    with cluster.running(settings.load()) as told:
        devices.remove(told, number)
    print(f"✓ {number}")
