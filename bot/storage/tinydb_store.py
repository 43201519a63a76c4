"""The embedded store: one encrypted TinyDB database per record, written behind a journal that makes commits atomic.

The order of things: a commit is durable with its entry in the journal; files follow at a checkpoint; the catalogue
follows the files; only then does that part of the journal go. This module must not know what a family is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from bot.core.records import Record, decode
from bot.core.requests import Outgoing
from bot.storage.backups import Backup, BackupFolder, Draft
from bot.storage.catalogue import Catalogue
from bot.storage.checkpoint import Checkpoint
from bot.storage.committer import Committer
from bot.storage.data_folder import prepare_folder
from bot.storage.files import Files
from bot.storage.index import check_change
from bot.storage.journal import Journal
from bot.storage.keeper import Keeper
from bot.storage.keys import Keyring, mark_of
from bot.storage.leases import Leases
from bot.storage.lock import FolderLock
from bot.storage.reading import AtHand, read_record
from bot.storage.record_files import RecordFiles
from bot.storage.recovery import Recovery
from bot.storage.sealing import derive, hide
from bot.storage.set_aside import SetAside
from bot.storage.state import Applied, effects
from bot.storage.store import Change, Ended, Loaded, StoreClosed, Unreadable
from bot.storage.tiny_backups import TinyBackups
from bot.storage.tiny_contents import TinyContents
from bot.storage.versions import Versions
from bot.storage.worker_thread import WorkerThread

_T = TypeVar("_T")


class TinyStore:
    """A `Store` in `data_dir`, with the master key in `key_file`. `files` touches the disk; once the journal has grown
    past `checkpoint_bytes`, what it says is carried into the files.

    `commit` waits until the change is durable, with one exception: a change that only settles returns at once and
    becomes durable with the next commit, within a quarter of a second or at `close`. A crash before that shows the
    request as unsent once more, which is what is promised for replies; reminders and broadcasts carry `tried`.
    A request queued for a record that does not exist after the change is not kept.
    """

    def __init__(
        self,
        data_dir: Path,
        key_file: Path,
        files: Files | None = None,
        *,
        checkpoint_bytes: int = 16 * 1024 * 1024,
    ) -> None:
        self._folder = data_dir
        self._key_file = key_file
        self._files = files or Files()
        self._checkpoint_bytes = checkpoint_bytes
        self._lock = FolderLock(data_dir)
        self._moving = asyncio.Lock()  # open, close and checkpoint, one at a time
        self._held = ExitStack()  # what `close` has to let go of, last taken first
        self._open = False

    async def open(self) -> None:
        """Raises `StoreLocked` when another process has the folder, `keys.KeyFileFault` when the key does not fit."""
        async with self._moving:
            if self._open:
                return
            self._worker, self._reader = WorkerThread("journal"), WorkerThread("records")
            self._carriers = ThreadPoolExecutor(2, "files")
            self._held.callback(self._lock.release)
            for threads in (self._worker, self._reader, self._carriers):
                self._held.callback(threads.shutdown)
            try:
                fitted = await self._in(self._worker, self._read_folder)
            except BaseException:
                self._held.close()
                raise
            stale = not fitted and len(self._state.index) > 0
            self._at_hand = AtHand()
            self._keeper = Keeper(
                self._state,
                self._journal,
                self._at_hand,
                self._worker,
                self._carriers,
                self._moving,
                checkpoint_bytes=self._checkpoint_bytes,
                stale=stale,
            )
            self._committer = Committer(
                self._state, self._journal, self._keyring, self._records, self._worker, self._keeper.after_batch
            )
            checkpoint = Checkpoint(
                self._state, self._journal, self._catalogue, self._records, self._files, self._keeper.in_a_hurry
            )
            self._keeper.start(self._committer, checkpoint)
            self._open = True

    async def close(self) -> None:
        if not self._open:
            return
        self._open = False
        await self._committer.stop()
        try:
            await self._keeper.stop()
        finally:
            async with self._moving:
                self._held.close()

    async def find(self, address: str) -> str | None:
        self._must_be_open()
        return self._state.index.find(self._hidden(address))

    async def load(self, record_id: str) -> Record | None:
        """Raises `Unreadable`, or `OSError` when the disk fails."""
        loaded = await self.read(record_id)
        return None if loaded is None else loaded.record

    async def read(self, name: str) -> Loaded | None:
        """As `load`."""
        self._must_be_open()
        record_id = name if ":" not in name else self._state.index.find(self._hidden(name))
        row = self._state.index.get(record_id or "")
        if not record_id or row is None:
            return None
        data = self._keeper.unwritten(record_id) or self._at_hand.get(record_id)
        try:
            if data is None:
                data = await self._in(self._reader, read_record, self._records, row, self._folder)
                if self._state.index.get(record_id) is row:
                    self._at_hand.keep(record_id, data)
            return Loaded(decode(data), row.sequence)
        except (Unreadable, msgspec.DecodeError) as fault:
            async with self._committer.pause():  # a drop removes the key first and is visible a moment later
                if record_id not in self._state.index:
                    return None
            if isinstance(fault, Unreadable):
                raise
            raise Unreadable(f"{self._records.path(row.room, record_id)} is of an unknown version") from fault

    async def commit(self, change: Change) -> None:
        """See the class for what is durable when."""
        self._must_be_open()
        check_change(change)
        self._versions.check(change.seen)
        if change.ends and change.ends not in self._state.outbox:
            raise Ended
        if not (change.put or change.drop or change.queue or change.mark):
            settled = self._state.settle(change.settled)
            if settled:
                self._committer.submit_settled(Applied(self._committer.next_sequence(), settle=settled))
                self._keeper.soon()
            return
        sequence = self._committer.next_sequence()
        applied = Applied(sequence, effects(change, sequence, self._hidden), change.drop, change.settled, change.mark)
        with self._versions.changing(applied):
            await self._committer.submit(applied)
        self._leases.end(record.id for record in change.put)
        for record_id in change.drop:
            self._at_hand.drop(record_id)

    async def due(self, until: datetime, limit: int) -> Sequence[str]:
        self._must_be_open()
        return self._state.index.due(until, limit)

    async def take_due(self, now: datetime, limit: int, lease: timedelta) -> Sequence[str]:
        self._must_be_open()
        return self._leases.take(now, limit, lease)

    async def next_due(self) -> datetime | None:
        self._must_be_open()
        return self._leases.next_due()

    async def unsent(self) -> Sequence[Outgoing]:
        self._must_be_open()
        return self._state.outbox.all()

    async def count(self) -> int:
        self._must_be_open()
        return len(self._state.index)

    async def set_aside(self, name: str, data: bytes, owner: str = "") -> None:
        """Durable on return. Raises `OSError` when the disk fails."""
        self._must_be_open()
        await self._in(self._carriers, self._aside.keep, name, data, owner)

    async def tidy_aside(self, before: datetime | None) -> int:
        self._must_be_open()
        return await self._in(self._carriers, self._aside.tidy, before)

    async def back_up(self, folder: BackupFolder, now: datetime, since: datetime | None = None) -> Backup:
        """As `KeptStore.back_up`; nobody else makes backups of this folder."""
        async with self._moving:  # nobody carries anything into the files meanwhile
            self._must_be_open()
            of = await asyncio.to_thread(self._backups.prepare, folder)
            await self._keeper.carry()
            with Draft(folder, of, now) as draft:
                await asyncio.to_thread(self._backups.copy_files, draft)
                async with self._committer.pause():
                    unwritten, known = self._state.unwritten_now(), self._ids()
                await asyncio.to_thread(self._backups.copy_keys, folder)
                return await asyncio.to_thread(self._backups.finish, draft, unwritten, known)

    async def renew_keys(self, folder: BackupFolder) -> None:
        self._must_be_open()
        if await asyncio.to_thread(self._backups.is_ours, folder):
            await asyncio.to_thread(self._backups.copy_keys, folder)

    async def forget_deleted(self, folder: BackupFolder) -> int:
        self._must_be_open()
        if not await asyncio.to_thread(self._backups.is_ours, folder):
            return 0
        here, known = await asyncio.to_thread(self._backups.key_names, folder), self._ids()
        return await asyncio.to_thread(self._backups.forget, folder, here, known)

    def _ids(self) -> frozenset[str]:
        return frozenset(row.id for row in self._state.index)

    async def contents(self) -> TinyContents:
        """Everything in it, for moving house."""
        self._must_be_open()
        return TinyContents(self._folder, self._files, self._aside, self._state, self.load)

    def _read_folder(self) -> bool:
        """In the worker thread. Whether the catalogue fitted."""
        master = prepare_folder(self._folder, self._key_file, self._lock, self._files)
        self._address_key = derive(master, "addresses")
        self._keyring = Keyring(self._folder / "keys", master, self._files)
        self._records = RecordFiles(self._folder, self._keyring, self._files)
        self._records.make_folders()
        self._backups = TinyBackups(self._folder, self._files, self._records, self._keyring, mark_of(master))
        self._files.sync_folder(self._folder)  # an earlier start may have been killed before it did
        self._aside = SetAside(self._folder / "set_aside", master, self._keyring, self._files)
        self._journal = Journal(self._folder / "journal", master, self._files)
        self._held.callback(self._journal.close)
        self._catalogue = Catalogue(self._folder / "catalogue", self._keyring, self._files)
        recovery = Recovery(self._journal, self._catalogue, self._records, self._keyring, self._aside, self._hidden)
        self._state, fitted = recovery.state()
        self._leases = Leases(self._state.index)
        self._versions = Versions(self._state.index, self._hidden)
        self._journal.start(max(self._journal.generations(), default=0) + 1)
        return fitted

    def _hidden(self, address: str) -> bytes:
        return hide(address, self._address_key)

    def _in(self, executor: Executor, function: Callable[..., _T], *arguments: object) -> Awaitable[_T]:
        return asyncio.get_running_loop().run_in_executor(executor, function, *arguments)

    def _must_be_open(self) -> None:
        if not self._open:
            raise StoreClosed("the store is not open")
