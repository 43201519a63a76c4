"""A database is backed up, put back and given another master key, as a data folder is; the two fit each other."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from faulty_files import DyingDisk, QuickFiles
from store_fixtures import NOON, make_family, make_group, make_house, say

from bot.core.records import HOUSE
from bot.core.requests import Lane
from bot.service.nightly_backups import NightlyBackups
from bot.storage import Change, KeyFileFault, StoreLocked, TinyStore
from bot.storage.backups import Backup, BackupFault, BackupFolder
from bot.storage.keys import mark_of, read_master_key
from bot.storage.postgres import PostgresStore
from bot.storage.postgres_restoring import restore_into
from bot.storage.postgres_rotation import rotate_database
from bot.storage.restoring import restore
from tests.postgres_server import Server

pytest_plugins = ["store_fixtures"]

FAMILIES = tuple(make_family(f"f{i}", i, due=i, words=f"what {i} said") for i in range(1, 8))


class Place:
    """A database, a key and a folder for backups."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.url = server.new_database()
        self.key = folder / "secrets" / "master.key"
        self.backups = BackupFolder(folder / "backups", QuickFiles())
        self.night = NOON

    @asynccontextmanager
    async def store(self) -> AsyncIterator[PostgresStore]:
        store = PostgresStore(self.url, self.key)
        await store.open()
        try:
            yield store
        finally:
            await store.close()

    async def back_up(self, store: PostgresStore) -> Backup:
        self.night += timedelta(days=1)
        made = await store.back_up(self.backups, self.night)
        assert made is not None
        return made

    def forget_everything(self) -> None:
        """The server is lost; there is a new, empty one."""
        self.url = self.server.new_database()


@pytest.fixture
def place(postgres: Server, tmp_path: Path) -> Place:
    return Place(postgres, tmp_path)


async def lived_in(store: PostgresStore) -> None:
    await store.commit(Change(put=(*FAMILIES, make_group("g1", -100), make_house("code"))))
    await store.commit(Change(queue=(say("1", "f1"), say("2", "f2", lane=Lane.REMINDER))))


async def is_whole(store: PostgresStore | TinyStore, *, tried: bool = True) -> None:
    assert tuple([await store.load(each.id) for each in FAMILIES]) == FAMILIES
    assert (await store.find("person:7"), await store.find("chat:-100")) == ("f7", "g1")
    assert await store.load(HOUSE) == make_house("code")
    assert await store.next_due() == NOON + timedelta(minutes=1)
    assert [(each.id, each.tried) for each in await store.unsent()] == [("1", tried), ("2", tried)]


async def test_the_drill_everything_is_back_and_the_backups_go_on(place: Place) -> None:
    async with place.store() as store:
        await lived_in(store)
        backup = await place.back_up(store)
        assert (backup.records, backup.lacking) == (9, 0)
        await store.commit(Change(put=(make_family("f1", 1, words="too late for this backup"),)))
    place.forget_everything()
    restored = await restore_into(place.backups.folder, place.url, place.key)
    assert (restored.records, restored.deleted, restored.unreadable, restored.newest) == (9, 0, 0, True)
    async with place.store() as store:
        await is_whole(store)  # what waited was sent most likely: it is not repeated
        await place.back_up(store)  # into the same folder, with the same keys
        await store.commit(Change(drop=("f1",)))
        assert await store.forget_deleted(place.backups) == 1
    place.forget_everything()
    restored = await restore_into(backup.path, place.url, place.key)
    assert (restored.records, restored.deleted) == (8, 1)  # also gone from the backup before


async def test_a_backup_of_a_database_fits_a_folder_and_the_other_way_round(place: Place) -> None:
    async with place.store() as store:
        await lived_in(store)
        await place.back_up(store)
    data = place.folder / "data"
    await restore(place.backups.folder, data, place.key)
    folder = TinyStore(data, place.key, QuickFiles())
    await folder.open()
    await is_whole(folder)
    place.night += timedelta(days=1)
    await folder.back_up(place.backups, place.night)
    await folder.close()
    place.forget_everything()
    await restore_into(place.backups.folder, place.url, place.key)
    async with place.store() as store:
        await is_whole(store)


