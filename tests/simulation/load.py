"""A bot that was off for a day finds a long queue: how fast it is worked off, and whether anything of it is lost.

`python -m tests.simulation.load --backlog 100000 --families 10000`. The whole bot runs, with its store on a real disk;
only waiting is virtual, so the seconds printed are the processor's and the disk's.
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
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bot.core.child import Child
from bot.core.records import Carer, Family, person_address
from bot.practice_chat import Cast, Limits, PracticeChat
from bot.storage import Change, TinyStore
from bot.storage.files import Files
from tests.simulation.boundaries import Boundaries
from tests.simulation.failing_disk import Platter
from tests.simulation.many_runs import fix_hashes
from tests.simulation.one_life import LONG_POLL, TOKEN, Book, Life
from tests.simulation.one_run import content, silence
from tests.simulation.town import MORNINGS, TownClock
from tests.simulation.virtual_loop import play
from tests.simulation.virtual_network import Network

AT_ONCE = 2_000  # updates that lie in the emulator's queue; it is filled up again and again


async def _load(folder: Path, backlog: int, families: int, answers: bool) -> dict[str, float]:
    chance = Random(1)
    cast = Cast()
    people = [cast.add_person(f"P{number}") for number in range(families)]
    for person in people:
        person.started = True
    await _found(folder, [person.id for person in people])
    clock = TownClock(MORNINGS[0])
    limits = Limits(monotonic=asyncio.get_running_loop().time)
    chat = PracticeChat(token=TOKEN, clock=clock, cast=cast, limits=limits, longest_poll=LONG_POLL)
    network = Network(chat, chance, slowest=0.1)
    life = Life(folder, Platter(), network, content(), Book(), chance, clock.now, Boundaries())
    life.store = TinyStore(folder / "data", folder / "key" / "master.key", Files())
    began = time.perf_counter()
    life.begin()
    while not life.ready:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    ready = time.perf_counter()
    numbers = itertools.count()
    fed = 0
    while fed < backlog or len(chat.world.updates):
        for _ in range(min(AT_ONCE - len(chat.world.updates), backlog - fed)):
            number = next(numbers)
            person = people[number % families]
            text = {"message_id": 1, "date": 1, "text": f"/ask Question {number}?", "from": person.as_user()}
            chat.world.updates.add("message", {**text, "chat": person.as_chat()})
            fed += 1
        await asyncio.sleep(0.2)
    drained = time.perf_counter()
    virtual = asyncio.get_running_loop().time()
    while answers and await life.store.unsent():  # noqa: ASYNC110
        await asyncio.sleep(5.0)
    answered = time.perf_counter()
    kept = await _questions(life.store, [person.id for person in people])
    too_many = sum(entry.status == 429 for entry in chat.ledger)
    life.stop()
    await life.ended.wait()
    return {
        "seconds until ready": ready - began, "seconds to drain": drained - ready, "virtual seconds to drain": virtual,
        "updates a second": backlog / (drained - ready), "seconds until it was over": answered - ready,
        "questions kept": kept, "answers 429": too_many,
        "MiB at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


async def _found(folder: Path, people: list[int]) -> None:
    """Families whose first minutes are over."""
    store = TinyStore(folder / "data", folder / "key" / "master.key")
    await store.open()
    long_ago = datetime(2026, 9, 1, tzinfo=UTC)
    for start in range(0, len(people), 200):
        made = []
        for person in people[start : start + 200]:
            carer = Carer(person=person, language="en", consented=long_ago, zone="America/New_York", child="c")
            made.append(Family(id=f"f{person}", carers=(carer,), children=(Child(id="c", name="Ana"),)))
        await store.commit(Change(put=tuple(made)))
    await store.close()


async def _questions(store: TinyStore, people: list[int]) -> int:
    kept = 0
    for person in people:
        name = await store.find(person_address(person))
        record = await store.load(name) if name else None
        if isinstance(record, Family):
            kept += len(record.children[0].questions)
    return kept


def load(backlog: int, families: int, *, answers: bool = False) -> dict[str, float]:
    """Work a backlog off and measure."""
    folder = Path(tempfile.mkdtemp(prefix="sameside-load-"))
    content()
    try:
        return play("0", lambda: _load(folder, backlog, families, answers))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """0 when nothing was lost."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.load", description=__doc__)
    parser.add_argument("--backlog", type=int, default=100_000, help="updates that wait")
    parser.add_argument("--families", type=int, default=10_000)
    parser.add_argument("--answers", action="store_true", help="wait until every reply is out, at 30 a second")
    chosen = parser.parse_args()
    silence()
    figures = load(chosen.backlog, chosen.families, answers=chosen.answers)
    for name, figure in figures.items():
        print(f"{figure:>12.1f} {name}")
    return 0 if figures["questions kept"] == chosen.backlog else 1


if __name__ == "__main__":
    sys.exit(main())
