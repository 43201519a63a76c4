"""Bytes that could not be handled, kept for the operator: sealed, under a random name. Never dropped, never logged."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from bot.storage.files import Files
from bot.storage.sealing import Seal, derive

_LABEL = b"set aside 1"


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What a file in `set_aside/` holds once it is opened."""

    name: str
    data: bytes


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

    def __init__(self, folder: Path, master: bytes, files: Files) -> None:
        self._folder = folder
        self._shelf = Shelf(master)
        self._files = files

    def keep(self, name: str, data: bytes, kept_id: str = "") -> Path:
        """Durable on return. `name` says what the bytes are; it is inside the file, not on it. `kept_id` is random, and
        given only for what was set aside elsewhere before."""
        path = self._folder / f"{kept_id or secrets.token_hex(16)}.sealed"
        self._files.write_whole(path, self._shelf.close(Kept(name, data)))
        self._files.sync_folder(self._folder)
        return path

    def read(self, path: Path) -> Kept:
        """What was kept. Raises `sealing.Broken` for a damaged file."""
        return self._shelf.open(self._files.read(path))

    def ids(self) -> list[str]:
        """Of everything that can be read back, in order."""
        return sorted(path.stem for path in self._folder.glob("*.sealed"))

    def path(self, kept_id: str) -> Path:
        """Where it is."""
        return self._folder / f"{kept_id}.sealed"
