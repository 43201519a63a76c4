"""Who may send next: three lanes over all chats, within Telegram's limits. No clock, no tasks, no network in here.

The rules, first one first:

    1. One request of a chat is in hand at a time, and within a lane a chat's requests leave in the order they came.
    2. No window of Telegram's limits is ever overfull (see `limits`).
    3. Interactive goes before reminders, reminders before broadcasts. Bulk leaves evenly, never in a bunch, and leaves
       as many places as people will need; so a reply finds one, or one comes free within a thirtieth of a second
       (see `pace`).
    4. Among broadcasts, a group with more than its twenty a minute goes first, for its way is the longest. Of the rest
       three of four go to groups (see `ready_chats`).
    5. A pause holds back one chat, or all of them, and changes no order.

A bulk request has to be noted down before it is sent, and that takes time in which it needs no place. So the next ones
are made ready ahead (`ahead`, `prepared`), as few as will do, and leave at the moment in which a place comes free.

Whatever waits is in one of these places, so that a send costs the same whether ten wait or ten thousand: a list of
chats that are ready, `later` (a heap, by the instant its chat may send again), or behind a request of its own chat.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

from bot.core.requests import Lane
from bot.telegram.chat_queues import ChatQueues
from bot.telegram.limits import Limits, Window
from bot.telegram.pace import Pace
from bot.telegram.ready_chats import ReadyChats

T = TypeVar("T")

MOST_AHEAD = 0.2  # of a second's worth is made ready ahead at most


class Ticket(Generic[T]):
    """The right to send one request. It must be given back by `sent`, `dropped` or `again`."""

    __slots__ = ("chat", "item", "lane", "placed", "taken")

    def __init__(self, chat: int, lane: Lane, item: T, taken: float) -> None:
        self.chat = chat
        self.lane = lane
        self.item = item
        self.taken = taken
        self.placed = False  # holds a place among all


class Lanes(Generic[T]):
    """What waits to be sent. All instants are seconds of one rising clock, given by the caller."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._chats: dict[int, ChatQueues[T]] = {}
        self._overall = Window(self._limits.overall, 1.0)
        self._pace = Pace(self._limits.overall, self._overall.length)
        self._paused = float("-inf")
        self._ready: ReadyChats[T] = ReadyChats()
        self._in_hand = 0  # bulk that is being made ready, or is ready, without a place yet
        self._prepared: deque[Ticket[T]] = deque()
        self._preparing = 0.0  # seconds that it takes, typically
        self._later: list[tuple[float, int, ChatQueues[T]]] = []
        self._serial = 0
        self._waiting = [0, 0, 0]

    @property
    def in_hand(self) -> int:
        """How many reminders and broadcasts are made ready ahead and have not left."""
        return self._in_hand

    def waiting(self, lane: Lane) -> int:
        """How many wait in a lane, without those in hand or on their way."""
        return self._waiting[lane]

    def share(self, places: int) -> None:
        """So many of all places are this process's; what is in more than that comes to its end."""
        self._overall.size = places
        self._pace.share(places)

    def held(self, now: float) -> int:
        """How many places are not empty."""
        return self._overall.size - self._overall.free(now)

    def replies_a_second(self, now: float) -> int:
        """As people have written of late, rounded up."""
        return self._pace.replies_a_second(now)

    def recall(self, chat: int, now: float) -> tuple[list[float], float, bool]:
        """Of one chat: how many seconds ago its last requests were answered, oldest first; for how many more it wants
        nothing; whether it was refused for speed."""
        found = self._chat(chat)
        return found.ages(now), max(found.paused - now, 0.0), found.strict

    def remember(self, chat: int, ages: Sequence[float], paused: float, strict: bool, now: float) -> None:
        """The same as others have left it."""
        found = self._chat(chat)
        found.remember(ages, now)
        found.paused = max(found.paused, now + paused)
        found.strict = found.strict or strict

    def put(self, chat: int, lane: Lane, item: T, now: float) -> None:
        """Let an item wait behind its chat's others of this lane."""
        found = self._chat(chat)
        found.add(lane, item)
        self._waiting[lane] += 1
        # Behind another one it changes nothing of where its chat stands; but one tip more may be more than a minute's.
        if found.waiting(lane) == 1 or lane is Lane.BROADCAST:
            self._place(found, now)

    def ahead(self, now: float) -> Ticket[T] | None:
        """The next reminder or broadcast to make ready now, or None. `prepared` has to follow, or it is given back."""
        self._wake(now)
        if now < self._paused or self._in_hand >= self._most_ahead(now):
            return None
        chat = self._ready.next_reminder()
        if chat is not None:
            return self._start(chat, Lane.REMINDER, now)
        chat = self._ready.next_broadcast()
        if chat is not None:
            return self._start(chat, Lane.BROADCAST, now)
        if not self._in_hand:
            self._pace.no_bulk_waits()
        return None

    def prepared(self, ticket: Ticket[T], now: float) -> None:
        """It is ready to leave as soon as `take` gives it out again."""
        took = now - ticket.taken
        self._preparing = max(took / 2, self._preparing + (took - self._preparing) / 20)  # learns faster of slowness
        self._prepared.append(ticket)

    def take(self, now: float) -> Ticket[T] | None:
        """The next one to send now, or None. Reminders and broadcasts are among them once they are `prepared`."""
        self._wake(now)
        if now < self._paused or self._overall.free(now) <= 0:
            return None
        ticket = self._awaited()
        if ticket is None and (chat := self._ready.next_reply()) is not None:
            self._pace.replied(now)
            ticket = self._start(chat, Lane.INTERACTIVE, now)
        if ticket is None and self._prepared and (at := self._bulk_at(now)) is not None and at <= now:
            ticket = self._prepared.popleft()
        if ticket is None:
            return None
        if ticket.lane is not Lane.INTERACTIVE:
            self._in_hand -= 1
            self._pace.bulk_left(now)
        self._overall.hold()
        ticket.placed, ticket.taken = True, now
        return ticket

    def wake_at(self, now: float, *, bulk: bool = True) -> float | None:
        """When `take` may have something, or `ahead` unless `bulk` is False; None: not before a put or an answer."""
        self._wake(now)
        times: list[float | None] = [self._later[0][0]] if self._later else []
        if self._ready.has_reply() or self._is_awaited():
            times.append(self._overall.free_at(now))
        if self._prepared:
            times.append(self._bulk_at(now))
            times.append(self._pace.less_reserve_at())
        if bulk and self._in_hand < self._most_ahead(now) and self._ready.has_bulk():
            times.append(now)
        known = [time for time in times if time is not None]
        return max(min(known), self._paused) if known else None

    def sent(self, ticket: Ticket[T], now: float) -> None:
        """It was answered, whatever the answer."""
        self._pace.answered(now - ticket.taken)
        self._count(ticket, now)

    def dropped(self, ticket: Ticket[T], now: float) -> None:
        """It was not sent after all."""
        self._uncount(ticket, now)

    def again(self, ticket: Ticket[T], now: float, not_before: float, *, left: bool = True) -> None:
        """It has to be sent again, before the chat's others of its lane. `left`: the attempt reached Telegram."""
        chat = self._chats[ticket.chat]
        chat.add_first(ticket.lane, ticket.item)
        self._waiting[ticket.lane] += 1
        chat.paused = max(chat.paused, not_before)
        if left:
            self._count(ticket, now)
        else:
            self._uncount(ticket, now)

    def behind(self, ticket: Ticket[T]) -> T | None:
        """What waits right behind it, in its chat and lane."""
        return self._chats[ticket.chat].peek(ticket.lane)

    def slow_down(self, chat: int) -> None:
        """Telegram refused this chat for speed: no bursts there any more."""
        self._chat(chat).strict = True

    def pause_all(self, until: float) -> None:
        """Send nothing at all until then."""
        self._paused = max(self._paused, until)

    # ---- which one -------------------------------------------------------------------------------------------------

    def _most_ahead(self, now: float) -> int:
        """One is ready at any time; more where making it ready takes longer than the gap until the next one leaves."""
        return min(1 + int(self._preparing / self._pace.gap(now)), 1 + int(self._limits.overall * MOST_AHEAD))

    def _bulk_at(self, now: float) -> float | None:
        """When bulk may leave, or None while that hangs on answers: one place for it, and people's within a slot."""
        one = self._overall.free_at(now)
        all_of_them = self._overall.free_at(now, 1 + self._pace.reserve(now))
        return None if one is None or all_of_them is None else max(one, all_of_them - self._pace.slot, self._pace.at)

    def _awaited(self) -> Ticket[T] | None:
        """A tip that is ready for a chat in which somebody waits for a reply: the reply may not pass it."""
        for ticket in self._prepared:
            if self._chats[ticket.chat].waiting(Lane.INTERACTIVE):
                self._prepared.remove(ticket)
                return ticket
        return None

    def _is_awaited(self) -> bool:
        return any(self._chats[ticket.chat].waiting(Lane.INTERACTIVE) for ticket in self._prepared)

    # ---- where each chat stands ------------------------------------------------------------------------------------

    def _chat(self, chat: int) -> ChatQueues[T]:
        found = self._chats.get(chat)
        if found is None:
            found = self._chats[chat] = ChatQueues(chat, self._limits)
        return found

    def _start(self, chat: ChatQueues[T], lane: Lane, now: float) -> Ticket[T]:
        chat.ready = None
        chat.hold()
        self._waiting[lane] -= 1
        if lane is not Lane.INTERACTIVE:
            self._in_hand += 1
        return Ticket(chat.id, lane, chat.take(lane), now)

    def _count(self, ticket: Ticket[T], now: float) -> None:
        self._overall.answered(now)
        chat = self._chats[ticket.chat]
        chat.answered(now)
        self._rest(chat, now)

    def _uncount(self, ticket: Ticket[T], now: float) -> None:
        if ticket.placed:
            self._overall.unused()
        else:
            self._in_hand -= 1
        chat = self._chats[ticket.chat]
        chat.unused()
        self._rest(chat, now)

    def _rest(self, chat: ChatQueues[T], now: float) -> None:
        if chat.first is None:
            self._queue_later(chat, chat.rested_at(now))
        else:
            self._place(chat, now)

    def _place(self, chat: ChatQueues[T], now: float) -> None:
        """Put a chat where it belongs by its next request."""
        lane = chat.first
        if lane is None or chat.busy:
            return
        at = chat.may_send_at(lane, now)
        if at > now:
            chat.ready = None
            self._queue_later(chat, at)
            return
        if self._ready.put(chat, lane, now):
            chat.later = float("-inf")

    def _queue_later(self, chat: ChatQueues[T], at: float) -> None:
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
