"""The simulated disk forgets as real ones do, and the store holds what it has once shown."""

from __future__ import annotations

import contextlib
from pathlib import Path
from random import Random

import pytest

from bot.core.records import Carer, Family
from bot.storage import Change, TinyStore
from bot.storage.journal import Journal
from tests.simulation.boundaries import Boundaries
from tests.simulation.failing_disk import FailingDisk, Platter
from tests.simulation.town import MORNINGS

MARIA = Family(id="f1", carers=(Carer(person=7, language="en", consented=MORNINGS[0]),))


def test_what_was_not_synced_may_be_gone(tmp_path: Path) -> None:
    kept = set()
    for seed in range(40):
        platter, path = Platter(), tmp_path / f"{seed}"
        disk = FailingDisk(platter, Boundaries())
        descriptor = disk.create(path)
        disk.sync_folder(tmp_path)
        disk.write(descriptor, b"synced ")
        disk.sync(descriptor)
        disk.write(descriptor, b"not synced")
        disk.close(descriptor)
        platter.cut(Random(seed))
        assert path.read_bytes().startswith(b"synced ")
        kept.add(path.read_bytes())
    assert {b"synced ", b"synced not synced"} < kept


def test_a_name_that_was_not_synced_may_be_gone(tmp_path: Path) -> None:
    there = set()
    for seed in range(20):
        platter, folder = Platter(), tmp_path / str(seed)
        folder.mkdir()
        FailingDisk(platter, Boundaries()).write_whole(folder / "a", b"x")
        platter.cut(Random(seed))
        there.add((folder / "a").exists())
    assert there == {True, False}


@pytest.mark.parametrize("seed", range(40))
def test_no_old_part_of_the_journal_outlives_a_newer_one(tmp_path: Path, seed: int) -> None:
    """It would be played over what is newer: a message that was sent would count as unsent again."""
    platter = Platter()
    journal = Journal(tmp_path, bytes(32), FailingDisk(platter, Boundaries()))
    for generation in (1, 2, 3, 4):
        journal.start(generation)
    journal.close()
    dying = Journal(tmp_path, bytes(32), FailingDisk(platter, Boundaries(at=1 + seed % 5, how="after")))
    with contextlib.suppress(OSError):
        dying.discard(3)
    platter.cut(Random(seed))
    left = journal.generations()
    assert left == list(range(left[0], 5))


async def open_store(folder: Path, platter: Platter, boundaries: Boundaries) -> TinyStore:
    store = TinyStore(folder / "data", folder / "key", FailingDisk(platter, boundaries))
    await store.open()
    return store


async def the_sync_of_a_commit(folder: Path) -> int:
    """The number of the boundary at which a first commit becomes durable."""
    boundaries = Boundaries()
    store = await open_store(folder, Platter(), boundaries)
    await store.commit(Change(put=(MARIA,)))
    number = len(boundaries.passed)
    assert boundaries.passed[-2:] == ["disk: write", "disk: sync"]
    await store.close()
    return number


@pytest.mark.parametrize("seed", range(10))
async def test_what_a_start_after_a_kill_has_shown_is_there_after_a_power_cut(tmp_path: Path, seed: int) -> None:
    platter = Platter()
    first = await open_store(tmp_path / "here", platter, Boundaries(await the_sync_of_a_commit(tmp_path / "there")))
    with pytest.raises(OSError, match="no power"):
        await first.commit(Change(put=(MARIA,)))
    await first.close()
    second = await open_store(tmp_path / "here", platter, boundaries := Boundaries())
    assert await second.find("person:7") == "f1"  # it was written, and nobody has lost power yet
    boundaries.kill()
    await second.close()
    platter.cut(Random(seed))
    third = await open_store(tmp_path / "here", platter, Boundaries())
    try:
        assert await third.load("f1") == MARIA
    finally:
        await third.close()
