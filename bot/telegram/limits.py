"""Telegram's sending limits, and the one window that keeps each of them without trusting the network.

A request is accepted at some moment between its leaving and its answer. So a place in a window is held from the moment
of leaving until one window after the *answer*: two requests that share a place are then at least one window apart at
Telegram too, however the network delays them. It costs one round trip per window and no refusal.
"""

from __future__ import annotations

from collections import deque

import msgspec

MARGIN = 0.002  # seconds, for clocks that tick differently


class Limits(msgspec.Struct, frozen=True):
    """What Telegram takes: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

    Messages per second to all chats together, per second and in a short burst to one chat, per minute to one group.
    """

    overall: int = 30
    burst: int = 3  # messages to one chat within as many seconds
    group_per_minute: int = 20


class Window:
    """At most `size` requests accepted in any `length` seconds. All times are seconds of one rising clock."""

    def __init__(self, size: int, length: float) -> None:
        self._size = size
        self.length = length + MARGIN
        self._held = 0  # on their way
        self._ends: deque[float] = deque()  # when the answered ones stop counting, rising

    def hold(self) -> None:
        """A request leaves."""
        self._held += 1

    def answered(self, now: float, credit: float = 0.0) -> None:
        """Its answer came. `credit` is the part of every round trip that surely lies outside, see `RoundTrips`."""
        self._held -= 1
        end = now + self.length - credit
        self._ends.append(max(end, self._ends[-1]) if self._ends else end)

    def unused(self) -> None:
        """It never left."""
        self._held -= 1

    def free(self, now: float) -> int:
        """How many more may leave now."""
        while self._ends and self._ends[0] <= now:
            self._ends.popleft()
        return self._size - self._held - len(self._ends)

    def free_at(self, now: float, wanted: int = 1) -> float | None:
        """When `wanted` places will be free, or None while that hangs on answers that have not come."""
        missing = wanted - self.free(now)
        if missing <= 0:
            return now
        return self._ends[missing - 1] if missing <= len(self._ends) else None

    def empty_at(self, now: float) -> float:
        """When none of the answered ones counts any more."""
        return max(now, self._ends[-1]) if self._ends else now


class RoundTrips:
    """The quickest of the last round trips, and how long a place is typically held until its answer comes.

    Of two requests that share a place, the later one's way there and the earlier one's way back lie between the two
    acceptances. Both together are hardly shorter than the quickest round trip, so most of that need not be waited for.
    """

    def __init__(self, remembered: int = 50, share: float = 0.8, most: float = 0.05) -> None:
        self._last: deque[float] = deque(maxlen=remembered)
        self._share = share
        self._most = most
        self.credit = 0.0  # seconds
        self.typical = 0.0  # seconds

    def add(self, seconds: float, held: float) -> None:
        """One more round trip, and how long its place was held."""
        self._last.append(seconds)
        self.typical += (held - self.typical) / 20
        if len(self._last) == self._last.maxlen:
            self.credit = min(min(self._last) * self._share, self._most)
