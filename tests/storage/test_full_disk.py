"""The disk is full, or fails: whoever commits is told, nothing of the change is kept, and the store stays usable."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from faulty_files import FullDisk
from pictures import picture
from store_fixtures import make_family, say

from bot.storage import Change, TinyStore

IDS = ("f1", "f2", "f3")


@pytest.mark.parametrize("trouble", ["full", "broken"])
async def test_a_refused_change_leaves_no_trace(tmp_path: Path, trouble: str) -> None:
    disk = FullDisk()
    store = TinyStore(tmp_path / "data", tmp_path / "master.key", disk)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1, due=1),), queue=(say("1", "f1"),)))
    before = await picture(store, IDS)
    setattr(disk, trouble, True)
    with pytest.raises(OSError, match=r"No space|Input/output"):
        await store.commit(Change(put=(make_family("f1", 1, 2, due=5),), queue=(say("2", "f1"),)))
    with pytest.raises(OSError, match=r"No space|Input/output"):
        await store.commit(Change(put=(make_family("f2", 3),)))
    with pytest.raises(OSError, match=r"No space|Input/output"):
        await store.commit(Change(drop=("f1",)))
    refused = await asyncio.gather(*(store.commit(Change(mark=("1",))) for _ in range(8)), return_exceptions=True)
    assert all(isinstance(one, OSError) for one in refused)
    assert await picture(store, IDS) == before
    setattr(disk, trouble, False)
    await store.commit(Change(put=(make_family("f3", 3),)))
    after = await picture(store, IDS)
    await store.close()
    again = TinyStore(tmp_path / "data", tmp_path / "master.key")
    await again.open()
    assert await picture(again, IDS) == after
    assert (await picture(again, IDS)).records["f1"] == before.records["f1"]
    await again.close()


async def test_a_refused_change_does_not_come_back_after_a_kill(tmp_path: Path) -> None:
    disk = FullDisk()
    store = TinyStore(tmp_path / "live" / "data", tmp_path / "live" / "master.key", disk)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1, words="kept"),)))
    disk.broken = True  # every byte is written, but the disk does not say that it has them
    with pytest.raises(OSError, match="Input/output"):
        await store.commit(Change(put=(make_family("f1", 1, words="refused"),)))
    shutil.copytree(tmp_path / "live", tmp_path / "killed")
    disk.broken = False
    await store.close()
    again = TinyStore(tmp_path / "killed" / "data", tmp_path / "killed" / "master.key")
    await again.open()
    assert await again.load("f1") == make_family("f1", 1, words="kept")
    await again.close()


async def test_nothing_is_written_behind_bytes_that_could_not_be_cut_off(tmp_path: Path) -> None:
    disk = FullDisk()
    store = TinyStore(tmp_path / "data", tmp_path / "master.key", disk)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),)))
    disk.full = disk.stuck = True
    with pytest.raises(OSError, match="No space"):
        await store.commit(Change(put=(make_family("f1", 1, words="refused"),)))
    disk.full = False
    with pytest.raises(OSError, match="Input/output"):
        await store.commit(Change(put=(make_family("f1", 1, words="refused too"),)))
    disk.stuck = False
    await store.commit(Change(put=(make_family("f1", 1, words="kept"),)))
    journal = next((tmp_path / "data" / "journal").iterdir())
    assert journal.stat().st_size > 0
    await store.close()
    again = TinyStore(tmp_path / "data", tmp_path / "master.key")
    await again.open()
    assert await again.load("f1") == make_family("f1", 1, words="kept")
    await again.close()


async def test_what_was_settled_while_the_disk_was_full_is_written_later(tmp_path: Path) -> None:
    disk = FullDisk()
    store = TinyStore(tmp_path / "data", tmp_path / "master.key", disk)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),), queue=(say("1", "f1"), say("2", "f1"))))
    disk.full = True
    await store.commit(Change(settle=("1",)))
    with pytest.raises(OSError, match="No space"):
        await store.commit(Change(mark=("2",)))
    disk.full = False
    await store.commit(Change(mark=("2",)))
    await store.close()
    again = TinyStore(tmp_path / "data", tmp_path / "master.key")
    await again.open()
    assert [(outgoing.id, outgoing.tried) for outgoing in await again.unsent()] == [("2", True)]
    await again.close()


async def test_a_full_disk_at_a_checkpoint_costs_nothing(tmp_path: Path) -> None:
    disk = FullDisk()
    store = TinyStore(tmp_path / "data", tmp_path / "master.key", disk)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1, words="kept"),), queue=(say("1", "f1"),)))
    disk.full = True
    await store.close()
    again = TinyStore(tmp_path / "data", tmp_path / "master.key")
    await again.open()
    assert await again.load("f1") == make_family("f1", 1, words="kept")
    assert len(await again.unsent()) == 1
    await again.close()


async def test_a_refused_change_does_not_come_back_after_a_stop(tmp_path: Path) -> None:
    disk = FullDisk()
    store = TinyStore(tmp_path / "data", tmp_path / "master.key", disk)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1, words="kept"),)))
    await store.close()
    await store.open()
    disk.broken = disk.stuck = True  # and what was written cannot be taken off again, either
    with pytest.raises(OSError, match="Input/output"):
        await store.commit(Change(put=(make_family("f1", 1, words="refused"),)))
    disk.broken = disk.stuck = False  # it recovers, but nobody writes before the end
    await store.close()
    again = TinyStore(tmp_path / "data", tmp_path / "master.key")
    await again.open()
    assert await again.load("f1") == make_family("f1", 1, words="kept")
    await again.close()
