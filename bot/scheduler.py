"""The clock of the house: one APScheduler job, armed for the earliest due time, and a safety tick.

Reminders are not jobs. They are due times in the records; this only strikes when one has come.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

SAFETY = timedelta(seconds=60)
JOB = "due"


class Clockwork:
    """Calls `tick` when something is due. `now` may run ahead of the machine's clock, in the practice chat."""

    def __init__(
        self,
        *,
        tick: Callable[[], Awaitable[None]],
        next_due: Callable[[], Awaitable[datetime | None]],
        now: Callable[[], datetime],
    ) -> None:
        self._tick = tick
        self._next_due = next_due
        self._now = now
        self._armed: datetime | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    async def start(self) -> None:
        """Strike at once for what is overdue, then at each due time."""
        self._scheduler.add_job(self.strike, IntervalTrigger(seconds=int(SAFETY.total_seconds())), id="safety")
        self._scheduler.start()
        await self.strike()

    async def stop(self) -> None:
        """Strike no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def strike(self) -> None:
        """Let what is due happen, then arm for the next."""
        await self._tick()
        self._armed = None
        due = await self._next_due()
        if due is not None:
            self.arm(due)

    def arm(self, due: datetime) -> None:
        """Make sure that the clock strikes at `due`, or earlier."""
        if not self._scheduler.running or (self._armed is not None and self._armed <= due):
            return
        self._armed = due
        wait = max(due - self._now(), timedelta(0))
        self._scheduler.add_job(self.strike, DateTrigger(datetime.now(UTC) + wait), id=JOB, replace_existing=True)
