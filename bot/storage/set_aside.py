"""Bytes that could not be handled, kept for the operator: sealed, under a random name. Never dropped, never logged.

What belongs to a record is sealed with that record's key as well: when a family is deleted, so is this, also where the
file is still there.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bot.storage.files import Files
from bot.storage.keys import KeyMissing, Keyring
from bot.storage.sealing import Broken, Seal, derive

_LABEL = b"set aside 1"
SEALED, DAMAGED = ".sealed", ".damaged"


def damaged_name(room: str, record_id: str) -> str:
    """What a damaged file of a record is called once it is set aside."""
    return f"{room}-{record_id}-{secrets.token_hex(4)}{DAMAGED}"


def _record_in(path: Path) -> str:
    """The id in such a name."""
    return path.stem.partition("-")[2].rpartition("-")[0]


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What a file in `set_aside/` holds once it is opened."""

    name: str
    data: bytes  # sealed once more where it has an owner
    owner: str = ""  # id of the record that it belongs to


def close_owned(name: str, data: bytes, owner: str, key: Seal) -> Kept:
    """What belongs to a record, sealed with its key."""
    return Kept(name, key.close(data, _owned(owner)), owner)


def open_owned(kept: Kept, key: Seal) -> bytes:
    """What `close_owned` was given. Raises `sealing.Broken`."""
    return key.open(kept.data, _owned(kept.owner))


def _owned(owner: str) -> bytes:
    return f"aside 1 {owner}".encode()


class Shelf:
    """Seals what is kept, wherever it is kept."""

    def __init__(self, master: bytes) -> None:
        self._seal = Seal(derive(master, "set aside"))

    def close(self, kept: Kept) -> bytes:
        """Sealed, its name too."""
        return self._seal.close(msgspec.msgpack.encode(kept), _LABEL)

    def open(self, sealed: bytes) -> Kept:
        """What was kept. Raises `sealing.Broken`."""
        return msgspec.msgpack.decode(self._seal.open(sealed, _LABEL), type=Kept)


class SetAside:
    """The folder of things set aside. Safe in several threads."""

    def __init__(self, folder: Path, master: bytes, keyring: Keyring, files: Files) -> None:
        self._folder = folder
        self._shelf = Shelf(master)
        self._keyring = keyring
        self._files = files

    def keep(self, name: str, data: bytes, owner: str = "", kept_id: str = "") -> None:
        """Durable on return. `name` says what the bytes are; it is inside the file, not on it. `owner` is the id of the
        record that they belong to; when it is gone by now, nothing is kept. `kept_id` is random, and given only for
        what was set aside elsewhere before."""
        try:
            kept = close_owned(name, data, owner, self._keyring.get(owner)) if owner else Kept(name, data)
        except KeyMissing:
            return
        path = self._folder / f"{kept_id or secrets.token_hex(16)}{SEALED}"
        self._files.write_whole(path, self._shelf.close(kept))
        self._files.sync_folder(self._folder)

    def read(self, path: Path) -> Kept:
        """What was kept, opened. Raises `sealing.Broken` for a damaged file, `KeyMissing` when its owner is gone."""
        kept = self._shelf.open(self._files.read(path))
        if not kept.owner:
            return kept
        return msgspec.structs.replace(kept, data=open_owned(kept, self._keyring.get(kept.owner)))

    def tidy(self, before: datetime | None) -> int:
        """Remove what nobody can open any more, because its record and the key are gone, and what was last written
        before this instant. Durable on return. How many files these were."""
        paths = [path for path in self._folder.iterdir() if path.suffix in (SEALED, DAMAGED)]
        keys = self._keyring.names()  # after the files: what was set aside has a key that is older
        gone = [path for path in paths if self._is_ownerless(path, keys) or (before and _written(path) < before)]
        for path in gone:
            self._files.remove(path)
        if gone:
            self._files.sync_folder(self._folder)
        return len(gone)

    def _is_ownerless(self, path: Path, keys: set[str]) -> bool:
        """Whether it belonged to a record that is gone. What cannot be opened may belong to anybody."""
        if path.suffix == DAMAGED:
            return _record_in(path) not in keys
        try:
            owner = self._shelf.open(self._files.read(path)).owner
        except (Broken, msgspec.DecodeError):
            return False
        return bool(owner) and owner not in keys

    def ids(self) -> list[str]:
        """Of everything that can be read back, in order."""
        return sorted(path.stem for path in self._folder.glob(f"*{SEALED}"))

    def path(self, kept_id: str) -> Path:
        """Where it is."""
        return self._folder / f"{kept_id}{SEALED}"
