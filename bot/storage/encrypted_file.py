"""A TinyDB storage that writes the whole database sealed, and so that a crash leaves the old one or the new one.

TinyDB's own JSON storage overwrites its file in place: a process killed at that moment leaves half of it. This module
must not know what the tables hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec
from tinydb import Storage

from bot.storage.files import Files
from bot.storage.sealing import Broken, Seal

_VERSION = b"SSr1"
Tables = dict[str, dict[str, Any]]
_T = TypeVar("_T")


class EncryptedFile(Storage):
    """`name` is what the file says it is; a file put in the place of another does not open.

    With `blank` the file on disk is not read: the writer has the whole of it in hand.
    """

    def __init__(self, path: Path, seal: Seal, name: str, files: Files, *, blank: bool = False) -> None:
        self._path = path
        self._seal = seal
        self._name = name
        self._files = files
        self._blank = blank

    def read(self) -> Tables | None:
        """All tables, or None for a blank. Raises `Broken` for damage, `OSError` for a file that cannot be read."""
        if self._blank:
            return None
        return open_tables(self._files.read(self._path), self._seal, self._name, Tables)

    def write(self, data: Tables) -> None:
        """Replace the file. The folder still has to be synced."""
        self._files.write_whole(self._path, seal_tables(data, self._seal, self._name))
        self._blank = False


def open_tables(data: bytes, seal: Seal, name: str, tables: type[_T]) -> _T:
    """What such a file holds, as `tables`. Raises `Broken`."""
    if not data.startswith(_VERSION):
        raise Broken("not a database of ours")
    try:
        return msgspec.json.decode(seal.open(data[len(_VERSION) :], _label(name)), type=tables)
    except msgspec.DecodeError as fault:
        raise Broken("not the tables of a database") from fault


def seal_tables(tables: Tables, seal: Seal, name: str) -> bytes:
    """What such a file holds."""
    return _VERSION + seal.close(msgspec.json.encode(tables), _label(name))


def _label(name: str) -> bytes:
    return f"database 1 {name}".encode()
