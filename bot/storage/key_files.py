"""The key file while the master key is changed: a new one beside it, then in its place.

`.new` lies beside the old one until everything is wrapped with it; `.old` only for the moment in which they change
places. Each step may be interrupted and done again. This module must not know what is wrapped.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from bot.storage.files import Files
from bot.storage.keys import KeyFileFault, fingerprint, read_master_key, same_fingerprint, write_new_key


class KeyFiles:
    """Of the key file `current`."""

    def __init__(self, current: Path, files: Files) -> None:
        self.current = current
        self.new = current.with_name(current.name + ".new")
        self.old = current.with_name(current.name + ".old")
        self._files = files

    def make_new(self) -> bytes:
        """A new key beside the current one, durably. Returns its fingerprint."""
        write_new_key(self.new, self._files)
        return fingerprint(read_master_key(self.new, create=False))

    def is_half_way(self, target: bytes) -> bool:
        """Whether the key of this fingerprint is the new one, and still has to take its place."""
        try:
            return same_fingerprint(target, fingerprint(read_master_key(self.new, create=False)))
        except KeyFileFault:
            return False

    def before_and_after(self, target: bytes) -> tuple[bytes | None, bytes]:
        """The master key before the change, and the one with the fingerprint `target` after it. Where the one before is
        gone already, there is nothing left to wrap. Raises `KeyFileFault` when the one after is missing."""
        before = after = None
        for path in (self.current, self.new, self.old):
            with contextlib.suppress(KeyFileFault):
                key = read_master_key(path, create=False)
                if same_fingerprint(target, fingerprint(key)):
                    after = key
                elif before is None:  # an even older one may be left from a change killed at its very end
                    before = key
        if after is None:
            raise KeyFileFault(
                f"BOT_KEY_FILE: the new key, {self.new}, is missing. Put it back: a part of the data needs it already."
            )
        return before, after

    def put_in_place(self, after: bytes) -> None:
        """The new key takes the place of the old one, which stays as `.old`. Raises `KeyFileFault`."""
        if self.new.exists():
            if self.current.exists():
                self._files.replace(self.current, self.old)
            self._files.replace(self.new, self.current)
            self._files.sync_folder(self.current.parent)
        if fingerprint(read_master_key(self.current, create=False)) != fingerprint(after):
            raise KeyFileFault(f"BOT_KEY_FILE: {self.current} is not the new key. Put the new key there.")

    def forget_old(self) -> None:
        """Nothing needs the old key any more."""
        self._files.unlink(self.old)
        self._files.sync_folder(self.current.parent)
