"""The master key file and, wrapped by it, one random key for each record.

Deleting a record's key makes every copy of the record unreadable, also the copies in older backups. This module must
not know what is sealed with the keys.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import threading
from collections import OrderedDict
from pathlib import Path

from bot.storage.files import Files, make_folder
from bot.storage.sealing import KEY_SIZE, Broken, Seal, derive

_HEADER = "SameSide master key, version 1. Keep it apart from the data folder; without it the data is lost."
_READY = 200_000  # unwrapped keys kept at hand, about 200 bytes each


class KeyFileFault(Exception):
    """The key file cannot be used. The message is one plain line that names the setting and the mend."""


class KeyMissing(Exception):
    """A record has no key, or the key is damaged: nobody can read the record any more. The message names the file."""


def read_master_key(path: Path, *, create: bool) -> bytes:
    """The 32 bytes of the master key. With `create` a missing file is made, readable by its owner alone.

    Raises `KeyFileFault` when the file is missing, damaged, or readable by others.
    """
    try:
        if create and not path.exists():
            write_new_key(path, Files())
        text = path.read_text(encoding="ascii")
        open_to_others = os.name != "nt" and path.stat().st_mode & 0o077
    except FileNotFoundError:
        raise KeyFileFault(
            f"BOT_KEY_FILE: {path} is missing, and the data cannot be read without it. Put the key file back."
        ) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFileFault(
            f"BOT_KEY_FILE: {path} cannot be read as a key file. Put back a good copy of it, readable by this user."
        ) from fault
    if open_to_others:
        raise KeyFileFault(f"BOT_KEY_FILE: {path} can be read by other users. Run: chmod 600 {path}")
    lines = text.split()
    try:
        key = base64.b64decode(lines[-1] if lines else "", validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(_HEADER) or len(key) != KEY_SIZE:
        raise KeyFileFault(f"BOT_KEY_FILE: {path} is damaged. Put back a good copy of the key file.")
    return key


def write_new_key(path: Path, files: Files) -> None:
    """A key file with a new random key, readable by its owner alone. Durable on return."""
    make_folder(path.parent)
    key = base64.b64encode(os.urandom(KEY_SIZE)).decode()
    files.write_whole(path, f"{_HEADER}\n{key}\n".encode())
    files.sync_folder(path.parent)


def fingerprint(master: bytes) -> bytes:
    """What a data folder keeps in the open to tell whether a key file is its own. It gives nothing of the key away."""
    return derive(master, "fingerprint").hex().encode()


def mark_of(master: bytes) -> str:
    """A short name for a master key, for the folder of what it has wrapped."""
    return fingerprint(master)[:16].decode()


def same_fingerprint(one: bytes, other: bytes) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one.strip(), other.strip())


class Keyring:
    """The keys of records, one small file each. Safe in several threads."""

    def __init__(self, folder: Path, master: bytes, files: Files) -> None:
        self._folder = folder
        self._files = files
        self._wrap = Seal(derive(master, "wrap keys"))
        self._ready: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str) -> Seal:
        """The key of this name. Raises `KeyMissing`, or `OSError` when the disk fails."""
        with self._lock:
            ready = self._ready.get(name)
            if ready is not None:
                self._ready.move_to_end(name)
                return Seal(ready)
            return self._keep(name, self._read(name)[1])

    def create(self, name: str) -> Seal:
        """A new random key in the place of any other. It may be used once `sync` has returned."""
        with self._lock:
            key = os.urandom(KEY_SIZE)
            self._files.write_whole(self._folder / name, self._wrap.close(key, name.encode()))
            return self._keep(name, key)

    def drop(self, name: str) -> None:
        """Forget a key for good; durable once `sync` has returned. A key that is not there is fine."""
        with self._lock:
            self._ready.pop(name, None)
            self._files.remove(self._folder / name)

    def names(self) -> set[str]:
        """Of every key that is kept."""
        return {path.name for path in self._folder.iterdir() if path.suffix != ".new"}

    def wrapped(self, name: str) -> bytes:
        """The key as it is on disk, wrapped. Raises `KeyMissing` when it is not there or does not open."""
        return self._read(name)[0]

    def rewrap(self, name: str, master: bytes) -> None:
        """Wrap a key with another master key; `sync` makes it durable. Raises `KeyMissing` when it does not open."""
        key = self._read(name)[1]
        self._files.write_whole(self._folder / name, Seal(derive(master, "wrap keys")).close(key, name.encode()))

    def sync(self) -> None:
        """What was created and dropped survives a power cut."""
        self._files.sync_folder(self._folder)

    def _read(self, name: str) -> tuple[bytes, bytes]:
        path = f"{self._folder}{os.sep}{name}"  # a `Path` takes as long to put together as such a file to read
        try:
            sealed = self._files.read(path)
            return sealed, self._wrap.open(sealed, name.encode())
        except FileNotFoundError:
            raise KeyMissing(f"{path} is missing") from None
        except Broken as fault:
            raise KeyMissing(f"{path} is damaged") from fault

    def _keep(self, name: str, key: bytes) -> Seal:
        self._ready[name] = key
        if len(self._ready) > _READY:
            self._ready.popitem(last=False)
        return Seal(key)
