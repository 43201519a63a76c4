"""Wakes every record whose time has come: many at once, none twice, and never so many that the others have to wait.

A record is taken from the store by lease, so that of several replicas one wakes it. A waking that failed keeps its
lease: so it rests for a while, and can neither keep the clock busy nor stand before the others; and what a replica had
taken when it was killed is free again by then. This must not know what waking a record means.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.storage import Store

DUE_AT_ONCE = 200  # records taken in one go
HANDS = 16  # records woken at the same time; between two, everything else in the house has its turn
REST = timedelta(minutes=2)


class Waking:
    """`wake(record id, now)` lets the clock strike for a record. When the record is not put by it, it rests."""

    def __init__(
        self, store: Store, now: Callable[[], datetime], wake: Callable[[str, datetime], Awaitable[None]]
    ) -> None:
        self._store = store
        self._now = now
        self._wake = wake
        self._one_at_a_time = asyncio.Lock()

    async def tick(self) -> None:
        """Wake everything that is due by now."""
        async with self._one_at_a_time:
            now = self._now()
            while ready := deque(await self._store.take_due(now, DUE_AT_ONCE, REST)):
                await asyncio.gather(*(self._work_off(ready, now) for _ in range(HANDS)))

    async def next_due(self) -> datetime | None:
        """When to tick next, or None. What somebody has taken counts from the end of its lease."""
        return await self._store.next_due()

    async def _work_off(self, ready: deque[str], now: datetime) -> None:
        while ready:
            record_id = ready.popleft()
            await asyncio.sleep(0)
            await self._wake(record_id, now)
