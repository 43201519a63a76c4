"""Everything in the database for moving house: read in one snapshot, page by page, while replicas may go on.

It must not know where things are moved to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from bot.core.requests import Outgoing
from bot.storage.database import Connection, Database
from bot.storage.sealed_rows import OutgoingRow, SealedRows
from bot.storage.sealing import Broken
from bot.storage.set_aside import Kept
from bot.storage.store import Aside, Held, Unreadable

_PAGE = 500  # records at a time

_RECORDS = (
    "SELECT r.id, r.sealed, k.wrapped FROM sameside.records r LEFT JOIN sameside.keys k ON k.record = r.id "
    "WHERE r.id > %s ORDER BY r.id LIMIT %s"
)
_OUTBOX = "SELECT id, owner, tried, sealed FROM sameside.outbox WHERE owner = ANY(%s) ORDER BY id"
_ASIDE = "SELECT id, sealed FROM sameside.set_aside WHERE id > %s ORDER BY id LIMIT %s"
_KEEP = "INSERT INTO sameside.set_aside (id, sealed) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_KEY = "SELECT wrapped FROM sameside.keys WHERE record = %s"
_NOTE = "SELECT value FROM sameside.notes WHERE name = %s"
_SET_NOTE = (
    "INSERT INTO sameside.notes (name, value) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_NO_NOTE = "DELETE FROM sameside.notes WHERE name = %s"


class PostgresContents:
    """A `Contents`. Raises `OSError` when the server is lost."""

    def __init__(self, database: Database, rows: SealedRows) -> None:
        self._database = database
        self._rows = rows

    async def records(self) -> AsyncIterator[Held]:
        after = ""
        async with self._snapshot() as connection:
            while page := await (await connection.execute(_RECORDS, (after, _PAGE))).fetchall():
                ids = [record_id for record_id, _, _ in page]
                found = defaultdict(list)
                for row in await (await connection.execute(_OUTBOX, (ids,))).fetchall():
                    found[row[1]].append(OutgoingRow(*row))
                for record_id, sealed, wrapped in page:
                    yield self._held(record_id, sealed, wrapped, found[record_id])
                after = ids[-1]

    async def aside(self) -> AsyncIterator[Aside]:
        after = ""
        async with self._snapshot() as connection:
            while page := await (await connection.execute(_ASIDE, (after, _PAGE))).fetchall():
                for after, sealed in page:
                    kept = await self._opened(connection, sealed)
                    if kept is not None:
                        yield Aside(after, kept.name, kept.data, kept.owner)

    async def keep_aside(self, aside: Aside) -> None:
        async def work(connection: Connection) -> None:
            keys = [(b"",)]
            if aside.owner:
                keys = await (await connection.execute(_KEY, (aside.owner,))).fetchall()
            for (wrapped,) in keys:
                sealed = self._rows.close_aside(aside.name, aside.data, aside.owner, wrapped)
                await connection.execute(_KEEP, (aside.id, sealed))

        await self._database.run(work)

    async def note(self, name: str) -> str:
        found = await self._database.rows(_NOTE, (name,))
        return str(found[0][0]) if found else ""

    async def set_note(self, name: str, text: str) -> None:
        if text:
            await self._database.do(_SET_NOTE, (name, text))
        else:
            await self._database.do(_NO_NOTE, (name,))

    async def _opened(self, connection: Connection, sealed: bytes) -> Kept | None:
        """What was set aside, or None when it is damaged or its owner is gone."""
        try:
            kept = self._rows.open_kept(sealed)
            if not kept.owner:
                return kept
            for (wrapped,) in await (await connection.execute(_KEY, (kept.owner,))).fetchall():
                return msgspec.structs.replace(kept, data=self._rows.open_owned(kept, wrapped))
        except (Broken, Unreadable):
            pass
        return None

    def _held(self, record_id: str, sealed: bytes, wrapped: bytes | None, outbox: list[OutgoingRow]) -> Held:
        readable: list[Outgoing] = []
        try:
            record = self._rows.open_record(record_id, sealed, wrapped)
            readable.extend(self._rows.open_outgoing(row, wrapped) for row in outbox)
        except Unreadable:
            return Held(record_id, None, ())
        return Held(record_id, record, tuple(readable))

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[Connection]:
        async with self._database.connection() as connection, connection.transaction():
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection
