"""The clock of the house: one APScheduler job, armed for the earliest due time, a safety tick, and the nightly jobs.

Reminders are not jobs. They are due times in the records; this only strikes when one has come.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

SAFETY = timedelta(seconds=60)
JOB = "due"
NO_JUMP = timedelta(seconds=1)  # of a movable clock: nobody sees that
LEAVING = 5.0  # seconds that a clock that is moved waits for what leaves; one stuck message does not stop it


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
        """Strike at once for what is overdue, then at each due time. Nobody waits for it: people are answered while
        thousands of reminders are made up for."""
        self._scheduler.add_job(self.strike, IntervalTrigger(seconds=int(SAFETY.total_seconds())), id="safety")
        self._scheduler.start()
        self.arm(self._now())

    async def stop(self) -> None:
        """Strike no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def every_night(self, job: Callable[[], Awaitable[object]], at: time, *, also_now: bool = False) -> None:
        """Do this each night at a wall time of the machine; `also_now` when a night was missed."""
        self._scheduler.add_job(job, CronTrigger(hour=at.hour, minute=at.minute))
        if also_now:
            self._scheduler.add_job(job)

    def every_minute(self, job: Callable[[], Awaitable[object]]) -> None:
        """Do this once a minute, never twice at the same time."""
        self._scheduler.add_job(job, IntervalTrigger(minutes=1))

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


class MovableClock:
    """The practice chat's clock: real time, and as far ahead of it as somebody has moved it.

    Moving strikes everything on the way at its own time, in order, as if the days had passed. What leaves at one time
    arrives before the clock goes on, so that it carries that time.
    """

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._moving = asyncio.Lock()
        self._tick: Callable[[], Awaitable[None]] | None = None
        self._next_due: Callable[[], Awaitable[datetime | None]] | None = None
        self._strike: Callable[[], Awaitable[None]] | None = None
        self._all_sent: Callable[[], Awaitable[None]] | None = None

    def attach(
        self,
        tick: Callable[[], Awaitable[None]],
        next_due: Callable[[], Awaitable[datetime | None]],
        strike: Callable[[], Awaitable[None]],
        all_sent: Callable[[], Awaitable[None]],
    ) -> None:
        """Say who acts when time moves, and how to wait for what leaves then."""
        self._tick, self._next_due, self._strike, self._all_sent = tick, next_due, strike, all_sent

    def begin(self, instant: datetime | None) -> None:
        """Go on from where an earlier clock stood, when that is still to come; nothing strikes on the way."""
        if instant is not None:
            self._put(instant)

    def now(self) -> datetime:
        """The present instant of the practice chat, in UTC."""
        return datetime.now(UTC) + self._ahead

    async def next_due(self) -> datetime | None:
        """When the bot will next act on its own."""
        return await self._next_due() if self._next_due else None

    async def move_to(self, instant: datetime) -> None:
        """Move forward. Raises `ValueError` for the past."""
        async with self._moving:
            if instant < self.now():
                raise ValueError("The clock only moves forward.")
            before = None
            while self._tick and (due := await self.next_due()) is not None and due <= instant and due != before:
                await self._go_to(due)
                await self._tick()
                before = due
            await self._go_to(instant)
            if self._strike is not None:
                await self._strike()

    async def _go_to(self, instant: datetime) -> None:
        if self._all_sent is not None and instant - self.now() > NO_JUMP:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LEAVING):
                    await self._all_sent()
        self._put(instant)

    def _put(self, instant: datetime) -> None:
        self._ahead = max(self._ahead, instant - datetime.now(UTC))
