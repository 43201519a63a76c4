"""10,000 reminders due in the same minute: sent as fast as the limit allows, none missed, the loop never held up; on
files, and by a replica of a fleet.

At Telegram's 30 a second that takes five and a half minutes. `--quick` sends 60 at the true limit, and 1,500 at ten
times as much. The code is the same.
"""

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
from .processes import contender, pin
from .rows import Goal, Row, bounded
from .stand_in import TOKEN, StandIn

BEFORE = timedelta(seconds=6)  # the house is up when they become due


async def rows(quick: bool) -> AsyncIterator[Row]:
    """All runs."""
    pin(0, 0)
    for count, limit in ((1_500, 300), (60, 30)) if quick else ((10_000, 30),):
        due = f"{count:,} reminders at once, {limit}/s"
        for place, database in places(due):
            folder = Path(tempfile.mkdtemp(prefix="sameside-benchmark-"))
            try:
                await fill_with_reminders(folder, count, count, database=database)
                heard, seconds, inside = await _drain(folder, count, limit, database)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            name = f"{due}, {place}"
            allowed = (count - limit) / limit  # the first second's worth may leave at once
            note = f"{seconds:.2f} s, the limit allows {allowed:.2f} s to {count / limit:.2f} s"
            yield bounded(f"{name}: drained", "x limit", [seconds / (count / limit)], Goal("<=", 1.1), note)
            missed = count - len(heard) + sum(times - 1 for times in heard.values())
            yield bounded(f"{name}: missed or doubled", "", [float(missed)], Goal("<=", 0))
            own = f"the loop's own work {inside['own'] * 1000:.0f} ms"
            yield bounded(f"{name}: loop stall", "ms", [inside["stall"] * 1000], Goal("<=", 50), own)


async def _drain(folder: Path, count: int, limit: int, database: str) -> tuple[Counter[int], float, dict[str, float]]:
    heard: Counter[int] = Counter()
    times: list[float] = []
    enough = asyncio.Event()
    async with StandIn().listening() as telegram:

        def hear(chat: int, message: int, data: str) -> None:
            heard[chat] += 1
            times.append(time.perf_counter())
            if len(times) >= count:
                enough.set()

        telegram.on_reply = hear
        instant = (EVENING - BEFORE).isoformat()
        words = [telegram.api_url, TOKEN, str(folder), instant, str(limit)]
        if database:
            words += [database, "webhook"]
        async with contender("house_at", *words) as child:
            async with asyncio.timeout(60 + 2 * count / limit):
                await enough.wait()
            await asyncio.sleep(1)  # for one that comes twice
    return heard, times[count - 1] - times[0], json.loads(child.printed)
