"""A service, and all around it made of memory: a store that can fail, a courier that only keeps, a clock by hand.

`World.restart` is what a crash leaves: the store alone.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.content import load
from bot.core.coaching.broadcast_progress import UNDO
from bot.core.conversation import Content
from bot.core.events import ButtonTapped, CommandReceived, Origin, TelegramEvent, TextReceived
from bot.core.records import Family, Group, Record, person_address
from bot.core.requests import AnswerInline, AnswerTap, EditMessage, Lane, LeaveChat, Outgoing, Outward, SendMessage
from bot.core.text import plain
from bot.service.claim import offer_claim
from bot.service.delivery import Delivered, Outcome
from bot.service.in_hand import InHand
from bot.service.service import Service
from bot.storage import Change, Loaded, Store
from bot.storage.memory import MemoryStore

MORNING = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # Tuesday, 10:00 in New York
CONTENT = load(Path(__file__).parents[2] / "content", retention=0)  # the end of long silence has its own script
MARIA, RUTH, LEA, OMAR, ROOM = 1001, 2001, 2002, 9001, -1001


class FaultyStore(MemoryStore):
    """Counts commits; fails them, or the loading of one record, while told to."""

    def __init__(self) -> None:
        super().__init__()
        self.commits: list[Change] = []
        self.aside: list[tuple[str, bytes]] = []
        self.full = False
        self.broken: set[str] = set()
        self.slow: asyncio.Event | None = None  # commits wait for it
        self.waiting = 0

    async def commit(self, change: Change) -> None:
        if self.slow is not None:
            self.waiting += 1
            await self.slow.wait()
            self.waiting -= 1
        self._must_write()
        await super().commit(change)
        self.commits.append(change)

    async def read(self, name: str) -> Loaded | None:
        if {name, await self.find(name)} & self.broken:
            raise OSError(errno.EIO, "Input/output error")
        return await super().read(name)

    async def set_aside(self, name: str, data: bytes, owner: str = "") -> None:
        self._must_write()
        await super().set_aside(name, data, owner)
        self.aside.append((name, data))

    def _must_write(self) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")


class Courier:
    """Keeps what it is given. While `prompt`, a person's messages are settled as delivered at once."""

    def __init__(self) -> None:
        self.service: Service | None = None
        self.prompt = True
        self.got: list[Outgoing] = []
        self.sent: list[Outward] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, outgoing: Outgoing) -> None:
        self.got.append(outgoing)
        if self.prompt and outgoing.request.lane is Lane.INTERACTIVE:
            task = asyncio.create_task(self.ends(outgoing, Delivered()))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def ends(self, outgoing: Outgoing, outcome: Outcome) -> None:
        """The fate of one request is known."""
        assert self.service is not None
        if isinstance(outcome, Delivered):
            self.sent.append(outgoing.request)
        await self.service.settle(outgoing, outcome)

    async def rest(self) -> None:
        """Until everything begun is over."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def newest(self, chat: int) -> Outgoing:
        """The newest message to a chat."""
        return next(each for each in reversed(self.got) if chat_of(each.request) == chat)


def chat_of(request: Outward) -> int:
    """Where it goes; 0 for the answer to a tap."""
    return 0 if isinstance(request, AnswerTap | AnswerInline | LeaveChat) else request.chat


@dataclass
class World:
    """One service and what is around it."""

    store: FaultyStore = field(default_factory=FaultyStore)
    courier: Courier = field(default_factory=Courier)
    now: datetime = MORNING
    content: Content = CONTENT
    counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    service: Service = field(init=False)

    async def start(self) -> None:
        """Open the store and begin."""
        await self.store.open()
        await self.restart()

    async def restart(self) -> None:
        """Begin again with what the store holds."""
        self.courier = Courier()
        self.service = self.make_service(self.store)
        self.courier.service = self.service
        await self.service.start(self.courier)

    def make_service(self, store: Store) -> Service:
        """A service of this world."""
        return Service(
            content=self.content,
            store=store,
            now=lambda: self.now,
            nonce=lambda: f"n{next(self.counter)}",
            hands=self.hands(),
        )

    def hands(self) -> InHand | None:
        """Those of one process."""
        return None

    def origin(self, person: int, chat: int = 0, *, admin: bool = False, message: int = 0) -> Origin:
        """Somebody, somewhere, with a fresh update."""
        number = next(self.counter)
        return Origin(
            person=person,
            chat=chat or person,
            private=not chat,
            nonce=f"e{number}",
            update=number,
            title="Room 12" if chat else "",
            group_admin=admin,
            message=message,
        )

    async def says(self, person: int, text: str, chat: int = 0, *, admin: bool = False) -> TelegramEvent:
        """Write a text or a command; returns the event once it is handled and what people read has been sent."""
        origin = self.origin(person, chat, admin=admin)
        event: TelegramEvent = TextReceived(origin=origin, text=text)
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            event = CommandReceived(origin=origin, name=name, argument=argument)
        await self.service.handle(event)
        if self.courier.prompt:
            await self.courier.rest()
        return event

    async def taps(self, person: int, label: str) -> TelegramEvent:
        """Tap the newest button with this label."""
        for outgoing in reversed(self.courier.got):
            request = outgoing.request
            if not isinstance(request, SendMessage | EditMessage) or request.chat != person:
                continue
            for button in (each for row in request.rows for each in row):
                if button.label == label:
                    event = ButtonTapped(origin=self.origin(person, message=5), data=button.data, query="q")
                    await self.service.handle(event)
                    if self.courier.prompt:
                        await self.courier.rest()
                    return event
        raise AssertionError(f"no button {label!r}")

    def heard(self, chat: int) -> list[str]:
        """Everything that was delivered to a chat, without tags."""
        messages = (each for each in self.courier.sent if isinstance(each, SendMessage | EditMessage))
        return [plain(each.html) for each in messages if each.chat == chat]

    async def record(self, address: str) -> Record | None:
        """The record at an address, as committed."""
        found = await self.store.find(address)
        return await self.store.load(found) if found else None

    async def family(self, person: int) -> Family:
        """A person's record."""
        record = await self.record(person_address(person))
        assert isinstance(record, Family)
        return record

    async def group(self, chat: int = ROOM) -> Group:
        """A group's record."""
        record = await self.record(f"chat:{chat}")
        assert isinstance(record, Group)
        return record

    async def settled(self, person: int, child: str = "Ana") -> None:
        """A parent whose first minutes are over."""
        await self.says(person, "/start")
        await self.taps(person, "Yes, let's start")
        await self.says(person, child)
        await self.says(person, "New York")
        await self.taps(person, "Eastern Time (New York)")

    async def coached(self) -> None:
        """Omar runs the bot, and Ruth is a coach with one group."""
        await offer_claim(self.store, "CODE")
        await self.says(OMAR, "/claim CODE")
        await self.coached_too(RUTH, "Ruth")
        await self.says(RUTH, "/link", ROOM, admin=True)

    async def coached_too(self, person: int, name: str) -> None:
        """Somebody becomes a coach without a group, once Omar runs the bot."""
        await self.settled(person, "Kim")
        await self.says(person, "/start coach")
        for label in ("Tell me more", "Skip", "Yes, I promise"):
            await self.taps(person, label)
        await self.says(person, name)
        await self.says(person, "I was helped")
        await self.taps(OMAR, "Approve")

    async def sends_tip(self) -> Outgoing:
        """Ruth sends the first tip; it waits in the courier's hands."""
        await self.says(RUTH, "/broadcast")
        request = self.courier.newest(RUTH).request
        assert isinstance(request, SendMessage)
        await self.taps(RUTH, request.rows[0][0].label)
        await self.taps(RUTH, "Send it now")
        self.now += UNDO
        await self.service.tick()
        return next(each for each in reversed(self.courier.got) if each.request.lane is Lane.BROADCAST)

    async def unsent(self, *lanes: Lane) -> Sequence[Outgoing]:
        """The store's outbox, of some lanes or of all."""
        return [each for each in await self.store.unsent() if not lanes or each.request.lane in lanes]
