"""What the service holds in a fleet: what is kept is left to the jobs, what is kept nowhere is sent from here.

It must not know who takes jobs.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from bot.core.requests import Outgoing
from bot.service.ids import Ids
from bot.service.in_hand import InHand
from bot.storage.shared_outbox import SharedOutbox

ANSWER_WITHIN = timedelta(seconds=30)  # after which another replica may answer an update that was brought again


class SharedHands(InHand):
    """The requests that this replica has on their way."""

    def __init__(self, ids: Ids, outbox: SharedOutbox) -> None:
        super().__init__(ids)
        self._outbox = outbox
        self._answering: set[int] = set()

    def give(self, outgoing: Outgoing) -> None:
        """A job rings for what is kept, at this replica or another one."""
        if not outgoing.owner:
            super().give(outgoing)

    def take_on(self, outgoing: Outgoing) -> None:
        """A job has rung here: hand it to the courier."""
        super().give(outgoing)

    async def waiting_for(self, owner: str, chats: Collection[int]) -> tuple[str, ...]:
        """The same, of all replicas."""
        return await self._outbox.waiting_for(owner, chats) if chats else ()

    async def begins(self, update: int) -> bool:
        """The same, over all replicas."""
        if update not in self._answering:
            if not await self._outbox.begin(update, ANSWER_WITHIN):
                return False
            self._answering.add(update)
        return True

    async def answered(self, update: int) -> None:
        """It was, and no replica answers it again."""
        if update in self._answering:
            self._answering.discard(update)
            await self._outbox.answered(update)
