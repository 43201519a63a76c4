"""Many commits at once share the waiting for the disk. Counted, not timed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from faulty_files import CountingFiles
from store_fixtures import make_family, say

from bot.storage import Change, TinyStore


async def test_sixty_four_commits_at_once_need_few_syncs(tmp_path: Path) -> None:
    disk = CountingFiles()
    store = TinyStore(tmp_path / "data", tmp_path / "master.key", disk)
    await store.open()
    families = [make_family(f"f{number}", number) for number in range(64)]
    await store.commit(Change(put=tuple(families)))
    before = disk.done["sync"]
    await asyncio.gather(
        *(store.commit(Change(put=(family,), queue=(say(family.id, family.id),))) for family in families)
    )
    assert disk.done["sync"] - before <= 4
    await store.close()


async def test_what_is_settled_waits_for_nobody_and_costs_no_sync_of_its_own(tmp_path: Path) -> None:
    disk = CountingFiles()
    store = TinyStore(tmp_path / "data", tmp_path / "master.key", disk)
    await store.open()
    family = make_family("f1", 1)
    await store.commit(Change(put=(family,)))
    before = disk.done["sync"]
    for number in range(20):
        await store.commit(Change(put=(family,), queue=(say(str(number), "f1"),)))
        await store.commit(Change(settle=(str(number),)))
    assert disk.done["sync"] - before <= 21
    await store.close()
