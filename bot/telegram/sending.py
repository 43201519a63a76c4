"""Carry out what waits in the lanes, and report what became of it.

It must not know what is in the outbox or what a request means. Telegram has no idempotency key; so what is done when an
answer is lost depends on the request:

    an edit, taken-off buttons, an answered tap, leaving    repeated: twice is the same as once
    how many are in a group                                 asked again, for the same reason
    a reply to a person                                     sent once more, then `Uncertain`
    a reminder, a broadcast                                 `Uncertain` at once
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any, assert_never

from telegram import Bot

from bot.core.requests import (
    AnswerInline,
    AnswerTap,
    CountMembers,
    EditMessage,
    Lane,
    Outgoing,
    Outward,
    Rendered,
    SendMessage,
    SendPhoto,
)
from bot.service.delivery import Delivered, Desk, Outcome, Refused, Uncertain
from bot.telegram.calls import Call, call_for, sent_anew
from bot.telegram.connect import call
from bot.telegram.job import REPEATS, Job
from bot.telegram.lanes import Lanes, Ticket
from bot.telegram.outcomes import Anew, Failing, Lost, Offline, Settled, Slower, Verdict, judge, members_in, number_of
from bot.telegram.patience import LONGEST_OFFLINE, Patience
from bot.telegram.rendering import NoPapers, Renderer, made
from bot.telegram.signs import Signs

log = logging.getLogger(__name__)

IN_FLIGHT = 64  # answers to taps at the same time; messages are bounded by the lanes
AT_ONCE = 16  # messages begun between two turns of everything else, the acknowledgement of updates among it
DISK_PAUSE = 5.0  # seconds, when an attempt could not be noted down


class Sender:
    """A `Courier`. `clock` gives seconds that only rise and are true at every call (an event loop's own may lag).
    `first_pause` is the shortest pause after a failure, in seconds. `renderer` makes papers and calendars."""

    def __init__(
        self,
        bot: Bot,
        lanes: Lanes[Job],
        desk: Desk,
        clock: Callable[[], float] = time.monotonic,
        first_pause: float = 0.5,
        renderer: Renderer | None = None,
    ) -> None:
        self._bot = bot
        self._renderer = renderer or NoPapers()
        self._lanes = lanes
        self._desk = desk
        self._clock = clock
        self._first_pause = first_pause
        self._signs = Signs(bot)
        self._taps: list[Job] = []
        self._tap_places = asyncio.Semaphore(IN_FLIGHT)
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._rest = asyncio.Event()  # nothing of a person's waits or is on its way
        self._draining = False
        self._ended = False
        self._patience = Patience(lanes, first_pause)

    def put(self, outgoing: Outgoing) -> None:
        """Take charge of one request. Returns at once, also before `run`."""
        request = outgoing.request
        job = Job(outgoing, request)
        if isinstance(request, AnswerTap | AnswerInline):
            self._taps.append(job)
        else:
            self._lanes.put(request.chat, request.lane, job, self._clock())
        self._wake.set()

    @property
    def refused_until(self) -> float:
        """Until when, by the clock, Telegram wants nothing from this bot at all."""
        return self._patience.refused_until

    def look_again(self) -> None:
        """Something may have become possible."""
        self._wake.set()

    async def run(self) -> None:
        """Send until `stop`."""
        try:
            while not self._ended:
                self._wake.clear()
                self._dispatch()
                await self._wait()
        finally:
            for task in self._tasks:
                task.cancel()

    async def stop(self, within: float) -> None:
        """Send what people wait for and finish what is on its way, for so many seconds at most; what is left stays in
        the outbox. Reminders and broadcasts are not begun any more."""
        self._draining = True
        self._rest.clear()
        self._wake.set()
        try:
            async with asyncio.timeout(within):
                await self._rest.wait()
        except TimeoutError:
            log.warning("Some requests could not be sent before the end; they stay in the outbox.")
        finally:
            self._ended = True
            self._wake.set()

    # ---- the loop ----------------------------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        while self._taps:
            self._start(self._answer(self._taps.pop(0)))
        for _ in range(AT_ONCE):
            ticket = self._lanes.take(self._clock())
            if ticket is None:
                break
            self._start(self._carry(ticket))
        else:
            self._wake.set()
        while not self._draining and (ticket := self._lanes.ahead(self._clock())) is not None:
            self._start(self._prepare(ticket))
        if not (self._tasks or self._lanes.in_hand or self._lanes.waiting(Lane.INTERACTIVE)):
            self._rest.set()

    async def _wait(self) -> None:
        if self._wake.is_set():
            await asyncio.sleep(0)
            return
        now = self._clock()
        wake_at = self._lanes.wake_at(now, bulk=not self._draining)
        try:
            async with asyncio.timeout(None if wake_at is None else max(wake_at - now, 0.001)):
                await self._wake.wait()
        except TimeoutError:
            return

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("Sending stumbled (%s).", type(error).__name__)

    # ---- one request -------------------------------------------------------------------------------------------------

    async def _prepare(self, ticket: Ticket[Job]) -> None:
        """Make a reminder or broadcast ready while it needs no place yet: the call, and the note that it is tried."""
        wire = await self._made(ticket)
        if wire is None or not (ticket.item.claimed or await self._claim(ticket)):
            return
        if wire.uploads:
            await self._signs.uploading(ticket.chat)
        ticket.item.wire = wire
        self._lanes.prepared(ticket, self._clock())

    async def _carry(self, ticket: Ticket[Job]) -> None:
        job = ticket.item
        wire, job.wire = job.wire, None
        if wire is None:
            if isinstance(job.request, Rendered):
                await self._signs.uploading(ticket.chat)
            wire = await self._made(ticket)
            if wire is None:
                return
            if wire.uploads and not isinstance(job.request, Rendered):
                await self._signs.uploading(ticket.chat)
        if self._is_overtaken(ticket):
            self._lanes.dropped(ticket, self._clock())
            await self._settle(job, Delivered())
            return
        if not await self._desk.wants(job.outgoing):  # nothing waits between this look and the call
            self._lanes.dropped(ticket, self._clock())
            return
        verdict = await self._attempt(job.request, wire)
        now = self._clock()
        match verdict:
            case Settled(outcome):
                self._lanes.sent(ticket, now)
                self._patience.succeeded()
                await self._settle(job, outcome)
            case Slower(seconds):
                self._patience.slower(ticket, now, seconds)
            case Offline():
                self._patience.offline(ticket, now)
            case Failing():
                if not self._patience.failing(ticket, now):
                    await self._settle(job, Refused("Telegram's server fails on this request"))
            case Lost():
                if not self._patience.lost(ticket, now):
                    await self._settle(job, Uncertain())
            case Anew():
                assert isinstance(job.request, EditMessage)
                job.request = sent_anew(job.request)
                self._lanes.again(ticket, now, now)
            case _:
                assert_never(verdict)

    async def _made(self, ticket: Ticket[Job]) -> Call | None:
        """The call for a request, or None when there is none: then the ticket is given back."""
        try:
            return call_for(*await made(ticket.item.request, self._renderer))
        except Exception:  # a fault of ours must not hold up the chat for ever
            self._lanes.dropped(ticket, self._clock())
            await self._settle(ticket.item, Refused("no call can be made of it"))
            return None

    def _is_overtaken(self, ticket: Ticket[Job]) -> bool:
        """Whether the next request edits the same message again. Who ticks boxes fast sees the last state sooner."""
        mine, behind = ticket.item.request, self._lanes.behind(ticket)
        return (
            behind is not None
            and isinstance(mine, EditMessage)
            and isinstance(behind.request, EditMessage)
            and behind.request.message == mine.message
        )

    async def _claim(self, ticket: Ticket[Job]) -> bool:
        """Note the attempt down before it is made; whether it may be made."""
        outgoing = ticket.item.outgoing
        if outgoing.tried:  # before a restart, and nobody knows how it ended
            self._lanes.dropped(ticket, self._clock())
            await self._settle(ticket.item, Uncertain())
            return False
        try:
            wanted = await self._desk.claim(outgoing)
        except Exception as error:  # a full disk: without the note it must not be sent
            log.error("An attempt could not be noted down (%s).", type(error).__name__)
            now = self._clock()
            self._lanes.again(ticket, now, now + DISK_PAUSE, left=False)
            return False
        ticket.item.claimed = wanted
        if not wanted:
            self._lanes.dropped(ticket, self._clock())
        return wanted

    async def _attempt(self, request: Outward, wire: Call) -> Verdict:
        try:
            answer = await call(self._bot, wire.method, wire.parameters)
        except Exception as error:
            return judge(request, error)
        if isinstance(request, CountMembers):
            return Settled(Delivered(members=members_in(answer)))
        about = isinstance(request, SendMessage | SendPhoto) and request.about
        return Settled(Delivered(number_of(answer) if about else 0))

    async def _answer(self, job: Job) -> None:
        """Answer a tap: no lane, because it counts against no limit and is of no use later on."""
        outcome: Outcome = Refused("the tap could not be answered in time")
        async with self._tap_places:
            for attempt in range(REPEATS):
                if isinstance(job.request, AnswerTap) and not await self._desk.wants(job.outgoing):
                    job.request = AnswerTap(query=job.request.query)  # stops the spinning, and says nothing
                verdict = await self._attempt(job.request, call_for(job.request))
                if isinstance(verdict, Settled):
                    outcome = verdict.outcome
                    break
                wait = verdict.seconds if isinstance(verdict, Slower) else 0.0
                await asyncio.sleep(min(max(wait, self._first_pause * 2**attempt), LONGEST_OFFLINE))
        await self._settle(job, outcome)

    async def _settle(self, job: Job, outcome: Outcome) -> None:
        if isinstance(outcome, Refused):
            log.warning("Telegram refused a %s: %s", type(job.request).__name__, outcome.reason)
        try:
            await self._desk.settle(job.outgoing, outcome)
        except Exception as error:  # it stays in the outbox and is met again after a restart
            log.error("An outcome could not be noted down (%s).", type(error).__name__)
