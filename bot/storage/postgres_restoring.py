"""Put a backup back into an empty database, under the keys that its records had, so that the backups go on to fit.

It must not know what a record means.
"""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

from bot.storage.backups import BackupFault
from bot.storage.change_rows import write_change
from bot.storage.database import Connection, Database
from bot.storage.keys import read_master_key
from bot.storage.known_keys import KnownKeys
from bot.storage.postgres import PostgresStore
from bot.storage.postgres_backups import NAME as NOTE
from bot.storage.restoring import Restored, restore
from bot.storage.sealed_rows import SealedRows
from bot.storage.store import Change, Held
from bot.storage.tiny_backups import NAME
from bot.storage.tinydb_store import TinyStore

_BATCH = 200  # records of one change
_PATIENCE = 60.0  # seconds that the server may be away
_SET_NOTE = "INSERT INTO sameside.notes (name, value) VALUES (%s, %s)"


async def restore_into(source: Path, url: str, key_file: Path) -> Restored:
    """From a backup, or from the newest of a folder of them, as `restoring.restore`; all of it or nothing.

    The records are laid down in a folder first and looked at, sealed as they are.
    Raises `BackupFault`, `DatabaseFault`, `StoreLocked`, `KeyFileFault`, or `OSError`.
    """
    target = PostgresStore(url, key_file, alone=True)
    with tempfile.TemporaryDirectory(prefix="sameside-restore-") as made:
        folder = Path(made) / "data"
        restored = await restore(source, folder, key_file)
        await target.open()
        try:
            await _fill(url, folder, key_file, newest=restored.newest)
        finally:
            await target.close()
    return restored


async def _fill(url: str, folder: Path, key_file: Path, *, newest: bool) -> None:
    rows = _SameKeys(read_master_key(key_file, create=False), folder / "keys")
    name = (folder / NAME).read_text(encoding="ascii") if newest else ""
    async with AsyncExitStack() as stack:
        store = TinyStore(folder, key_file)
        await store.open()
        stack.push_async_callback(store.close)
        database = Database(url, 1, _PATIENCE, alone=False)
        await database.open(_as_it_is)
        stack.push_async_callback(database.close)
        await database.run(lambda each: _fill_at_once(each, rows, store, name))


async def _fill_at_once(connection: Connection, rows: SealedRows, store: TinyStore, name: str) -> None:
    async with connection.transaction():
        await connection.execute("LOCK TABLE sameside.records IN EXCLUSIVE MODE")
        row = await (await connection.execute("SELECT count(*) FROM sameside.records")).fetchone()
        if row and row[0]:
            raise BackupFault(
                "BOT_DATABASE_URL: the database holds records already. Name an empty one; nothing is ever restored "
                "over other data."
            )
        await connection.execute("DELETE FROM sameside.notes WHERE name = %s", (NOTE,))
        if name:
            await connection.execute(_SET_NOTE, (NOTE, name))
        batch: list[Held] = []
        async for held in (await store.contents()).records():
            batch.append(held)
            if len(batch) == _BATCH:
                await write_change(connection, rows, _put(batch), uuid4(), KnownKeys())
                batch.clear()
        await write_change(connection, rows, _put(batch), uuid4(), KnownKeys())


def _put(batch: list[Held]) -> Change:
    """What cannot be read was counted when it was looked at, and is left out."""
    return Change(
        put=tuple(held.record for held in batch if held.record is not None),
        queue=tuple(outgoing for held in batch for outgoing in held.outbox),
    )


async def _as_it_is(connection: Connection) -> None:
    """The store has prepared it."""


class _SameKeys(SealedRows):
    """Gives each record the key that it had."""

    def __init__(self, master: bytes, keys: Path) -> None:
        super().__init__(master)
        self._keys = keys

    def new_key(self, record_id: str) -> bytes:
        return (self._keys / record_id).read_bytes()
