"""Change the master key of a database: one transaction, and a key file that changes places before and after it.

    1. The new key is written beside the old one, `.new`.
    2. In one transaction every key is wrapped anew, every address hidden anew, what was set aside is sealed anew, and
       the database takes the fingerprint of the new key.
    3. The new key takes the place of the old one.

Interrupted before the end of the transaction, nothing has changed; after it, only the last step is left. The records
themselves are sealed with their own keys and not touched.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from bot.core.records import addresses
from bot.storage.database import Connection, Database
from bot.storage.files import Files
from bot.storage.key_files import KeyFiles
from bot.storage.keys import KeyFileFault, fingerprint, read_master_key, same_fingerprint
from bot.storage.migrations import migrate
from bot.storage.sealed_rows import SealedRows
from bot.storage.sealing import Broken
from bot.storage.store import DatabaseFault, StoreLocked, Unreadable

log = logging.getLogger(__name__)

_PATIENCE = 60.0  # seconds that the server may be away
_LETTING_GO = 5.0  # seconds that the server may need to notice that a replica has ended
_PAGE = 500  # rows at a time
_FINGERPRINT = "SELECT value FROM sameside.notes WHERE name = 'key_fingerprint'"
_NEW_FINGERPRINT = "UPDATE sameside.notes SET value = %s WHERE name = 'key_fingerprint'"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sameside' AND datname = current_database() "
    "AND pid <> pg_backend_pid()"
)
_LOCK = (
    "LOCK TABLE sameside.records, sameside.keys, sameside.addresses, sameside.set_aside, sameside.notes "
    "IN EXCLUSIVE MODE"
)
_ROWS = (
    "SELECT k.record, k.wrapped, r.sealed FROM sameside.keys k LEFT JOIN sameside.records r ON r.id = k.record "
    "WHERE k.record > %s ORDER BY k.record LIMIT %s"
)
_KEY = "UPDATE sameside.keys SET wrapped = %s WHERE record = %s"
_ADDRESS = "UPDATE sameside.addresses SET hidden = %s WHERE hidden = %s"
_ASIDE = "SELECT id, sealed FROM sameside.set_aside WHERE id > %s ORDER BY id LIMIT %s"
_NEW_ASIDE = "UPDATE sameside.set_aside SET sealed = %s WHERE id = %s"


async def rotate_database(url: str, key_file: Path, files: Files | None = None) -> int:
    """Give the database a new master key, or finish what was interrupted. Returns how many keys were wrapped anew.

    Raises `StoreLocked` while a bot is connected, `DatabaseFault`, `KeyFileFault`, or `OSError`; then run it again.
    """
    keys = KeyFiles(key_file, files or Files())
    database = Database(url, 1, _PATIENCE, alone=False)
    await database.open(_prepare)
    try:
        return await database.run(lambda each: _rotate(each, keys))
    finally:
        await database.close()


async def _prepare(connection: Connection) -> None:
    await migrate(connection)


async def _rotate(connection: Connection, keys: KeyFiles) -> int:
    row = await (await connection.execute(_FINGERPRINT)).fetchone()
    if row is None:
        raise DatabaseFault("BOT_DATABASE_URL: there is no data in this database.")
    present = str(row[0]).encode()
    if not await asyncio.to_thread(keys.is_half_way, present):
        await _nobody_else(connection)
        before = await asyncio.to_thread(read_master_key, keys.current, create=False)
        if not same_fingerprint(present, fingerprint(before)):
            raise KeyFileFault(f"BOT_KEY_FILE: {keys.current} is not the key of this database.")
        await asyncio.to_thread(keys.make_new)
        after = await asyncio.to_thread(read_master_key, keys.new, create=False)
        done = await _Change(connection, before, after).carry_out()
    else:
        done = 0  # all of it was done, but for the key files
        after = await asyncio.to_thread(read_master_key, keys.new, create=False)
    await asyncio.to_thread(keys.put_in_place, after)
    await asyncio.to_thread(keys.forget_old)
    return done


async def _nobody_else(connection: Connection) -> None:
    """A replica that goes on would wrap keys with the old master key."""
    loop = asyncio.get_running_loop()
    give_up = loop.time() + _LETTING_GO
    while True:
        found = await (await connection.execute(_OTHERS)).fetchone()
        if not found or not found[0]:
            return
        if loop.time() > give_up:
            raise StoreLocked("The bot is running on this database. Stop every replica of it, then run this again.")
        await asyncio.sleep(0.1)


class _Change:
    """From one master key to another."""

    def __init__(self, connection: Connection, before: bytes, after: bytes) -> None:
        self._connection = connection
        self._before, self._after = SealedRows(before), SealedRows(after)
        self._fingerprint = fingerprint(after)

    async def carry_out(self) -> int:
        """All of it or nothing. Returns how many keys were wrapped anew."""
        done, after = 0, ""
        async with self._connection.transaction():
            await self._connection.execute(_LOCK)  # whoever starts now waits, and then does not know the key
            await _nobody_else(self._connection)
            while page := await (await self._connection.execute(_ROWS, (after, _PAGE))).fetchall():
                async with self._connection.pipeline():
                    for record_id, wrapped, sealed in page:
                        done += await self._one(record_id, wrapped, sealed)
                after = page[-1][0]
            await self._reseal_aside()
            await self._connection.execute(_NEW_FINGERPRINT, (self._fingerprint.decode(),))
        return done

    async def _one(self, record_id: str, wrapped: bytes, sealed: bytes | None) -> int:
        try:
            anew = self._after.wrap(record_id, self._before.unwrap(record_id, wrapped))
        except Unreadable:
            log.error("a key is damaged, and stays as it is")
            return 0
        await self._connection.execute(_KEY, (anew, record_id))
        if sealed is not None:
            try:
                record = self._before.open_record(record_id, sealed, wrapped)
            except Unreadable:
                log.error("a record is damaged, and stays as it is")
                return 1
            for address in addresses(record):
                change = self._after.hidden(address), self._before.hidden(address)
                await self._connection.execute(_ADDRESS, change)
        return 1

    async def _reseal_aside(self) -> None:
        after = ""
        while page := await (await self._connection.execute(_ASIDE, (after, _PAGE))).fetchall():
            for aside_id, sealed in page:
                try:
                    anew = self._after.close_kept(self._before.open_kept(sealed))
                except Broken:
                    log.error("something that was set aside is damaged, and stays as it is")
                    continue
                await self._connection.execute(_NEW_ASIDE, (anew, aside_id))
            after = page[-1][0]
