"""Telegram's limit over all chats, kept by all replicas together.

The limit is thirty places (see `telegram.limits`): each is held from the leaving of a request until a second after its
answer. Every place belongs to one replica at a time, which uses it as if there were no others; so whatever the network
does, no second ever holds more than thirty messages, and no send asks the database anything.

Twice a second each replica says in the database what it needs and how many places it holds, and reads the same of the
others. From that all reckon alike how many each should have: first as many as their replies need, the rest for bulk,
evenly. Who has too many gives them up when they are empty; who has too few takes what is free. A replica that waits
with a reply asks at once. Who falls silent keeps its places until its lease is over, and stops sending before that.

A pause that Telegram asks of the whole bot stands beside it: so all replicas keep it, also after a restart.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.storage.shared_limits import Share, SharedLimits

EVERY = 0.5  # seconds between two looks
ASK = 0.1  # seconds, while a reply waits for a place
LEASE = 6.0  # seconds that a silent replica keeps its places
EMPTY = 1.2  # seconds after the last answer, in which its place becomes empty
EARLIER = 2.0  # seconds before that it stops


class Places(Protocol):
    """The sender of this replica, as far as places go."""

    def needs(self) -> tuple[int, bool]:
        """How many places its replies need, and whether reminders or broadcasts wait."""

    def waits(self) -> bool:
        """Whether a reply waits for a place."""

    def held(self) -> int:
        """How many places are not empty."""

    def give(self, places: int) -> None:
        """From now on it has so many."""

    def paused(self) -> float:
        """For how many seconds Telegram wants nothing from this bot."""

    def pause(self, seconds: float) -> None:
        """Another replica was told so."""

    def recall(self, chat: int) -> tuple[list[float], float, bool]:
        """What a chat was sent of late: how many seconds ago each of the last was answered, oldest first; for how many
        more it wants nothing; whether it was refused for speed."""

    def remember(self, chat: int, ages: Sequence[float], paused: float, strict: bool) -> None:
        """The same, as other replicas have left it."""


def divide(places: int, shares: Sequence[Share]) -> list[int]:
    """How many places each of these should have: replies first. Everybody has a few more than needed, and a few stay
    free, so that whoever needs some at once finds them."""
    few = places // (len(shares) + 1)
    replies = fairly(places, [max(share.replies, few) for share in shares])
    bulk = fairly(places - sum(replies), [places if share.bulk else 0 for share in shares])
    return [sum(both) for both in zip(replies, bulk, strict=True)]


def fairly(places: int, wants: Sequence[int]) -> list[int]:
    """So that nobody has more than wanted, and nobody less than somebody else without wanting less."""
    given = [0] * len(wants)
    while places and (hungry := [i for i, want in enumerate(wants) if given[i] < want]):
        each = max(places // len(hungry), 1)
        for i in hungry[:places]:
            more = min(each, wants[i] - given[i])
            given[i] += more
            places -= more
    return given


class Shares:
    """Keeps this replica's share while `run` runs. `overall` is Telegram's limit; `name` is no other replica's."""

    def __init__(
        self,
        limits: SharedLimits,
        places: Places,
        name: str,
        overall: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._places = places
        self._name = name
        self._overall = overall
        self._clock = clock
        self._mine = 0
        self._until = float("-inf")  # when this replica must have stopped

    async def run(self) -> None:
        """Until it is cancelled."""
        self._give(0)
        while True:
            asked = self._clock()
            await self._look(asked)
            while self._clock() - asked < EVERY:
                await asyncio.sleep(ASK)
                if self._places.waits():
                    break

    async def leave(self) -> None:
        """Give up everything; the sender has ended. A pause stays noted."""
        self._give(0)
        await self._limits.leave(self._name, self._places.held(), self._places.paused(), LEASE - EMPTY)

    async def _look(self, asked: float) -> None:
        patience = EVERY if self._until < asked else self._until - asked
        try:
            async with asyncio.timeout(patience):
                replies, bulk = self._places.needs()
                wanted = Share(self._name, self._places.held(), replies, bulk)
                paused = await self._limits.meet(wanted, self._places.paused(), LEASE, self._decide)
        except (TimeoutError, OSError):  # the database is away
            if self._clock() >= self._until:
                self._give(0)
            return
        self._until = asked + LEASE - EARLIER
        self._give(self._granted)  # the database knows it now
        self._places.pause(paused)

    def _decide(self, me: Share, others: Sequence[Share]) -> int:
        """How many places this one holds from now on."""
        shares = sorted([me, *others], key=lambda share: share.name)
        should = divide(self._overall, shares)[shares.index(me)]
        mine = max(min(should, self._overall - sum(share.holds for share in others)), 0)
        self._granted = mine
        if mine < self._mine:  # at once: what the database is told must be true already
            self._give(mine)
        return max(mine, self._places.held())

    def _give(self, places: int) -> None:
        self._mine = places
        self._places.give(places)
