"""Who may send next: three lanes over all chats, within Telegram's limits. No clock, no tasks, no network in here.

The rules, first one first:

    1. One request of a chat is on its way at a time, and within a lane a chat's requests leave in the order they came.
    2. No window of Telegram's limits is ever overfull (see `limits`).
    3. Interactive goes before reminders, reminders before broadcasts. Bulk leaves evenly, never in a bunch, and while
       people are chatting it keeps places free; so a reply finds one, or one comes free within a thirtieth of a second.
    4. Among broadcasts, three of four go to groups: a group takes 20 a minute only, so its queue is the longest way.
    5. A pause holds back one chat, or all of them, and changes no order.

Whatever waits is in one of these places, so that a send costs the same whether ten wait or ten thousand: `ready`
(could leave now), `later` (a heap, by the instant its chat may send again), or behind a request of its own chat.
"""

from __future__ import annotations

import heapq
from collections import deque
from typing import Generic, TypeVar

from bot.core.requests import Lane
from bot.telegram.limits import Limits, RoundTrips, Window

T = TypeVar("T")

# Found by simulation: replies at random, one to ten a second, beside a broadcast of 3,200, with and without stalls.
CHATTING = 2.0  # seconds over which replies are counted, to foresee the next ones
SPARE = 0.3  # of a place is left free by the even pace of bulk
REPLIES_PER_PLACE = 8  # replies counted, for each place kept free
RESERVE = 4  # places kept free at most
LEAST = 3.0  # places that the pace of bulk is made for at least, however much people write
CATCH_UP = 1.0  # seconds of lateness that bulk may make up for
HURRY = 0.9  # of the usual gap between two, while it does
GROUPS_FIRST = 4  # every fourth broadcast goes to a private chat


class Ticket(Generic[T]):
    """The right to send one request now. It must be given back by `sent`, `dropped` or `again`."""

    __slots__ = ("chat", "item", "lane", "taken")

    def __init__(self, chat: int, lane: Lane, item: T, taken: float) -> None:
        self.chat = chat
        self.lane = lane
        self.item = item
        self.taken = taken


class _Chat(Generic[T]):
    __slots__ = ("busy", "group", "id", "last", "later", "minute", "paused", "queues", "ready", "recent", "strict")

    def __init__(self, chat: int, limits: Limits) -> None:
        self.id = chat
        self.group = chat < 0
        self.queues: tuple[deque[T], ...] = tuple(deque() for _ in Lane)
        self.recent = Window(limits.burst, float(limits.burst))
        self.minute = Window(limits.group_per_minute, 60.0) if self.group else None
        self.last = float("-inf")  # the latest answer
        self.paused = float("-inf")
        self.strict = False  # was refused for speed: no more bursts
        self.busy = False
        self.ready: Lane | None = None
        self.later = float("-inf")  # where it stands in the heap

    @property
    def first(self) -> Lane | None:
        """The lane of its next request."""
        return next((lane for lane in Lane if self.queues[lane]), None)

    def may_send_at(self, lane: Lane, now: float) -> float:
        times = [self.paused, self.recent.free_at(now) or now]
        if self.minute is not None:
            times.append(self.minute.free_at(now) or now)
        if self.strict or self.group or lane is not Lane.INTERACTIVE:
            times.append(self.last + 1.0)
        return max(times)

    def rested_at(self, now: float) -> float:
        """When nothing of it has to be remembered any more."""
        ends = [self.recent.empty_at(now), self.paused, self.last + 1.0]
        return max([*ends, self.minute.empty_at(now)] if self.minute is not None else ends)


