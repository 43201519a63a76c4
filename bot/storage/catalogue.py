"""The index as it was when a generation of the journal was carried into the files, so that a start opens no record.

A file begins with the whole index; each later checkpoint appends what it changed. It is only a shortcut: `recovery`
decides whether it fits the journal, and otherwise reads all records. Each file has a key of its own, which goes with
it, so an older copy tells nothing about records that were dropped since. Addresses are in it only as keyed hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bot.storage.files import Files
from bot.storage.frames import frame, read_frames
from bot.storage.index import Row
from bot.storage.keys import KeyMissing, Keyring
from bot.storage.sealing import Broken

_SMALL = 256 * 1024  # bytes of changes that are appended before the whole is written anew
_PIECE = 5000  # rows encoded at a time


class Sheet(msgspec.Struct, frozen=True, array_like=True):
    """One frame: what changed up to and including this generation of the journal.

    `waiting` are those of its ids that have something to send: their files are opened at a start.
    """

    generation: int
    sequence: int
    rows: tuple[Row, ...]
    waiting: tuple[str, ...]


class Snapshot(msgspec.Struct, frozen=True):
    """The index after `generation`: all rows by id, and the ids of the records that have an outbox."""

    generation: int
    sequence: int
    rows: dict[str, Row]
    waiting: set[str]


class Catalogue:
    """The newest file and how to extend it. One thread at a time."""

    def __init__(self, folder: Path, keyring: Keyring, files: Files) -> None:
        self._folder = folder
        self._keyring = keyring
        self._files = files
        self._current = ""  # the name of the file that may be extended; empty when the whole must be written
        self._whole_size = 0
        self._changes_size = 0

    def read(self) -> Snapshot | None:
        """The newest that can be read, or None. It is not extended: its end may be torn."""
        for name in sorted(self._names(), reverse=True):
            try:
                seal = self._keyring.get(name)
                reading = read_frames(self._files.read(self._folder / name))
                sheets = [msgspec.msgpack.decode(seal.open(body, b"sheet"), type=Sheet) for body in reading.bodies]
            except (Broken, KeyMissing, msgspec.DecodeError, FileNotFoundError):
                continue
            if sheets and not reading.damaged:
                return _add_up(sheets)
        return None

    def must_be_whole(self) -> bool:
        """Whether the next sheet has to hold the whole index."""
        return not self._current or self._changes_size > max(_SMALL, self._whole_size)

    def extend(self, sheet: Sheet) -> None:
        """Append the changes of a checkpoint."""
        data = self._sealed(self._current, sheet)
        descriptor = self._files.open_for_append(self._folder / self._current)
        try:
            self._files.write(descriptor, data)
            self._files.sync(descriptor)
        except OSError:
            self._current = ""  # its end may be torn: the next one is whole
            raise
        finally:
            self._files.close(descriptor)
        self._changes_size += len(data)

    def write(self, sheet: Sheet) -> None:
        """Write the whole index into a new file under a new key; the files before it go, with their keys."""
        self._current = ""
        name = f"{sheet.generation:010}.catalogue"
        self._keyring.create(name)
        self._keyring.sync()
        data = b"".join(self._sealed(name, piece) for piece in _in_pieces(sheet))
        self._files.write_whole(self._folder / name, data)
        self._files.sync_folder(self._folder)
        for old in self._names():
            if old != name:
                self._keyring.drop(old)
                self._files.remove(self._folder / old)
        self._keyring.sync()
        self._files.sync_folder(self._folder)
        self._current, self._whole_size, self._changes_size = name, len(data), 0

    def _sealed(self, name: str, sheet: Sheet) -> bytes:
        return frame(self._keyring.get(name).close(msgspec.msgpack.encode(sheet), b"sheet"))

    def _names(self) -> list[str]:
        return [path.name for path in self._folder.glob("*.catalogue")]


def _in_pieces(sheet: Sheet) -> Iterator[Sheet]:
    """Encoding one piece holds up the event loop for a few milliseconds; 100,000 rows at once would for many."""
    waiting = set(sheet.waiting)
    for start in range(0, max(len(sheet.rows), 1), _PIECE):
        rows = sheet.rows[start : start + _PIECE]
        here = tuple(row.id for row in rows if row.id in waiting)
        yield msgspec.structs.replace(sheet, rows=rows, waiting=here)


def _add_up(sheets: Iterable[Sheet]) -> Snapshot:
    rows: dict[str, Row] = {}
    waiting: set[str] = set()
    last = Sheet(0, 0, (), ())
    for last in sheets:
        rows.update({row.id: row for row in last.rows})
        waiting.difference_update(row.id for row in last.rows)
        waiting.update(last.waiting)
    return Snapshot(last.generation, last.sequence, rows, waiting)
