"""How long one committed answer takes, side by side with plain writing and with a database in one file.

`python -m tests.benchmarks.measure_commits SMALL LARGE FOLDER COUNT ROUNDS`: two data folders, a folder to write in,
how many families the large one has, how many rounds. Two more words are the addresses of databases with as many
families, keys in the folder: then those are measured. An answer is `/ask` with a question by a family picked at random.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import uvloop
from tinydb import Query, TinyDB

from bot.app import CONTENT
from bot.content import load
from bot.core.conversation import Content
from bot.core.events import CommandReceived, Origin
from bot.core.requests import Outgoing
from bot.service.delivery import Delivered
from bot.service.service import Service
from bot.storage import TinyStore
from bot.storage.files import Files
from bot.storage.places import store_at

from .families import family, settings_in
from .people import FIRST

SMALL = 100
TOGETHER = 64
UPDATES = count(1)


class Counting(Files):
    """Counts the bytes that go to the disk, and how often it is waited for."""

    def __init__(self) -> None:
        self.written = 0

    def write(self, descriptor: int, data: bytes) -> None:
        self.written += len(data)
        super().write(descriptor, data)


class House:
    """A service without Telegram, on a data folder or on a database whose key lies in the folder: what it wants to send
    counts as sent at once."""

    def __init__(self, content: Content, folder: Path, families: int, database: str = "") -> None:
        self._content = content
        self._families = families
        self.files = Counting()
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

    async def answer(self) -> None:
        """One answer of a family picked at random."""
        person = FIRST + random.randrange(self._families)
        number = next(UPDATES)
        origin = Origin(person=person, chat=person, nonce=f"{number:x}", update=number, private=True, language="en")
        text = f"Who helps her on the bus, number {random.randrange(20)}?"
        await self._service.handle(CommandReceived(origin=origin, name="ask", argument=text))


async def main(small: Path, large: Path, folder: Path, families: int, rounds: int) -> dict[str, list[float]]:
    """Seconds of each round, by what was done."""
    content = load(CONTENT, "sameside_bot")
    few, many = House(content, small, SMALL), House(content, large, families)
    await few.open()
    await many.open()
    for house in (few, many):
        for _ in range(50):
            await house.answer()
    found: dict[str, list[float]] = {name: [] for name in ("few", "many", "append", "few64", "many64", "append64")}
    found["bytes"] = [float(await _bytes(many))]
    data = os.urandom(int(found["bytes"][0]))
    descriptor = os.open(folder / "appended", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _ in range(rounds):
        for name, house in (("few", few), ("many", many)):
            began = time.perf_counter()
            await house.answer()
            found[name].append(time.perf_counter() - began)
        began = time.perf_counter()
        os.write(descriptor, data)
        os.fdatasync(descriptor)
        found["append"].append(time.perf_counter() - began)
    for _ in range(max(rounds // 20, 3)):
        for name, house in (("few64", few), ("many64", many)):
            began = time.perf_counter()
            await asyncio.gather(*(house.answer() for _ in range(TOGETHER)))
            found[name].append((time.perf_counter() - began) / TOGETHER)
        began = time.perf_counter()
        for _ in range(TOGETHER):
            os.write(descriptor, data)
            os.fdatasync(descriptor)
        found["append64"].append((time.perf_counter() - began) / TOGETHER)
    os.close(descriptor)
    await few.close()
    await many.close()
    found["tinydb"] = _one_file(folder / "one.json", 10_000, 3)
    return found


async def on_databases(folder: Path, small: str, large: str, families: int, rounds: int) -> dict[str, list[float]]:
    """The same of two databases, in turn: `few` and `many` families."""
    content = load(CONTENT, "sameside_bot")
    houses = {"few": House(content, folder, SMALL, small), "many": House(content, folder, families, large)}
    found: dict[str, list[float]] = {name: [] for name in houses}
    for house in houses.values():
        await house.open()
        for _ in range(50):
            await house.answer()
    for _ in range(rounds):
        for name, house in houses.items():
            began = time.perf_counter()
            await house.answer()
            found[name].append(time.perf_counter() - began)
    for house in houses.values():
        await house.close()
    return found


async def _bytes(house: House) -> int:
    """What one answer writes into the journal."""
    before = house.files.written
    for _ in range(10):
        await house.answer()
    return (house.files.written - before) // 10


def _one_file(path: Path, families: int, rounds: int) -> list[float]:
    """TinyDB as its documentation shows it: one file, a query, an update. It does not wait for the disk."""
    database = TinyDB(path)
    database.insert_multiple(
        {"person": FIRST + number, "child": "Ana", "questions": [q.text for q in family(number).children[0].questions]}
        for number in range(families)
    )
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        person = Query().person == FIRST + random.randrange(families)
        document = database.get(person)
        assert isinstance(document, dict)
        database.update({"questions": [*document["questions"], "Who helps her on the bus?"]}, person)
        took.append(time.perf_counter() - began)
    database.close()
    return took


if __name__ == "__main__":
    small, large, folder = map(Path, sys.argv[1:4])
    families, rounds, databases = int(sys.argv[4]), int(sys.argv[5]), sys.argv[6:]
    if databases:
        work = on_databases(folder, databases[0], databases[1], families, rounds)
    else:
        work = main(small, large, folder, families, rounds)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(work)))
