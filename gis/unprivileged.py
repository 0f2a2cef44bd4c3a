"""The database server's own user. PostgreSQL refuses to run as root, so root runs it as the user Debian made for it."""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from gis.errors import SetupError
from gis.text import en, th

USER = "postgres"


def run(*command: str, folder: Path, log: Path) -> None:
    """Run a server program in ``folder``, away from the caller's terminal, Ctrl-C and PG… variables.

    Raises SetupError with what the program said, and the last lines of ``log``.
    """
    as_whom: dict[str, Any] = {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False, start_new_session=True, **as_whom,
    )  # fmt: skip
    if done.returncode != 0:
        logged = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
        why = "\n  ".join([*done.stderr.strip().splitlines()[-5:], *logged])
        program = Path(command[0]).name
        raise SetupError(
            th(f"ฐานข้อมูลในเครื่องไม่ทำงาน ({program}) แก้ตามสาเหตุนี้แล้วเริ่มใหม่\n  {why}")
            | en(f"The private database failed ({program}). Mend this, then start again:\n  {why}")
        )


def give(path: Path) -> None:
    """Hand a file or folder to the server's user; nothing to do where we are no root."""
    if os.geteuid() != 0:
        return
    try:
        server = pwd.getpwnam(USER)
    except KeyError as missing:
        raise SetupError(
            th(f"ไม่มีผู้ใช้ {USER} ให้รันฐานข้อมูล ให้สั่ง adduser --system --group {USER}")
            | en(f"There is no user {USER} to run the database. Run: adduser --system --group {USER}")
        ) from missing
    os.chown(path, server.pw_uid, server.pw_gid)


def check_entry(folder: Path) -> None:
    """Raise SetupError that names the first folder on the way to ``folder`` which the server's user cannot enter."""
    if os.geteuid() != 0:
        return
    closed = next((above for above in reversed(folder.parents) if not above.stat().st_mode & 0o001), None)
    if closed is not None:
        raise SetupError(
            th(f"ผู้ใช้ {USER} เข้าโฟลเดอร์ {closed} ไม่ได้ ให้สั่ง chmod o+x {closed} หรือกำหนด TAKEED_HOME ที่อื่น")
            | en(f"The user {USER} cannot enter {closed}. Run chmod o+x {closed}, or set TAKEED_HOME elsewhere.")
        )