class Lanes(Generic[T]):
    """What waits to be sent. All instants are seconds of one rising clock, given by the caller."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._chats: dict[int, _Chat[T]] = {}
        self._overall = Window(self._limits.overall, 1.0)
        self._trips = RoundTrips()
        self._plan = float("-inf")  # when the next bulk request should leave, by the pace
        self._bulk_at = float("-inf")  # when it may
        self._paused = float("-inf")
        self._replies: deque[float] = deque()  # when replies left, within the last `CHATTING` seconds
        self._interactive: deque[_Chat[T]] = deque()
        self._reminders: deque[_Chat[T]] = deque()
        self._groups: deque[_Chat[T]] = deque()
        self._private: deque[_Chat[T]] = deque()
        self._broadcasts = 0
        self._later: list[tuple[float, int, _Chat[T]]] = []
        self._serial = 0
        self._waiting = [0, 0, 0]

    def waiting(self, lane: Lane) -> int:
        """How many wait in a lane, without those on their way."""
        return self._waiting[lane]

    def put(self, chat: int, lane: Lane, item: T, now: float) -> None:
        """Let an item wait behind its chat's others of this lane."""
        self._chat(chat).queues[lane].append(item)
        self._waiting[lane] += 1
        self._place(self._chat(chat), now)

    def take(self, now: float, *, bulk: bool = True) -> Ticket[T] | None:
        """The next one to send now, or None. `bulk=False` leaves reminders and broadcasts where they are."""
        self._wake(now)
        free = self._overall.free(now)
        if free <= 0 or now < self._paused:
            return None
        chat = _pop(self._interactive, Lane.INTERACTIVE)
        if chat is not None:
            self._replies.append(now)
            return self._start(chat, Lane.INTERACTIVE, now)
        if not bulk or free <= self._reserve(now) or now < self._bulk_at:
            return None
        lane = Lane.REMINDER
        chat = _pop(self._reminders, lane)
        if chat is None:
            lane = Lane.BROADCAST
            chat = self._broadcast()
        if chat is None:
            self._plan = float("-inf")  # nothing to be late with
            return None
        self._keep_pace(now)
        return self._start(chat, lane, now)

    def wake_at(self, now: float, *, bulk: bool = True) -> float | None:
        """When `take` may have something, or None: not before something is put or given back."""
        self._wake(now)
        times: list[float | None] = [self._later[0][0]] if self._later else []
        if _has(self._interactive, Lane.INTERACTIVE):
            times.append(self._overall.free_at(now))
        if bulk and any(_has(ready, lane) for ready, lane in self._bulk_queues()):
            free = self._overall.free_at(now, self._reserve(now) + 1)
            times.append(None if free is None else max(free, self._bulk_at))
            if self._replies:
                times.append(self._replies[0] + CHATTING)  # the reserve may be smaller then
        known = [time for time in times if time is not None]
        return max(min(known), self._paused) if known else None

    def sent(self, ticket: Ticket[T], now: float, round_trip: float) -> None:
        """It was answered, whatever the answer."""
        self._trips.add(round_trip, now - ticket.taken)
        self._count(self._chats[ticket.chat], now)

    def dropped(self, ticket: Ticket[T], now: float) -> None:
        """It was not sent after all."""
        self._uncount(self._chats[ticket.chat], now)

    def again(self, ticket: Ticket[T], now: float, not_before: float, *, left: bool = True) -> None:
        """It has to be sent again, before the chat's others of its lane. `left`: the attempt reached Telegram."""
        chat = self._chats[ticket.chat]
        chat.queues[ticket.lane].appendleft(ticket.item)
        self._waiting[ticket.lane] += 1
        chat.paused = max(chat.paused, not_before)
        if left:
            self._count(chat, now)
        else:
            self._uncount(chat, now)

    def behind(self, ticket: Ticket[T]) -> T | None:
        """What waits right behind it, in its chat and lane."""
        queue = self._chats[ticket.chat].queues[ticket.lane]
        return queue[0] if queue else None

    def slow_down(self, chat: int) -> None:
        """Telegram refused this chat for speed: no bursts there any more."""
        self._chat(chat).strict = True

    def pause_all(self, until: float) -> None:
        """Send nothing at all until then."""
        self._paused = max(self._paused, until)

    # ---- inside ------------------------------------------------------------------------------------------------------

    def _chat(self, chat: int) -> _Chat[T]:
        if chat not in self._chats:
            self._chats[chat] = _Chat(chat, self._limits)
        return self._chats[chat]

    def _start(self, chat: _Chat[T], lane: Lane, now: float) -> Ticket[T]:
        chat.ready, chat.busy = None, True
        self._waiting[lane] -= 1
        for window in (self._overall, chat.recent, chat.minute):
            if window is not None:
                window.hold()
        return Ticket(chat.id, lane, chat.queues[lane].popleft(), now)

    def _count(self, chat: _Chat[T], now: float) -> None:
        self._overall.answered(now, self._trips.credit)
        chat.recent.answered(now)
        if chat.minute is not None:
            chat.minute.answered(now)
        chat.last = now
        self._rest(chat, now)

    def _uncount(self, chat: _Chat[T], now: float) -> None:
        for window in (self._overall, chat.recent, chat.minute):
            if window is not None:
                window.unused()
        self._rest(chat, now)

    def _rest(self, chat: _Chat[T], now: float) -> None:
        chat.busy = False
        if chat.first is None:
            self._queue_later(chat, chat.rested_at(now))
        else:
            self._place(chat, now)

    def _place(self, chat: _Chat[T], now: float) -> None:
        """Put a chat where it belongs by its next request."""
        lane = chat.first
        if lane is None or chat.busy or chat.ready == lane:
            return
        at = chat.may_send_at(lane, now)
        if at > now:
            chat.ready = None
            self._queue_later(chat, at)
            return
        chat.ready = lane
        chat.later = float("-inf")
        if lane is Lane.BROADCAST:
            (self._groups if chat.group else self._private).append(chat)
        else:
            (self._interactive if lane is Lane.INTERACTIVE else self._reminders).append(chat)

    def _queue_later(self, chat: _Chat[T], at: float) -> None:
        if chat.later != at:
            chat.later = at
            self._serial += 1
            heapq.heappush(self._later, (at, self._serial, chat))

    def _wake(self, now: float) -> None:
        while self._later and self._later[0][0] <= now:
            at, _, chat = heapq.heappop(self._later)
            if chat.later != at or chat.busy:
                continue
            chat.later = float("-inf")
            if chat.first is not None:
                self._place(chat, now)
            elif chat.rested_at(now) <= now and not chat.strict:
                self._chats.pop(chat.id, None)

    def _keep_pace(self, now: float) -> None:
        """A bulk request leaves: when may the next one? Lateness (a busy machine) is made up for in small steps."""
        gap = self._gap(now)
        late_since = max(self._plan, now - CATCH_UP) if self._plan > float("-inf") else now
        self._plan = late_since + gap
        self._bulk_at = max(self._plan, now + gap * HURRY)

    def _gap(self, now: float) -> float:
        """Seconds between two bulk requests: a little more than what would fill every place."""
        held = self._overall.length - self._trips.credit + self._trips.typical
        taken_by_people = self._recent_replies(now) / CHATTING * held
        return held / max(self._limits.overall - SPARE - taken_by_people, LEAST)

    def _reserve(self, now: float) -> int:
        """Places that bulk must leave free: none in silence, one while somebody chats, more while many do."""
        return min((self._recent_replies(now) + 4) // REPLIES_PER_PLACE, RESERVE)

    def _recent_replies(self, now: float) -> int:
        while self._replies and self._replies[0] + CHATTING <= now:
            self._replies.popleft()
        return len(self._replies)

    def _broadcast(self) -> _Chat[T] | None:
        self._broadcasts += 1
        order = (self._groups, self._private) if self._broadcasts % GROUPS_FIRST else (self._private, self._groups)
        return _pop(order[0], Lane.BROADCAST) or _pop(order[1], Lane.BROADCAST)

    def _bulk_queues(self) -> tuple[tuple[deque[_Chat[T]], Lane], ...]:
        return (
            (self._reminders, Lane.REMINDER), (self._groups, Lane.BROADCAST), (self._private, Lane.BROADCAST)
        )  # fmt: skip


def _has(ready: deque[_Chat[T]], lane: Lane) -> bool:
    """Whether a chat is ready there. One that has moved to another lane in the meantime is struck off."""
    while ready and ready[0].ready != lane:
        ready.popleft()
    return bool(ready)


def _pop(ready: deque[_Chat[T]], lane: Lane) -> _Chat[T] | None:
    return ready.popleft() if _has(ready, lane) else None
