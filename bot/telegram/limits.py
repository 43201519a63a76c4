"""Telegram's sending limits, and the one window that keeps each of them without trusting the network.

A request is accepted at some moment between its leaving and its answer, and nobody here knows at which. So a place in a
window is held from the moment of leaving until one window after the *answer*: two requests that share a place are then
at least one window apart at Telegram too, however the network delays them.

It cannot be held for less. The earlier request may have been accepted just before its answer came, and the next one may
be accepted just after it leaves: whoever lets it leave sooner is refused, some day. So `size` places carry
size / (length + round trip) requests a second at most, and what can be saved is the time for which a place is held
without its request being on the wire.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import msgspec

MARGIN = 0.0005  # of a window's length: the most by which a clock that is being set right runs too fast


class Limits(msgspec.Struct, frozen=True):
    """What Telegram takes: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

    Messages per second to all chats together, per second and in a short burst to one chat, per minute to one group.
    """

    overall: int = 30
    burst: int = 3  # messages to one chat within as many seconds
    group_per_minute: int = 20


class Window(msgspec.Struct, eq=False, gc=False):
    """At most `size` requests accepted in any `length` seconds. All times are seconds of one rising clock.

    There are several for each chat that has anything to say, so the garbage collector passes them over.
    """

    size: int
    length: float
    _held: int = 0  # on their way
    _ends: array[float] = msgspec.field(
        default_factory=lambda: array("d")
    )  # when the answered ones stop counting, rising

    def __post_init__(self) -> None:
        self.length *= 1 + MARGIN

    def hold(self) -> None:
        """A request leaves."""
        self._held += 1

    def answered(self, now: float) -> None:
        """Its answer came."""
        self._held -= 1
        self._ends.append(now + self.length)

    def unused(self) -> None:
        """It never left."""
        self._held -= 1

    def free(self, now: float) -> int:
        """How many more may leave now."""
        while self._ends and self._ends[0] <= now:
            del self._ends[0]
        return self.size - self._held - len(self._ends)

    def free_at(self, now: float, wanted: int = 1) -> float | None:
        """When `wanted` places will be free, or None while that hangs on answers that have not come."""
        missing = wanted - self.free(now)
        if missing <= 0:
            return now
        return self._ends[missing - 1] if missing <= len(self._ends) else None

    def empty_at(self, now: float) -> float:
        """When none of the answered ones counts any more."""
        return max(now, self._ends[-1]) if self._ends else now

    def ages(self, now: float) -> list[float]:
        """How many seconds ago those that still count were answered, oldest first."""
        return [now - (end - self.length) for end in self._ends if end > now]

    def remember(self, ages: Iterable[float], now: float) -> None:
        """These were answered, oldest first; nothing else was."""
        self._ends = array("d", (now - age + self.length for age in ages if age < self.length))
