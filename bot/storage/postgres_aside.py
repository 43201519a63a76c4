"""What was set aside in the database, and when it goes.

It must not know what it was.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.storage.database import Connection, Database
from bot.storage.sealed_rows import SealedRows
from bot.storage.sealing import Broken

_PAGE = 100  # rows at a time: each may be as large as an update
_ROWS = "SELECT id, at, sealed FROM sameside.set_aside WHERE id > %s ORDER BY id LIMIT %s"
_KEYS = "SELECT record FROM sameside.keys WHERE record = ANY(%s)"
_REMOVE = "DELETE FROM sameside.set_aside WHERE id = ANY(%s)"


async def tidy_aside(database: Database, rows: SealedRows, before: datetime | None) -> int:
    """Remove what belongs to a record that is gone, and what was set aside before this instant. How many these were;
    of several replicas, each counts what it found. Raises `OSError` when the server is lost."""
    removed, after = 0, ""
    while True:

        async def page(connection: Connection, after: str = after) -> tuple[str, list[str]]:
            found = await (await connection.execute(_ROWS, (after, _PAGE))).fetchall()
            owners = {row_id: _owner(rows, sealed) for row_id, _, sealed in found}
            # After the rows: what was set aside has a key that is older.
            known = await (await connection.execute(_KEYS, (list(owners.values()),))).fetchall()
            keys = {"", *(record for (record,) in known)}
            gone = [row_id for row_id, at, _ in found if owners[row_id] not in keys or (before and at < before)]
            await connection.execute(_REMOVE, (gone,))
            return found[-1][0] if found else "", gone

        after, gone = await database.run(page)
        removed += len(gone)
        if not after:
            return removed


def _owner(rows: SealedRows, sealed: bytes) -> str:
    """The record that it belongs to; empty for none, and where it cannot be opened."""
    try:
        return rows.open_kept(sealed).owner
    except (Broken, msgspec.DecodeError):
        return ""
