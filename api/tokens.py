"""Bearer tokens: the database says whose one is, each time, so that one that was revoked is worth nothing at once."""

from __future__ import annotations

import time
from typing import Any

from api.database import Database
from gis.errors import NotSignedIn, TooManyTries
from gis.text import en, th
from gis.tokens import digest

#: Different wrong tokens from one address within the window, in seconds, before it is told to wait. Not wrong tries: a
#: device that was removed repeats its one token for ever, and a mobile network has many devices behind one address.
TRIES, WINDOW = 5, 300.0
#: Addresses remembered at most, and the longest text that can be a token.
_MOST, _LONGEST = 10_000, 200


class Tokens:
    """Asks whose a token is, and slows down who tries many."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._wrong: dict[str, dict[bytes, float]] = {}

    async def whose(self, question: str, token: str, address: str) -> Any:
        """The row that ``question`` finds for a token's digest.

        Raises NotSignedIn for a token that is nobody's, TooManyTries after five different ones within five minutes.
        """
        told, now = digest(token[:_LONGEST]), time.monotonic()
        wrong = {guess: at for guess, at in self._wrong.get(address, {}).items() if at > now - WINDOW}
        if len(wrong) >= TRIES and told not in wrong:
            raise TooManyTries(
                th("มีโทเคนที่ไม่ถูกต้องหลายรายการจากที่อยู่นี้ กรุณารอ 5 นาทีแล้วลองใหม่")
                | en("Too many wrong tokens came from this address. Wait five minutes and try again.")
            )
        row = await self.database.service_row(question, told)
        if row is None or row[0] is None:
            self._remember(address, {**wrong, told: now}, now)
            raise NotSignedIn(
                th("โทเคนไม่ถูกต้อง หมดอายุ หรือถูกยกเลิกแล้ว ขอใหม่จากผู้ดูแลระบบ")
                | en("The token is wrong, has expired or was revoked. Ask the administrator for a new one.")
            )
        return row

    def _remember(self, address: str, wrong: dict[bytes, float], now: float) -> None:
        if len(self._wrong) >= _MOST:
            self._wrong = {a: g for a, g in self._wrong.items() if max(g.values()) > now - WINDOW}
        self._wrong[address] = wrong


def bearer(header: str | None) -> str | None:
    """The token in an ``Authorization`` header, or None where it holds none."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
