"""The replies that this replica makes and sends itself: their jobs are its own from the beginning.

So a reply wakes nobody and is looked for by nobody. Whose job cannot be taken at once, because somebody else has the
chat or this replica has enough in hand, is left to the workers of `jobs`. It must not know what a message says.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.storage.change_rows import Taken
from bot.storage.own_jobs import OwnJobs

log = logging.getLogger(__name__)

AT_ONCE = 64


class OwnReplies:
    """`deliver` is what each comes to; when it raises anything, the job is given back."""

    def __init__(self, jobs: OwnJobs, deliver: Callable[[Taken], Awaitable[None]]) -> None:
        self._jobs = jobs
        self._deliver = deliver
        self._worker: int | None = None
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._unknown: set[int] = set()  # at the last look
        self._leaving: int | None = None

    def worker(self) -> int | None:
        """The worker that takes what is made now; None when it takes nothing."""
        return self._worker if len(self._under_way) < AT_ONCE else None

    def take(self, taken: Taken) -> None:
        """A job was made and taken. Once more is as good as once."""
        if taken.own.job not in self._under_way:
            self._under_way[taken.own.job] = asyncio.create_task(self._carry_out(taken), name="own reply")

    async def begin(self) -> None:
        """Raises `OSError` when the database stays away."""
        self._worker = await self._jobs.register(())

    async def live(self, every: float) -> None:
        """Say that this replica lives, every so many seconds, until it is cancelled."""
        while True:
            await asyncio.sleep(every)
            try:
                if self._worker is not None and not await self._jobs.beat(self._worker):
                    again = await self._jobs.register(self._under_way)
                    self._worker = again if self._worker is not None else None
            except Exception as fault:
                log.warning("the database could not be told that this replica lives (%s)", type(fault).__name__)

    async def look(self) -> None:
        """Give back jobs of which this replica never heard, at two looks in a row. Raises `OSError`."""
        if self._worker is None:
            return
        worker = self._worker
        unknown = await self._jobs.unknown(worker, self._under_way)
        if lost := unknown & self._unknown - self._under_way.keys():
            await self._jobs.give_back(worker, lost)
        self._unknown = unknown

    def take_no_more(self) -> None:
        """The end begins: what is under way goes on."""
        self._leaving, self._worker = self._worker, None

    async def end(self) -> None:
        """Raises `OSError`."""
        if self._under_way:
            await asyncio.wait(self._under_way.values())
        if self._leaving is not None:
            await self._jobs.leave(self._leaving)

    async def _carry_out(self, taken: Taken) -> None:
        try:
            await self._deliver(taken)
        except Exception as fault:
            log.debug("a reply is left to somebody else (%s)", type(fault).__name__)
            try:
                await self._jobs.give_back(taken.own.worker, [taken.own.job])
            except Exception as refused:  # it is freed as those of the dead are, or as one that is unknown
                log.warning("a reply could not be left to somebody else yet (%s)", type(refused).__name__)
        finally:
            del self._under_way[taken.own.job]
