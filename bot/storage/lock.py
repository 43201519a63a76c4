"""One process for one data folder: a second one would overwrite what the first has just written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.storage.store import StoreLocked

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FolderLock:
    """Held from `take` to `release`; the system lets go of it when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def take(self) -> None:
        """Raises `StoreLocked` when another process, or another store of this process, has it."""
        descriptor = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise StoreLocked(
                f"Another SameSide process is using {self._folder}. "
                "Stop it first, or set BOT_DATA_DIR to another folder."
            ) from None
        self._descriptor = descriptor

    def release(self) -> None:
        """Safe to call twice."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
