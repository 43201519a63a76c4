"""Backups of a data folder: copy its files as they are, then what has changed meanwhile. Runs in threads.

It must not know what a record means, nor when a backup is made.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.storage.backups import SCRATCH, Backup, BackupFault, BackupFolder, Draft, place_of
from bot.storage.files import Files
from bot.storage.keys import KeyMissing, Keyring
from bot.storage.outbox import encode_outgoing
from bot.storage.record_files import RecordFiles
from bot.storage.sealing import Broken
from bot.storage.state import Unwritten

NAME = "folder_name"  # in the data folder: who it is, whatever it is called


def name_of(data_dir: Path, files: Files) -> str:
    """The name of this data folder; empty when it has none yet."""
    try:
        return files.read(data_dir / NAME).decode()
    except FileNotFoundError:
        return ""


class TinyBackups:
    """The backups of the data folder `data_dir`, under the master key with this `mark`. Every method blocks."""

    def __init__(self, data_dir: Path, files: Files, records: RecordFiles, keyring: Keyring, mark: str) -> None:
        self._data_dir = data_dir
        self._files = files
        self._records = records
        self._keyring = keyring
        self._mark = mark

    def is_ours(self, folder: BackupFolder) -> bool:
        """Whether it holds backups of this data folder."""
        return folder.is_of(name_of(self._data_dir, self._files))

    def prepare(self, folder: BackupFolder) -> str:
        """Match the folder of backups with the data folder, whose name is returned. Raises `BackupFault`."""
        here = folder.folder.resolve()
        if self._data_dir.resolve() in (here, *here.parents):
            raise BackupFault(
                f"BOT_BACKUP_DIR: {folder.folder} is inside the data folder. Choose a place outside, best on another "
                "disk."
            )
        name = name_of(self._data_dir, self._files)
        if not name:
            name = secrets.token_hex(8)
            self._files.write_whole(self._data_dir / NAME, name.encode())
            self._files.sync_folder(self._data_dir)
        folder.prepare(name)
        return name

    def copy_keys(self, folder: BackupFolder) -> None:
        """Copy every record's key as it is on disk."""
        folder.copy_keys(self._wrapped_keys(), self._mark)

    def _wrapped_keys(self) -> Iterator[tuple[str, bytes]]:
        """The catalogue's is left out: that one is made anew from the records."""
        for name in sorted(self._keyring.names()):
            if not name.endswith(".catalogue"):
                try:
                    yield name, self._keyring.wrapped(name)
                except KeyMissing:
                    continue  # deleted just now; or damaged, and then the good copy in the backups stays

    def key_names(self, folder: BackupFolder) -> frozenset[str]:
        """The keys that are in the backups now."""
        return folder.key_names(self._mark)

    def forget(self, folder: BackupFolder, here: frozenset[str], known: frozenset[str]) -> int:
        """Of the keys that were `here`, remove those of deleted records: neither their key nor their file is in the
        data folder, and they are not among the `known`. Returns how many."""
        alive = known | self._keyring.names() | {record_id for _, record_id in self._records.ids()}
        return folder.drop_keys(self._mark, here, alive)

    def copy_files(self, draft: Draft) -> None:
        """Copy every record's file. Nothing but deletion changes the files meanwhile."""
        for room, record_id in list(self._records.ids()):
            try:
                draft.add(place_of(room, record_id), self._records.sealed(room, record_id))
            except (FileNotFoundError, KeyMissing, Broken):
                continue  # deleted just now, or damaged: `finish` counts what is lacking

    def finish(self, draft: Draft, since: Unwritten, known: frozenset[str]) -> Backup:
        """Put what has changed `since` in the place of what was copied. `known` are the ids of all there are now."""
        with tempfile.TemporaryDirectory(dir=draft.scratch, prefix=SCRATCH) as scratch:
            fresh = RecordFiles(Path(scratch), self._keyring, self._files)
            fresh.make_folders()
            for record_id, data in since.records.items():
                row = since.rows.get(record_id)
                if row is None:
                    continue
                place = place_of(row.room, record_id)
                try:
                    record = data if data is not None else self._records.read(row.room, record_id).record
                    outbox = map(encode_outgoing, since.outboxes[record_id])
                    fresh.write(row.room, record_id, row.sequence, record, tuple(outbox))
                    draft.add(place, fresh.sealed(row.room, record_id))
                except (KeyMissing, Broken, FileNotFoundError):
                    draft.leave_out(place)
        return draft.finish(known)
