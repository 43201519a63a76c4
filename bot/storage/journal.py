"""The commit point: what was appended here and synced has happened, whatever becomes of the process or the power.

One file per generation. An entry is one change, whole. The parts that belong to a record are sealed with the record's
own key inside the entry, so that a dropped record's entries cannot be read either. It must not know records or files.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from bot.storage.files import Files
from bot.storage.frames import frame, read_frames
from bot.storage.index import Row
from bot.storage.sealing import Broken, Seal, derive


class Part(msgspec.Struct, frozen=True, array_like=True):
    """What an entry says about one record: `Contents`, sealed with that record's key."""

    id: str
    sealed: bytes


class Contents(msgspec.Struct, frozen=True, array_like=True):
    """The new row and the encoded record, when the record changed; the encoded requests it adds to the outbox."""

    row: Row | None
    record: bytes
    queue: tuple[bytes, ...]


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One change: applied in this order, and to the same effect when it is applied again."""

    sequence: int
    parts: tuple[Part, ...] = ()
    drop: tuple[str, ...] = ()
    settle: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()


class Pages(msgspec.Struct, frozen=True):
    """One generation as found on disk. `damaged` must be kept aside when it is not empty."""

    entries: tuple[Entry, ...]
    damaged: bytes


class Journal:
    """The generation being written. One thread at a time."""

    def __init__(self, folder: Path, master: bytes, files: Files) -> None:
        self._folder = folder
        self._master = master
        self._files = files
        self._descriptor: int | None = None
        self._torn = False  # the end of the file may hold bytes of a failed append
        self.generation = 0
        self.size = 0

    def generations(self) -> list[int]:
        """What is on disk, oldest first."""
        return sorted(int(path.stem) for path in self._folder.glob("*.journal"))

    def read(self, generation: int) -> Pages:
        """All whole entries of a generation. What a crash cut short at the end is left out.

        It is synced first: a process that was killed between writing and syncing leaves entries that only the system's
        memory holds, and a power cut must not take back what a later start has built upon.
        """
        path = self._path(generation)
        descriptor = self._files.open_for_append(path)
        try:
            self._files.sync(descriptor)
        finally:
            self._files.close(descriptor)
        data = self._files.read(path)
        reading = read_frames(data)
        seal = self._seal(generation)
        entries: list[Entry] = []
        for at, body in enumerate(reading.bodies):
            try:
                entries.append(msgspec.msgpack.decode(seal.open(body, b"entry"), type=Entry))
            except (Broken, msgspec.DecodeError):
                return Pages(tuple(entries), b"".join(map(frame, reading.bodies[at:])) + reading.damaged)
        return Pages(tuple(entries), reading.damaged)

    def start(self, generation: int) -> None:
        """Write to this generation from now on; the one before stays on disk until it is discarded.

        On `OSError` everything is as before.
        """
        descriptor = self._files.open_for_append(self._path(generation))
        try:
            self._files.sync_folder(self._folder)
        except OSError:
            self._files.close(descriptor)
            raise
        self.close()
        self._descriptor, self.generation, self.size, self._torn = descriptor, generation, 0, False
        self._sealing = self._seal(generation)

    def append(self, entries: Iterable[Entry]) -> None:
        """Make these entries durable with one sync. On `OSError` none of them is there."""
        descriptor = self._descriptor
        if descriptor is None:
            raise OSError("the journal is not open")
        data = b"".join(frame(self._sealing.close(msgspec.msgpack.encode(entry), b"entry")) for entry in entries)
        if self._torn:
            self._cut(descriptor)
        try:
            self._torn = True
            self._files.write(descriptor, data)
            self._files.sync(descriptor)
            self._torn = False
        except OSError:
            # When even this fails the next append tries again before it writes: nothing is written behind torn bytes.
            with contextlib.suppress(OSError):
                self._cut(descriptor)
            raise
        self.size += len(data)

    def discard(self, up_to: int) -> None:
        """Remove the generations up to this one: all they say is in the records' files.

        Each is surely gone before the next one goes: a power cut could take a newer one and leave an older one, which a
        start would play over what is newer still.
        """
        for generation in self.generations():
            if generation <= up_to:
                self._files.unlink(self._path(generation))
                self._files.sync_folder(self._folder)

    def close(self) -> None:
        """Safe to call twice. What a failed append has left goes, where the disk lets it: the next start would take it
        for something that has happened."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            if self._torn:
                with contextlib.suppress(OSError):
                    self._cut(descriptor)
            self._files.close(descriptor)

    def _cut(self, descriptor: int) -> None:
        self._files.truncate(descriptor, self.size)
        self._files.sync(descriptor)
        self._torn = False

    def _seal(self, generation: int) -> Seal:
        return Seal(derive(self._master, f"journal {generation}"))

    def _path(self, generation: int) -> Path:
        return self._folder / f"{generation:010}.journal"
