"""The PostgreSQL server programs of this machine: found where the distribution puts them, or installed by apt."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gis.errors import SetupError
from gis.text import Text, en, th

#: Debian's and Ubuntu's own choice of PostgreSQL and PostGIS, whichever versions those are.
PACKAGE = "postgresql-postgis"
#: While this file is there, Debian's package makes no cluster of its own on port 5432, which nobody asked for.
NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/takeed.conf")


@dataclass(frozen=True, slots=True, order=True)
class Programs:
    """The server programs of one major version, of which PostGIS is known to be installed."""

    major: int
    folder: Path

    def __getitem__(self, name: str) -> str:
        """The path of ``initdb``, ``pg_ctl``, ``psql`` …"""
        return str(self.folder / name)


def installed() -> list[Programs]:
    """Every PostgreSQL server with PostGIS on this machine, newest first."""
    return sorted(set(_debian()) | set(_on_path()), reverse=True)


def _debian() -> Iterator[Programs]:
    for folder in Path("/usr/lib/postgresql").glob("[0-9]*/bin"):
        extensions = Path("/usr/share/postgresql", folder.parent.name, "extension")
        if (folder / "initdb").exists() and (extensions / "postgis.control").exists():
            yield Programs(int(folder.parent.name), folder)


def _on_path() -> Iterator[Programs]:
    tool = shutil.which("pg_config")
    if tool is None:
        return
    asked = subprocess.run([tool, "--version", "--bindir", "--sharedir"], capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        return
    version, folder, shared = asked.stdout.splitlines()
    major = "".join(c if c.isdigit() else " " for c in version).split()
    if (Path(folder) / "initdb").exists() and (Path(shared) / "extension" / "postgis.control").exists():
        yield Programs(int(major[0]), Path(folder))


def find(major: int | None = None, *, say: Callable[[Text], None] | None = None) -> Programs:
    """The newest server programs, or those of ``major``; what is missing is installed where ``say`` can tell of it.

    Raises SetupError that says what to install or to move where that cannot be done.
    """
    found = installed()
    if not found and major is None and say is not None:
        install(say)
        found = installed()
    for programs in found:
        if major in (None, programs.major):
            return programs
    if major is None:
        raise SetupError(
            th(f"เครื่องนี้ไม่มี PostgreSQL ที่มี PostGIS ให้ติดตั้งแพ็กเกจ {PACKAGE} หรือกำหนด DATABASE_URL")
            | en(f"This machine has no PostgreSQL with PostGIS. Install the package {PACKAGE}, or set DATABASE_URL.")
        )
    packages = f"postgresql-{major} postgresql-{major}-postgis-3"
    raise SetupError(
        th(
            f"ฐานข้อมูลนี้สร้างด้วย PostgreSQL {major} ซึ่งไม่มีในเครื่องแล้ว ให้ติดตั้ง {packages} กลับ "
            f"หรือย้ายข้อมูลด้วย pg_upgrade แล้วเริ่มใหม่"
        )
        | en(
            f"This database was made by PostgreSQL {major}, which is no longer on the machine. Install {packages} "
            f"again, or move the data to the new version with pg_upgrade; then start again."
        )
    )


def install(say: Callable[[Text], None]) -> None:
    """Install the distribution's PostgreSQL and PostGIS, with sudo only where the caller is not root.

    ``say`` is told what and why before anything happens. Raises SetupError with the command to run by hand.
    """
    by_hand = f"apt-get update && apt-get install --no-install-recommends {PACKAGE}"
    refused = SetupError(
        th(f"ติดตั้ง PostgreSQL และ PostGIS ไม่สำเร็จ ให้ผู้ดูแลเครื่องสั่ง: {by_hand} แล้วเริ่มใหม่ หรือกำหนด DATABASE_URL")
        | en(
            f"Could not install PostgreSQL and PostGIS. As root, run: {by_hand}; then start again. Or set DATABASE_URL."
        )
    )
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        raise refused
    say(
        th(f"เครื่องนี้ยังไม่มีฐานข้อมูล PostGIS จะติดตั้งแพ็กเกจ {PACKAGE} ด้วย apt" + (" (ใช้ sudo)" if as_root else ""))
        | en(f"This machine has no PostGIS. Installing {PACKAGE} by apt" + (", with sudo." if as_root else "."))
    )
    if as_root and sys.stdin.isatty() and input("ติดตั้ง? | Install? [Y/n] ").strip().lower() not in ("", "y", "yes"):
        raise refused
    script = (
        'set -e; mkdir -p "$(dirname "$1")"; echo "create_main_cluster = false" > "$1"; trap \'rm -f "$1"\' EXIT; '
        'apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"'
    )
    command = [*as_root, "sh", "-c", script, "sh", str(NO_MAIN_CLUSTER), PACKAGE]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        raise refused
