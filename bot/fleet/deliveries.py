"""What a job comes to: all that waits for its chat goes through this replica's sender, and the job lasts as long.

It is the sender's `Desk`: before each attempt it asks the database, because the record may be deleted, or the attempt
be made, on another replica. It must not know Procrastinate, nor who may send when.
"""

from __future__ import annotations

import asyncio

from bot.core.requests import Lane, Outgoing, chat_of
from bot.fleet.hands import SharedHands
from bot.fleet.shares import Places
from bot.service.delivery import Desk, Outcome
from bot.storage.change_rows import Taken
from bot.storage.chat_history import ChatHistories, History
from bot.storage.own_jobs import OwnJob
from bot.storage.shared_outbox import SharedOutbox


class LetGo(Exception):
    """This replica ends, and something was not sent: the job is for another one."""


class Deliveries:
    """A `Desk` before that of the service."""

    def __init__(self, outbox: SharedOutbox, histories: ChatHistories, hands: SharedHands, desk: Desk) -> None:
        self._outbox = outbox
        self._histories = histories
        self._hands = hands
        self._desk = desk
        self._ends: dict[str, asyncio.Future[None]] = {}
        self._ending = False

    async def deliver(self, chat: bytes, lane: Lane, places: Places) -> None:
        """Returns when the fate of all that waits there is known, also of what came meanwhile; what could not be
        settled is left. Raises `LetGo`, and `OSError` when the database stays away."""
        waiting, history = await self._outbox.take_up(chat, lane)
        await self._deliver(chat, lane, waiting, history, places, None)

    async def deliver_own(self, taken: Taken, places: Places) -> None:
        """The same for a job that was taken as it was made; then the job is over."""
        await self._deliver(taken.chat, Lane.INTERACTIVE, list(taken.waiting), taken.history, places, taken.own)

    async def _deliver(
        self, chat: bytes, lane: Lane, waiting: list[Outgoing], before: History, places: Places, own: OwnJob | None
    ) -> None:
        known: set[str] = set()
        number = 0
        while waiting:
            if not number and (number := next((found for each in waiting if (found := chat_of(each.request))), 0)):
                places.remember(number, before.ages, before.paused, before.strict)
            known.update(each.id for each in waiting)
            try:
                await asyncio.gather(*(self._carry(each) for each in waiting))
            except BaseException:
                if number:
                    await self._histories.keep(chat, _history(number, places))
                raise
            waiting = await self._outbox.end(chat, lane, known, _history(number, places) if number else None, own)

    def let_go(self) -> None:
        """The sender has ended: whatever is left is for another replica."""
        self._ending = True
        for end in self._ends.values():
            if not end.done():
                end.set_exception(LetGo())
                end.exception()  # nobody may be waiting any more

    async def claim(self, outgoing: Outgoing) -> bool:
        """See `delivery.Desk`. Raises `OSError` when it cannot be noted down."""
        if outgoing in self._hands and await self._outbox.claim(outgoing.id):
            return True
        self._forget(outgoing)
        return False

    async def wants(self, outgoing: Outgoing) -> bool:
        """See `delivery.Desk`."""
        if not await self._desk.wants(outgoing):
            self._forget(outgoing)
            return False
        if not outgoing.owner or await self._outbox.is_there(outgoing.id):
            return True
        self._forget(outgoing)
        return False

    async def settle(self, outgoing: Outgoing, outcome: Outcome) -> None:
        """See `delivery.Desk`."""
        try:
            await self._desk.settle(outgoing, outcome)
        finally:
            self._end(outgoing)

    async def _carry(self, outgoing: Outgoing) -> None:
        if self._ending:
            raise LetGo
        end = self._ends.get(outgoing.id)
        if end is None:  # else an earlier job, which was taken for dead, has put it
            end = self._ends[outgoing.id] = asyncio.get_running_loop().create_future()
            self._hands.take_on(outgoing)
        await asyncio.shield(end)

    def _forget(self, outgoing: Outgoing) -> None:
        self._hands.withdraw(outgoing.owner, (outgoing.id,))
        self._end(outgoing)

    def _end(self, outgoing: Outgoing) -> None:
        end = self._ends.pop(outgoing.id, None)
        if end is not None and not end.done():
            end.set_result(None)


def _history(chat: int, places: Places) -> History:
    ages, paused, strict = places.recall(chat)
    return History(tuple(ages), paused, strict)
