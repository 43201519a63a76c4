"""Files that were torn, changed or removed behind the store's back: reported and set aside, never silently dropped."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import msgspec
import pytest
from faulty_files import QuickFiles
from pictures import Picture, picture
from store_fixtures import make_family, make_group, say

from bot.core.older_records import SCHEMA
from bot.storage import Change, MemoryStore, TinyStore, Unreadable
from bot.storage.files import Files
from bot.storage.keys import Keyring, read_master_key
from bot.storage.record_files import RecordFiles

pytest_plugins = ["store_fixtures"]

IDS = ("f1", "f2", "g1")
STORY = (
    Change(put=(make_family("f1", 1, due=2),)),
    Change(put=(make_family("f2", 2),), queue=(say("1", "f1"),)),
    Change(put=(make_family("f1", 1, 3),), mark=("1",)),
    Change(drop=("f2",)),
)


def open_in(folder: Path) -> TinyStore:
    return TinyStore(folder / "data", folder / "master.key", QuickFiles())


async def picture_in(folder: Path) -> Picture:
    store = open_in(folder)
    await store.open()
    seen = await picture(store, IDS)
    await store.close()
    return seen


async def journal_of_the_story(folder: Path) -> tuple[bytes, list[int], list[Picture]]:
    """The journal's bytes with the folder as a kill would leave it, the size and the picture after each change."""
    model = MemoryStore()
    await model.open()
    pictures = [await picture(model, IDS)]
    sizes = [0]
    store = open_in(folder / "live")
    await store.open()
    (journal,) = (folder / "live" / "data" / "journal").iterdir()
    for change in STORY[:3]:
        await store.commit(change)
        await model.commit(change)
        sizes.append(journal.stat().st_size)
        pictures.append(await picture(model, IDS))
    shutil.copytree(folder / "live", folder / "killed")
    await store.close()
    return journal_bytes(folder / "killed"), sizes, pictures


def journal_bytes(folder: Path) -> bytes:
    (journal,) = (folder / "data" / "journal").iterdir()
    return journal.read_bytes()


def with_journal(folder: Path, name: str, data: bytes) -> Path:
    """A copy of the killed folder with other bytes in its journal."""
    copy = folder / name
    shutil.copytree(folder / "killed", copy)
    (journal,) = (copy / "data" / "journal").iterdir()
    journal.write_bytes(data)
    return copy


async def test_a_journal_torn_at_any_byte_keeps_every_whole_change(quick_folder: Path) -> None:
    data, sizes, pictures = await journal_of_the_story(quick_folder)
    for end in range(len(data) + 1):
        copy = with_journal(quick_folder, f"torn {end}", data[:end])
        whole = sum(size <= end for size in sizes) - 1
        assert await picture_in(copy) == pictures[whole], end
        if end % 20 == 0:
            assert await picture_in(copy) == pictures[whole], end
        assert not list((copy / "data" / "set_aside").iterdir())
        shutil.rmtree(copy)


async def test_zeros_at_the_end_of_the_journal_are_cut_off(tmp_path: Path) -> None:
    data, _, pictures = await journal_of_the_story(tmp_path)
    copy = with_journal(tmp_path, "zeros", data + bytes(4096))
    assert await picture_in(copy) == pictures[-1]


@pytest.mark.parametrize("place", ["mark", "length", "body"])
async def test_damage_in_the_middle_of_the_journal_is_set_aside_with_what_follows(
    tmp_path: Path, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    data, sizes, pictures = await journal_of_the_story(tmp_path)
    at = sizes[1] + {"mark": 0, "length": 6, "body": 60}[place]
    copy = with_journal(tmp_path, "changed", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    assert await picture_in(copy) == pictures[1]
    assert "bytes of the journal are damaged" in caplog.text
    (kept,) = (copy / "data" / "set_aside").iterdir()
    assert kept.stat().st_size > len(data) - sizes[1]
    assert await picture_in(copy) == pictures[1]


async def test_a_damaged_record_is_set_aside_and_the_others_are_fine(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_in(tmp_path)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1, words="canary"), make_group("g1", -100))))
    await store.close()
    path = tmp_path / "data" / "families" / "f1.json"
    path.write_bytes(path.read_bytes()[:-1])
    await store.open()
    for _ in range(2):
        with pytest.raises(Unreadable, match=r"f1\.json"):
            await store.load("f1")
    assert await store.load("g1") == make_group("g1", -100)
    assert not path.exists()
    (aside,) = (tmp_path / "data" / "set_aside").iterdir()
    assert aside.name.startswith("families-f1-")
    assert "damaged" in caplog.text
    assert "canary" not in caplog.text
    await store.commit(Change(put=(make_family("f1", 1),)))
    assert await store.load("f1") == make_family("f1", 1)
    await store.close()


