"""A new master key: everything opens with it, nothing with the old one, and whoever pulls the plug may try again."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from faulty_files import DyingDisk, QuickFiles
from store_fixtures import NOON, make_family, make_group, make_house, say

from bot.core.records import HOUSE
from bot.storage import Change, KeyFileFault, StoreLocked, TinyStore
from bot.storage.backups import BackupFolder
from bot.storage.keys import Keyring, read_master_key
from bot.storage.restoring import restore
from bot.storage.rotation import rotate
from bot.storage.set_aside import SetAside

pytest_plugins = ["store_fixtures"]

FAMILIES = tuple(make_family(f"f{i}", i, due=i, words=f"what {i} said") for i in range(1, 4))


def store_in(folder: Path) -> TinyStore:
    return TinyStore(folder / "data", folder / "secrets" / "master.key", QuickFiles())


async def lived_in(folder: Path) -> None:
    """A data folder in which people have lived."""
    store = store_in(folder)
    await store.open()
    await store.commit(Change(put=(*FAMILIES, make_group("g1", -100), make_house("code")), queue=(say("1", "f1"),)))
    await store.set_aside("update", b"odd", "f1")
    await store.close()


async def is_whole(folder: Path) -> None:
    """Everything is there, found, due and waiting; what was set aside opens."""
    store = store_in(folder)
    await store.open()
    assert tuple([await store.load(each.id) for each in FAMILIES]) == FAMILIES
    assert (await store.find("person:2"), await store.find("chat:-100")) == ("f2", "g1")
    assert await store.load(HOUSE) == make_house("code")
    assert [each.id for each in await store.unsent()] == ["1"]
    assert await store.next_due() == NOON + timedelta(minutes=1)
    await store.commit(Change(put=(make_family("f9", 9),)))
    await store.commit(Change(drop=("f9",)))
    await store.close()
    [aside] = (folder / "data" / "set_aside").glob("*.sealed")
    master = read_master_key(folder / "secrets" / "master.key", create=False)
    keyring = Keyring(folder / "data" / "keys", master, QuickFiles())
    opened = SetAside(aside.parent, master, keyring, QuickFiles()).read(aside)
    assert (opened.data, opened.owner) == (b"odd", "f1")


async def test_after_it_the_old_key_opens_nothing_and_the_new_one_everything(quick_folder: Path) -> None:
    await lived_in(quick_folder)
    key_file = quick_folder / "secrets" / "master.key"
    old_file = key_file.read_bytes()
    old = read_master_key(key_file, create=False)
    assert await rotate(quick_folder / "data", key_file, QuickFiles()) == 5
    assert key_file.read_bytes() != old_file
    assert [path.name for path in key_file.parent.iterdir()] == ["master.key"]
    old_ring = Keyring(quick_folder / "data" / "keys", old, QuickFiles())
    for name in old_ring.names():
        with pytest.raises(Exception, match="damaged"):
            old_ring.wrapped(name)
    await is_whole(quick_folder)
    await rotate(quick_folder / "data", key_file, QuickFiles())
    await is_whole(quick_folder)


@pytest.mark.parametrize("how", ["before", "after", "half"])
async def test_it_may_die_at_every_step_and_is_simply_run_again(quick_folder: Path, how: str) -> None:
    await lived_in(quick_folder / "first")
    died = 0
    at = 1
    while True:
        here = quick_folder / str(at)
        shutil.copytree(quick_folder / "first", here)
        disk = DyingDisk(at, how)
        try:
            await rotate(here / "data", here / "secrets" / "master.key", disk)
        except OSError:
            died += 1
        else:
            if not disk.dead:
                break
        if (here / "data" / "rotating").exists():
            with pytest.raises(KeyFileFault, match=r"python run_bot\.py rotate-key"):
                await store_in(here).open()
            await rotate(here / "data", here / "secrets" / "master.key", QuickFiles())
        await is_whole(here)
        # And once more after that, whatever was left beside the key.
        await rotate(here / "data", here / "secrets" / "master.key", QuickFiles())
        await is_whole(here)
        shutil.rmtree(here)
        at += 1
    assert died > 30


async def test_not_while_the_bot_runs(quick_folder: Path) -> None:
    store = store_in(quick_folder)
    await store.open()
    with pytest.raises(StoreLocked):
        await rotate(quick_folder / "data", quick_folder / "secrets" / "master.key")
    await store.close()


async def test_older_backups_open_with_the_new_key_once_their_keys_are_renewed(quick_folder: Path) -> None:
    await lived_in(quick_folder)
    data, key_file = quick_folder / "data", quick_folder / "secrets" / "master.key"
    backups = BackupFolder(quick_folder / "backups", QuickFiles())
    store = store_in(quick_folder)
    await store.open()
    older = await store.back_up(backups, NOON)
    await store.close()
    old_file = key_file.read_bytes()
    await rotate(data, key_file, QuickFiles())
    store = store_in(quick_folder)
    await store.open()
    await store.renew_keys(backups)
    await store.close()
    shutil.rmtree(data)
    restored = await restore(older.path, data, key_file)
    assert (restored.records, restored.deleted, restored.unreadable) == (5, 0, 0)
    shutil.rmtree(data)
    key_file.write_bytes(old_file)
    with pytest.raises(KeyFileFault, match="is not the key of the backups"):
        await restore(older.path, data, key_file)
