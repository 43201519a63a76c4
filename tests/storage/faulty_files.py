"""Disks that misbehave: one counts, one fills up, one dies at a chosen step, one forgets as well."""

from __future__ import annotations

import errno
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.storage.files import Files

_T = TypeVar("_T")


class CountingFiles(Files):
    """Counts what is done."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()

    def sync(self, descriptor: int) -> None:
        self.done["sync"] += 1
        super().sync(descriptor)


class FullDisk(Files):
    """While `full`, writes put half of the bytes down and refuse the rest; while `broken`, syncs fail."""

    def __init__(self) -> None:
        self.full = False
        self.broken = False
        self.stuck = False  # nothing can be cut off a file either

    def write(self, descriptor: int, data: bytes) -> None:
        if self.full:
            super().write(descriptor, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        if self.broken:
            raise OSError(errno.EIO, "Input/output error")
        super().sync(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        if self.stuck:
            raise OSError(errno.EIO, "Input/output error")
        super().truncate(descriptor, size)


class QuickFiles(Files):
    """Does not wait for the disk: for tests in which the power stays on."""

    def sync(self, descriptor: int) -> None:
        pass

    def sync_folder(self, folder: Path) -> None:
        pass


class DyingDisk(QuickFiles):
    """Dies at step `at` (counted from 1), before it, after it, or in the middle of a write. Nothing works after that.

    It is what a killed process leaves: whatever was done is there, whatever was not is not. Syncs are counted only.
    """

    def __init__(self, at: int, how: str) -> None:
        self.steps = 0
        self.dead = False
        self._at = at
        self._how = how
        self._one_at_a_time = threading.RLock()

    def die(self) -> None:
        """Die now, between two steps."""
        with self._one_at_a_time:
            self.dead = True

    def open_for_append(self, path: Path) -> int:
        return self._step(lambda: super(DyingDisk, self).open_for_append(path))

    def create(self, path: Path) -> int:
        return self._step(lambda: super(DyingDisk, self).create(path))

    def write(self, descriptor: int, data: bytes) -> None:
        half = data[: len(data) // 2]
        self._step(
            lambda: super(DyingDisk, self).write(descriptor, data),
            lambda: super(DyingDisk, self).write(descriptor, half),
        )

    def sync(self, descriptor: int) -> None:
        self._step(lambda: super(DyingDisk, self).sync(descriptor))

    def truncate(self, descriptor: int, size: int) -> None:
        self._step(lambda: super(DyingDisk, self).truncate(descriptor, size))

    def replace(self, source: Path, target: Path) -> None:
        self._step(lambda: super(DyingDisk, self).replace(source, target))

    def unlink(self, path: Path) -> None:
        self._step(lambda: super(DyingDisk, self).unlink(path))

    def sync_folder(self, folder: Path) -> None:
        self._step(lambda: super(DyingDisk, self).sync_folder(folder))

    def _step(self, whole: Callable[[], _T], half: Callable[[], object] | None = None) -> _T:
        with self._one_at_a_time:
            if self.dead:
                raise OSError(errno.EIO, "the disk is dead")
            self.steps += 1
            if self.steps != self._at:
                return whole()
            self.dead = True
            if self._how == "half" and half is not None:
                half()
            if self._how == "after":
                whole()
            raise OSError(errno.EIO, "the disk dies")


class ForgetfulDisk(DyingDisk):
    """A power cut: besides dying, it forgets what was written but not synced, and names in folders not synced.

    Call `forget` once everything has let go of the files.
    """

    def __init__(self, at: int, how: str) -> None:
        super().__init__(at, how)
        self._names: dict[Path, bytes | None] = {}  # path -> its content on the platter; None: not there
        self._paths: dict[int, Path] = {}
        self._synced: dict[Path, bytes] = {}  # content synced under a name that the folder does not know durably yet

    def open_for_append(self, path: Path) -> int:
        with self._one_at_a_time:
            self._remember(path)
            descriptor = super().open_for_append(path)
            self._paths[descriptor] = path
            return descriptor

    def create(self, path: Path) -> int:
        with self._one_at_a_time:
            self._remember(path)
            descriptor = super().create(path)
            self._paths[descriptor] = path
            self._synced[path] = b""
            return descriptor

    def sync(self, descriptor: int) -> None:
        with self._one_at_a_time:
            super().sync(descriptor)
            path = self._paths[descriptor]
            self._synced[path] = path.read_bytes()
            if self._names.get(path) is not None:
                self._names[path] = self._synced[path]

    def replace(self, source: Path, target: Path) -> None:
        with self._one_at_a_time:
            self._remember(source)
            self._remember(target)
            super().replace(source, target)
            self._synced[target] = self._synced.pop(source, b"")

    def unlink(self, path: Path) -> None:
        with self._one_at_a_time:
            self._remember(path)
            super().unlink(path)
            self._synced.pop(path, None)

    def sync_folder(self, folder: Path) -> None:
        with self._one_at_a_time:
            super().sync_folder(folder)
            for path in [path for path in self._names if path.parent == folder]:
                self._names[path] = self._synced.get(path, b"") if path.exists() else None

    def forget(self) -> None:
        """Put the folder into the state that the power cut left."""
        for path, content in self._names.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)

    def _remember(self, path: Path) -> None:
        if path not in self._names:
            there = path.read_bytes() if path.exists() else None
            self._names[path] = there
            if there is not None:
                self._synced[path] = there
