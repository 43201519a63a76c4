"""One small TinyDB database for each record: the table `record` holds the record, the table `outbox` what it sends.

The files are written behind the journal. This module must not know the journal, nor what a record means.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import MemoryStorage

from bot.storage.encrypted_file import EncryptedFile, Tables, open_tables, seal_tables
from bot.storage.files import Files, make_folder
from bot.storage.index import check_id
from bot.storage.keys import Keyring
from bot.storage.sealing import Broken, Seal
from bot.storage.set_aside import damaged_name

ROOMS = ("families", "groups", "house")


class Stored(msgspec.Struct, frozen=True):
    """What a file holds: the encoded record, the number of the commit that put it, the encoded outbox."""

    sequence: int
    record: bytes
    outbox: tuple[bytes, ...]


class _Document(msgspec.Struct, frozen=True):
    sequence: int
    envelope: msgspec.Raw


class _Tables(msgspec.Struct, frozen=True):
    """The database, as TinyDB writes it: in each table the documents by their number."""

    record: dict[str, _Document]
    outbox: dict[str, msgspec.Raw] = {}


class RecordFiles:
    """The folders of records. Several threads may use it, each on its own record."""

    def __init__(self, folder: Path, keyring: Keyring, files: Files) -> None:
        self._folder = folder
        self._rooms = {room: f"{folder / room}{os.sep}" for room in ROOMS}
        self._keyring = keyring
        self._files = files

    def make_folders(self) -> None:
        """Create what is missing."""
        for room in (*ROOMS, "set_aside"):
            make_folder(self._folder / room)

    def path(self, room: str, record_id: str) -> Path:
        """Where the database of a record is."""
        return Path(self._name(room, record_id))

    def _name(self, room: str, record_id: str) -> str:
        return f"{self._rooms[room]}{check_id(record_id)}.json"

    def ids(self) -> Iterator[tuple[str, str]]:
        """Room and id of every file there is."""
        for room in ROOMS:
            for path in sorted((self._folder / room).glob("*.json")):
                yield room, path.stem

    def read(self, room: str, record_id: str) -> Stored:
        """Raises `Broken` for a damaged file, `keys.KeyMissing`, or `OSError` for a file that cannot be read."""
        # TinyDB would build a document of each message only to be asked for its bytes again; a start reads thousands.
        seal = self._keyring.get(record_id)
        tables = open_tables(self._files.read(self._name(room, record_id)), seal, record_id, _Tables)
        if len(tables.record) != 1:
            raise Broken("not one record in its table")
        (document,) = tables.record.values()
        return Stored(document.sequence, bytes(document.envelope), tuple(map(bytes, tables.outbox.values())))

    def sealed(self, room: str, record_id: str) -> bytes:
        """The file as it is, after a look whether it opens. Raises what `read` raises."""
        data = self._files.read(self.path(room, record_id))
        open_tables(data, self._keyring.get(record_id), record_id, Tables)
        return data

    def write(self, room: str, record_id: str, sequence: int, record: bytes | None, outbox: Iterable[bytes]) -> None:
        """Replace the record and its outbox, or with `record` None the outbox alone. `sync` makes it durable.

        Raises `keys.KeyMissing` for a record that is dropped, also when that happens while this writes.
        """
        outgoing: list[dict[str, Any]] = [msgspec.json.decode(data) for data in outbox]
        try:
            self._replace(room, record_id, sequence, record, outgoing)
        except FileNotFoundError:
            self._keyring.get(record_id)  # a drop takes the key first, and what is being written after it
            raise

    def _replace(
        self, room: str, record_id: str, sequence: int, record: bytes | None, outgoing: list[dict[str, Any]]
    ) -> None:
        with self._database(room, record_id, blank=record is not None) as database:
            _fill(database, sequence, record, outgoing)

    def remove(self, record_id: str) -> None:
        """Remove a record's file, in whichever room it is. `sync` makes it durable."""
        for room in ROOMS:
            self._files.remove(self.path(room, record_id))

    def sync(self, rooms: Iterable[str] = ROOMS) -> None:
        """What was written and removed survives a power cut."""
        for room in rooms:
            self._files.sync_folder(self._folder / room)

    def move_aside(self, room: str, record_id: str) -> Path:
        """Keep a damaged file for the operator. Returns where it is now."""
        aside = self._folder / "set_aside" / damaged_name(room, record_id)
        self._files.replace(self.path(room, record_id), aside)
        self._files.sync_folder(aside.parent)
        self.sync((room,))
        return aside

    def _database(self, room: str, record_id: str, *, blank: bool = False) -> TinyDB:
        # The middleware gathers what is done to the tables, and closing the database writes it once.
        return TinyDB(
            self.path(room, record_id),
            self._keyring.get(record_id),
            record_id,
            self._files,
            blank=blank,
            storage=CachingMiddleware(EncryptedFile),  # type: ignore[no-untyped-call]
        )


def sealed_file(seal: Seal, record_id: str, sequence: int, record: bytes, outbox: Iterable[bytes]) -> bytes:
    """What the file of a record would hold, for a backup of records that are kept elsewhere."""
    database = TinyDB(storage=MemoryStorage)
    _fill(database, sequence, record, [msgspec.json.decode(data) for data in outbox])
    return seal_tables(database.storage.read() or {}, seal, record_id)


def _fill(database: TinyDB, sequence: int, record: bytes | None, outgoing: list[dict[str, Any]]) -> None:
    if record is not None:
        database.table("record").insert({"sequence": sequence, "envelope": msgspec.json.decode(record)})
    table = database.table("outbox")
    table.truncate()
    table.insert_multiple(outgoing)
