"""How long an event loop stood still: a beat every few milliseconds that notices when it comes late."""

from __future__ import annotations

import asyncio
import time

BEAT = 0.004  # seconds


class Heartbeat:
    """`wall` is the longest delay in seconds, `own` the most processor time that the loop's thread spent in one.

    On a busy machine the first holds what other programs took; the second is the loop's own doing.
    """

    def __init__(self) -> None:
        self.wall = 0.0
        self.own = 0.0

    def forget(self) -> None:
        """Count from now on."""
        self.wall = self.own = 0.0

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            began, spent = time.perf_counter(), time.thread_time()
            await asyncio.sleep(BEAT)
            self.wall = max(self.wall, time.perf_counter() - began - BEAT)
            self.own = max(self.own, time.thread_time() - spent)
