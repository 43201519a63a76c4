"""Change the master key: every wrapped key is wrapped anew, step by step, and may be interrupted at each.

    1. All changes are carried into the records' files, so that nothing sealed with the master key itself is left but
       what was set aside. The catalogue goes: it is made anew from the records.
    2. The new key is written beside the old one, `.new`, and the folder says that it is being rotated, to which key.
    3. Every key is wrapped anew; what was set aside is sealed anew. What is done already is known by how it opens.
    4. The old key file becomes `.old`, the new one takes its place, the folder opens again, and `.old` goes.

The records themselves are not touched. This module must not know what they are.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

from bot.storage.data_folder import ROTATING, write_mark
from bot.storage.files import Files
from bot.storage.journal import Journal
from bot.storage.key_files import KeyFiles
from bot.storage.keys import (
    KeyFileFault,
    KeyMissing,
    Keyring,
    fingerprint,
    read_master_key,
    same_fingerprint,
)
from bot.storage.lock import FolderLock
from bot.storage.sealing import Broken
from bot.storage.set_aside import Shelf
from bot.storage.tinydb_store import TinyStore

log = logging.getLogger(__name__)


async def rotate(data_dir: Path, key_file: Path, files: Files | None = None) -> int:
    """Give the data folder a new master key, or finish what was interrupted. Returns how many keys were wrapped anew.

    Raises `StoreLocked` while the bot runs, `KeyFileFault`, or `OSError` when the disk fails; then run it again.
    """
    files = files or Files()
    if not await asyncio.to_thread((data_dir / ROTATING).exists):
        store = TinyStore(data_dir, key_file, files)
        await store.open()
        await store.close()  # carries everything into the files
    return await asyncio.to_thread(_Rotation(data_dir, key_file, files).carry_out)


class _Rotation:
    def __init__(self, data_dir: Path, key_file: Path, files: Files) -> None:
        self._folder = data_dir
        self._key_file = key_file
        self._keys = KeyFiles(key_file, files)
        self._files = files

    def carry_out(self) -> int:
        lock = FolderLock(self._folder)
        lock.take()
        try:
            if not (self._folder / ROTATING).exists():
                self._begin()
            before, after = self._keys.before_and_after(self._files.read(self._folder / ROTATING))
            done = self._rewrap(before, after) if before is not None else 0
            self._keys.put_in_place(after)
            self._files.unlink(self._folder / ROTATING)
            self._files.sync_folder(self._folder)
            self._keys.forget_old()
            return done
        finally:
            lock.release()

    def _begin(self) -> None:
        mark = self._files.read(self._folder / "key_fingerprint")
        if not same_fingerprint(mark, fingerprint(read_master_key(self._key_file, create=False))):
            raise KeyFileFault(f"BOT_KEY_FILE: {self._key_file} is not the key of {self._folder}.")
        journal = Journal(self._folder / "journal", read_master_key(self._key_file, create=False), self._files)
        for pages in map(journal.read, journal.generations()):
            if pages.entries or pages.damaged:
                raise OSError("the records' files could not be brought up to date; nothing has been changed")
        self._files.write_whole(self._folder / ROTATING, self._keys.make_new())
        self._files.sync_folder(self._folder)

    def _rewrap(self, before: bytes, after: bytes) -> int:
        for path in [*(self._folder / "catalogue").glob("*"), *(self._folder / "journal").glob("*")]:
            self._files.unlink(path)
        for room in ("catalogue", "journal"):
            self._files.sync_folder(self._folder / room)
        old = Keyring(self._folder / "keys", before, self._files)
        new = Keyring(self._folder / "keys", after, self._files)
        done = 0
        for name in sorted(old.names()):
            if name.endswith(".catalogue"):
                old.drop(name)
                continue
            with contextlib.suppress(KeyMissing):  # it is wrapped anew already
                new.wrapped(name)
                continue
            try:
                old.rewrap(name, after)
                done += 1
            except KeyMissing:
                log.error("a key is damaged, and stays as it is")
        old.sync()
        self._reseal(before, after)
        write_mark(self._folder, after, self._files)
        return done

    def _reseal(self, before: bytes, after: bytes) -> None:
        folder = self._folder / "set_aside"
        old, new = Shelf(before), Shelf(after)
        for path in sorted(folder.glob("*.sealed")):
            sealed = self._files.read(path)
            with contextlib.suppress(Broken):
                new.open(sealed)
                continue
            try:
                self._files.write_whole(path, new.close(old.open(sealed)))
            except Broken:
                log.error("something in set_aside/ is damaged, and stays as it is")
        self._files.sync_folder(folder)
