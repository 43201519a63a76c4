"""Every touch of the disk that a store makes, in one place, so that a test can count, refuse or interrupt each.

A method either did what it says or raised `OSError`. Nothing here knows what the bytes mean.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

_PIECE = 64 * 1024  # bytes read at once: all of a record
_BINARY = getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | _BINARY
_UNNOTED = getattr(os, "O_NOATIME", 0)  # else the first look at a file makes the system write down when it was


class Files:
    """Plain POSIX file operations. The first group are the single steps, the second group is made of them."""

    def open_for_append(self, path: Path) -> int:
        """A descriptor that writes at the end of the file; the file is created for its owner alone."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)

    def create(self, path: Path) -> int:
        """A descriptor of an empty file, whatever was there before."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o600)

    def write(self, descriptor: int, data: bytes) -> None:
        """All of the bytes; after an `OSError` some of them may be there."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    def sync(self, descriptor: int) -> None:
        """What was written survives a power cut."""
        (os.fdatasync if hasattr(os, "fdatasync") else os.fsync)(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Remove a file; a file that is not there is fine."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Names that were created, renamed or removed in this folder survive a power cut. Windows does it by itself."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rest(self, seconds: float) -> None:
        """Leave the disk, and the processor, to others for a moment."""
        time.sleep(seconds)

    def read(self, path: Path | str) -> bytes:
        """The whole file. Raises `FileNotFoundError` when there is none."""
        try:
            descriptor = os.open(path, _READ | _UNNOTED)
        except PermissionError:  # only the owner of a file may ask for that
            descriptor = os.open(path, _READ)
        try:  # a start reads many small ones: a file object would take as long as all else
            pieces = []
            while piece := os.read(descriptor, _PIECE):
                pieces.append(piece)
            return b"".join(pieces)
        finally:
            os.close(descriptor)

    def write_whole(self, path: Path, data: bytes) -> None:
        """Replace a file so that a reader sees the old bytes or the new, never a mixture.

        The new name is durable after the next `sync_folder`. The temporary name is always the same, so a crash leaves
        at most one, and the next write takes it over.
        """
        temporary = path.with_name(path.name + ".new")
        descriptor = self.create(temporary)
        try:
            self.write(descriptor, data)
            self.sync(descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                self.truncate(descriptor, 0)  # a full disk needs the room back
            raise
        finally:
            self.close(descriptor)
        self.replace(temporary, path)

    def remove(self, path: Path) -> None:
        """Remove a file and what an interrupted `write_whole` may have left of it."""
        self.unlink(path.with_name(path.name + ".new"))
        self.unlink(path)


def make_folder(folder: Path) -> None:
    """Create a folder that only its owner may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
