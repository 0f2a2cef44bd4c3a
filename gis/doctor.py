"""What is right and what is wrong with an installation, and what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from gis import postgres, service, sync, webmap
from gis.cluster import Cluster
from gis.db import connect
from gis.errors import SetupError, TakeedError
from gis.settings import Settings
from gis.text import Text, en, th

OLDEST_POSTGRESQL = 15
OLDEST_POSTGIS = (3, 3)
#: Bytes below which a database soon has no room to write.
ENOUGH_DISK = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``remedy`` says what to do, and is there only where something is wrong."""

    what: Text
    seen: str
    remedy: Text | None = None

    @property
    def ok(self) -> bool:
        return self.remedy is None


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding about this installation, in the order in which ``up`` needs things; changes nothing."""
    yield Finding(th("ไพทอน") | en("Python"), f"{sys.version.split()[0]} {sys.executable}")
    yield Finding(th("โนด") | en("Node"), " ".join(webmap.npm_command()))
    yield _disk(settings)
    if not settings.database_url:
        yield from _cluster(settings)
    yield from _database(settings)
    yield _web_map()
    yield _port(settings)


def _disk(settings: Settings) -> Finding:
    what = th("พื้นที่ว่าง") | en("Disk space")
    place = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    seen = f"{free / 2**30:.1f} GB {place}"
    if free >= ENOUGH_DISK:
        return Finding(what, seen)
    return Finding(what, seen, th(f"เพิ่มพื้นที่ว่างใน {place}") | en(f"Make room in {place}."))


def _cluster(settings: Settings) -> Iterator[Finding]:
    programs = th("โปรแกรมฐานข้อมูล") | en("Server programs")
    there = postgres.installed()
    if not there:
        remedy = th(f"ติดตั้งแพ็กเกจ {postgres.PACKAGE} หรือสั่ง ./takeed up") | en(
            f"Install the package {postgres.PACKAGE}, or run ./takeed up."
        )
        yield Finding(programs, "-", remedy)
        return
    yield Finding(programs, f"PostgreSQL {there[0].major} {there[0].folder}")
    what = th("ฐานข้อมูลในเครื่อง") | en("Private database")
    cluster = Cluster(settings)
    made_by = cluster.made_by()
    if made_by is None:
        yield Finding(what, str(cluster.data), th("ยังไม่ได้สร้าง ให้สั่ง ./takeed up") | en("Not made yet: run ./takeed up."))
        return
    try:
        postgres.find(made_by)
    except SetupError as missing:
        yield Finding(what, f"PostgreSQL {made_by}", missing.sentence)
        return
    server = cluster.postmaster()
    if server is None:
        yield Finding(what, str(cluster.data), th("ไม่ได้ทำงาน ให้สั่ง ./takeed up") | en("Not running: run ./takeed up."))
    else:
        yield Finding(what, f"127.0.0.1:{cluster.port} pid {server.pid} {cluster.data}")


def _database(settings: Settings) -> Iterator[Finding]:
    what = th("การเชื่อมต่อฐานข้อมูล") | en("Connection to the database")
    try:
        seen = check_server(settings)
        yield Finding(what, seen)
        behind = sync.deploy(settings, plan=True, force=False).changed
    except TakeedError as wrong:
        yield Finding(what, "-", wrong.sentence)
        return
    what = th("โครงสร้างฐานข้อมูล") | en("Schema")
    if behind:
        yield Finding(what, "-", th("ไม่ตรงกับไฟล์ชั้นข้อมูล ให้สั่ง ./takeed deploy") | en("Behind: run ./takeed deploy."))
    else:
        yield Finding(what, "ok")


def check_server(settings: Settings) -> str:
    """The versions of PostgreSQL and PostGIS of the database; raises SetupError where they are too old or away."""
    try:
        with connect(settings.admin_url) as connection:
            row = connection.execute(
                "select default_version from pg_available_extensions where name = 'postgis'"
            ).fetchone()
            server = connection.info.server_version // 10_000
    except psycopg.OperationalError as away:
        raise unreachable(away) from away
    postgis = str(row[0]) if row else "-"
    if server < OLDEST_POSTGRESQL or row is None or tuple(map(int, postgis.split(".")[:2])) < OLDEST_POSTGIS:
        raise SetupError(
            th(f"ต้องใช้ PostgreSQL 15 และ PostGIS 3.3 ขึ้นไป แต่พบ {server} และ {postgis} ให้ปรับรุ่นหรือใช้ฐานข้อมูลอื่น")
            | en(f"PostgreSQL 15 and PostGIS 3.3 or newer are needed, here are {server} and {postgis}. Upgrade them.")
        )
    return f"PostgreSQL {server}, PostGIS {postgis}"


def unreachable(away: psycopg.OperationalError) -> SetupError:
    """The sentence for a database that does not answer, or does not let us in."""
    reason = str(away).strip().splitlines()[0]
    return SetupError(
        th(f"เชื่อมต่อฐานข้อมูลไม่ได้ ให้สั่ง ./takeed up หรือตรวจ DATABASE_URL ({reason})")
        | en(f"Cannot reach the database. Run ./takeed up, or check DATABASE_URL. ({reason})")
    )


def _web_map() -> Finding:
    what = th("แผนที่เว็บ") | en("Web map")
    if webmap.is_built():
        return Finding(what, str(webmap.DIST))
    return Finding(what, "-", th("ยังไม่ได้สร้าง ให้สั่ง ./takeed up") | en("Not built: run ./takeed up."))


def _port(settings: Settings) -> Finding:
    what, seen = th("พอร์ตของบริการ") | en("Port of the service"), f"{settings.host}:{settings.port}"
    if service.runs(settings):
        return Finding(what, f"{seen} ./takeed up")
    try:
        service.check_port(settings)
    except SetupError as taken:
        return Finding(what, seen, taken.sentence)
    return Finding(what, seen)
