"""The master key that fits a database: made with the first start, then always the same. It must not know records."""

from __future__ import annotations

from pathlib import Path

from bot.storage.database import Connection
from bot.storage.files import Files
from bot.storage.key_files import KeyFiles
from bot.storage.keys import KeyFileFault, fingerprint, read_master_key, same_fingerprint

_FINGERPRINT = "SELECT value FROM sameside.notes WHERE name = 'key_fingerprint'"
_REMEMBER = "INSERT INTO sameside.notes VALUES ('key_fingerprint', %s)"


async def master_key(connection: Connection, key_file: Path) -> bytes:
    """The 32 bytes of the key file, which is made for a new database. Raises `KeyFileFault` when it does not fit."""
    async with connection.transaction():
        # Two replicas that start with a new database make one key, not two.
        await connection.execute("LOCK TABLE sameside.notes IN SHARE ROW EXCLUSIVE MODE")
        row = await (await connection.execute(_FINGERPRINT)).fetchone()
        master = read_master_key(key_file, create=row is None)
        ours = fingerprint(master)
        if row is None:
            await connection.execute(_REMEMBER, (ours.decode(),))
        elif not same_fingerprint(str(row[0]).encode(), ours):
            if KeyFiles(key_file, Files()).is_half_way(str(row[0]).encode()):
                raise KeyFileFault(
                    "BOT_KEY_FILE: the change of the master key has not ended. Run: python run_bot.py rotate-key"
                )
            raise KeyFileFault(
                f"BOT_KEY_FILE: {key_file} is not the key of this database. "
                "Put the right key file back, or set BOT_DATABASE_URL to another database."
            )
    return master
