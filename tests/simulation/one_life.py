"""One process of the bot, from its start to its end: wired as `bot.app` does, with the world's edges replaced.

What differs: the loop, the disk and the network are virtual, papers are blank, and the clock of the house is a task on
the virtual loop instead of an APScheduler job.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

import msgspec
from telegram import Bot

from bot.core import group
from bot.core.conversation import Content
from bot.core.papers import Calendar, Paper
from bot.core.requests import Outgoing
from bot.scheduler import SAFETY
from bot.service.claim import offer_claim
from bot.service.delivery import Outcome
from bot.service.service import Service
from bot.storage import TinyStore
from bot.telegram.connect import connected
from bot.telegram.job import Job
from bot.telegram.lanes import Lanes, Ticket
from bot.telegram.receive import Receiver
from bot.telegram.sending import Sender
from bot.telegram.translate import Translator
from tests.simulation.boundaries import Boundaries
from tests.simulation.failing_disk import FailingDisk, Platter
from tests.simulation.virtual_loop import OWNER, Tasks
from tests.simulation.virtual_network import SENDING, Network, VirtualRequest

TOKEN = "7000000001:a-token-for-tests"
CODE = "0AB1C2D3"
LONG_POLL = 6 * 3600  # seconds; a poll that waits costs nothing to nobody here
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8ffff3f030005fe02fea72d1ee4"
    "0000000049454e44ae426082"
)


class Fate(msgspec.Struct):
    """What became of one outgoing request, over all processes."""

    outgoing: Outgoing
    puts: int = 0
    outcomes: list[str] = []
    unwanted: bool = False


class Book:
    """Every outgoing request that a process took charge of, by id."""

    def __init__(self) -> None:
        self.fates: dict[str, Fate] = {}

    def put(self, outgoing: Outgoing) -> None:
        """A process took charge of it."""
        self.fates.setdefault(outgoing.id, Fate(outgoing)).puts += 1


class NotedService(Service):
    """The service, with every outcome noted down, also of what an earlier process has left."""

    book: Book

    async def claim(self, outgoing: Outgoing) -> bool:
        wanted = await super().claim(outgoing)
        if not wanted:
            self.book.fates[outgoing.id].unwanted = True
        return wanted

    async def wants(self, outgoing: Outgoing) -> bool:
        wanted = await super().wants(outgoing)
        if not wanted:
            self.book.fates[outgoing.id].unwanted = True
        return wanted

    async def settle(self, outgoing: Outgoing, outcome: Outcome) -> None:
        fate = self.book.fates.setdefault(outgoing.id, Fate(outgoing))
        fate.outcomes.append(type(outcome).__name__)
        await super().settle(outgoing, outcome)


class NotedSender(Sender):
    """The sender, with every attempt known by the id of its request."""

    book: Book

    def put(self, outgoing: Outgoing) -> None:
        self.book.put(outgoing)
        super().put(outgoing)

    async def _carry(self, ticket: Ticket[Job]) -> None:
        SENDING.set(ticket.item.outgoing.id)
        await super()._carry(ticket)

    async def _answer(self, job: Job) -> None:
        SENDING.set(job.outgoing.id)
        await super()._answer(job)


class BlankPapers:
    """A `Renderer` that sets no type."""

    async def paper(self, paper: Paper) -> bytes:
        """A file that could be a paper."""
        return b"%PDF-1.7 blank"

    async def shortened(self, paper: Paper) -> bool:
        """All of it is there."""
        return False

    async def preview(self, paper: Paper) -> bytes:
        """A picture."""
        return PICTURE

    async def calendar(self, calendar: Calendar) -> bytes:
        """A file that could be a calendar."""
        return b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Life:
    """One process. `ended` is set when it is over, however it ended."""

    def __init__(
        self,
        folder: Path,
        platter: Platter,
        network: Network,
        content: Content,
        book: Book,
        chance: Random,
        now: Callable[[], datetime],
        boundaries: Boundaries,
    ) -> None:
        self.boundaries = boundaries
        self.disk = FailingDisk(platter, boundaries)
        self.ended = asyncio.Event()
        self.ready = False
        self.service: Service | None = None
        self.store = TinyStore(
            folder / "data", folder / "key" / "master.key", self.disk, checkpoint_bytes=chance.choice((2_000, 60_000))
        )
        self._release = self.store._lock.release  # the system does it for a process that is gone
        self._network = network
        self._content = content
        self._book = book
        self._chance = chance
        self._now = now
        self._tasks: Tasks = set()
        self._receiver: Receiver | None = None
        self._struck = asyncio.Event()
        boundaries.die = self._die

    def begin(self) -> None:
        """Start it."""
        before = OWNER.set(self._tasks)
        try:
            self._main = asyncio.create_task(self._run())
        finally:
            OWNER.reset(before)
        self._main.add_done_callback(self._over)

    def stop(self) -> None:
        """SIGTERM."""
        if self._receiver is not None:
            self._receiver.stop()
        else:
            self._main.cancel()

    async def _run(self) -> None:
        async with contextlib.AsyncExitStack() as stack:
            await self.store.open()
            stack.push_async_callback(self.store.close)
            request, polling = (VirtualRequest(self._network, self.boundaries) for _ in range(2))
            bot = await stack.enter_async_context(
                connected(Bot(TOKEN, "http://telegram/bot", request=request, get_updates_request=polling))
            )
            service = NotedService(content=self._content, store=self.store, now=self._now, nonce=self._nonce)
            service.book = self._book
            clock = asyncio.get_running_loop().time
            sender = NotedSender(bot, Lanes(), service, clock, renderer=BlankPapers())
            sender.book = self._book
            stack.push_async_callback(service.stop)
            await service.start(sender)
            sending = asyncio.create_task(sender.run())
            stack.push_async_callback(_finished, sending)
            stack.push_async_callback(sender.stop, 6.0)
            service.on_due = lambda due: self._struck.set()
            await offer_claim(self.store, CODE)
            ticking = asyncio.create_task(self._keep_time(service))
            stack.callback(ticking.cancel)
            self.service = service
            self._receiver = Receiver(
                bot,
                Translator(bot.username, nonce=self._nonce, zone_of=lambda latitude, longitude: "America/Chicago"),
                service.handle,
                service.set_aside,
                random=self._chance.random,
                admin_commands=frozenset(group.MENU),
                poll_seconds=LONG_POLL,
            )
            self.ready = True
            await self._receiver.run()

    async def _keep_time(self, service: Service) -> None:
        """Strike at each due time; look again at least once in a while."""
        while True:
            self._struck.clear()
            with contextlib.suppress(OSError):
                await service.tick()
                due = await service.next_due()
                wait = LONG_POLL if due is None else (due - self._now()).total_seconds()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(max(wait, 0.001), LONG_POLL)):
                        await self._struck.wait()
                continue
            await asyncio.sleep(SAFETY.total_seconds())

    def _die(self) -> None:
        """SIGKILL, or the power is gone: nothing of it reaches the world any more."""
        asyncio.get_running_loop().call_soon(self._bury)

    def _bury(self) -> None:
        self._main.cancel()

    def _over(self, main: asyncio.Task[None]) -> None:
        for task in list(self._tasks):
            task.cancel()
        self._release()
        self.ready = False
        self.fault = None if main.cancelled() else main.exception()
        self.ended.set()

    def _nonce(self) -> str:
        return f"{self._chance.getrandbits(64):016x}"


async def _finished(task: asyncio.Task[None]) -> None:
    await asyncio.wait({task}, timeout=2)
    task.cancel()
