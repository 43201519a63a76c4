"""Wakes every record whose time has come: many at once, none twice, and never so many that the others have to wait.

A record whose waking failed rests for a while, so that it can neither keep the clock busy nor stand before the others.
It must not know what waking a record means.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.storage import Store, Unreadable

DUE_AT_ONCE = 500  # records looked up in one go
HANDS = 16  # records woken at the same time; between two, everything else in the house has its turn
REST = timedelta(minutes=10)
FAR = datetime.max.replace(tzinfo=UTC)


class Waking:
    """`wake(record id, now)` lets the clock strike for a record; False when it must rest."""

    def __init__(
        self, store: Store, now: Callable[[], datetime], wake: Callable[[str, datetime], Awaitable[bool]]
    ) -> None:
        self._store = store
        self._now = now
        self._wake = wake
        self._resting: dict[str, datetime] = {}
        self._one_at_a_time = asyncio.Lock()

    async def tick(self) -> None:
        """Wake everything that is due by now."""
        async with self._one_at_a_time:
            now = self._now()
            self._resting = {each: until for each, until in self._resting.items() if until > now}
            while ready := deque(await self._ready(now)):
                await asyncio.gather(*(self._work_off(ready, now) for _ in range(HANDS)))

    async def next_due(self) -> datetime | None:
        """When to tick next, or None. What rests is left out until its rest is over."""
        if not self._resting:
            return await self._store.next_due()
        times = [min(self._resting.values())]
        awake = [each for each in await self._store.due(FAR, len(self._resting) + 1) if each not in self._resting]
        if awake:
            try:
                record = await self._store.load(awake[0])
            except (OSError, Unreadable):
                return self._now()  # waking it will fail, and then it rests
            if record is not None and record.due is not None:
                times.append(record.due)
        return min(times)

    async def _ready(self, now: datetime) -> list[str]:
        found = await self._store.due(now, DUE_AT_ONCE + len(self._resting))
        return [each for each in found if each not in self._resting]

    async def _work_off(self, ready: deque[str], now: datetime) -> None:
        while ready:
            record_id = ready.popleft()
            await asyncio.sleep(0)
            if not await self._wake(record_id, now):
                self._resting[record_id] = now + REST
