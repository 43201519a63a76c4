"""Backups of the database, in the same form as those of a data folder: sealed records, and the wrapped keys apart.

Each is one snapshot, read page by page while replicas go on. An advisory lock lets one replica at a time make one. It
must not know what a record means, nor when a backup is made.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.core.records import encode
from bot.storage.backups import Backup, BackupFolder, Draft, place_of
from bot.storage.database import Connection, Database
from bot.storage.index import room
from bot.storage.outbox import encode_outgoing
from bot.storage.record_files import sealed_file
from bot.storage.sealed_rows import OutgoingRow, SealedRows
from bot.storage.store import Unreadable

NAME = "backups_of"  # the note that says by which name the folders of backups know this database
_LAST = "backed_up"  # the note that says when the last one was made
_LOCK = 0x53616D654261636B  # the advisory lock of the replica that makes a backup
_PAGE = 500  # records at a time

_RECORDS = (
    "SELECT r.id, r.version, r.sealed, k.wrapped FROM sameside.records r "
    "LEFT JOIN sameside.keys k ON k.record = r.id WHERE r.id > %s ORDER BY r.id LIMIT %s"
)
_OUTBOX = "SELECT id, owner, tried, sealed FROM sameside.outbox WHERE owner = ANY(%s) ORDER BY id"
_KEYS = "SELECT k.record, k.wrapped FROM sameside.keys k JOIN sameside.records r ON r.id = k.record ORDER BY k.record"
_ALIVE = "SELECT record FROM sameside.keys UNION SELECT id FROM sameside.records"
_NOTE = "SELECT value FROM sameside.notes WHERE name = %s"
_FIRST_NOTE = "INSERT INTO sameside.notes (name, value) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_SET_NOTE = (
    "INSERT INTO sameside.notes (name, value) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)

Page = Sequence[tuple[str, int, bytes, bytes | None]]


class PostgresBackups:
    """The part of a `KeptStore` that a database has. `rows` open what is in it."""

    def __init__(self, database: Database, rows: SealedRows) -> None:
        self._database = database
        self._rows = rows

    async def back_up(self, folder: BackupFolder, now: datetime, since: datetime | None = None) -> Backup | None:
        """As `KeptStore.back_up`."""
        async with self._database.connection() as connection, _alone(connection) as ours:
            if not ours or (since is not None and await self._has_one(connection, since)):
                return None
            name = await self._name(connection)
            await asyncio.to_thread(folder.prepare, name)
            with Draft(folder, name, now) as draft:
                async with connection.transaction():
                    await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    known = await self._copy_records(connection, draft)
                    keys = await (await connection.execute(_KEYS)).fetchall()
                await asyncio.to_thread(folder.copy_keys, keys, self._rows.mark)
                backup = await asyncio.to_thread(draft.finish, known)
            await connection.execute(_SET_NOTE, (_LAST, now.isoformat()))
        return backup

    async def renew_keys(self, folder: BackupFolder) -> None:
        """As `KeptStore.renew_keys`."""
        async with self._database.connection() as connection:
            if await self._is_ours(connection, folder):
                keys = await (await connection.execute(_KEYS)).fetchall()
                await asyncio.to_thread(folder.copy_keys, keys, self._rows.mark)

    async def forget_deleted(self, folder: BackupFolder) -> int:
        """As `KeptStore.forget_deleted`."""
        async with self._database.connection() as connection:
            if not await self._is_ours(connection, folder):
                return 0
            here = await asyncio.to_thread(folder.key_names, self._rows.mark)
            alive = frozenset(str(each) for (each,) in await (await connection.execute(_ALIVE)).fetchall())
        return await asyncio.to_thread(folder.drop_keys, self._rows.mark, here, alive)

    async def _copy_records(self, connection: Connection, draft: Draft) -> frozenset[str]:
        """Copy every record of the snapshot that can be read. Returns the ids of all."""
        known: set[str] = set()
        after = ""
        while page := await (await connection.execute(_RECORDS, (after, _PAGE))).fetchall():
            ids = [row[0] for row in page]
            outbox = defaultdict(list)
            for row in await (await connection.execute(_OUTBOX, (ids,))).fetchall():
                outbox[row[1]].append(OutgoingRow(*row))
            await asyncio.to_thread(self._copy_page, draft, page, outbox)
            known.update(ids)
            after = ids[-1]
        return frozenset(known)

    def _copy_page(self, draft: Draft, page: Page, outbox: dict[str, list[OutgoingRow]]) -> None:
        for record_id, version, sealed, wrapped in page:
            try:
                record = self._rows.open_record(record_id, sealed, wrapped)
                waiting = [self._rows.open_outgoing(row, wrapped) for row in outbox.get(record_id, ())]
            except Unreadable:
                continue  # `finish` counts what is lacking
            seal = self._rows.key(record_id, wrapped or b"")
            data = sealed_file(seal, record_id, version, encode(record), map(encode_outgoing, waiting))
            draft.add(place_of(room(record), record_id), data)

    async def _name(self, connection: Connection) -> str:
        await connection.execute(_FIRST_NOTE, (NAME, secrets.token_hex(8)))
        return await _note(connection, NAME)

    async def _has_one(self, connection: Connection, since: datetime) -> bool:
        last = await _note(connection, _LAST)
        return bool(last) and datetime.fromisoformat(last) > since

    async def _is_ours(self, connection: Connection, folder: BackupFolder) -> bool:
        return await asyncio.to_thread(folder.is_of, await _note(connection, NAME))


async def _note(connection: Connection, name: str) -> str:
    row = await (await connection.execute(_NOTE, (name,))).fetchone()
    return str(row[0]) if row else ""


@asynccontextmanager
async def _alone(connection: Connection) -> AsyncIterator[bool]:
    """Whether this replica is the one that makes a backup, until the end."""
    row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))).fetchone()
    ours = bool(row and row[0])
    try:
        yield ours
    finally:
        if ours and not connection.closed:
            await connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
