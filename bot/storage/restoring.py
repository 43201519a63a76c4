"""Put a backup back into an empty data folder, and look at every record of it. It must not know what a record means."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import tarfile
from pathlib import Path

import msgspec

from bot.storage.backups import LIST, BackupFault, BackupFolder, Contents, room_and_id
from bot.storage.data_folder import RESTORING, write_mark
from bot.storage.files import Files, make_folder
from bot.storage.keys import KeyFileFault, mark_of, read_master_key
from bot.storage.store import Change, Unreadable
from bot.storage.tiny_backups import NAME
from bot.storage.tinydb_store import TinyStore


class Restored(msgspec.Struct, frozen=True):
    """How many records there are again, how many of the backup were deleted since, how many do not open.

    `newest`: there is no newer backup beside it, so the same folder goes on to take the backups.
    """

    source: Path
    records: int
    deleted: int
    unreadable: int
    newest: bool


async def restore(source: Path, data_dir: Path, key_file: Path, files: Files | None = None) -> Restored:
    """From a backup, or from the newest of a folder of them. Raises `BackupFault`, `KeyFileFault`, or `OSError`.

    What waited to be sent then is marked as tried, for it was sent most likely: reminders and tips are not repeated.
    """
    source, newest, contents, deleted = await asyncio.to_thread(_put_back, source, data_dir, key_file, files or Files())
    ids = [room_and_id(each)[1] for each in contents.records]
    unreadable = await _look_at(ids, data_dir, key_file)
    return Restored(source, len(ids) - deleted - unreadable, deleted, unreadable, newest)


def _put_back(source: Path, data_dir: Path, key_file: Path, files: Files) -> tuple[Path, bool, Contents, int]:
    """The backup that was taken, whether there is no newer one, what it holds, how many records have no key."""
    place = BackupFolder(source if source.is_dir() else source.parent, files)
    found = place.all()
    if source.is_dir():
        if not found:
            raise BackupFault(f"There is no backup in {source}.")
        source = found[-1]
    if not source.exists():
        raise BackupFault(f"There is no backup {source}.")
    if data_dir.exists() and any(data_dir.iterdir()):
        raise BackupFault(
            f"BOT_DATA_DIR: {data_dir} is not empty. Move it away first; nothing is ever restored over other data."
        )
    master = read_master_key(key_file, create=False)
    keys = place.keys(mark_of(master))
    if not keys.is_dir():
        raise KeyFileFault(f"BOT_KEY_FILE: {key_file} is not the key of the backups in {place.folder}.")
    contents, deleted = _lay_down(source, keys, data_dir, files)
    newest = not found or source.resolve() == found[-1].resolve()
    if newest:
        files.write_whole(data_dir / NAME, contents.of.encode())
    write_mark(data_dir, master, files)
    files.unlink(data_dir / RESTORING)  # last: while it is there the folder does not open
    files.sync_folder(data_dir)
    return source, newest, contents, deleted


def _lay_down(source: Path, keys: Path, data_dir: Path, files: Files) -> tuple[Contents, int]:
    """Write the records that still have a key, and the keys. Returns what the backup holds, and how many have none."""
    make_folder(data_dir)
    files.write_whole(data_dir / RESTORING, b"")
    files.sync_folder(data_dir)
    make_folder(data_dir / "keys")
    deleted = 0
    try:
        with tarfile.open(source) as tar:
            contents = msgspec.json.decode(_member(tar, LIST), type=Contents)
            for place, digest in contents.records.items():
                room, record_id = room_and_id(place)
                if not (keys / record_id).exists():
                    deleted += 1
                    continue
                data = _member(tar, place)
                if hashlib.sha256(data).hexdigest() != digest:
                    raise ValueError("not what was written")
                make_folder(data_dir / room)
                files.write_whole(data_dir / place, data)
                files.write_whole(data_dir / "keys" / record_id, files.read(keys / record_id))
    except (tarfile.TarError, KeyError, ValueError, msgspec.DecodeError, EOFError) as fault:
        raise BackupFault(f"{source} is damaged. Empty {data_dir}, and restore another backup.") from fault
    for folder in [each for each in data_dir.iterdir() if each.is_dir()]:
        files.sync_folder(folder)
    return contents, deleted


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    """The last of this name: a record that changed while the backup was made is in it twice."""
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found.read()


async def _look_at(ids: list[str], data_dir: Path, key_file: Path) -> int:
    """Open every record. Returns how many do not open."""
    unreadable = 0
    store = TinyStore(data_dir, key_file)
    await store.open()
    try:
        for record_id in ids:
            with contextlib.suppress(Unreadable):
                await store.load(record_id)
                continue
            unreadable += 1
        waiting = tuple(each.id for each in await store.unsent() if not each.tried)
        if waiting:
            await store.commit(Change(mark=waiting))
    finally:
        await store.close()
    return unreadable
