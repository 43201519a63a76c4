"""Lanes against a Telegram that keeps its limits strictly, over a network with delays, in time that costs nothing."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple, Protocol

from bot.core.requests import Lane
from bot.telegram.lanes import Lanes, Ticket


class Item(NamedTuple):
    """What is put: when, for which chat and lane, and which one."""

    at: float
    chat: int
    lane: Lane
    number: int


class Accepted(NamedTuple):
    """What arrived at Telegram, and when it left and arrived."""

    item: Item
    left: float
    arrived: float


class Server(Protocol):
    """Telegram's side of the limits."""

    def accepts(self, chat: int, now: float) -> bool:
        """Count one message, or refuse it."""


class SlidingWindows:
    """No window of the length ever holds more than the allowed number."""

    def __init__(self) -> None:
        self._times: dict[object, deque[float]] = defaultdict(deque)

    def accepts(self, chat: int, now: float) -> bool:
        rules: list[tuple[object, int, float]] = [("all", 30, 1.0), (chat, 3, 3.0)]
        if chat < 0:
            rules.append((("minute", chat), 20, 60.0))
        for key, allowed, length in rules:
            times = self._times[key]
            while times and times[0] + length <= now:
                times.popleft()
            if len(times) >= allowed:
                return False
        for key, _, _ in rules:
            self._times[key].append(now)
        return True


class TokenBuckets:
    """A bucket of tokens that fills evenly, as large as one window's worth."""

    def __init__(self) -> None:
        self._buckets: dict[object, tuple[float, float]] = {}

    def accepts(self, chat: int, now: float) -> bool:
        rules: list[tuple[object, float, float]] = [("all", 30, 30.0), (chat, 3, 1.0)]
        if chat < 0:
            rules.append((("minute", chat), 20, 20 / 60))
        filled = {}
        for key, size, rate in rules:
            tokens, since = self._buckets.get(key, (size, now))
            filled[key] = min(size, tokens + (now - since) * rate)
        if min(filled.values()) < 1 - 1e-9:
            return False
        for key, tokens in filled.items():
            self._buckets[key] = (tokens - 1, now)
        return True


class Play:
    """One run to the end of all that was put."""

    def __init__(
        self,
        items: Iterable[Item],
        server: Server,
        delay: Callable[[Random], float],
        seed: int = 0,
        preparing: Callable[[Random], float] = lambda random: 0.0,
    ) -> None:
        self.lanes: Lanes[Item] = Lanes()
        self.accepted: list[Accepted] = []
        self.refused: list[Accepted] = []
        self.now = 0.0
        self._server = server
        self._delay = delay
        self._preparing = preparing
        self._random = Random(seed)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._serial = 0
        for item in items:
            self.at(item.at, lambda item=item: self.lanes.put(item.chat, item.lane, item, self.now))  # type: ignore[misc]

    def at(self, instant: float, what: Callable[[], None]) -> None:
        """Let something happen at an instant."""
        self._serial += 1
        heapq.heappush(self._events, (instant, self._serial, what))

    def run(self) -> Play:
        """Play until nothing waits and nothing is on its way."""
        while self._events:
            self.now, _, happen = heapq.heappop(self._events)
            happen()
            while (ticket := self.lanes.take(self.now)) is not None:
                self._leave(ticket)
            while (ticket := self.lanes.ahead(self.now)) is not None:
                self._prepare(ticket)
            wake = self.lanes.wake_at(self.now)
            if wake is not None and (not self._events or self._events[0][0] > wake):
                self.at(max(wake, self.now + 1e-6), lambda: None)
        return self

    def _prepare(self, ticket: Ticket[Item]) -> None:
        ready = self.now + self._preparing(self._random)
        self.at(ready, lambda: self.lanes.prepared(ticket, self.now))

    def _leave(self, ticket: Ticket[Item]) -> None:
        left = self.now
        self.at(left + self._delay(self._random), lambda: self._arrive(ticket, left))

    def _arrive(self, ticket: Ticket[Item], left: float) -> None:
        fact = Accepted(ticket.item, left, self.now)
        if self._server.accepts(ticket.chat, self.now):
            self.accepted.append(fact)
            self.at(self.now + self._delay(self._random), lambda: self._answered(ticket, left))
        else:
            self.refused.append(fact)
            self.lanes.again(ticket, self.now, self.now + 1.0)

    def _answered(self, ticket: Ticket[Item], left: float) -> None:
        self.lanes.sent(ticket, self.now)
