"""A disk that fails as real ones do: full, broken, or without power at any step, and then it forgets.

Files are real ones in a folder in memory. Beside them stands what the platter surely holds: the bytes of each file that
were synced, and the names of each folder that were. After a power cut each change that was not synced may be there
or not, and an unsynced end of a file is cut, holed or scrambled, as the chance decides. It must not know what the
bytes mean.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

from bot.storage.files import Files
from tests.simulation.boundaries import Boundaries

T = TypeVar("T")
PAGE = 512  # bytes that reach the platter together, or not


class Inode:
    """One file: what was written and what of it was synced."""

    def __init__(self, synced: bytes = b"") -> None:
        self.synced = synced


class Platter:
    """What a power cut leaves. It outlives the processes that write."""

    def __init__(self) -> None:
        self.names: dict[Path, Inode | None] = {}  # durable: name -> file, None: surely not there
        self.now: dict[Path, Inode | None] = {}  # as the running system sees it
        self.pending: dict[Path, list[dict[Path, Inode | None]]] = {}  # folder -> changes of names, in order

    def known(self, path: Path) -> Inode:
        """The file that has this name now."""
        inode = self.now.get(path)
        if inode is None:
            inode = Inode(path.read_bytes() if path.exists() else b"")
            self.now[path] = inode
            if path.exists() and path not in self.names:
                self.names[path] = inode
        return inode

    def name(self, change: dict[Path, Inode | None]) -> None:
        """Names are given or taken, all at once; durable only later."""
        for path in change:
            if path not in self.names:
                self.names[path] = self.known(path) if path.exists() else None
        self.now.update(change)
        self.pending.setdefault(next(iter(change)).parent, []).append(change)

    def settle(self, folder: Path) -> None:
        """A folder was synced."""
        for change in self.pending.pop(folder, []):
            self.names.update(change)

    def cut(self, chance: Random) -> None:
        """The power fails: put the folder into a state that it may leave."""
        written = {path: path.read_bytes() for path in self.now if path.exists()}
        contents = {id(inode): written.get(path, b"") for path, inode in self.now.items() if inode is not None}
        for changes in self.pending.values():
            in_order = chance.random() < 0.5
            reach = chance.randint(0, len(changes))
            for at, change in enumerate(changes):
                if at < reach if in_order else chance.random() < 0.5:
                    self.names.update(change)
        for path, inode in self.names.items():
            if inode is None:
                path.unlink(missing_ok=True)
            else:
                inode.synced = _torn(inode.synced, contents.get(id(inode), inode.synced), chance)
                path.write_bytes(inode.synced)
        self.pending.clear()
        self.now = dict(self.names)


def _torn(synced: bytes, written: bytes, chance: Random) -> bytes:
    """What is left of bytes that were written behind, or instead of, the synced ones."""
    if written == synced:
        return synced
    if not written.startswith(synced):  # cut back, or written anew
        return chance.choice((synced, written))
    rest = written[len(synced) :]
    match chance.choice(("nothing", "all", "cut", "holes", "noise")):
        case "nothing":
            return synced
        case "all":
            return written
        case "cut":
            return synced + rest[: chance.randint(0, len(rest))]
        case "holes":
            pages = [rest[at : at + PAGE] for at in range(0, len(rest), PAGE)]
            return synced + b"".join(page if chance.random() < 0.5 else bytes(len(page)) for page in pages)
        case _:
            keep = chance.randint(0, len(rest))
            return synced + rest[:keep] + chance.randbytes(min(len(rest) - keep, PAGE))


class FailingDisk(Files):
    """The disk of one process. Each change of it is a boundary. `full` and `broken` are switched from outside."""

    def __init__(self, platter: Platter, boundaries: Boundaries) -> None:
        self.full = False
        self.broken = False
        self.on_trouble: Callable[[], None] = lambda: None  # called when it refuses
        self._platter = platter
        self._boundaries = boundaries
        self._files: dict[int, Inode] = {}
        self._paths: dict[int, Path] = {}

    def open_for_append(self, path: Path) -> int:
        return self._step("open", lambda: self._open(path, fresh=False))

    def create(self, path: Path) -> int:
        return self._step("create", lambda: self._open(path, fresh=True))

    def _open(self, path: Path, *, fresh: bool) -> int:
        there = path.exists()
        if self.full and not there:
            raise self._refusal(errno.ENOSPC, "No space left on device")
        if there:
            inode = self._platter.known(path)
        else:
            inode = Inode()
            self._platter.name({path: inode})
        descriptor = super().create(path) if fresh else super().open_for_append(path)
        self._files[descriptor], self._paths[descriptor] = inode, path
        return descriptor

    def write(self, descriptor: int, data: bytes) -> None:
        if self.full:
            super().write(descriptor, data[: len(data) // 2])
            raise self._refusal(errno.ENOSPC, "No space left on device")
        half = data[: len(data) // 2]
        self._step(
            "write", lambda: super(FailingDisk, self).write(descriptor, data), lambda: self._half(descriptor, half)
        )

    def _half(self, descriptor: int, data: bytes) -> None:
        super().write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        if self.broken:
            raise self._refusal(errno.EIO, "Input/output error")

        def whole() -> None:
            self._files[descriptor].synced = self._paths[descriptor].read_bytes()

        self._step("sync", whole)

    def truncate(self, descriptor: int, size: int) -> None:
        if self.broken:
            raise self._refusal(errno.EIO, "Input/output error")
        self._step("truncate", lambda: super(FailingDisk, self).truncate(descriptor, size))

    def close(self, descriptor: int) -> None:
        self._files.pop(descriptor, None)
        self._paths.pop(descriptor, None)
        super().close(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        def whole() -> None:
            inode = self._platter.known(source)
            self._platter.name({target: inode, source: None})
            os.replace(source, target)

        self._step("rename", whole)

    def unlink(self, path: Path) -> None:
        if not path.exists():
            return

        def whole() -> None:
            self._platter.name({path: None})
            path.unlink()

        self._step("unlink", whole)

    def sync_folder(self, folder: Path) -> None:
        if self.broken:
            raise self._refusal(errno.EIO, "Input/output error")
        self._step("sync folder", lambda: self._platter.settle(folder))

    def rest(self, seconds: float) -> None:
        pass  # nobody else wants this disk

    def read(self, path: Path | str) -> bytes:
        if self._boundaries.dead:
            raise OSError(errno.EIO, "no power")
        return super().read(path)

    def _refusal(self, number: int, said: str) -> OSError:
        self.on_trouble()
        return OSError(number, said)

    def _step(self, name: str, whole: Callable[[], T], half: Callable[[], object] | None = None) -> T:
        before = self._boundaries.dead
        how = self._boundaries.pass_by(f"disk: {name}")
        if before or how == "before":
            self._boundaries.end()
            raise OSError(errno.EIO, "no power")
        if how == "half":
            if half is not None:
                half()
            self._boundaries.end()
            raise OSError(errno.EIO, "no power")
        result = whole()
        if how == "after":
            self._boundaries.end()
            raise OSError(errno.EIO, "no power")
        return result
