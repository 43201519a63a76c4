"""The lanes as one of several processes that keep Telegram's overall limit together. It must not know who the others
are, nor how they agree."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bot.core.requests import Lane
from bot.telegram.job import Job
from bot.telegram.lanes import Lanes
from bot.telegram.sending import Sender


class LanesShare:
    """What the places of one sender are asked and told. `clock` is the sender's."""

    def __init__(self, lanes: Lanes[Job], sender: Sender, clock: Callable[[], float] = time.monotonic) -> None:
        self._lanes = lanes
        self._sender = sender
        self._clock = clock

    def needs(self) -> tuple[int, bool]:
        """How many places replies need, and whether reminders or broadcasts wait."""
        replies = self._lanes.waiting(Lane.INTERACTIVE) + self._lanes.replies_a_second(self._clock())
        bulk = self._lanes.waiting(Lane.REMINDER) + self._lanes.waiting(Lane.BROADCAST) + self._lanes.in_hand
        return replies, bulk > 0

    def waits(self) -> bool:
        """Whether a reply waits for a place."""
        return self._lanes.waiting(Lane.INTERACTIVE) > 0

    def held(self) -> int:
        """How many places are not empty."""
        return self._lanes.held(self._clock())

    def give(self, places: int) -> None:
        """From now on there are so many."""
        self._lanes.share(places)
        self._sender.look_again()

    def paused(self) -> float:
        """For how many seconds Telegram wants nothing from this bot."""
        return max(self._sender.refused_until - self._clock(), 0.0)

    def pause(self, seconds: float) -> None:
        """Another process was told so."""
        if seconds:
            self._lanes.pause_all(self._clock() + seconds)

    def recall(self, chat: int) -> tuple[list[float], float, bool]:
        """What this chat was sent of late, see `Lanes.recall`."""
        return self._lanes.recall(chat, self._clock())

    def remember(self, chat: int, ages: Sequence[float], paused: float, strict: bool) -> None:
        """What others have sent to it."""
        self._lanes.remember(chat, ages, paused, strict, self._clock())
