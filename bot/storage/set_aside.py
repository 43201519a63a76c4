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


class SetAside:
    """The folder of things set aside. Safe in several threads."""

    def __init__(self, folder: Path, master: bytes, files: Files) -> None:
        self._folder = folder
        self._seal = Seal(derive(master, "set aside"))
        self._files = files

    def keep(self, name: str, data: bytes) -> Path:
        """Durable on return. `name` says what the bytes are; it is inside the file, not on it."""
        path = self._folder / f"{secrets.token_hex(16)}.sealed"
        self._files.write_whole(path, self._seal.close(msgspec.msgpack.encode(Kept(name, data)), _LABEL))
        self._files.sync_folder(self._folder)
        return path

    def read(self, path: Path) -> Kept:
        """What was kept. Raises `sealing.Broken` for a damaged file."""
        return msgspec.msgpack.decode(self._seal.open(self._files.read(path), _LABEL), type=Kept)