async def test_a_backup_is_one_moment_although_people_go_on_writing(place: Place) -> None:
    """Each commit gives two families the same new words; a backup holds both or neither."""
    async with place.store() as store:
        crowd = tuple(make_family(f"c{i:04}", 1000 + i) for i in range(700))  # more than a page between the two
        await store.commit(Change(put=(*crowd, make_family("a", 1, words="0"), make_family("z", 2, words="0"))))
        working = asyncio.create_task(place.back_up(store))
        said = 0
        while not working.done():
            said += 1
            pair = (make_family("a", 1, words=str(said)), make_family("z", 2, words=str(said)))
            await store.commit(Change(put=pair, drop=(f"c{said:04}",)))
        backup = await working
    await restore(backup.path, place.folder / "data", place.key)
    again = TinyStore(place.folder / "data", place.key, QuickFiles())
    await again.open()
    first, last = await again.load("a"), await again.load("z")
    assert first is not None
    assert last is not None
    assert first.carers[0].waiting == last.carers[0].waiting  # type: ignore[union-attr]
    await again.close()


async def test_nothing_is_restored_over_records_and_all_or_nothing(place: Place) -> None:
    async with place.store() as store:
        await lived_in(store)
        await place.back_up(store)
    with pytest.raises(BackupFault, match=r"^BOT_DATABASE_URL: .* Name an empty one"):
        await restore_into(place.backups.folder, place.url, place.key)
    place.forget_everything()
    async with place.store() as store:  # another database must not touch these backups
        await store.commit(Change(put=(make_family("x", 99),)))
        assert await store.forget_deleted(place.backups) == 0
        with pytest.raises(BackupFault, match="of another data folder or database"):
            await place.back_up(store)


async def test_one_replica_makes_the_nightly_backup(place: Place, tmp_path: Path) -> None:
    """Both are told at the same time, and one a moment later; each keeps a folder of its own."""
    now = NOON

    def clock() -> datetime:
        return now

    async with place.store() as one, place.store() as two:
        await lived_in(one)
        folders = [BackupFolder(tmp_path / name, QuickFiles()) for name in ("one", "two")]
        nights = [NightlyBackups(*each, 7, clock) for each in zip((one, two), folders, strict=True)]
        await asyncio.gather(*(night.nightly() for night in nights))
        now += timedelta(minutes=2)
        for night in nights:
            await night.nightly()
        assert sum(len(folder.all()) for folder in folders) == 1
        await nights[0].make()  # by hand there is always one more
        now += timedelta(days=1)
        await asyncio.gather(*(night.nightly() for night in nights))
        assert sum(len(folder.all()) for folder in folders) == 3
        assert [night.faults for night in nights] == [0, 0]


async def test_another_master_key(place: Place) -> None:
    async with place.store() as store:
        await lived_in(store)
        await store.set_aside("update", b"odd")
        backup = await place.back_up(store)
        with pytest.raises(StoreLocked, match="Stop every replica"):
            await rotate_database(place.url, place.key)
        await is_whole(store, tried=False)
    old = place.key.read_bytes()
    assert await rotate_database(place.url, place.key) == 9
    assert place.key.read_bytes() != old
    assert sorted(each.name for each in place.key.parent.iterdir()) == ["master.key"]
    async with place.store() as store:
        await is_whole(store, tried=False)
        assert [each.data async for each in (await store.contents()).aside()] == [b"odd"]
        await store.renew_keys(place.backups)
        await store.commit(Change(put=(make_family("f9", 9),)))
    mark = mark_of(read_master_key(place.key, create=False))
    assert [each.name for each in (place.backups.folder / "keys").iterdir()] == [mark]
    place.forget_everything()
    assert (await restore_into(backup.path, place.url, place.key)).records == 9
    place.key.write_bytes(old)
    with pytest.raises(KeyFileFault, match="not the key of this database"):
        async with place.store():
            pass


async def is_refused(place: Place) -> bool:
    """Whether the database wants the change of the key to be ended first."""
    try:
        async with place.store():
            return False
    except KeyFileFault as fault:
        return "rotate-key" in str(fault) or "missing" in str(fault)


async def test_a_change_of_the_key_that_dies_at_any_step_is_finished_by_the_next(place: Place) -> None:
    async with place.store() as store:
        await lived_in(store)
    died = half_way = 0
    for at in itertools.count(1):
        disk = DyingDisk(at, "before")
        try:
            await rotate_database(place.url, place.key, disk)
        except OSError:
            died += 1
        else:
            break
        if (place.key.parent / "master.key.new").exists() or not place.key.exists():
            half_way += await is_refused(place)
        await rotate_database(place.url, place.key)
        async with place.store() as store:
            await is_whole(store, tried=False)
    assert (died > 3, half_way > 0) == (True, True)
