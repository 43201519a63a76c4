"""Replicas that deliver by jobs: services over one PostgreSQL, whose couriers write what they send into one ledger."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import psycopg
from service_world import CONTENT, MORNING, Courier, World

from bot.core.events import TelegramEvent
from bot.core.requests import Lane, Outgoing, Outward
from bot.fleet.jobs import Pace
from bot.fleet.replica import Replica
from bot.service.delivery import Delivered, Desk, Uncertain
from bot.service.in_hand import InHand
from bot.storage.postgres import PostgresStore

QUICK = Pace(poll=0.05, heartbeat=0.2, silent=1.0, look=0.3, restart=0.05)


class Ledger:
    """What all of them have sent, in order, and who. Whoever waits for something looks again after each change."""

    def __init__(self) -> None:
        self.got: list[Outgoing] = []
        self.sent: list[Outward] = []
        self.senders: list[str] = []
        self._changed = asyncio.Event()

    def change(self) -> None:
        self._changed.set()

    async def until(self, what: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(60):
            while not await what():
                with contextlib.suppress(TimeoutError):  # what is not in the ledger may change, too
                    await asyncio.wait_for(self._changed.wait(), 0.1)
                self._changed.clear()


class Carrier(Courier):
    """Sends at once, by the rules of a sender; what is in a lane that it holds waits until it is free."""

    def __init__(self, name: str, ledger: Ledger) -> None:
        super().__init__()
        self.name = name
        self.ledger = ledger
        self.got = ledger.got
        self.sent = ledger.sent
        self.desk: Desk
        self.prompt = False  # nobody waits for it
        self.holds: set[Lane] = set()
        self.free = asyncio.Event()
        self.has: set[str] = set()

    def put(self, outgoing: Outgoing) -> None:
        self.got.append(outgoing)
        self.has.add(outgoing.id)
        self.ledger.change()
        task = asyncio.create_task(self._send(outgoing))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, outgoing: Outgoing) -> None:
        if outgoing.request.lane in self.holds:
            await self.free.wait()
        if outgoing.request.lane is not Lane.INTERACTIVE:
            if outgoing.tried:
                await self.desk.settle(outgoing, Uncertain())
                return
            if not await self.desk.claim(outgoing):
                return
        if await self.desk.wants(outgoing):
            self.sent.append(outgoing.request)
            self.ledger.senders.append(self.name)
            await self.desk.settle(outgoing, Delivered())
            self.ledger.change()


class NoPlaces:
    """A sender that knows no limits."""

    def needs(self) -> tuple[int, bool]:
        return 0, False

    def waits(self) -> bool:
        return False

    def held(self) -> int:
        return 0

    def give(self, places: int) -> None:
        """It does not matter."""

    def paused(self) -> float:
        return 0.0

    def recall(self, chat: int) -> tuple[list[float], float, bool]:
        return [], 0.0, False

    def remember(self, chat: int, ages: Sequence[float], paused: float, strict: bool) -> None:
        """It does not ask."""

    def pause(self, seconds: float) -> None:
        """Nor does this."""


class Member(World):
    """One replica. What it says appears in the ledger of all."""

    store: PostgresStore  # type: ignore[assignment]  # in place of the one in memory
    courier: Carrier

    def __init__(self, name: str, url: str, key_file: Path, ledger: Ledger, numbers: itertools.count[int]) -> None:
        super().__init__(
            store=PostgresStore(url, key_file, fleet=True),  # type: ignore[arg-type]
            courier=Carrier(name, ledger),
            now=MORNING,
            content=CONTENT,
            counter=numbers,
        )

    def hands(self) -> InHand:
        return self.replica.hands

    async def start(self) -> None:
        await self.store.open()
        self.replica = Replica(self.store, lambda: self.now, QUICK)
        self.service = self.make_service(self.store)
        self.courier.desk = self.replica.desk(self.service)
        self.courier.service = self.service
        await self.replica.begin(self.courier, NoPlaces(), 30)

    async def says(self, person: int, text: str, chat: int = 0, *, admin: bool = False) -> TelegramEvent:
        """Until everything is sent that is not held."""
        event = await super().says(person, text, chat, admin=admin)
        await self.quiet()
        return event

    async def taps(self, person: int, label: str) -> TelegramEvent:
        """The same."""
        event = await super().taps(person, label)
        await self.quiet()
        return event

    async def quiet(self) -> None:
        """Until nothing is left to send but what is held."""

        async def nothing_left() -> bool:
            held = self.courier.holds
            return all(outgoing.request.lane in held for outgoing in await self.store.unsent())

        await self.courier.ledger.until(nothing_left)

    async def stop(self) -> None:
        """As after SIGTERM."""
        self.replica.take_no_more()
        if not self.courier.holds:
            await self.courier.rest()
        await self.replica.end()
        await self.store.close()


class Fleet(list[Member]):
    """All of them, and the database."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.ledger = Ledger()

    def later(self, by: timedelta) -> None:
        """Every clock on the wall goes on."""
        for each in self:
            each.now += by

    def hold(self, *lanes: Lane) -> None:
        """Nobody sends in these lanes."""
        for each in self:
            each.courier.holds.update(lanes)

    def release(self) -> None:
        """Everybody sends."""
        for each in self:
            each.courier.holds.clear()
            each.courier.free.set()

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the database says, in its own words."""
        with psycopg.connect(self.url, autocommit=True, options="-c search_path=sameside") as connection:
            found = connection.execute(statement.encode(), values)
            return found.fetchall() if found.description else []
