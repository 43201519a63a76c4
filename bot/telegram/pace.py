"""How evenly bulk leaves, and how many places it leaves to people. No clock, no queues, no limits in here.

A window that is full frees its places in the rhythm in which they were taken. As long as bulk leaves evenly, the next
place is never more than a slot (a thirtieth of a second) away, and nothing has to be kept free for a person who writes
now and then. So bulk is held back only as far as the rhythm is uneven, or as more people write within one slot than one
place can serve. All instants are seconds of one rising clock.
"""

from __future__ import annotations

from collections import deque
from math import ceil, exp

# Found by simulation: a broadcast of 3,000 with up to ten replies a second, over networks and machines even and uneven.
REMEMBERED = 5.0  # seconds over which replies are counted, to foresee the next ones
LATE = 0.07  # of the replies may find no place within a slot, by a rough count
LEAST = 0.1  # of the limit is what the pace is made for at least, however much people write
CATCH_UP = 1.0  # seconds of lateness that bulk may make up for
HURRY = 0.4  # of the usual gap between two, while it does


class Pace:
    """The rhythm of what is neither read nor awaited at once, beside `size` places for `length` seconds each."""

    def __init__(self, size: int, length: float) -> None:
        self.slot = length / size
        self.at = float("-inf")  # when the next bulk request may leave
        self._size = size
        self._length = length
        self._plan = float("-inf")  # when it should
        self._round_trip = 0.0  # seconds, typically
        self._replies: deque[float] = deque()  # when the last ones left

    def share(self, size: int) -> None:
        """There are so many places now."""
        self._size = max(size, 1)
        self.slot = self._length / self._size

    def replies_a_second(self, now: float) -> int:
        """As people have written of late, rounded up."""
        return ceil(self._rate(now))

    def answered(self, round_trip: float) -> None:
        """One request was on its way for so many seconds."""
        self._round_trip += (round_trip - self._round_trip) / 20

    def replied(self, now: float) -> None:
        """A reply to a person leaves."""
        self._replies.append(now)

    def bulk_left(self, now: float) -> None:
        """A bulk request leaves. Lateness (a busy machine, people's replies) is made up for in small steps."""
        late_since = max(self._plan, now - CATCH_UP) if self._plan > float("-inf") else now
        gap = self.gap(now)
        self._plan = late_since + gap
        self.at = max(self._plan, now + gap * HURRY)

    def no_bulk_waits(self) -> None:
        """There is nothing to be late with."""
        self._plan = float("-inf")

    def gap(self, now: float) -> float:
        """Seconds between two bulk requests: what just fills the places that people leave."""
        held = self._length + self._round_trip
        return held / max(self._size - self._rate(now) * held, self._size * LEAST)

    def reserve(self, now: float) -> int:
        """How many places must be free within a slot, besides the one that bulk takes: so many replies may come."""
        in_a_slot = self._rate(now) * self.slot
        before = in_a_slot * (0.5 + 3 * in_a_slot)  # replies before this one: half a slot's, and those that wait still
        places, chance = 0, exp(-before)
        more = 1 - chance  # the chance that at least one came before; replies come at random (Poisson)
        while more > LATE and places < self._size:
            places += 1
            chance *= before / places
            more -= chance
        return min(places + 1, (self._size - 1) // 2)

    def less_reserve_at(self) -> float | None:
        """When a reply will be too long ago to count, which may make the reserve smaller."""
        return self._replies[0] + REMEMBERED if self._replies else None

    def _rate(self, now: float) -> float:
        """Replies a second."""
        while self._replies and self._replies[0] + REMEMBERED <= now:
            self._replies.popleft()
        return len(self._replies) / REMEMBERED