async def test_one_record_in_the_place_of_another_does_not_open(tmp_path: Path) -> None:
    store = open_in(tmp_path)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1), make_family("f2", 2))))
    await store.close()
    families = tmp_path / "data" / "families"
    shutil.copy(families / "f2.json", families / "f1.json")
    shutil.copy(tmp_path / "data" / "keys" / "f2", tmp_path / "data" / "keys" / "f1")
    await store.open()
    with pytest.raises(Unreadable):
        await store.load("f1")
    assert await store.load("f2") == make_family("f2", 2)
    await store.close()


@pytest.mark.parametrize("loss", ["missing", "damaged", "stale"])
async def test_a_catalogue_that_does_not_fit_is_not_believed(tmp_path: Path, loss: str) -> None:
    store = open_in(tmp_path)
    await store.open()
    for change in STORY[:2]:
        await store.commit(change)
    await store.close()
    old = {path: path.read_bytes() for path in (tmp_path / "data" / "catalogue").iterdir()}
    keys = {path: path.read_bytes() for path in (tmp_path / "data" / "keys").iterdir()}
    await store.open()
    for change in STORY[2:]:
        await store.commit(change)
    before = await picture(store, IDS)
    await store.close()
    (catalogue,) = (tmp_path / "data" / "catalogue").iterdir()
    if loss == "damaged":
        catalogue.write_bytes(catalogue.read_bytes()[:-3])
    else:
        catalogue.unlink()
    if loss == "stale":
        for path, data in old.items():
            path.write_bytes(data)
        for path, data in keys.items():
            if path.name.endswith(".catalogue"):
                path.write_bytes(data)
    assert await picture_in(tmp_path) == before


async def test_a_catalogue_is_extended_and_begins_anew_when_a_record_was_dropped(tmp_path: Path) -> None:
    data = tmp_path / "data"

    async def carried(changed: set[tuple[str, int]]) -> set[tuple[str, int]]:
        """Wait until a checkpoint has changed the catalogue and let go of its part of the journal."""
        while True:
            await asyncio.sleep(0)
            if len(list((data / "journal").iterdir())) == 1:
                now = {(path.name, path.stat().st_size) for path in (data / "catalogue").glob("*.catalogue")}
                if now != changed:
                    return now

    store = TinyStore(data, tmp_path / "master.key", QuickFiles(), checkpoint_bytes=1)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1), make_family("f3", 3))))
    first = await carried(set())
    await store.commit(Change(put=(make_family("f2", 2, due=1),)))
    extended = await carried(first)
    assert {name for name, _ in extended} == {name for name, _ in first}
    await store.commit(Change(drop=("f1",)))
    anew = await carried(extended)
    assert {name for name, _ in anew}.isdisjoint(name for name, _ in first)
    before = await picture(store, IDS)
    await store.close()
    assert await picture_in(tmp_path) == before
    assert before.found["person:1"] is None


async def test_a_record_without_its_key_is_reported_and_its_file_stays(tmp_path: Path) -> None:
    store = open_in(tmp_path)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),)))
    await store.close()
    key = tmp_path / "data" / "keys" / "f1"
    kept = key.read_bytes()
    key.unlink()
    await store.open()
    with pytest.raises(Unreadable, match="key"):
        await store.load("f1")
    key.write_bytes(kept)
    assert await store.load("f1") == make_family("f1", 1)
    await store.close()


@pytest.mark.parametrize("kind", ["family", "clan"])
@pytest.mark.parametrize("schema", [0, SCHEMA + 1])
async def test_a_record_of_another_version_stays_for_the_release_that_knows_it(
    tmp_path: Path, schema: int, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """An older one as well as a newer one, and also where all that this release knows of is there."""
    store = open_in(tmp_path)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1), make_family("f2", 2))))
    await store.close()
    data = tmp_path / "data"
    master = read_master_key(tmp_path / "master.key", create=False)
    records = RecordFiles(data, Keyring(data / "keys", master, Files()), Files())
    known = records.read("families", "f1")
    other = msgspec.json.decode(known.record)
    other = {"schema": schema, "record": {**other["record"], "type": kind, "more": "of which nothing may be lost"}}
    records.write("families", "f1", 9, msgspec.json.encode(other), ())
    await store.open()
    with pytest.raises(Unreadable, match=r"f1\.json is of an unknown version"):
        await store.load("f1")
    await store.close()
    shutil.rmtree(data / "catalogue")
    await store.open()
    assert "unknown version" in caplog.text
    assert await store.load("f2") == make_family("f2", 2)
    await store.close()
    assert msgspec.json.decode(records.read("families", "f1").record) == other
    records.write("families", "f1", known.sequence, known.record, known.outbox)
    shutil.rmtree(data / "catalogue")
    await store.open()
    assert await store.load("f1") == make_family("f1", 1)
    await store.close()
