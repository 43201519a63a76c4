"""How long one committed answer takes, side by side with plain writing and with a database in one file.

`python -m tests.benchmarks.measure_commits SMALL LARGE FOLDER COUNT ROUNDS`: two data folders, a folder to write in,
how many families the large one has, how many rounds. Two more words are the addresses of databases with as many
families, keys in the folder: then those are measured. An answer is `/ask` with a question by a family picked at random.
It is put back afterwards: else the few would get longer lists than the many.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import uvloop
from tinydb import Query, TinyDB

from bot.app import CONTENT
from bot.content import load
from bot.core.child import Question
from bot.core.conversation import Content
from bot.core.events import CommandReceived, Origin
from bot.core.records import person_address
from bot.core.requests import Outgoing
from bot.service.cascade import Cascade
from bot.service.delivery import Delivered
from bot.service.service import Service
from bot.storage import Change, TinyStore
from bot.storage.files import Files
from bot.storage.places import store_at
from bot.storage.worker_thread import WorkerThread
from bot.watching.garbage import looked_through_once

from .families import family, settings_in
from .people import FIRST

SMALL = 100
SLOWER = 0.002  # seconds that a common disk takes longer to sync than one that keeps what it is told in its own memory
TOGETHER = 64
UPDATES = count(1)


class Disk(Files):
    """Counts the bytes that go to the disk. Each sync may be made to take `longer`, in seconds."""

    def __init__(self) -> None:
        self.written = 0
        self.longer = 0.0

    def write(self, descriptor: int, data: bytes) -> None:
        self.written += len(data)
        super().write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        time.sleep(self.longer)


class House:
    """A service without Telegram, on a data folder or on a database whose key lies in the folder: what it wants to send
    counts as sent at once."""

    def __init__(self, content: Content, folder: Path, families: int, database: str = "") -> None:
        self._content = content
        self._families = families
        self.files = Disk()
        settings = settings_in(folder)
        key = settings.key_file
        self._store = store_at(database, key) if database else TinyStore(settings.data_dir, key, self.files)
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Open the store."""
        await self._store.open()
        now, nonce = (lambda: datetime.now(UTC)), (lambda: f"{random.getrandbits(64):x}")
        self._service = Service(content=self._content, store=self._store, now=now, nonce=nonce)
        await self._service.start(self)

    async def close(self) -> None:
        """Close the store."""
        await asyncio.gather(*self._tasks)
        await self._store.close()

    def put(self, outgoing: Outgoing) -> None:
        """Telegram has it already."""
        task = asyncio.create_task(self._service.settle(outgoing, Delivered()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def answer(self) -> int:
        """One answer of a family picked at random. Returns the family's number."""
        number = random.randrange(self._families)
        await self._service.handle(_asked(number))
        return number

    async def decide(self) -> None:
        """The same without writing anything: read the record, step, and what follows from it."""
        number = random.randrange(self._families)
        cascade = Cascade(self._content, self._store, datetime.now(UTC), lambda: "0")
        await cascade.run(person_address(FIRST + number), _asked(number))

    async def put_back(self, numbers: Iterable[int]) -> None:
        """Let these families be as they were."""
        await asyncio.gather(*self._tasks)
        await self._store.commit(Change(put=tuple(family(number) for number in sorted(set(numbers)))))


class OneFile:
    """TinyDB as its documentation shows it: one file, a query, an update, which syncs the file it has written."""

    def __init__(self, path: Path, families: int) -> None:
        self._families = families
        self._database = TinyDB(path)
        self._database.insert_multiple(
            {"person": FIRST + number, "child": "Ana", "questions": [q.text for q in _questions(number)]}
            for number in range(families)
        )

    def answer(self) -> None:
        """One answer of a family picked at random."""
        person = Query().person == FIRST + random.randrange(self._families)
        document = self._database.get(person)
        assert isinstance(document, dict)
        self._database.update({"questions": [*document["questions"], "Who helps her on the bus?"]}, person)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _asked(family_number: int) -> CommandReceived:
    person, number = FIRST + family_number, next(UPDATES)
    origin = Origin(person=person, chat=person, nonce=f"{number:x}", update=number, private=True, language="en")
    return CommandReceived(origin=origin, name="ask", argument=f"Who helps her on the bus, number {number % 20}?")


def _questions(number: int) -> tuple[Question, ...]:
    return family(number).children[0].questions


async def main(small: Path, large: Path, folder: Path, families: int, rounds: int) -> dict[str, list[float]]:
    """Seconds of each round, by what was done."""
    content = load(CONTENT, "sameside_bot")
    few, many = House(content, small, SMALL), House(content, large, families)
    await few.open()
    await many.open()
    with looked_through_once():  # as `serve` does
        found = await _measured(few, many, folder, rounds)
    await few.close()
    await many.close()
    return found


async def _measured(few: House, many: House, folder: Path, rounds: int) -> dict[str, list[float]]:
    for house in (few, many):
        for _ in range(50):
            await house.put_back((await house.answer(),))
    found: dict[str, list[float]] = defaultdict(list)
    found["bytes"] = [float(await _bytes(many))]
    data = os.urandom(int(found["bytes"][0]))
    descriptor = os.open(folder / "appended", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    thread, loop = WorkerThread("append"), asyncio.get_running_loop()
    one_file = OneFile(folder / "one.json", 10_000)

    def append(longer: float = 0.0) -> None:
        os.write(descriptor, data)
        os.fdatasync(descriptor)
        time.sleep(longer)

    for round_ in range(rounds):
        for name, house in (("few", few), ("many", many)):
            with _timed(found[name]):
                number = await house.answer()
            await house.put_back((number,))
        with _timed(found["decide"]):
            await many.decide()
        with _timed(found["append"]):
            append()
        with _timed(found["thread"]):
            await loop.run_in_executor(thread, append)
        if round_ % 20 == 0:
            with _timed(found["tinydb"]):
                one_file.answer()
            with _timed(found["many64"], TOGETHER):
                numbers = await asyncio.gather(*(many.answer() for _ in range(TOGETHER)))
            await many.put_back(numbers)
            with _timed(found["append64"], TOGETHER):
                for _ in range(TOGETHER):
                    append()
        many.files.longer = SLOWER
        with _timed(found["many slow"]):
            number = await many.answer()
        await many.put_back((number,))
        with _timed(found["append slow"]):
            append(SLOWER)
        if round_ % 20 == 0:
            with _timed(found["many64 slow"], TOGETHER):
                numbers = await asyncio.gather(*(many.answer() for _ in range(TOGETHER)))
            await many.put_back(numbers)
            with _timed(found["append64 slow"], TOGETHER):
                for _ in range(TOGETHER):
                    append(SLOWER)
        many.files.longer = 0.0
    thread.shutdown()
    os.close(descriptor)
    one_file.close()
    return found


async def on_databases(folder: Path, small: str, large: str, families: int, rounds: int) -> dict[str, list[float]]:
    """The same of two databases, in turn: `few` and `many` families."""
    content = load(CONTENT, "sameside_bot")
    houses = {"few": House(content, folder, SMALL, small), "many": House(content, folder, families, large)}
    found: dict[str, list[float]] = defaultdict(list)
    for house in houses.values():
        await house.open()
        for _ in range(50):
            await house.put_back((await house.answer(),))
    for _ in range(rounds):
        for name, house in houses.items():
            with _timed(found[name]):
                number = await house.answer()
            await house.put_back((number,))
    for house in houses.values():
        await house.close()
    return found


@contextmanager
def _timed(seconds: list[float], together: int = 1) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds.append((time.perf_counter() - began) / together)


async def _bytes(house: House) -> int:
    """What one answer writes into the journal."""
    before = house.files.written
    numbers = [await house.answer() for _ in range(10)]
    written = (house.files.written - before) // 10
    await house.put_back(numbers)
    return written


if __name__ == "__main__":
    small, large, folder = map(Path, sys.argv[1:4])
    families, rounds, databases = int(sys.argv[4]), int(sys.argv[5]), sys.argv[6:]
    if databases:
        work = on_databases(folder, databases[0], databases[1], families, rounds)
    else:
        work = main(small, large, folder, families, rounds)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(work)))
