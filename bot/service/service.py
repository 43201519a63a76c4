"""The road of a message: event in, step, one commit, outbox woken. And back: what became of each send.

An event is handled when `handle` returns: its change is durable, or, for somebody of whom nothing is kept, its reply
has been sent. Only then may the update be acknowledged to Telegram.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.core.conversation import Content
from bot.core.events import Blocked, ClockStruck, Event, InlineAsked, TelegramEvent
from bot.core.requests import Lane, Outgoing
from bot.core.rights import taken_out
from bot.core.step import address_of
from bot.service.apology import apologies, describe
from bot.service.cascade import BY_ID, Cascade, Result
from bot.service.delivery import Courier, Outcome, Uncertain
from bot.service.ids import Ids
from bot.service.in_hand import InHand
from bot.service.order import Order
from bot.service.reports import report, sent_after
from bot.service.unnoted import Unnoted
from bot.service.waking import Waking
from bot.storage import Change, Conflict, Ended, Loaded, Store

log = logging.getLogger(__name__)

CONFLICTS = 20  # in a row over one event, before it is given back to whoever brought it
REMEMBERED = 10_000  # addresses


class Service:
    """Everything between the edges of the house and the store. `now` and `nonce` are its only outside world. `hands`
    are a fleet's where there is one.

    It is the courier's `Desk`. `on_due` is called with the due time of every record that is put, `on_commit` after
    each commit, `on_woken` with how late a record was woken.
    """

    def __init__(
        self,
        *,
        content: Content,
        store: Store,
        now: Callable[[], datetime],
        nonce: Callable[[], str],
        hands: InHand | None = None,
        comes_again: bool = False,
    ) -> None:
        self._content = content
        self._store = store
        self._now = now
        self._nonce = nonce
        self._order = Order()
        self._led_to: dict[str, str] = {}
        self._in_hand = hands or InHand(Ids(now))
        self._comes_again = comes_again
        self._waking = Waking(store, now, self._wake)
        self._unnoted = Unnoted(self._note)
        self.on_due: Callable[[datetime], None] = lambda _: None
        self.on_commit: Callable[[], None] = lambda: None
        self.on_woken: Callable[[timedelta], None] = lambda _: None

    async def start(self, courier: Courier) -> None:
        """Take up what an earlier run left in the outbox. What may have been sent then is not sent again."""
        left = await self._store.unsent()
        self._in_hand.open(courier, left)
        doubtful = []
        for outgoing in left:
            if outgoing.tried and outgoing.request.lane is not Lane.INTERACTIVE:
                doubtful.append(outgoing)
            else:
                courier.put(outgoing)
        for outgoing in doubtful:  # last, because people are told of them behind what waits for them already
            await self.settle(outgoing, Uncertain())

    async def stop(self) -> None:
        """The courier has ended. What is still in the outbox is taken up by the next start."""
        await self._unnoted.stop()

    # ---- events in ----------------------------------------------------------------------------------------------

    async def handle(self, event: TelegramEvent) -> None:
        """Let an event from Telegram happen. Raises nothing for a fault of ours: the event is set aside and the
        person gets an apology. Raises `Conflict` when other replicas change the same records all the time; then it is
        to be brought again.

        With a full disk the event is over too, and the person is told that it was not kept: they know best whether it
        still matters when there is room again, and an update held back would stop everything else that they write.
        Where whoever brings an event brings it again (`comes_again`: Telegram does, to a fleet whose database is away),
        `OSError` is raised instead, and nobody is told anything.
        """
        if not isinstance(event, Blocked | InlineAsked):
            self._unnoted.heard_from(event.origin.chat)
        try:
            result = await self._happen(address_of(event), event)
        except OSError as fault:
            await self._cannot_write(event, fault)
        except Conflict:
            raise
        except Exception as fault:
            log.error("an event was set aside: %s", describe(fault), extra={"fault": fault})
            try:
                await self.set_aside("event", msgspec.json.encode(event), (address_of(event),))
            except OSError as full:
                await self._cannot_write(event, full)
            else:
                await self._apologise(event, saved=True)
        else:
            await self._in_hand.replied(result.outgoing)
            if any(not each.owner for each in result.outgoing):
                await self._in_hand.answered(event.origin.update)

    async def set_aside(self, name: str, data: bytes, whose: Sequence[str] = ()) -> None:
        """Keep what could not be handled. It goes with the first of those addresses of whom anything is kept.

        Raises `OSError` when it cannot be written."""
        found = [await self._store.find(address) for address in whose]
        await self._store.set_aside(name, data, next((owner for owner in found if owner is not None), ""))

    async def all_sent(self) -> None:
        """Wait until nothing is on its way."""
        await self._in_hand.all_sent()

    async def tick(self) -> None:
        """Wake every record whose time has come."""
        await self._waking.tick()

    async def next_due(self) -> datetime | None:
        """When the clock must strike next, or None."""
        return await self._waking.next_due()

    async def _wake(self, record_id: str, now: datetime) -> None:
        try:
            result = await self._happen(BY_ID + record_id, ClockStruck(nonce=self._nonce()))
        except Exception as fault:
            log.error("a reminder could not be made: %s", describe(fault), extra={"fault": fault})
            return
        reached = result.reached.get(record_id)
        if reached is None or reached.before is None or reached.before.due is None:
            return
        self.on_woken(now - reached.before.due)
        if reached.after == reached.before and reached.before.due <= now:
            log.error("a record was woken, and nothing came of it")

    async def _happen(self, address: str, event: Event, *, ends: str = "", again: tuple[Outgoing, ...] = ()) -> Result:
        name, at_hand = await self._led(address)
        names = {name, *(each.owner for each in again)}
        conflicts = 0
        while True:
            if self._order.is_held(names):  # and what was read may be old when its turn comes
                at_hand = {}
            async with self._order.hold(names):
                cascade = Cascade(self._content, self._store, self._now(), self._in_hand.next_id, at_hand)
                result = await cascade.run(address, event)
                if result.names <= names:
                    if await self._is_answered(event, result):
                        return Result(names=set(), reached={}, outgoing=[])
                    still = [each for each in again if await self._store.load(each.owner) is not None]
                    try:
                        await self._commit(result, ends, tuple(still))
                        self._leads(address, next(iter(result.reached)))
                        return result
                    except Conflict:  # another replica was quicker; a step is pure, so it is simply made again
                        conflicts += 1
                        if conflicts == CONFLICTS:
                            raise
            names |= result.names
            at_hand = {}

    async def _led(self, address: str) -> tuple[str, dict[str, Loaded]]:
        """The id of the record at an address, or the address itself while there is none; and the record where it had to
        be read for that: one look in a database, not two. What is wrong here costs a second step, and no more: a step
        on an old record is a `Conflict` when it is committed."""
        if known := self._led_to.get(address):
            return known, {}
        if address.startswith(BY_ID):
            return address.removeprefix(BY_ID), {}
        found = await self._store.read(address)
        return (address, {}) if found is None else (found.record.id, {address: found})

    def _leads(self, address: str, name: str) -> None:
        if len(self._led_to) >= REMEMBERED:
            self._led_to.clear()
        self._led_to[address] = name

    async def _is_answered(self, event: Event, result: Result) -> bool:
        """A record knows its updates; this is for those that leave no trace in any."""
        if not isinstance(event, TelegramEvent) or all(each.owner for each in result.outgoing):
            return False
        return bool(event.origin.update) and not await self._in_hand.begins(event.origin.update)

    async def _commit(self, result: Result, ends: str, again: tuple[Outgoing, ...]) -> None:
        put = tuple(r.after for r in result.reached.values() if r.after is not None and r.after != r.before)
        drop = tuple(r.before.id for r in result.reached.values() if r.before is not None and r.after is None)
        again = tuple(each for each in again if each.owner not in drop)
        withdrawn = {
            r.after.id: await self._in_hand.waiting_for(r.after.id, taken_out(r.before, r.after))
            for r in result.reached.values()
            if r.after is not None
        }
        settle = tuple(name for names in withdrawn.values() for name in names if name != ends)
        kept = (*again, *(each for each in result.outgoing if each.owner))
        if put or drop or kept or settle or ends:
            change = Change(put=put, drop=drop, queue=kept, settle=settle, ends=ends, seen=result.seen)
            await self._write(change)
        for owner in drop:
            self._in_hand.forget(owner)
        for owner, names in withdrawn.items():
            self._in_hand.withdraw(owner, names)
        for outgoing in (*again, *result.outgoing):
            self._in_hand.give(outgoing)
        for record in put:
            if record.due is not None:
                self.on_due(record.due)

    async def _write(self, change: Change) -> None:
        await self._store.commit(change)
        self.on_commit()

    async def _cannot_write(self, event: TelegramEvent, fault: OSError) -> None:
        if self._comes_again:
            raise fault
        log.error("cannot write to the data folder: %s", fault.strerror)
        await self._apologise(event, saved=False)

    async def _apologise(self, event: TelegramEvent, *, saved: bool) -> None:
        said = self._in_hand.say(apologies(self._content, event, self._now(), saved=saved))
        await self._in_hand.replied(said)

    # ---- what became of each send -------------------------------------------------------------------------------

    async def claim(self, outgoing: Outgoing) -> bool:
        """See `delivery.Desk`. Raises `OSError` when it cannot be noted down."""
        if outgoing not in self._in_hand:
            return False
        await self._write(Change(mark=(outgoing.id,)))
        return outgoing in self._in_hand  # its record may have gone in the meantime

    async def wants(self, outgoing: Outgoing) -> bool:
        """See `delivery.Desk`."""
        return outgoing in self._in_hand

    async def settle(self, outgoing: Outgoing, outcome: Outcome) -> None:
        """See `delivery.Desk`. While it cannot be noted down, it is tried again, and nobody waits for that."""
        if not self._in_hand.take_back(outgoing) or not outgoing.owner:
            return
        try:
            await self._note(outgoing, outcome)
        except OSError as fault:
            if self._comes_again:  # a job of the fleet rings for it again
                log.error("the outcome of a send could not be kept: %s", describe(fault), extra={"fault": fault})
            else:
                self._unnoted.add(outgoing, outcome, fault)

    async def _note(self, outgoing: Outgoing, outcome: Outcome) -> None:
        """Let what became of it happen. Raises `OSError` when it cannot be written; then nothing has happened."""
        try:
            reported = report(outgoing, outcome, self._nonce)
            if reported is None:
                await self._write(Change(settle=(outgoing.id,)))
            else:
                again = sent_after(outgoing, outcome, self._in_hand.next_id(), self._now())
                await self._happen(*reported, ends=outgoing.id, again=again)
        except Ended:  # another replica, which took this one for dead, has reported it
            return
        except OSError:
            raise
        except Exception as fault:  # it stays in the outbox, and is met again after a restart
            log.error("the outcome of a send could not be kept: %s", describe(fault), extra={"fault": fault})
