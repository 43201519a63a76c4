"""Makes a data folder with many families, fast: through the store itself, but without waiting for the disk.

What is measured later runs on a store that does wait. Each family has one parent and one child with three questions and
a school work plan, whose reminder is the only thing that is ever due.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time as clock
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec

from bot.core.child import Child, Question, Routine
from bot.core.coaching import REGISTRY
from bot.core.records import Carer, Family
from bot.core.reminders import due_next
from bot.settings import Settings
from bot.storage import Change, TinyStore
from bot.storage.files import Files
from bot.storage.places import store_at

from .people import FIRST

NEW_YORK = "America/New_York"
TODAY = date(2026, 9, 15)  # a Tuesday of the school year
EVENING = datetime(2026, 9, 15, 22, 0, tzinfo=UTC)  # 18:00 in New York: when reminders of `evening` are due
_AT_ONCE = 500


class Unhurried(Files):
    """Leaves it to the system when bytes reach the disk."""

    def sync(self, descriptor: int) -> None:
        """Nothing is waited for."""

    def sync_folder(self, folder: Path) -> None:
        """Nothing is waited for."""


def family(number: int, at: time | None = None) -> Family:
    """A family; with `at` it is asked about school work each day at this hour in New York."""
    person = FIRST + number
    name = f"f{number:07}"
    questions = tuple(
        Question(id=f"{name}q{n}", text=f"Who helps her on the bus, number {n}?", added=TODAY, team="teacher")
        for n in range(3)
    )
    plan = None if at is None else Routine(carer=person, days=tuple(range(7)), at=at, often="each", since=TODAY)
    child = Child(id=f"{name}c", name="Ana", questions=questions, routine=plan)
    began = datetime(2026, 9, 1, tzinfo=UTC)
    carer = Carer(person=person, language="en", consented=began, zone=NEW_YORK, child=child.id)
    return Family(id=name, carers=(carer,), children=(child,))


def planned(number: int, at: time, template: Family) -> Family:
    """The same with its due time, which is that of `template`: working it out takes longer than all else."""
    return msgspec.structs.replace(family(number, at), due=template.due)


def with_due(made: Family, now: datetime) -> Family:
    """A family whose next waking is worked out as a step would."""
    return msgspec.structs.replace(made, due=due_next(made, REGISTRY, now))


def settings_in(folder: Path, token: str = "", api_url: str = "https://api.telegram.org/bot") -> Settings:
    """Settings of a bot whose data and key lie in this folder."""
    return Settings(token=token, api_url=api_url, data_dir=folder / "data", key_file=folder / "key" / "master.key")


def by_webhook(settings: Settings) -> Settings:
    """The same with a webhook on a free port; with a database that is a replica of a fleet."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    return msgspec.structs.replace(settings, webhook_url=f"http://127.0.0.1:{port}/telegram", webhook_port=port)


async def fill(folder: Path, count: int, make: Callable[[int], Family] = family, *, database: str = "") -> None:
    """A data folder, or the database at this address with its key in the folder, with families 0 to `count`."""
    key = folder / "key" / "master.key"
    store = store_at(database, key) if database else TinyStore(folder / "data", key, Unhurried(), checkpoint_bytes=1024)
    await store.open()
    try:
        for start in range(0, count, _AT_ONCE):
            await store.commit(Change(put=tuple(make(number) for number in range(start, min(start + _AT_ONCE, count)))))
    finally:
        await store.close()
    if hasattr(os, "sync"):
        os.sync()  # so that what is measured next does not wait for these bytes


async def fill_with_reminders(folder: Path, count: int, overdue: int, *, database: str = "") -> None:
    """`overdue` families due at `EVENING`, the others two hours later."""
    before = datetime(2026, 9, 15, 12, tzinfo=UTC)
    early, late = time(18), time(20)
    first, second = with_due(family(0, early), before), with_due(family(0, late), before)
    assert first.due == EVENING, first.due

    def make(number: int) -> Family:
        return planned(number, early, first) if number < overdue else planned(number, late, second)

    await fill(folder, count, make, database=database)


def main(words: list[str]) -> None:
    """`python -m tests.benchmarks.families FOLDER COUNT OVERDUE`: fill a folder, and say how long it took."""
    folder, count, overdue = Path(words[0]), int(words[1]), int(words[2])
    began = clock.perf_counter()
    asyncio.run(fill_with_reminders(folder, count, overdue) if overdue else fill(folder, count))
    print(f"{clock.perf_counter() - began:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
