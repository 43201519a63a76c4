"""Stand-ins for the service at both ends of the telegram room."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from telegram import Bot

from bot.core.events import TelegramEvent
from bot.core.requests import Lane, Outgoing, Outward, SendMessage
from bot.service.delivery import Outcome
from bot.telegram.job import Job
from bot.telegram.lanes import Lanes
from bot.telegram.limits import Limits
from bot.telegram.receive import Receiver
from bot.telegram.rendering import Renderer
from bot.telegram.sending import Sender
from bot.telegram.translate import Translator

TOKEN = "42:a-token-for-tests"
GROUP = "Parents of Room 12"
PATIENCE = 20.0  # seconds until a test gives up waiting for something that should have happened


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds of which nobody tells."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def free_port() -> int:
    """A port on which nobody listens."""
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()
    return port


class Seen:
    """Where the receiver hands events over. `hold` keeps it from committing until `let_go`."""

    def __init__(self) -> None:
        self.started: list[TelegramEvent] = []
        self.committed: list[TelegramEvent] = []
        self.aside: list[Any] = []
        self.failures = 0
        self._change = asyncio.Condition()
        self._held: Callable[[TelegramEvent], bool] = lambda event: False

    async def handle(self, event: TelegramEvent) -> None:
        await self._note(self.started, event)
        async with self._change:
            await self._change.wait_for(lambda: not self._held(event))
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        await self._note(self.committed, event)

    async def set_aside(self, name: str, data: bytes, whose: Sequence[str]) -> None:
        await self._note(self.aside, json.loads(data))

    def hold(self, which: Callable[[TelegramEvent], bool] = lambda event: True) -> None:
        self._held = which

    async def let_go(self) -> None:
        async with self._change:
            self._held = lambda event: False
            self._change.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._change:
            await self._change.wait_for(holds)

    async def _note(self, where: list[Any], what: Any) -> None:
        async with self._change:
            where.append(what)
            self._change.notify_all()


def translator(username: str = "sameside_bot") -> Translator:
    numbers = itertools.count(1)
    return Translator(username, nonce=lambda: f"{next(numbers):016x}", zone_of=lambda latitude, longitude: "Asia/Tokyo")


@asynccontextmanager
async def receiving(
    bot: Bot, seen: Seen, *, typing: Callable[[int], Awaitable[None]] | None = None
) -> AsyncIterator[Receiver]:
    """A receiver at work, stopped at the end."""
    receiver = Receiver(
        bot,
        translator(),
        seen.handle,
        seen.set_aside,
        random=lambda: 0.0,
        admin_commands=frozenset({"link"}),
        typing=typing,
        first_pause=0.01,
    )
    task = asyncio.create_task(receiver.run())
    try:
        yield receiver
    finally:
        await seen.let_go()
        receiver.stop()
        await task


class DeskOfTests:
    """Where the sender reports."""

    def __init__(self) -> None:
        self.claimed: list[str] = []
        self.outcomes: dict[str, Outcome] = {}
        self.unwanted: set[str] = set()
        self.broken_claims = 0
        self.slow_disk: asyncio.Event | None = None  # set once notes can be written
        self._change = asyncio.Condition()

    async def claim(self, outgoing: Outgoing) -> bool:
        async with self._change:
            if self.broken_claims:
                self.broken_claims -= 1
                raise OSError("disk full")
            self.claimed.append(outgoing.id)
            self._change.notify_all()
        if self.slow_disk is not None:
            await self.slow_disk.wait()
        return await self.wants(outgoing)

    async def wants(self, outgoing: Outgoing) -> bool:
        return outgoing.id not in self.unwanted

    async def settle(self, outgoing: Outgoing, outcome: Outcome) -> None:
        async with self._change:
            assert outgoing.id not in self.outcomes, "settled twice"
            self.outcomes[outgoing.id] = outcome
            self._change.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._change:
            await self._change.wait_for(holds)

    async def outcome(self, name: str) -> Outcome:
        await self.until(lambda: name in self.outcomes)
        return self.outcomes[name]


class Office:
    """A sender and its desk. It may write often, so that stories do not take long."""

    def __init__(self, bot: Bot, renderer: Renderer | None = None, overall: int = 1000) -> None:
        self.desk = DeskOfTests()
        lanes: Lanes[Job] = Lanes(Limits(overall=overall, burst=1000))
        self.sender = Sender(bot, lanes, self.desk, first_pause=0.01, renderer=renderer)
        self._numbers = itertools.count(1)

    def put(self, request: Outward, *, tried: bool = False) -> str:
        """Put a request; its id."""
        name = f"{next(self._numbers):04d}"
        self.sender.put(Outgoing(id=name, owner="f1", request=request, created=datetime.now(UTC), tried=tried))
        return name

    def say(self, chat: int, html: str = "Hello", lane: Lane = Lane.INTERACTIVE) -> str:
        return self.put(SendMessage(chat=chat, html=html, lane=lane))

    async def deliver(self, request: Outward, *, tried: bool = False) -> Outcome:
        """Put a request and wait for its outcome."""
        return await self.desk.outcome(self.put(request, tried=tried))
