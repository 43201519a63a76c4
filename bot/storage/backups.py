"""The folder of backups: one file for each backup, and the wrapped keys apart from them, as they are now.

    of             the name of the data folder that these are backups of
    keys/MARK/     the wrapped keys, under the master key with this mark; never the master key itself
    TIME.backup    the sealed records of one moment: a tar file with a list of them at its end

Keys are kept once. When a family is deleted its key goes from here too, and then no backup of it can be read any more,
however old. This module must not know what a record means, nor when a backup is made.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
import shutil
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from bot.storage.files import Files, make_folder
from bot.storage.index import check_id
from bot.storage.keys import KeyMissing, Keyring
from bot.storage.outbox import encode_outgoing
from bot.storage.record_files import ROOMS, RecordFiles
from bot.storage.sealing import Broken
from bot.storage.state import Unwritten

LIST = "list.json"
NAME = "folder_name"  # in the data folder: who it is, whatever it is called
_SUFFIX = ".backup"
_SCRATCH = "sealing-"


class BackupFault(Exception):
    """A backup cannot be made or put back. The message is one plain line with the mend."""


class Contents(msgspec.Struct, frozen=True):
    """The list at the end of a backup. `records` gives SHA-256, in hex, by place, such as `families/ID.json`."""

    of: str
    taken: datetime
    records: dict[str, str]
    version: int = 1


class Backup(msgspec.Struct, frozen=True):
    """A backup that was made. `lacking` records had no good file to copy."""

    path: Path
    records: int
    lacking: int


def place_of(room: str, record_id: str) -> str:
    """Where a record is in a backup, and in a data folder."""
    return f"{room}/{check_id(record_id)}.json"


def room_and_id(place: str) -> tuple[str, str]:
    """The other way round. Raises `ValueError` for what is no place of a record."""
    room, _, name = place.partition("/")
    if room not in ROOMS or not name.endswith(".json"):
        raise ValueError("not the place of a record")
    return room, check_id(name.removesuffix(".json"))


class BackupFolder:
    """`files` touches the disk, but for the reading and writing of tar files."""

    def __init__(self, folder: Path, files: Files | None = None) -> None:
        self.folder = folder
        self._files = files or Files()

    def prepare(self, data_dir: Path) -> str:
        """Make the folder and match it with the data folder, whose name is returned. Raises `BackupFault`."""
        if data_dir.resolve() in (self.folder.resolve(), *self.folder.resolve().parents):
            raise BackupFault(
                f"BOT_BACKUP_DIR: {self.folder} is inside the data folder. Choose a place outside, "
                "best on another disk."
            )
        make_folder(self.folder)
        make_folder(self.folder / "keys")
        mine, theirs = data_dir / NAME, self.folder / "of"
        if not mine.exists() and not theirs.exists():
            self._files.write_whole(mine, secrets.token_hex(8).encode())
            self._files.sync_folder(data_dir)
        if not theirs.exists() and mine.exists() and not self.all():
            self._files.write_whole(theirs, self._files.read(mine))
            self._files.sync_folder(self.folder)
        if not self.fits(data_dir):
            raise BackupFault(
                f"BOT_BACKUP_DIR: {self.folder} holds the backups of another data folder. Choose an empty folder."
            )
        return self._files.read(mine).decode()

    def fits(self, data_dir: Path) -> bool:
        """Whether these are backups of this data folder."""
        try:
            return self._files.read(data_dir / NAME) == self._files.read(self.folder / "of")
        except FileNotFoundError:
            return False

    def all(self) -> list[Path]:
        """Every whole backup, oldest first."""
        return sorted(self.folder.glob(f"*{_SUFFIX}"))

    def newest(self) -> datetime | None:
        """When the newest one was taken, by its name."""
        for path in reversed(self.all()):
            try:
                return datetime.strptime(path.stem, "%Y-%m-%dT%H-%M-%SZ").replace(tzinfo=UTC)
            except ValueError:
                continue  # somebody has renamed it
        return None

    def keys(self, mark: str) -> Path:
        """The folder of the keys under the master key with this mark."""
        return self.folder / "keys" / mark

    def copy_keys(self, keyring: Keyring, mark: str) -> None:
        """Bring the keys here up to date; those under an earlier master key go once all are here.

        None is removed: `forget` does that, and only for what was deleted.
        """
        target = self.keys(mark)
        work = target if target.exists() else target.with_name(f"{mark}.partial")
        make_folder(work)
        for name in sorted(keyring.names()):
            if name.endswith(".catalogue"):
                continue  # the catalogue is made anew from the records
            try:
                wrapped = keyring.wrapped(name)
            except KeyMissing:
                continue  # deleted just now; or damaged, and then the good copy stays
            if not (work / name).exists() or self._files.read(work / name) != wrapped:
                self._files.write_whole(work / name, wrapped)
        self._files.sync_folder(work)
        if work != target:
            self._files.replace(work, target)
        self._files.sync_folder(target.parent)
        for other in target.parent.iterdir():
            if other != target:
                shutil.rmtree(other)

    def forget(self, keyring: Keyring, records: RecordFiles, known: frozenset[str], mark: str) -> int:
        """Remove the keys of records that are deleted: neither their key nor their file is in the data folder.
        `known` are the ids of all that live. Returns how many."""
        folder = self.keys(mark)
        here = {path.name for path in folder.iterdir()} if folder.exists() else set()
        alive = known | keyring.names() | {record_id for _, record_id in records.ids()}
        gone = [name for name in here if name.removesuffix(".new") not in alive]
        for name in gone:
            self._files.remove(folder / name)
        if gone:
            self._files.sync_folder(folder)
        return len(gone)

    def prune(self, keep: int) -> None:
        """Remove all but the newest `keep`, and what an interrupted backup has left."""
        for path in [*self.all()[:-keep], *self.folder.glob(f"*{_SUFFIX}.partial")]:
            self._files.unlink(path)
        for scratch in self.folder.glob(f"{_SCRATCH}*"):
            shutil.rmtree(scratch)
        self._files.sync_folder(self.folder)


class Draft:
    """A backup on its way: `copy`, then `finish`, both in a thread. Leaving it unfinished leaves nothing behind."""

    def __init__(self, folder: BackupFolder, of: str, now: datetime, files: Files | None = None) -> None:
        self._files = files or Files()
        self._of = of
        self._now = now
        self._path = folder.folder / f"{now.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}{_SUFFIX}"
        self._partial = self._path.with_name(self._path.name + ".partial")
        self._places: dict[str, str] = {}
        self._left = False

    def __enter__(self) -> Draft:
        self._file: IO[bytes] = os.fdopen(self._files.create(self._partial), "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left = True
        if not self._file.closed:
            with contextlib.suppress(OSError):  # a full disk: what was buffered is given up, as all of it is
                self._file.close()
            self._files.unlink(self._partial)

    def copy(self, records: RecordFiles) -> None:
        """Copy every record's file. Nothing but deletion changes the files meanwhile."""
        for room, record_id in list(records.ids()):
            if self._left:
                raise BackupFault("The backup was interrupted.")
            try:
                self._add(place_of(room, record_id), records.sealed(room, record_id))
            except (FileNotFoundError, KeyMissing, Broken):
                continue  # deleted just now, or damaged: `finish` counts what is lacking

    def finish(self, records: RecordFiles, keyring: Keyring, since: Unwritten, known: frozenset[str]) -> Backup:
        """Put what has changed `since` in the place of what was copied, and make all of it durable. `known` are the
        ids of all records there are now."""
        with tempfile.TemporaryDirectory(dir=self._partial.parent, prefix=_SCRATCH) as scratch:
            fresh = RecordFiles(Path(scratch), keyring, self._files)
            fresh.make_folders()
            for record_id, data in since.records.items():
                self._add_changed(fresh, records, since, record_id, data)
        for place in [place for place in self._places if room_and_id(place)[1] not in known]:
            del self._places[place]
        listed = Contents(of=self._of, taken=self._now.astimezone(UTC), records=self._places)
        self._append(LIST, msgspec.json.encode(listed))
        self._tar.close()
        self._file.flush()
        self._files.sync(self._file.fileno())
        self._file.close()
        self._files.replace(self._partial, self._path)
        self._files.sync_folder(self._path.parent)
        return Backup(self._path, len(self._places), len(known) - len(self._places))

    def _add_changed(
        self, fresh: RecordFiles, records: RecordFiles, since: Unwritten, record_id: str, data: bytes | None
    ) -> None:
        row = since.rows.get(record_id)
        if row is None:
            return
        try:
            record = data if data is not None else records.read(row.room, record_id).record
            outbox = map(encode_outgoing, since.outboxes[record_id])
            fresh.write(row.room, record_id, row.sequence, record, tuple(outbox))
            self._add(place_of(row.room, record_id), fresh.sealed(row.room, record_id))
        except (KeyMissing, Broken, FileNotFoundError):
            self._places.pop(place_of(row.room, record_id), None)

    def _add(self, place: str, data: bytes) -> None:
        self._append(place, data)
        self._places[place] = hashlib.sha256(data).hexdigest()

    def _append(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._tar.addfile(member, io.BytesIO(data))
