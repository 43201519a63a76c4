"""What waits for one chat, and when the chat's own limits let it have the next message. Knows no other chat."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

from bot.core.requests import Lane
from bot.telegram.limits import Limits, Window

T = TypeVar("T")

_LANES = tuple(Lane)  # an enum is slow to walk through, and this is asked for each request


class ChatQueues(Generic[T]):
    """One queue for each lane. All instants are seconds of one rising clock."""

    __slots__ = ("_queues", "busy", "group", "id", "last", "later", "minute", "paused", "ready", "recent", "strict")

    def __init__(self, chat: int, limits: Limits) -> None:
        self.id = chat
        self.group = chat < 0
        self._queues: list[deque[T] | None] = [None] * len(_LANES)  # most chats wait in one lane at most
        self.recent = Window(limits.burst, float(limits.burst))
        self.minute = Window(limits.group_per_minute, 60.0) if self.group else None
        self.last = float("-inf")  # the latest answer
        self.paused = float("-inf")
        self.strict = False  # was refused for speed: no more bursts
        self.busy = False
        self.ready: deque[ChatQueues[T]] | None = None  # the list of ready chats that it stands in
        self.later = float("-inf")  # where it stands in the heap

    @property
    def first(self) -> Lane | None:
        """The lane of its next request."""
        for lane, queue in zip(_LANES, self._queues, strict=True):
            if queue:
                return lane
        return None

    def waiting(self, lane: Lane) -> int:
        """How many of its requests wait in a lane."""
        return len(self._queues[lane] or ())

    def peek(self, lane: Lane) -> T | None:
        """Its next request of a lane."""
        queue = self._queues[lane]
        return queue[0] if queue else None

    def add(self, lane: Lane, item: T) -> None:
        """Let a request wait behind its others of this lane."""
        self._queue(lane).append(item)

    def add_first(self, lane: Lane, item: T) -> None:
        """Let it wait before them."""
        self._queue(lane).appendleft(item)

    def take(self, lane: Lane) -> T:
        """Take out the next request of a lane, where one waits."""
        return self._queue(lane).popleft()

    def may_send_at(self, lane: Lane, now: float) -> float:
        """When the next request of a lane may leave, as far as this chat is concerned."""
        times = [self.paused, self.recent.free_at(now) or now]
        if self.minute is not None:
            times.append(self.minute.free_at(now) or now)
        if self.strict or self.group or lane is not Lane.INTERACTIVE:
            times.append(self.last + 1.0)
        return max(times)

    def needs_another_minute(self, now: float) -> bool:
        """Whether more tips wait than the group takes within this minute."""
        return self.minute is not None and self.waiting(Lane.BROADCAST) > self.minute.free(now)

    def rested_at(self, now: float) -> float:
        """When nothing of it has to be remembered any more."""
        ends = [self.recent.empty_at(now), self.paused, self.last + 1.0]
        return max([*ends, self.minute.empty_at(now)] if self.minute is not None else ends)

    def hold(self) -> None:
        """One of its requests is taken in hand."""
        self.busy = True
        for window in self._windows:
            window.hold()

    def answered(self, now: float) -> None:
        """That one was answered."""
        self.busy = False
        self.last = now
        for window in self._windows:
            window.answered(now)

    def unused(self) -> None:
        """That one never left."""
        self.busy = False
        for window in self._windows:
            window.unused()

    def ages(self, now: float) -> list[float]:
        """How many seconds ago the last requests were answered, oldest first, as far as it matters."""
        return (self.minute or self.recent).ages(now)

    def remember(self, ages: Sequence[float], now: float) -> None:
        """These were answered, oldest first, whoever sent them."""
        if self.busy:
            return
        for window in self._windows:
            window.remember(ages, now)
        if ages:
            self.last = max(self.last, now - ages[-1])

    @property
    def _windows(self) -> tuple[Window, ...]:
        return (self.recent,) if self.minute is None else (self.recent, self.minute)

    def _queue(self, lane: Lane) -> deque[T]:
        queue = self._queues[lane]
        if queue is None:
            queue = self._queues[lane] = deque()
        return queue
