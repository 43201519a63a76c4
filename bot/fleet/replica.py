"""One replica of a fleet: from the open store to jobs that are taken. It must not know what is connected above it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import datetime

from bot.core.requests import Lane
from bot.fleet.deliveries import Deliveries, LetGo
from bot.fleet.hands import SharedHands
from bot.fleet.jobs import Jobs, Pace
from bot.fleet.own import OwnReplies
from bot.fleet.shares import Places, Shares
from bot.service.delivery import Courier, Desk
from bot.service.ids import Ids
from bot.storage.change_rows import Taken
from bot.storage.postgres import PostgresStore

log = logging.getLogger(__name__)

LOOKS = 15  # between two rounds of tidying
END_WITHIN = 2.0  # seconds


class Replica:
    """`hands` are for the service, `desk` for the sender; then it may `begin`. The store is open, and has been told
    that it is a fleet's."""

    def __init__(self, store: PostgresStore, now: Callable[[], datetime], pace: Pace | None = None) -> None:
        self._store = store
        self._outbox = store.shared_outbox()
        self._histories = store.chat_histories()
        self._pace = pace or Pace()
        self._name = secrets.token_hex(4)
        self.hands = SharedHands(Ids(now, self._name), self._outbox)

    def desk(self, desk: Desk) -> Deliveries:
        """What stands between the sender and the service's desk."""
        self._deliveries = Deliveries(self._outbox, self._histories, self.hands, desk)
        return self._deliveries

    async def begin(self, courier: Courier, places: Places, overall: int) -> None:
        """Take jobs, look after those of the dead, and keep a share of Telegram's `overall` limit. Raises `OSError`
        when the database stays away."""
        self.hands.open(courier, ())
        await self._outbox.adopt()
        await self._outbox.ring_again()

        async def deliver(chat: bytes, lane: Lane) -> None:
            await self._deliveries.deliver(chat, lane, places)

        async def deliver_own(taken: Taken) -> None:
            await self._deliveries.deliver_own(taken, places)

        self._own = OwnReplies(self._store.own_jobs(), deliver_own)
        await self._own.begin()
        self._store.worker, self._store.on_taken = self._own.worker, self._own.take
        jobs = Jobs(self._store.pool, deliver, LetGo, self._pace)
        self._working = asyncio.create_task(jobs.run(), name="taking jobs")
        self._tending = asyncio.create_task(self._tend(jobs), name="tending jobs")
        self._shares = Shares(self._store.shared_limits(), places, self._name, overall)
        self._sharing = asyncio.create_task(self._shares.run(), name="sharing limits")
        self._living = asyncio.create_task(self._own.live(self._pace.heartbeat), name="living")

    def take_no_more(self) -> None:
        """The end begins: what is under way goes on."""
        self._own.take_no_more()
        self._tending.cancel()
        self._working.cancel()

    async def end(self) -> None:
        """The sender has ended: what it could not send is for other replicas."""
        self._deliveries.let_go()
        self._sharing.cancel()
        self._living.cancel()
        tasks = {self._working, self._tending, self._sharing, self._living}
        await asyncio.wait(tasks, timeout=END_WITHIN)
        try:
            async with asyncio.timeout(END_WITHIN):
                await self._own.end()
                await self._shares.leave()
        except (TimeoutError, OSError):
            log.warning("the database could not be told that this replica ends")

    async def _tend(self, jobs: Jobs) -> None:
        while True:
            try:
                for _ in range(LOOKS):
                    await asyncio.sleep(self._pace.look)
                    await jobs.free()
                    await self._own.look()
                await self._outbox.ring_again()
                await self._outbox.forget_updates()
                await self._histories.forget()
            except OSError as fault:
                log.warning("the outbox could not be looked through (%s)", type(fault).__name__)
