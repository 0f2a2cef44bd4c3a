"""What every request is held to before anything reads it: the length of its address and body, UTF-8, and who pays."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.budget import PAYER, payer_at
from api.language import language
from api.problems import problem
from gis.errors import BadRequest, TakeedError, TooLarge
from gis.text import en, th

#: The longest address, query included, and the largest body, in bytes.
ADDRESS_LIMIT = 16_000
BODY_LIMIT = 1_000_000


def _too_large() -> TooLarge:
    return TooLarge(
        th(f"ส่งได้ไม่เกิน {BODY_LIMIT:,} ไบต์ต่อครั้ง กรุณาแบ่งส่ง")
        | en(f"At most {BODY_LIMIT:,} bytes can be sent at a time. Send less.")
    )


class Limits:
    """Refuses what is too long or not UTF-8; a body without a stated length is counted as it arrives.

    Until somebody signs in, the address a request came from pays for it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        PAYER.set(payer_at(scope["client"][0]) if scope["client"] else None)
        wrong = refusal(scope)
        if wrong is not None:
            await problem(wrong, language(scope))(scope, receive, send)
            return
        await self.app(scope, receive if scope["method"] in ("GET", "HEAD") else _counted(receive), send)


def refusal(scope: Scope) -> TakeedError | None:
    """Why a request is refused by its head alone; None where it is not."""
    raw, query = scope.get("raw_path", b""), scope["query_string"]
    if len(raw) + len(query) > ADDRESS_LIMIT:
        return BadRequest(
            th(f"ที่อยู่ยาวเกิน {ADDRESS_LIMIT:,} ตัวอักษร") | en(f"The address is longer than {ADDRESS_LIMIT:,} characters.")
        )
    if b"%" in raw or b"%" in query:
        try:
            told = unquote_to_bytes(raw + b"?" + query).decode()
        except UnicodeDecodeError:
            return BadRequest(th("ที่อยู่ต้องเข้ารหัสเป็น UTF-8") | en("The address must be encoded as UTF-8."))
        if "\x00" in told:
            return BadRequest(th("ที่อยู่มีอักขระที่ใช้ไม่ได้") | en("The address holds a character that cannot be used."))
    if scope["method"] not in ("GET", "HEAD"):
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or int(value) > BODY_LIMIT):
                return _too_large()
    return None


def _counted(receive: Receive) -> Receive:
    arrived = 0

    async def counting() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > BODY_LIMIT:
            raise _too_large()
        return message

    return counting
