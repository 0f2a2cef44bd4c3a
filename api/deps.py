"""Who is asking: nobody in particular, or a member of staff whose password or token the database accepts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import deque
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
from starlette.requests import Request

from api.budget import PAYER
from api.readings import Device
from api.tokens import Tokens, bearer
from gis.errors import NotSignedIn, TooManyTries
from gis.settings import Settings
from gis.text import en, th

#: Seconds for which a password that the database accepted is not shown to it again.
REMEMBERED = 60.0
#: Wrong passwords for one name from one address within the window, before both are told to wait.
TRIES, WINDOW = 5, 300.0
#: Names and addresses remembered at most, so that trying many cannot fill the memory.
_MOST = 10_000

_HOLDER = "select gis.whose_token($1)"
_DEVICE = "select id, layer, row_id from gis.whose_device($1)"
#: Roles belong to the server, this table to the instance: another instance's staff are strangers here.
_IS_STAFF = "select exists (select from gis.staff where person = current_user)"


class Doorkeeper:
    """Tells who sent a request, by HTTP Basic or by a bearer token.

    The database's own password check decides, by a connection opened as that person; this class only remembers its
    answer for a minute, as a keyed hash, and slows down guessing.
    """

    def __init__(self, settings: Settings, tokens: Tokens) -> None:
        self.settings = settings
        self.tokens = tokens
        self._key = secrets.token_bytes(32)
        self._accepted: dict[bytes, tuple[str, float]] = {}
        self._wrong: dict[tuple[str, str], deque[float]] = {}

    async def person(self, request: Request) -> str | None:
        """The login name of who asks, or None for the anonymous public; a member of staff pays for themselves.

        Raises NotSignedIn for a wrong name, password or token, TooManyTries after five of them within five minutes.
        """
        told = request.headers.get("authorization")
        if told is None:
            return None
        address, token = client(request), bearer(told)
        if token is not None:
            name = str((await self.tokens.whose(_HOLDER, token, address))[0])
        else:
            name = await self._by_password(*credentials(told), address)
        PAYER.set(name)
        return name

    async def device(self, request: Request) -> Device:
        """The device whose token a request shows; it pays for itself. Raises as :meth:`person` does."""
        token = bearer(request.headers.get("authorization"))
        if token is None:
            raise NotSignedIn(
                th("ส่งโทเคนของอุปกรณ์ใน Authorization: Bearer ผู้ดูแลระบบสร้างให้ด้วย takeed device add")
                | en(
                    "Send the device's token as Authorization: Bearer. The administrator makes one: takeed device add."
                )
            )
        device = Device(*await self.tokens.whose(_DEVICE, token, client(request)))
        PAYER.set(f"device {device.number}")
        return device

    async def _by_password(self, name: str, password: str, address: str) -> str:
        digest = hmac.digest(self._key, f"{name}\0{password}".encode(), hashlib.sha256)
        known = self._accepted.get(digest)
        now = time.monotonic()
        if known is not None and known[1] > now:
            return known[0]
        tries = self._tries((name, address), now)
        if len(tries) >= TRIES:
            raise TooManyTries
        if not await self._opens(name, password):
            tries.append(now)
            raise _refused()
        tries.clear()
        if len(self._accepted) >= _MOST:
            self._accepted.clear()
        self._accepted[digest] = name, now + REMEMBERED
        return name

    def _tries(self, who: tuple[str, str], now: float) -> deque[float]:
        if len(self._wrong) >= _MOST:
            self._wrong = {k: v for k, v in self._wrong.items() if v and v[-1] > now - WINDOW}
        tries = self._wrong.setdefault(who, deque(maxlen=TRIES))
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        return tries

    async def _opens(self, name: str, password: str) -> bool:
        parts = urlsplit(self.settings.admin_url)
        host = parts.netloc.rpartition("@")[2]
        url = urlunsplit(parts._replace(netloc=f"{quote(name, safe='')}:{quote(password, safe='')}@{host}"))
        try:
            connection = await asyncpg.connect(url, timeout=5, server_settings={"application_name": "web sign-in"})
        except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
            return False
        try:
            return bool(await connection.fetchval(_IS_STAFF))
        except asyncpg.InsufficientPrivilegeError:
            return False
        finally:
            await connection.close()


def client(request: Request) -> str:
    """The address a request came from, as far as its proxies are believed; only ever kept in memory."""
    return request.client.host if request.client else ""


def credentials(header: str) -> tuple[str, str]:
    """Name and password of a Basic ``Authorization`` header; raises NotSignedIn for anything else."""
    scheme, _, told = header.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise _refused()
        name, colon, password = base64.b64decode(told.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as unreadable:
        raise _refused() from unreadable
    if not (name and colon and password) or "\x00" in name + password or len(name) > 63:
        raise _refused()
    return name, password


def _refused() -> NotSignedIn:
    return NotSignedIn(
        th("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง กรุณาเข้าสู่ระบบด้วย HTTP Basic หรือโทเคน")
        | en("The name or the password is wrong. Sign in with HTTP Basic or a token.")
    )
