"""Backups: one moment of everything, kept without the keys of what was deleted since, and put back in a drill."""

from __future__ import annotations

import asyncio
import os
import shutil
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from faulty_files import FullDisk, QuickFiles
from store_fixtures import NOON, make_family, make_group, make_house, say

from bot.core.records import HOUSE
from bot.core.requests import Lane
from bot.storage import Change, KeyFileFault, TinyStore
from bot.storage.backups import Backup, BackupFault, BackupFolder
from bot.storage.restoring import restore

pytest_plugins = ["store_fixtures"]


class Machine:
    """A data folder, a key, and a folder for backups."""

    def __init__(self, folder: Path) -> None:
        self.data, self.key = folder / "data", folder / "secrets" / "master.key"
        self.backups = BackupFolder(folder / "backups", QuickFiles())
        self.night = NOON

    def store(self) -> TinyStore:
        return TinyStore(self.data, self.key, QuickFiles())

    async def back_up(self, store: TinyStore) -> Backup:
        self.night += timedelta(days=1)
        return await store.back_up(self.backups, self.night)

    async def restored(self, source: Path | None = None) -> TinyStore:
        """The store of a machine that has lost its data folder and got the backup back."""
        shutil.rmtree(self.data, ignore_errors=True)
        await restore(source or self.backups.folder, self.data, self.key)
        store = self.store()
        await store.open()
        return store


@pytest.fixture
def machine(quick_folder: Path) -> Machine:
    return Machine(quick_folder)


async def test_the_drill_everything_is_back(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    families = [make_family(f"f{i}", i, due=i, words=f"what {i} said") for i in range(1, 40)]
    await store.commit(Change(put=(*families, make_group("g1", -100), make_house("code"))))
    await store.commit(Change(queue=(say("1", "f1"), say("2", "f2", lane=Lane.REMINDER))))
    backup = await machine.back_up(store)
    assert (backup.records, backup.lacking) == (41, 0)
    await store.commit(Change(put=(make_family("f1", 1, words="too late for this backup"),)))
    await store.close()

    again = await machine.restored()
    assert [await again.load(each.id) for each in families] == families
    assert await again.find("person:7") == "f7"
    assert await again.find("chat:-100") == "g1"
    assert await again.load(HOUSE) == make_house("code")
    assert await again.next_due() == NOON + timedelta(minutes=1)
    waiting = await again.unsent()
    assert [(each.id, each.tried) for each in waiting] == [("1", True), ("2", True)]  # sent most likely: not repeated
    await again.close()


async def test_a_backup_is_one_moment_although_people_go_on_writing(machine: Machine) -> None:
    """Each commit gives two families the same new words; a backup holds both or neither, whenever it was taken."""
    store = machine.store()
    await store.open()
    crowd = tuple(make_family(f"c{i}", 1000 + i) for i in range(300))
    pair = (make_family("a", 1, words="0"), make_family("z", 2, words="0"))
    await store.commit(Change(put=(*crowd, *pair)))
    working = asyncio.create_task(machine.back_up(store))
    said = 0
    while not working.done():
        said += 1
        words = str(said)
        await store.commit(Change(put=(make_family("a", 1, words=words), make_family("z", 2, words=words))))
        fresh = make_family(f"n{said}", 5000 + said)
        await store.commit(Change(put=(fresh,), queue=(say(f"{said:04}", "a"),)))
        await store.commit(Change(drop=(f"c{said}",)))
    backup = await working
    await store.close()
    again = await machine.restored(backup.path)
    first, last = await again.load("a"), await again.load("z")
    assert first is not None
    assert last is not None
    assert first.carers[0].waiting == last.carers[0].waiting  # type: ignore[union-attr]
    assert said > 3
    await again.close()


async def test_a_thousand_deleted_families_stay_unreadable_in_an_older_backup(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    everybody = tuple(make_family(f"f{i}", i, words="private") for i in range(1, 1201))
    await store.commit(Change(put=everybody))
    older = await machine.back_up(store)
    before = {each.name: each.read_bytes() for each in machine.backups.keys(mark(machine)).iterdir()}
    gone = [family.id for family in everybody[:1000]]
    for start in range(0, 1000, 100):
        await store.commit(Change(drop=tuple(gone[start : start + 100])))
    assert await store.forget_deleted(machine.backups) == 1000
    assert await store.forget_deleted(machine.backups) == 0
    await store.close()

    everywhere = b"".join(path.read_bytes() for path in machine.backups.folder.rglob("*") if path.is_file())
    assert not any(before[record_id] in everywhere for record_id in gone)
    shutil.rmtree(machine.data)
    restored = await restore(older.path, machine.data, machine.key)
    assert (restored.records, restored.deleted, restored.unreadable) == (200, 1000, 0)
    again = machine.store()
    await again.open()
    assert await again.count() == 200
    for i in range(1, 1001):
        assert await again.load(f"f{i}") is None
        assert await again.find(f"person:{i}") is None
    assert await again.load("f1001") == everybody[1000]
    await again.close()


async def test_the_next_backup_alone_forgets_nothing_that_lives(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1), make_family("f2", 2))))
    await machine.back_up(store)
    assert await store.forget_deleted(machine.backups) == 0
    (machine.data / "keys" / "f2").unlink()  # the disk loses a key: that is no deletion
    assert await store.forget_deleted(machine.backups) == 0
    await machine.back_up(store)
    await store.close()
    again = await machine.restored()
    assert await again.load("f2") == make_family("f2", 2)
    await again.close()


