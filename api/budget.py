"""What one client may cost: seconds of the database's time and of drawing, given anew as the clock runs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic

from gis.errors import OverBudget

#: Who pays for what the database does for this request: a member of staff, a device, an address. None is the
#: machine itself, and whatever the service does of its own accord.
PAYER: ContextVar[str | None] = ContextVar("payer", default=None)
#: Minutes' worth that may be spent at once: opening a map asks for much, and then for little.
BURST = 2.0
#: Payers remembered at most, so that many cannot fill the memory.
_MOST = 10_000


class Budget:
    """A token bucket for each payer, counted as a debt that the clock forgives.

    Seconds are counted once they are spent, for nobody knows before what a question costs; so one payer may
    overdraw by what was asked at the same time, and waits the longer.
    """

    def __init__(self, seconds_a_minute: float) -> None:
        self.rate = seconds_a_minute / 60
        self.most = seconds_a_minute * BURST
        #: Seconds of the database that all have had, and how often somebody was refused.
        self.spent, self.refused = 0.0, 0
        self._debts: dict[str, tuple[float, float]] = {}

    def check(self) -> None:
        """Raise OverBudget where who pays now has spent what there was."""
        payer = PAYER.get()
        if payer is None or not self.rate or payer not in self._debts:
            return
        over = self._debt(payer, monotonic()) - self.most
        if over >= 0:
            self.refused += 1
            raise OverBudget(math.ceil(over / self.rate) + 1)

    @contextmanager
    def charged(self) -> Iterator[None]:
        """Charge who pays now for the time that the block takes."""
        began = monotonic()
        try:
            yield
        finally:
            self.charge(monotonic() - began)

    def charge(self, seconds: float) -> None:
        """Charge who pays now for so many seconds that have just passed."""
        now = monotonic()
        self.spent += seconds
        payer = PAYER.get()
        if payer is not None and self.rate:
            if len(self._debts) >= _MOST:
                self._forget(now)
            self._debts[payer] = self._debt(payer, now) + seconds, now

    def _debt(self, payer: str, now: float) -> float:
        debt, since = self._debts.get(payer, (0.0, now))
        return max(0.0, debt - (now - since) * self.rate)

    def _forget(self, now: float) -> None:
        """Forget who owes nothing any more; where all do, everybody."""
        self._debts = {payer: told for payer, told in self._debts.items() if self._debt(payer, now)}
        if len(self._debts) >= _MOST:
            self._debts.clear()


@lru_cache(_MOST)
def payer_at(host: str) -> str | None:
    """Who pays for what comes from an address: a household's whole IPv6 network is one; this machine pays nothing."""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:45]  # what a proxy that is trusted made of it
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return None
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)
