"""What became of sends and could not be noted down, because the disk is full or fails: tried again until it can.

Nobody waits for it: the chats go on, and at the end of the process what is still here stays in the outbox. It must not
know what an outcome means for the records.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from bot.core.requests import Outgoing, chat_of
from bot.service.apology import describe
from bot.service.delivery import Gone, Outcome, Refused

log = logging.getLogger(__name__)

AGAIN_AFTER = 5.0  # seconds between two tries
CAME_BACK = Refused("nobody was there")


class Unnoted:
    """`note` notes one outcome down, and raises `OSError` when it cannot."""

    def __init__(self, note: Callable[[Outgoing, Outcome], Awaitable[None]]) -> None:
        self._note = note
        self._waiting: deque[tuple[Outgoing, Outcome]] = deque()
        self._trying: asyncio.Task[None] | None = None

    def add(self, outgoing: Outgoing, outcome: Outcome, fault: OSError) -> None:
        """Note it down as soon as that can be done. `fault` is why it could not be now."""
        self._waiting.append((outgoing, outcome))
        if self._trying is None:
            log.error("what became of a send cannot be kept yet, and is tried again: %s", describe(fault))
            self._trying = asyncio.create_task(self._try_again(), name="noting what became of sends")

    def heard_from(self, chat: int) -> None:
        """Somebody there has done something: that nobody was there when it was sent is not true any more."""
        for place, (outgoing, outcome) in enumerate(self._waiting):
            if isinstance(outcome, Gone) and chat_of(outgoing.request) == chat:
                self._waiting[place] = (outgoing, CAME_BACK)

    async def stop(self) -> None:
        """The end. What could not be noted down is met again at the next start."""
        if self._trying is not None:
            self._trying.cancel()
            await asyncio.wait({self._trying})

    async def _try_again(self) -> None:
        while self._waiting:
            await asyncio.sleep(AGAIN_AFTER)
            for _ in range(len(self._waiting)):
                try:
                    await self._note(*self._waiting[0])
                except OSError:
                    self._waiting.rotate(-1)  # the others have their turn first: it may be this one alone that fails
                    break
                self._waiting.popleft()
        self._trying = None
        log.info("what became of sends can be kept again")
