"""The road of a message: event in, step, one commit, outbox woken. And back: what became of each send.

An event is handled when `handle` returns: its change is durable, or, for somebody of whom nothing is kept, its reply
has been sent. Only then may the update be acknowledged to Telegram.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from bot.core.conversation import Content
from bot.core.events import Blocked, ClockStruck, Event, GroupMoved, Origin, SendUncertain, TelegramEvent
from bot.core.requests import AnswerTap, Lane, LeaveChat, Outgoing
from bot.core.step import address_of
from bot.service.apology import apologies, describe
from bot.service.cascade import BY_ID, Cascade, Result, name_of
from bot.service.delivery import Courier, Delivered, Gone, Moved, Outcome, Refused, Uncertain
from bot.service.order import Order
from bot.storage import Change, Store, Unreadable

log = logging.getLogger(__name__)

REPLY_WITHIN = 20.0  # seconds that an update waits for the reply to a stranger before it is acknowledged anyway
DUE_AT_ONCE = 500  # records woken in one pass
HANDS = 16  # of them at the same time
REST = timedelta(minutes=10)  # before a record whose waking failed is tried again


class Service:
    """Everything between the edges of the house and the store. `now` and `nonce` are its only outside world."""

    def __init__(
        self, *, content: Content, store: Store, now: Callable[[], datetime], nonce: Callable[[], str]
    ) -> None:
        self._content = content
        self._store = store
        self._now = now
        self._nonce = nonce
        self._order = Order()
        self._ids = itertools.count(int(now().timestamp() * 1_000_000))
        self._in_hand: dict[str, Outgoing] = {}
        self._replies: dict[str, asyncio.Future[None]] = {}
        self._resting: dict[str, datetime] = {}
        self._courier: Courier | None = None
        self.on_due: Callable[[datetime], None] = lambda _: None

    async def start(self, courier: Courier) -> None:
        """Take up what an earlier run left in the outbox. What may have been sent then is not sent again."""
        self._courier = courier
        for outgoing in await self._store.unsent():
            self._in_hand[outgoing.id] = outgoing
            if outgoing.tried and outgoing.request.lane is not Lane.INTERACTIVE:
                await self.settle(outgoing, Uncertain())
            else:
                courier.put(outgoing)

    # ---- events in ----------------------------------------------------------------------------------------------

    async def handle(self, event: TelegramEvent) -> None:
        """Let an event from Telegram happen. Raises nothing for a fault of ours: the event is set aside and the
        person gets an apology."""
        try:
            await self._happen(address_of(event), event)
        except OSError as fault:
            log.error("cannot write to the data folder: %s", fault.strerror)
            await self._say_transient(apologies(self._content, event, self._now(), saved=False))
        except Exception as fault:
            log.error("an event was set aside: %s", describe(fault))
            await self._store.set_aside("event", msgspec.json.encode(event))
            await self._say_transient(apologies(self._content, event, self._now(), saved=True))

    async def tick(self) -> None:
        """Wake every record whose time has come."""
        now = self._now()
        ids = [each for each in await self._store.due(now, DUE_AT_ONCE) if self._resting.get(each, now) <= now]
        hands = asyncio.Semaphore(HANDS)

        async def wake(record_id: str) -> None:
            async with hands:
                await self._wake(record_id, now)

        await asyncio.gather(*map(wake, ids))

    async def next_due(self) -> datetime | None:
        """When the clock must strike next, or None."""
        return await self._store.next_due()

    async def _wake(self, record_id: str, now: datetime) -> None:
        try:
            await self._happen(BY_ID + record_id, ClockStruck(nonce=self._nonce()))
            self._resting.pop(record_id, None)
        except (OSError, Unreadable, Exception) as fault:
            self._resting[record_id] = now + REST
            log.error("a reminder could not be made: %s", describe(fault))

    async def _happen(
        self, address: str, event: Event, *, settle: tuple[str, ...] = (), again: tuple[Outgoing, ...] = ()
    ) -> None:
        names = {await name_of(self._store, address)}
        while True:
            async with self._order.hold(names):
                cascade = Cascade(self._content, self._store, self._now(), self._next_id)
                result = await cascade.run(address, event)
                if result.names <= names:
                    await self._commit(result, settle, again)
                    break
            names |= result.names
        await self._replied([each for each in result.outgoing if not each.owner])

    async def _commit(self, result: Result, settle: tuple[str, ...], again: tuple[Outgoing, ...]) -> None:
        put = tuple(r.after for r in result.reached.values() if r.after is not None and r.after != r.before)
        drop = tuple(r.before.id for r in result.reached.values() if r.before is not None and r.after is None)
        kept = (*again, *(each for each in result.outgoing if each.owner))
        if put or drop or kept or settle:
            await self._store.commit(Change(put=put, drop=drop, queue=kept, settle=settle))
        for name in settle:
            self._in_hand.pop(name, None)
        for name in [name for name, each in self._in_hand.items() if each.owner in drop] if drop else []:
            del self._in_hand[name]
        for outgoing in (*again, *result.outgoing):
            self._put(outgoing)
        for record in put:
            if record.due is not None:
                self.on_due(record.due)

    # ---- outbox -------------------------------------------------------------------------------------------------

    def _put(self, outgoing: Outgoing) -> None:
        self._in_hand[outgoing.id] = outgoing
        if not outgoing.owner:
            self._replies[outgoing.id] = asyncio.get_running_loop().create_future()
        if self._courier is not None:
            self._courier.put(outgoing)

    async def _replied(self, outgoing: list[Outgoing]) -> None:
        """Wait until replies that are kept nowhere have been sent."""
        futures = [self._replies[each.id] for each in outgoing if each.id in self._replies]
        if futures:
            await asyncio.wait(futures, timeout=REPLY_WITHIN)

    async def _say_transient(self, outgoing: list[Outgoing]) -> None:
        named = [msgspec.structs.replace(each, id=self._next_id()) for each in outgoing]
        for each in named:
            self._put(each)
        await self._replied(named)

    async def claim(self, outgoing: Outgoing) -> bool:
        """See `delivery.Desk`."""
        if outgoing.id not in self._in_hand:
            return False
        await self._store.commit(Change(mark=(outgoing.id,)))
        return True

    async def settle(self, outgoing: Outgoing, outcome: Outcome) -> None:
        """See `delivery.Desk`."""
        if self._in_hand.pop(outgoing.id, None) is None and outgoing.owner:
            return
        if not outgoing.owner:
            reply = self._replies.pop(outgoing.id, None)
            if reply is not None and not reply.done():
                reply.set_result(None)
            return
        if isinstance(outcome, Refused):
            log.warning("Telegram refused a %s: %s", type(outgoing.request).__name__, outcome.reason)
        try:
            await self._record_outcome(outgoing, outcome)
        except Exception as fault:
            log.error("the outcome of a send could not be kept: %s", describe(fault))

    async def _record_outcome(self, outgoing: Outgoing, outcome: Outcome) -> None:
        done = (outgoing.id,)
        chat = 0 if isinstance(outgoing.request, AnswerTap | LeaveChat) else outgoing.request.chat
        match outcome:
            case Gone() if chat:
                gone = Blocked(origin=self._origin(chat))
                await self._happen(address_of(gone), gone, settle=done)
            case Moved() if chat:
                moved = GroupMoved(origin=self._origin(chat), new_chat=outcome.new_chat)
                request = msgspec.structs.replace(outgoing.request, chat=outcome.new_chat)
                again = msgspec.structs.replace(outgoing, id=self._next_id(), request=request, tried=False)
                await self._happen(address_of(moved), moved, settle=done, again=(again,))
            case Uncertain():
                uncertain = SendUncertain(chat=chat, nonce=self._nonce())
                await self._happen(BY_ID + outgoing.owner, uncertain, settle=done)
            case Delivered() | Refused() | Gone() | Moved():
                await self._store.commit(Change(settle=done))

    def _origin(self, chat: int) -> Origin:
        return Origin(person=max(chat, 0), chat=chat, private=chat > 0, nonce=self._nonce())

    def _next_id(self) -> str:
        return f"{next(self._ids):014x}"
