"""What somebody with the disk can see, and what is left of a family that was deleted."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from pathlib import Path

import pytest
from store_fixtures import make_family, make_group, say

from bot.storage import Change, KeyFileFault, StoreLocked, TinyStore

CANARIES = (b"Rosalinda", b"person:424242", b"424242", b"blue blanket", b"canary-upload")
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file modes")


def open_in(folder: Path) -> TinyStore:
    return TinyStore(folder / "data", folder / "secrets" / "master.key")


def everything_in(folder: Path) -> bytes:
    """All names and all bytes under a folder."""
    paths = sorted(folder.rglob("*"))
    names = b"\n".join(os.fsencode(path) for path in paths)
    return names + b"\n".join(path.read_bytes() for path in paths if path.is_file())


async def test_nothing_private_is_ever_in_plain_on_the_disk_or_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store = open_in(tmp_path)
    await store.open()
    family = make_family("f1", 424242, words="Rosalinda")
    await store.commit(Change(put=(family,), queue=(say("1", "f1", "blue blanket"),)))
    await store.set_aside("update of Rosalinda", b"canary-upload")
    seen = [everything_in(tmp_path / "data")]  # in the journal
    await store.close()
    seen.append(everything_in(tmp_path / "data"))  # in the files
    assert len(list((tmp_path / "data" / "set_aside").iterdir())) == 1
    for canary in CANARIES:
        assert not any(canary in each for each in seen)
        assert canary.decode() not in caplog.text


async def test_a_deleted_family_leaves_no_file_and_an_older_copy_of_its_file_does_not_open(tmp_path: Path) -> None:
    store = open_in(tmp_path)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1), make_family("f2", 2)), queue=(say("1", "f1"),)))
    await store.close()
    data = tmp_path / "data"
    shutil.copytree(data, tmp_path / "backup")
    await store.open()
    await store.commit(Change(drop=("f1",)))
    assert not list(data.rglob("f1*"))  # key and file are gone when the commit returns
    await store.close()
    assert b"f1" not in os.fsencode("\n".join(path.name for path in data.rglob("*")))
    for room in ("families", "journal", "catalogue"):
        shutil.rmtree(data / room)
        shutil.copytree(tmp_path / "backup" / room, data / room)
    await store.open()
    assert await store.load("f2") == make_family("f2", 2)
    assert await store.find("person:1") is None
    assert await store.unsent() == ()
    await store.close()


async def test_a_family_deleted_and_killed_at_once_is_still_deleted(tmp_path: Path) -> None:
    store = open_in(tmp_path)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1, words="private"),), queue=(say("1", "f1"),)))
    await store.commit(Change(drop=("f1",)))
    shutil.copytree(tmp_path, tmp_path / "killed")
    await store.close()
    again = open_in(tmp_path / "killed")
    await again.open()
    assert (await again.load("f1"), await again.unsent(), await again.count()) == (None, (), 0)
    await again.close()
    assert not list((tmp_path / "killed" / "data" / "set_aside").iterdir())


async def test_a_second_process_is_told_to_wait(tmp_path: Path) -> None:
    first, second = open_in(tmp_path), open_in(tmp_path)
    await first.open()
    with pytest.raises(StoreLocked, match=r"Another SameSide process is using .*BOT_DATA_DIR"):
        await second.open()
    await second.close()
    await first.close()
    await second.open()
    await second.close()


@posix_only
async def test_folder_and_key_are_for_their_owner_alone(tmp_path: Path) -> None:
    store = open_in(tmp_path)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1), make_group("g1", -100))))
    await store.close()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "master.key").stat().st_mode & 0o777 == 0o600
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "data").rglob("*"))
    assert "BOT_KEY_FILE" in (tmp_path / "data" / "README.txt").read_text()


@posix_only
async def test_a_key_file_that_others_can_read_is_refused_with_the_mend(tmp_path: Path) -> None:
    store = await used_store(tmp_path)
    (tmp_path / "secrets" / "master.key").chmod(0o644)
    with pytest.raises(KeyFileFault, match=r"^BOT_KEY_FILE: .* Run: chmod 600 .*master\.key$"):
        await store.open()


@pytest.mark.parametrize("content", ["", "hello\n", "SameSide master key, version 1.\nAAAA\n", "\xff\xfe"])
async def test_a_damaged_key_file_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    store = await used_store(tmp_path)
    key_file = tmp_path / "secrets" / "master.key"
    good = key_file.read_bytes()
    key_file.write_text(content, encoding="latin-1")
    with pytest.raises(KeyFileFault, match=r"^BOT_KEY_FILE: .* Put back a good copy[^\n]*$"):
        await store.open()
    key_file.write_bytes(good)
    await store.open()
    assert await store.load("f1") == make_family("f1", 1)
    await store.close()


async def test_another_key_or_none_is_noticed_before_anything_is_touched(tmp_path: Path) -> None:
    store = await used_store(tmp_path)
    key_file = tmp_path / "secrets" / "master.key"
    key_file.rename(tmp_path / "kept")
    with pytest.raises(KeyFileFault, match=r"^BOT_KEY_FILE: .* is missing.* Put the key file back\.$"):
        await store.open()
    assert not key_file.exists()
    other = TinyStore(tmp_path / "other", key_file)
    await other.open()
    await other.close()
    before = everything_in(tmp_path / "data")
    with pytest.raises(KeyFileFault, match=r"^BOT_KEY_FILE: .* is not the key of .*BOT_DATA_DIR"):
        await store.open()
    assert everything_in(tmp_path / "data") == before


async def test_the_key_may_not_lie_next_to_the_data(tmp_path: Path) -> None:
    store = TinyStore(tmp_path / "data", tmp_path / "data" / "master.key")
    with pytest.raises(KeyFileFault, match=r"^BOT_KEY_FILE: .* is inside the data folder"):
        await store.open()


async def used_store(folder: Path) -> TinyStore:
    """A closed store that has been written to."""
    store = open_in(folder)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1),)))
    await store.close()
    return store
