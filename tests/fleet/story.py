"""One story of a fleet: people talk, parts die at given moments, then ledger and records are compared.

What must hold: each question that was asked is in the records once; each was answered; each overdue reminder came at
most once. A reply whose replica was killed between sending and noting it down is sent once more (Telegram has no key
that would tell): such doubled replies are counted, and are no more than the replies that a kill can cut in half.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from bot.practice_chat import Cast, PracticeChat, SystemClock
from tests.bot_process import TOKEN
from tests.fleet.fleet import Fleet
from tests.fleet.talkers import PATIENCE, Talkers

if TYPE_CHECKING:  # pytest wants to be the first to import it
    from tests.postgres_server import Server


Kind = Literal["kill", "stop", "database", "twice"]


class Blow(msgspec.Struct, frozen=True):
    """Something that happens to the fleet: `after` so many more answers. `replica` is an index; `seconds` is how long
    what is gone stays away; with `back` a replica comes back."""

    kind: Kind
    after: int
    replica: int = 0
    seconds: float = 0.0
    back: bool = True


class Figures(msgspec.Struct):
    """What a story has shown. The first six should be empty or 0."""

    lost: list[str]
    doubled: list[str]
    unanswered: list[str]
    reminded_twice: int
    left_with_telegram: int
    left_in_outbox: int
    asked: int
    blows: dict[str, int]
    answered_twice: int
    reminders: int
    not_reminded: int
    longest_wait: float
    longest_drain: float
    statuses: list[int]
    seconds: float
    log: str = ""

    def wrong(self) -> list[str]:
        """Each broken promise, in words."""
        sayings = (
            (self.lost, f"questions lost: {self.lost[:5]}"),
            (self.doubled, f"questions kept twice: {self.doubled[:5]}"),
            (self.unanswered, f"questions not answered: {self.unanswered[:5]}"),
            (self.reminded_twice, f"{self.reminded_twice} people reminded twice"),
            (self.left_with_telegram, f"{self.left_with_telegram} updates never acknowledged"),
            (self.left_in_outbox, f"{self.left_in_outbox} requests stay in the outbox"),
            (any(self.statuses), f"a replica that was told to stop ended with {self.statuses}"),
            (self.longest_drain > 10, f"draining took {self.longest_drain:.1f} s"),
            # Each kill may cut as many replies in half as one replica has on their way.
            (self.answered_twice > 20 * self.blows.get("kill", 0), f"{self.answered_twice} replies came twice"),
            (self.not_reminded > 20 * self.blows.get("kill", 0), f"{self.not_reminded} reminders did not come"),
            ("Traceback" in self.log, "a traceback in a log"),
        )
        return [sentence for broken, sentence in sayings if broken]


class Story:
    """A fleet, its people and its database, for one run."""

    def __init__(
        self, folder: Path, server: Server, *, replicas: int, talking: int, waiting: int, pause: float = 0.0
    ) -> None:
        cast = Cast()
        self.people = Talkers(cast, talking, waiting, pause)
        self.chat = PracticeChat(token=TOKEN, clock=SystemClock(), cast=cast)
        self._folder = folder
        self._server = server
        self._replicas = replicas
        self._drains: list[float] = []
        self._statuses: list[int] = []

    async def run(self, blows: Sequence[Blow]) -> Figures:
        """Let everything happen. Raises `TimeoutError` when somebody waits in vain."""
        began = time.monotonic()
        database = await asyncio.to_thread(self._server.new_database)
        await self.chat.start()
        try:
            fleet = Fleet(self._folder, self.chat, TOKEN, database, self._replicas)
            await self.people.plant_reminders(database, fleet.key_file)
            async with fleet:
                await self.people.settle(self.chat)
                talking = asyncio.create_task(self.people.talk(self.chat))
                try:
                    for number, blow in enumerate(blows):
                        await self._answers(blow.after, talking)
                        await self._strike(fleet, blow, number)
                    await self._answers(len(self.people.asked), talking)
                finally:
                    self.people.stop.set()
                await talking
                await self.chat.wait_until(lambda: not len(self.chat.world.updates), PATIENCE)
                left = await self.people.at_rest(database, fleet.key_file)
                await fleet.ready()
                drain = time.monotonic()
            self._drains.append(time.monotonic() - drain)
            kept = await self.people.kept(database, fleet.key_file)
        finally:
            await self.chat.stop()
        return self._figures(kept, left, Counter(blow.kind for blow in blows), fleet, time.monotonic() - began)

    async def _answers(self, number: int, talking: asyncio.Task[None]) -> None:
        """Wait for so many more answers, or for somebody who has waited in vain."""
        enough = self._sent() + number
        waiting = asyncio.create_task(self.chat.wait_until(lambda: self._sent() >= enough, PATIENCE))
        await asyncio.wait({waiting, talking}, return_when=asyncio.FIRST_COMPLETED)
        if talking.done():
            waiting.cancel()
            talking.result()
            raise RuntimeError("everybody has asked as much as a list holds: more people, or fewer blows")
        await waiting

    def _sent(self) -> int:
        return sum(1 for entry in self.chat.ledger if entry.method == "sendMessage" and entry.accepted)

    async def _strike(self, fleet: Fleet, blow: Blow, number: int) -> None:
        replica = fleet.replicas[blow.replica % len(fleet.replicas)]
        match blow.kind:
            case "kill":
                await replica.end(signal.SIGKILL)
                await asyncio.sleep(blow.seconds)
                if blow.back:
                    await replica.start()
            case "stop":
                await replica.ready()  # one that is still starting has nothing to drain
                began = time.monotonic()
                self._statuses.append(await replica.end(signal.SIGTERM))
                self._drains.append(time.monotonic() - began)
                if blow.back:
                    await replica.start()
            case "database":
                await asyncio.to_thread(self._server.kill)
                await asyncio.sleep(blow.seconds)
                await asyncio.to_thread(self._server.start)
            case "twice":
                ports = [each.port for each in fleet.replicas if each.wanted]
                await self.people.say_twice(self.chat, TOKEN, ports, number)

    def _figures(self, kept: Counter[str], left: int, blows: Counter[str], fleet: Fleet, seconds: float) -> Figures:
        asked, told = self.people.all_asked(), self.people.told(self.chat)
        reminded = self.people.reminded(self.chat)
        return Figures(
            lost=[text for text in asked if not kept[text]],
            doubled=[text for text in asked if kept[text] > 1],
            unanswered=[text for text in asked if not told[text]],
            reminded_twice=sum(1 for times in reminded.values() if times > 1),
            left_with_telegram=len(self.chat.world.updates),
            left_in_outbox=left,
            asked=len(asked),
            blows=dict(blows),
            answered_twice=sum(times - 1 for times in told.values()),
            reminders=len(reminded),
            not_reminded=sum(1 for times in reminded.values() if not times),
            longest_wait=self.people.longest,
            longest_drain=max(self._drains),
            statuses=[*self._statuses, *fleet.statuses],
            seconds=seconds,
            log=fleet.logs(),
        )
