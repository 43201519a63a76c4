"""A bot that was off for a day finds a long queue: how fast it is worked off, how long its loop stands still meanwhile,
whether anything of it is lost, and how soon the bot is ready when it is started again right after that.

`python -m tests.simulation.load --backlog 100000 --families 10000`. The whole bot runs with real threads, its store on
a real disk and its way to Telegram inside the process, so that the seconds printed are the processor's and the disk's.
The emulator and the people run on the same loop: its stalls are theirs too.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import uvloop

from bot.core.child import Child
from bot.core.records import Carer, Family, person_address
from bot.core.requests import Outgoing
from bot.practice_chat import Cast, Limits, PracticeChat
from bot.practice_chat.people import Person
from bot.storage import Change, Store, TinyStore
from bot.storage.files import Files
from bot.watching.garbage import looked_through_once
from tests.benchmarks.heartbeat import Heartbeat
from tests.simulation.boundaries import Boundaries
from tests.simulation.failing_disk import Platter
from tests.simulation.many_runs import fix_hashes
from tests.simulation.one_life import TOKEN, Book, Life
from tests.simulation.one_run import content, silence
from tests.simulation.town import MORNINGS, TownClock
from tests.simulation.virtual_network import Network

AT_ONCE = 500  # updates that lie in the emulator's queue; it is filled up again and again
A_POLL = 20  # seconds
ONE_WAY = 0.002  # seconds to Telegram, at most


class _EmptyBook(Book):
    """Nobody judges here, and a hundred thousand notes would weigh on the loop that is measured."""

    def put(self, outgoing: Outgoing) -> None:
        """Not noted down."""


class _House:
    """A folder, a Telegram in the same process, and one life of the bot after the other."""

    def __init__(self, folder: Path, families: int) -> None:
        self._folder = folder
        self._chance = Random(1)
        cast = Cast()
        self.people = [cast.add_person(f"P{number}") for number in range(families)]
        for person in self.people:
            person.started = True
        self._clock = TownClock(MORNINGS[0])
        limits = Limits(monotonic=asyncio.get_running_loop().time)
        self.chat = PracticeChat(token=TOKEN, clock=self._clock, cast=cast, limits=limits, longest_poll=A_POLL)
        self._network = Network(self.chat, self._chance, slowest=ONE_WAY, fastest=ONE_WAY / 4)

    def store(self) -> TinyStore:
        """Of the folder, on the real disk."""
        return TinyStore(self._folder / "data", self._folder / "key" / "master.key", Files())

    async def begin_life(self) -> tuple[Life, float]:
        """A bot that is ready, and the seconds it took."""
        began = time.perf_counter()
        life = Life(
            self._folder, Platter(), self._network, content(), _EmptyBook(), self._chance, self._clock.now, Boundaries()
        )
        life.store = self.store()
        life.begin()
        while not life.ready:
            assert not life.ended.is_set(), life.fault
            await asyncio.sleep(0.001)
        return life, time.perf_counter() - began


async def _load(folder: Path, backlog: int, families: int) -> dict[str, float]:
    house = _House(folder, families)
    await _found(house.store(), [person.id for person in house.people])
    life, ready = await house.begin_life()
    heart = Heartbeat()
    with looked_through_once():  # as `bot.app.serve` does
        beating = asyncio.create_task(heart.beat())
        began, spent = time.perf_counter(), time.process_time()
        await _work_off(house.chat, house.people, backlog)
        drained, worked = time.perf_counter() - began, time.process_time() - spent
        beating.cancel()
        kept = await _questions(life.store, [person.id for person in house.people])
        too_many = sum(entry.status == 429 for entry in house.chat.ledger)
        life.stop()
        await life.ended.wait()
        again, ready_again = await house.begin_life()
        again.stop()
        await again.ended.wait()
    return {
        "seconds until ready": ready, "seconds to drain": drained, "updates a second": backlog / drained,
        "ms of processor time for each, emulator included": worked / backlog * 1000,
        "ms that the loop stood still at most": heart.wall * 1000, "ms of that its own work": heart.own * 1000,
        "seconds until ready after a restart": ready_again, "questions kept": kept, "answers 429": too_many,
        "MiB at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


async def _work_off(chat: PracticeChat, people: list[Person], backlog: int) -> None:
    """Let everybody ask in turn, until all of it has been acknowledged."""
    numbers: Iterator[int] = itertools.count()
    fed = 0
    while fed < backlog or len(chat.world.updates):
        for _ in range(min(AT_ONCE - len(chat.world.updates), backlog - fed, 100)):
            number = next(numbers)
            person = people[number % len(people)]
            text = {"message_id": 1, "date": 1, "text": f"/ask Question {number}?", "from": person.as_user()}
            chat.world.updates.add("message", {**text, "chat": person.as_chat()})
            fed += 1
        await asyncio.sleep(0.005)


async def _found(store: Store, people: list[int]) -> None:
    """Families whose first minutes are over."""
    await store.open()
    long_ago = datetime(2026, 9, 1, tzinfo=UTC)
    for start in range(0, len(people), 200):
        made = []
        for person in people[start : start + 200]:
            carer = Carer(person=person, language="en", consented=long_ago, zone="America/New_York", child="c")
            made.append(Family(id=f"f{person}", carers=(carer,), children=(Child(id="c", name="Ana"),)))
        await store.commit(Change(put=tuple(made)))
    await store.close()


async def _questions(store: Store, people: list[int]) -> int:
    kept = 0
    for person in people:
        name = await store.find(person_address(person))
        record = await store.load(name) if name else None
        if isinstance(record, Family):
            kept += len(record.children[0].questions)
    return kept


def load(backlog: int, families: int) -> dict[str, float]:
    """Work a backlog off and measure."""
    folder = Path(tempfile.mkdtemp(prefix="sameside-load-"))
    content()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_load(folder, backlog, families))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """0 when nothing was lost."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.load", description=__doc__)
    parser.add_argument("--backlog", type=int, default=100_000, help="updates that wait")
    parser.add_argument("--families", type=int, default=10_000)
    chosen = parser.parse_args()
    silence()
    figures = load(chosen.backlog, chosen.families)
    for name, figure in figures.items():
        print(f"{figure:>12.2f} {name}")
    return 0 if figures["questions kept"] == chosen.backlog else 1


if __name__ == "__main__":
    sys.exit(main())
