"""The one web service of a home: claimed by whoever starts it, and let go by their death."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from gis.errors import SetupError
from gis.settings import Settings
from gis.text import en, th


@contextmanager
def claim(settings: Settings) -> Iterator[None]:
    """Be the only service of this home for as long as the block lasts; raises SetupError where there is another."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o711)
    with (settings.home / "service.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(
                th(f"ระบบเปิดอยู่แล้วที่ {settings.base_url} หยุดด้วย Ctrl-C ในหน้าต่างที่สั่งไว้")
                | en(f"Takeed already runs: {settings.base_url}. Stop it with Ctrl-C where it was started.")
            ) from None
        check_port(settings)
        yield


def runs(settings: Settings) -> bool:
    """Whether a service of this home is running now."""
    try:
        with (settings.home / "service.lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def check_port(settings: Settings) -> None:
    """Raise SetupError where another program listens where the service should."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise SetupError(
                th(
                    f"เปิด {settings.host}:{settings.port} ไม่ได้ ({taken.strerror}) "
                    f"ให้หยุดโปรแกรมที่ใช้อยู่ หรือกำหนด TAKEED_PORT เป็นเลขอื่น"
                )
                | en(
                    f"Cannot listen on {settings.host}:{settings.port} ({taken.strerror}). "
                    f"Stop the program that does, or set TAKEED_PORT to another number."
                )
            ) from taken
