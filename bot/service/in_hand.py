"""What has been handed to the courier and has not come back yet, and who waits for it.

Nothing here is durable: the store's outbox is, and this follows it after each commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

import msgspec

from bot.core.requests import Outgoing, chat_of
from bot.service.delivery import Courier
from bot.service.ids import Ids

REPLY_WITHIN = 20.0  # seconds that an update waits for the reply to a stranger before it is acknowledged anyway


class InHand:
    """The requests on their way, by id and by the record that owns them."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._owned: dict[str, dict[str, int]] = {}  # owner -> id -> the chat that it goes to
        self._replies: dict[str, asyncio.Future[None]] = {}
        self._courier: Courier | None = None
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    def open(self, courier: Courier, left: Iterable[Outgoing]) -> None:
        """Begin with what an earlier run has left."""
        self._courier = courier
        for outgoing in left:
            self._hold(outgoing)
            self._ids.after(outgoing.id)

    def next_id(self) -> str:
        """An id that sorts after all before it."""
        return self._ids.next()

    def __contains__(self, outgoing: Outgoing) -> bool:
        return outgoing.id in self._owned.get(outgoing.owner, ())

    def give(self, outgoing: Outgoing) -> None:
        """Hand one to the courier."""
        self._hold(outgoing)
        if not outgoing.owner:
            self._replies[outgoing.id] = asyncio.get_running_loop().create_future()
        if self._courier is not None:
            self._courier.put(outgoing)

    def say(self, replies: Iterable[Outgoing]) -> list[Outgoing]:
        """Hand over replies that have no id yet; returns them as they were handed over."""
        named = [msgspec.structs.replace(each, id=self.next_id()) for each in replies]
        for each in named:
            self.give(each)
        return named

    def take_back(self, outgoing: Outgoing) -> bool:
        """The courier is done with it. False when it was forgotten meanwhile, because its record is gone."""
        reply = self._replies.pop(outgoing.id, None)
        if reply is not None and not reply.done():
            reply.set_result(None)
        if outgoing not in self:
            return False
        self.withdraw(outgoing.owner, (outgoing.id,))
        return True

    async def waiting_for(self, owner: str, chats: Collection[int]) -> tuple[str, ...]:
        """The ids of all that this record wants to say in these chats."""
        return tuple(name for name, chat in self._owned.get(owner, {}).items() if chat in chats)

    def withdraw(self, owner: str, ids: Iterable[str]) -> None:
        """These are not wanted any more."""
        owned = self._owned.get(owner, {})
        for name in ids:
            owned.pop(name, None)
        if not owned:
            self.forget(owner)

    def forget(self, owner: str) -> None:
        """A record is gone, and with it all that it wanted to say."""
        self._owned.pop(owner, None)
        if not self._owned:
            self._at_rest.set()

    async def all_sent(self) -> None:
        """Wait until nothing is on its way."""
        await self._at_rest.wait()

    async def begins(self, update: int) -> bool:
        """Whether this update of somebody of whom nothing is kept is still to be answered. Raises `Conflict` while
        another replica is answering it."""
        return True

    async def answered(self, update: int) -> None:
        """It was."""

    async def replied(self, outgoing: Iterable[Outgoing]) -> None:
        """Wait until those among these that are kept nowhere have been sent."""
        futures = [self._replies[each.id] for each in outgoing if each.id in self._replies]
        if futures:
            await asyncio.wait(futures, timeout=REPLY_WITHIN)

    def _hold(self, outgoing: Outgoing) -> None:
        self._owned.setdefault(outgoing.owner, {})[outgoing.id] = chat_of(outgoing.request)
        self._at_rest.clear()
