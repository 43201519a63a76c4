"""The process dies, or the power goes, at every single step that touches the disk."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from faulty_files import DyingDisk, ForgetfulDisk, QuickFiles
from pictures import picture, without_settled
from store_fixtures import make_family, make_group, make_house, say

from bot.storage import Change, MemoryStore, TinyStore

pytest_plugins = ["store_fixtures"]

IDS = ("f1", "f2", "f3", "g1", "house")

# None: close the store and open it again
STORY: tuple[Change | None, ...] = (
    Change(put=(make_family("f1", 1, 2, due=5), make_house()), queue=(say("01", "f1"),)),
    Change(put=(make_family("f2", 3, due=3),), queue=(say("02", "f2"), say("03", "f2"))),
    Change(settle=("02",)),
    Change(put=(make_family("f1", 1, words="changed"), make_family("f2", 3, 2)), mark=("03",)),
    None,
    Change(put=(make_group("g1", -100), make_house("ab"))),
    Change(drop=("f2",), put=(make_family("f1", 1, 2, due=1),), queue=(say("04", "f1"),)),
    Change(put=(make_family("f3", 3, 4, words="x" * 3000),), settle=("01",)),
    Change(queue=(say("05", "g1"), say("06", "nobody"))),
    None,
    Change(put=(make_family("f2", 5, due=9, words="somebody else"),)),
    Change(drop=("f3",)),
    Change(settle=("04", "05")),
)


async def play(folder: Path, disk: DyingDisk, model: MemoryStore, hoped: MemoryStore) -> set[str]:
    """Play the story until the disk dies; `hoped` is one change ahead of `model` then. Returns what was settled."""
    settled: set[str] = set()
    store = TinyStore(folder / "data", folder / "master.key", disk, checkpoint_bytes=1500)
    await model.open()
    await hoped.open()
    with suppress(OSError):
        await store.open()
        for change in STORY:
            if change is None:
                await store.close()
                await store.open()
                continue
            await hoped.commit(change)
            settled.update(change.settle)
            await store.commit(change)
            await model.commit(change)
    await store.close()
    return settled


async def check(folder: Path, model: MemoryStore, hoped: MemoryStore, settled: set[str], *, scan: bool = True) -> None:
    possible = [await picture(model, IDS), await picture(hoped, IDS)]
    possible = [without_settled(seen, settled) for seen in possible]
    store = TinyStore(folder / "data", folder / "master.key", QuickFiles())
    await store.open()
    first = await picture(store, IDS)
    assert without_settled(first, settled) in possible
    await store.close()
    await store.open()
    assert await picture(store, IDS) == first  # through the catalogue
    await store.close()
    if scan:
        for path in (folder / "data" / "catalogue").iterdir():
            path.unlink()
        await store.open()
        assert await picture(store, IDS) == first  # from the records alone
        await store.close()
    assert not list((folder / "data" / "set_aside").iterdir())


async def count_steps(folder: Path) -> int:
    disk = DyingDisk(0, "after")
    await play(folder, disk, MemoryStore(), MemoryStore())
    return disk.steps


@pytest.mark.parametrize("how", ["half", "after"])  # half of a step that is no write is just before it
@pytest.mark.parametrize("kind", [DyingDisk, ForgetfulDisk])
async def test_no_acknowledged_change_is_lost(quick_folder: Path, kind: type[DyingDisk], how: str) -> None:
    steps = await count_steps(quick_folder / "whole")
    assert steps > 100
    for at in range(1, steps + 1):
        folder = quick_folder / str(at)
        disk = kind(at, how)
        model, hoped = MemoryStore(), MemoryStore()
        settled = await play(folder, disk, model, hoped)
        if isinstance(disk, ForgetfulDisk):
            disk.forget()
        await check(folder, model, hoped, settled, scan=at % 3 == 0)
        shutil.rmtree(folder)


async def test_the_story_as_a_whole(quick_folder: Path) -> None:
    model, hoped = MemoryStore(), MemoryStore()
    settled = await play(quick_folder, DyingDisk(0, "after"), model, hoped)
    await check(quick_folder, model, hoped, settled)
