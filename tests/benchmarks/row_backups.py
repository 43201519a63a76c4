"""A backup of 10,000 families while people write: how long it takes, and how long the loop stands still for it."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.storage import Change, TinyStore
from bot.storage.backups import BackupFolder

from .families import family, fill
from .heartbeat import Heartbeat
from .rows import Goal, Row, bounded, plain


async def rows(quick: bool) -> AsyncIterator[Row]:
    """The first backup, for which every key is new, and the next one."""
    families = 1_000 if quick else 10_000
    folder = Path(tempfile.mkdtemp(prefix="sameside-benchmark-"))
    try:
        await fill(folder, families)
        store = TinyStore(folder / "data", folder / "key" / "master.key")
        await store.open()
        try:
            night = datetime(2026, 9, 15, tzinfo=UTC)
            for name in ("first", "next"):
                night += timedelta(days=1)
                took, commit, heart = await _measured(store, BackupFolder(folder / "backups"), night)
                what = f"{name} backup of {families:,} families"
                yield plain(what, "s", took, "with the disk's own waiting")
                own = f"the loop's own work {heart.own * 1000:.0f} ms"
                yield bounded(f"{what}: loop stall", "ms", [heart.wall * 1000], Goal("<=", 100), own)
                yield plain(f"{what}: slowest commit", "ms", commit * 1000)
        finally:
            await store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _measured(store: TinyStore, folder: BackupFolder, night: datetime) -> tuple[float, float, Heartbeat]:
    """Seconds for the backup, seconds for the slowest commit meanwhile, and how the loop fared."""
    heart = Heartbeat()
    beating = asyncio.create_task(heart.beat())
    backing = asyncio.create_task(store.back_up(folder, night))
    began, slowest = time.perf_counter(), 0.0
    for number in itertools.count():
        before = time.perf_counter()
        await store.commit(Change(put=(family(number % 100),)))
        slowest = max(slowest, time.perf_counter() - before)
        if backing.done():
            break
        await asyncio.sleep(0.02)
    await backing
    took = time.perf_counter() - began
    beating.cancel()
    return took, slowest, heart
