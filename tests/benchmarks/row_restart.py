"""Starting with 100,000 reminders, 10,000 of them overdue: when is somebody answered, and is each one handled once?"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from .database import places
from .families import EVENING, fill_with_reminders
from .people import FIRST
from .processes import contender, figures_of, pin
from .rows import Goal, Row, bounded, compared, plain
from .stand_in import TOKEN, StandIn

SENDING = 3000  # messages per second that this Telegram takes: here the handling is measured, not the limit


async def rows(quick: bool) -> AsyncIterator[Row]:
    """Ours on files and on PostgreSQL, then the two that keep a job for each reminder."""
    pin(0, 0)
    count, overdue = (10_000, 1_000) if quick else (100_000, 10_000)
    name = f"restart, {count:,} reminders"
    ready = []
    for place, database in places(name):
        folder = Path(tempfile.mkdtemp(prefix="sameside-benchmark-"))
        try:
            await fill_with_reminders(folder, count, overdue, database=database)
            answered, done, heard, inside = await _ours(folder, overdue, database)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        once = sum(1 for times in heard.values() if times == 1)
        where = f"{name}, {place}"
        soon = Goal("<=", 5 if place == "files" else 0.5)
        ready.append(inside["ready"])
        yield plain(f"{where}: first answer", "s", answered, "from the start of the process")
        yield bounded(f"{where}: ready", "s", [inside["ready"]], soon, "after its imports")
        yield bounded(f"{where}: loop stall", "ms", [inside["stall"] * 1000], Goal("<=", 50), _own(inside))
        yield bounded(
            f"{where}: overdue ones sent once", "of all", [once / overdue], Goal(">=", 1), f"after {done:.1f} s"
        )
    for store, against in (("memory", "PTB JobQueue, re-adding"), ("sqlite", "APScheduler, SQLAlchemy store")):
        other = json.loads(await figures_of("contend_jobs", store, str(count), str(overdue), patience=300))
        yield compared(f"{name}: ready", "s", ready[:1], against, [other["ready"]])
        yield plain(f"{against}: loop stall", "ms", other["stall"] * 1000, f"ran {other['ran']:,} of {overdue:,}")


async def _ours(folder: Path, overdue: int, database: str) -> tuple[float, float, Counter[int], dict[str, float]]:
    heard: Counter[int] = Counter()
    answered, enough = asyncio.Event(), asyncio.Event()
    person = FIRST + overdue  # nothing of theirs is overdue
    async with StandIn().listening() as telegram:

        def hear(chat: int, message: int, data: str) -> None:
            if chat == person:
                answered.set()
            else:
                heard[chat] += 1
                if len(heard) >= overdue:
                    enough.set()

        telegram.on_reply = hear
        telegram.say(person, "/ask")
        instant = EVENING + timedelta(hours=1)
        began = time.perf_counter()
        async with contender(
            "house_at", telegram.api_url, TOKEN, str(folder), instant.isoformat(), str(SENDING), database
        ) as child:
            async with asyncio.timeout(300):
                await answered.wait()
                first = time.perf_counter() - began
                await enough.wait()
            done = time.perf_counter() - began
            await asyncio.sleep(1)  # for one that comes twice
        return first, done, heard, json.loads(child.printed)


def _own(inside: dict[str, float]) -> str:
    return f"the loop's own work {inside['own'] * 1000:.0f} ms"
