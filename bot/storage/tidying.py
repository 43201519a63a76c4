"""What is put in order in the database behind the commits, in the background: messages that have ended leave the outbox
a moment later, many at once, and the numbers of old commits are forgotten.

Nothing here is urgent: what could not be noted down is tried again, and after a kill it is as if it had not ended. It
must not know how anything is committed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Iterable, Sequence

from bot.storage.database import Database
from bot.storage.settled import Settled

log = logging.getLogger(__name__)

FORGET_COMMITS = "DELETE FROM sameside.commits WHERE at < now() - interval '1 hour'"
_SETTLE = "DELETE FROM sameside.outbox WHERE id = ANY(%s)"
_EVERY = 0.25  # seconds; what has ended is in the database at the second time at the latest
_COMMITS = 1000  # of this process, between two times that old ones are forgotten


class Tidying:
    """`settled` is what has ended and may not be in the database yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.settled = Settled()
        self._one_at_a_time = asyncio.Lock()
        self._later: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._commits = 0
        self._stopped = False

    def ended(self, ids: Iterable[str]) -> None:
        """These messages have. Returns at once."""
        self.settled.add(ids)
        self._soon()

    def committed(self) -> None:
        """There was a commit."""
        self._commits += 1
        if self._commits % _COMMITS == 0:
            self._in_background(self._forget_commits())

    async def catch_up(self) -> None:
        """Note down now all that has ended. Raises `OSError` when the server stays away."""
        await self._note(self.settled.all())

    async def stop(self) -> None:
        """Finish. What cannot be noted down stays unsent, as after a kill."""
        self._stopped = True
        if self._later is not None:
            self._later.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        with contextlib.suppress(OSError):
            await self.catch_up()

    def _soon(self) -> None:
        if self._later is None and self.settled and not self._stopped:
            self._later = asyncio.get_running_loop().call_later(_EVERY, self._round)

    def _round(self) -> None:
        self._in_background(self._note(self.settled.round()))

    async def _note(self, settled: Sequence[str]) -> None:
        async with self._one_at_a_time:
            if self._later is not None:
                self._later.cancel()
                self._later = None
            try:
                if settled:
                    await self._database.do(_SETTLE, (settled,))
                    self.settled.noted(settled)
            finally:
                self._soon()

    async def _forget_commits(self) -> None:
        await self._database.do(FORGET_COMMITS)

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.warning("the database could not be tidied (%s); it will be tried again", type(fault).__name__)