async def test_a_fresh_data_folder_cannot_touch_the_backups_of_another(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),)))
    await machine.back_up(store)
    await store.close()
    shutil.rmtree(machine.data)  # lost, and the bot is started without restoring first
    fresh = machine.store()
    await fresh.open()
    assert await fresh.forget_deleted(machine.backups) == 0
    with pytest.raises(BackupFault, match=r"^BOT_BACKUP_DIR: .* of another data folder or database\. Choose an empty"):
        await machine.back_up(fresh)
    await fresh.close()
    again = await machine.restored()
    assert await again.load("f1") == make_family("f1", 1)
    await again.close()


async def test_going_back_to_an_older_backup_leaves_the_newer_ones_alone(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),)))
    older = await machine.back_up(store)
    await store.commit(Change(put=(make_family("f2", 2),)))
    newer = await machine.back_up(store)
    await store.close()
    again = await machine.restored(older.path)
    assert await again.load("f2") is None
    assert await again.forget_deleted(machine.backups) == 0
    with pytest.raises(BackupFault):
        await machine.back_up(again)
    await again.close()
    back = await machine.restored(newer.path)
    assert await back.load("f2") == make_family("f2", 2)
    await machine.back_up(back)  # the newest one goes on where it stopped
    await back.close()


async def test_a_damaged_record_is_reported_and_older_backups_are_kept(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1), make_family("f2", 2))))
    good = await machine.back_up(store)
    path = machine.data / "families" / "f1.json"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    backup = await machine.back_up(store)
    assert (backup.records, backup.lacking) == (1, 1)
    await store.close()
    again = await machine.restored(good.path)
    assert await again.load("f1") == make_family("f1", 1)
    await again.close()


async def test_only_the_newest_are_kept(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),)))
    taken = [(await machine.back_up(store)).path for _ in range(5)]
    (machine.backups.folder / "2026-01-01T00-00-00Z.backup.partial").write_bytes(b"killed in the middle")
    machine.backups.prune(2)
    assert sorted(machine.backups.folder.glob("*.backup*")) == taken[-2:]
    assert machine.backups.newest() == machine.night
    await store.close()


async def test_a_full_disk_leaves_the_last_backup_and_no_half_one(machine: Machine) -> None:
    disk = FullDisk()
    store = TinyStore(machine.data, machine.key, QuickFiles())
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),)))
    await machine.back_up(store)
    await store.commit(Change(put=(make_family("f2", 2),)))
    before = machine.backups.all()
    disk.full = True
    with pytest.raises(OSError, match="No space left"):
        await store.back_up(BackupFolder(machine.backups.folder, disk), NOON + timedelta(days=9))
    assert machine.backups.all() == before
    assert not list(machine.backups.folder.glob("*.partial"))
    await store.close()


async def test_the_master_key_is_in_no_backup_and_nothing_can_be_read_without_it(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    await store.commit(Change(put=(make_family("f1", 424242, words="Rosalinda"),), queue=(say("1", "f1", "blanket"),)))
    await store.set_aside("update", b"canary-upload")
    backup = await machine.back_up(store)
    await store.close()
    everywhere = b"".join(path.read_bytes() for path in machine.backups.folder.rglob("*") if path.is_file())
    master = machine.key.read_bytes().split()[-1]
    for secret in (master, b"Rosalinda", b"424242", b"blanket", b"canary-upload"):
        assert secret not in everywhere
    assert all(path.stat().st_mode & 0o077 == 0 for path in machine.backups.folder.rglob("*")) or os.name == "nt"
    machine.key.unlink()
    shutil.rmtree(machine.data)
    with pytest.raises(KeyFileFault, match="missing"):
        await restore(backup.path, machine.data, machine.key)
    other = TinyStore(machine.data.parent / "other", machine.key, QuickFiles())
    await other.open()  # makes a key file, another one
    await other.close()
    with pytest.raises(KeyFileFault, match="is not the key of the backups"):
        await restore(backup.path, machine.data, machine.key)


async def test_nothing_is_restored_over_other_data_nor_from_a_damaged_backup(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),)))
    backup = await machine.back_up(store)
    await store.close()
    with pytest.raises(BackupFault, match="is not empty"):
        await restore(backup.path, machine.data, machine.key)
    shutil.rmtree(machine.data)
    data = backup.path.read_bytes()
    with tarfile.open(backup.path) as tar:
        at = tar.getmember("families/f1.json").offset_data + 60
    for damaged in (data[: len(data) // 6], data[:at] + b"????" + data[at + 4 :], b""):
        backup.path.write_bytes(damaged)
        with pytest.raises(BackupFault, match="is damaged"):
            await restore(backup.path, machine.data, machine.key)
        with pytest.raises(KeyFileFault, match="interrupted"):  # what was begun does not open as if it were whole
            await machine.store().open()
        shutil.rmtree(machine.data)


async def test_the_backups_do_not_lie_in_the_data_folder(machine: Machine) -> None:
    store = machine.store()
    await store.open()
    with pytest.raises(BackupFault, match="is inside the data folder"):
        await store.back_up(BackupFolder(machine.data / "backups"), NOON)
    await store.close()


def mark(machine: Machine) -> str:
    [folder] = (machine.backups.folder / "keys").iterdir()
    return folder.name
