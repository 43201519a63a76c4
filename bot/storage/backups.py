"""The folder of backups: one file for each backup, and the wrapped keys apart from them, as they are now.

    of             the name of the data folder or database that these are backups of
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
import shutil
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

import msgspec

from bot.storage.files import Files, make_folder
from bot.storage.index import check_id
from bot.storage.record_files import ROOMS
from bot.storage.store import MovableStore

LIST = "list.json"
_SUFFIX = ".backup"
SCRATCH = "sealing-"


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

    def prepare(self, name: str) -> None:
        """Make the folder, for the store of this name alone. Raises `BackupFault` when it is another one's."""
        make_folder(self.folder)
        make_folder(self.folder / "keys")
        of = self.folder / "of"
        if not of.exists() and not self.all():
            self._files.write_whole(of, name.encode())
            self._files.sync_folder(self.folder)
        if not self.is_of(name):
            raise BackupFault(
                f"BOT_BACKUP_DIR: {self.folder} holds the backups of another data folder or database. "
                "Choose an empty folder."
            )

    def is_of(self, name: str) -> bool:
        """Whether these are backups of the store of this name."""
        try:
            return bool(name) and self._files.read(self.folder / "of") == name.encode()
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

    def copy_keys(self, keys: Iterable[tuple[str, bytes]], mark: str) -> None:
        """Bring the wrapped keys here up to date, given by id; those under an earlier master key go once all are here.

        None is removed: `drop_keys` does that, and only for what was deleted.
        """
        target = self.keys(mark)
        work = target if target.exists() else target.with_name(f"{mark}.partial")
        make_folder(work)
        for name, wrapped in keys:
            check_id(name)
            if not (work / name).exists() or self._files.read(work / name) != wrapped:
                self._files.write_whole(work / name, wrapped)
        self._files.sync_folder(work)
        if work != target:
            self._files.replace(work, target)
        self._files.sync_folder(target.parent)
        for other in target.parent.iterdir():
            if other != target:
                shutil.rmtree(other)

    def key_names(self, mark: str) -> frozenset[str]:
        """Whose keys are here. To be asked before it is asked who lives, so that none that is new counts as deleted."""
        folder = self.keys(mark)
        return frozenset(path.name for path in folder.iterdir()) if folder.exists() else frozenset()

    def drop_keys(self, mark: str, here: frozenset[str], alive: frozenset[str]) -> int:
        """Of the keys that were `here`, remove those of records that do not live any more. Returns how many."""
        gone = [name for name in here if name.removesuffix(".new") not in alive]
        for name in gone:
            self._files.remove(self.keys(mark) / name)
        if gone:
            self._files.sync_folder(self.keys(mark))
        return len(gone)

    def prune(self, keep: int) -> None:
        """Remove all but the newest `keep`, and what an interrupted backup has left."""
        for path in [*self.all()[:-keep], *self.folder.glob(f"*{_SUFFIX}.partial")]:
            self._files.unlink(path)
        for scratch in self.folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(scratch)
        self._files.sync_folder(self.folder)


class Draft:
    """A backup on its way: `add` every record, then `finish`, in threads. Left unfinished, nothing of it stays."""

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

    @property
    def scratch(self) -> Path:
        """Where folders of the name `SCRATCH` may be made meanwhile; `prune` removes what is left of them."""
        return self._partial.parent

    def add(self, place: str, data: bytes) -> None:
        """A sealed record, in the place of what was added for it before."""
        if self._left:
            raise BackupFault("The backup was interrupted.")
        self._append(place, data)
        self._places[place] = hashlib.sha256(data).hexdigest()

    def leave_out(self, place: str) -> None:
        """There is no good file for this record after all."""
        self._places.pop(place, None)

    def finish(self, known: frozenset[str]) -> Backup:
        """Make all of it durable. `known` are the ids of all records there are now; what is lacking is counted, and
        what was deleted meanwhile is left out."""
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

    def _append(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._tar.addfile(member, io.BytesIO(data))


class KeptStore(MovableStore, Protocol):
    """A store of which backups are made."""

    async def back_up(self, folder: BackupFolder, now: datetime, since: datetime | None = None) -> Backup | None:
        """One moment of everything, while commits go on. None when another replica is making one, or has made one
        after `since`. Raises `BackupFault`, or `OSError` when the disk or the server fails."""

    async def renew_keys(self, folder: BackupFolder) -> None:
        """Bring the keys beside the backups up to date at once: after a change of the master key."""

    async def tidy_aside(self, before: datetime | None) -> int:
        """Remove what was set aside and belongs to a record that is gone, and what is older than this. How many."""

    async def forget_deleted(self, folder: BackupFolder) -> int:
        """Take the keys of deleted records out of the backups: these cannot be read then either. Returns how many."""
