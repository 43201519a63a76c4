"""What an operator does to the data while the bot stands still: a backup, a restore, another master key.

Each says in plain lines what it did and what is left to do. It must not know what a record means.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from bot.service.nightly_backups import NightlyBackups
from bot.settings import BadSetting, Settings, writable
from bot.storage import StoreLocked
from bot.storage.backups import BackupFolder
from bot.storage.moving import move
from bot.storage.places import ADDRESS, store_at
from bot.storage.restoring import restore
from bot.storage.rotation import rotate

Say = Callable[[str], None]


async def back_up(settings: Settings, to: Path | None, say: Say) -> None:
    """A backup now. Raises `BackupFault`, `StoreLocked` while the bot runs, `KeyFileFault`, `OSError`."""
    folder = to or settings.backup_dir
    if folder is None:
        raise BadSetting("BOT_BACKUP_DIR: it is not set. Name a folder: python run_bot.py backup FOLDER")
    if not settings.database_url:
        _must_have(settings.data_dir)
    writable("BOT_BACKUP_DIR", folder)
    # A database is read in one snapshot while its bot goes on; a folder belongs to one process.
    store = store_at(settings.database_url or settings.data_dir, settings.key_file, alone=False)
    try:
        await store.open()
    except StoreLocked:
        raise StoreLocked(
            f"The bot is running on {settings.data_dir}, and makes its own backups where BOT_BACKUP_DIR is set. "
            "To make one by hand, stop it first."
        ) from None
    try:
        made = await NightlyBackups(store, BackupFolder(folder), settings.backup_keep, _now).make()
    finally:
        await store.close()
    say(f"{made.path}: {made.records} records. Their keys, as they are now, are in {folder / 'keys'}.")
    if made.lacking:
        say(f"{made.lacking} records have no good file. No older backup was removed; see docs/operation.md.")
    say(f"The master key is in none of them. Keep a copy of {settings.key_file} in another place.")


async def move_house(settings: Settings, source: str, target: str, say: Say) -> None:
    """Carry everything from one store into another. Each is a folder, an address of PostgreSQL, or `database` for
    BOT_DATABASE_URL. Raises `MoveFault`, `DatabaseFault`, `StoreLocked`, `KeyFileFault`, `OSError`."""
    source, target = (_place(settings, each) for each in (source, target))
    if not source.startswith(ADDRESS):
        _must_have(Path(source))
    # A database may be read while its bot goes on; what is written to must be ours alone.
    async with AsyncExitStack() as stack:
        stores = (store_at(source, settings.key_file, alone=False), store_at(target, settings.key_file))
        for store in stores:
            await store.open()
            stack.push_async_callback(store.close)
        moved = await move(*stores, say)
    say(f"done: {moved.records} records, {moved.messages} unsent messages and {moved.aside} things set aside are equal")
    if moved.unreadable:
        say(f"{moved.unreadable} records cannot be read in the source, and were left there.")


def _place(settings: Settings, word: str) -> str:
    if word != "database":
        return word
    if not settings.database_url:
        raise BadSetting("BOT_DATABASE_URL: it is not set. Set it, or name the address: postgresql://...")
    return settings.database_url


async def put_back(settings: Settings, source: Path, say: Say) -> None:
    """Restore a backup into the data folder, or the database, which must be empty. Raises `BackupFault`,
    `DatabaseFault`, `KeyFileFault`, `StoreLocked`, `OSError`."""
    if settings.database_url:
        from bot.storage.postgres_restoring import restore_into  # as `store_at` does

        restored = await restore_into(source, settings.database_url, settings.key_file)
        where, aside = "the database", "left out"
    else:
        restored = await restore(source, settings.data_dir, settings.key_file)
        where, aside = str(settings.data_dir), f"in {settings.data_dir / 'set_aside'}"
    say(f"{restored.source}: {restored.records} records are back in {where}, and each was opened.")
    if restored.deleted:
        say(f"{restored.deleted} were deleted since that backup, and stay deleted.")
    if restored.unreadable:
        say(f"{restored.unreadable} cannot be read; they are {aside}.")
    if not restored.newest:
        say(
            "There are newer backups beside it, so the next ones need another folder: set BOT_BACKUP_DIR to an empty "
            "one. Remove the old folder when all is well: what is deleted from now on can still be read in it."
        )


async def change_key(settings: Settings, say: Say) -> None:
    """A new master key. Raises `StoreLocked` while the bot runs, `DatabaseFault`, `KeyFileFault`, `OSError`."""
    if settings.database_url:
        from bot.storage.postgres_rotation import rotate_database  # as `store_at` does

        done = await rotate_database(settings.database_url, settings.key_file)
    else:
        _must_have(settings.data_dir)
        done = await rotate(settings.data_dir, settings.key_file)
    say(f"{settings.key_file} is a new key, and {done} keys were wrapped with it. The old one opens nothing here.")
    if settings.backup_dir is not None:
        store = store_at(settings.database_url or settings.data_dir, settings.key_file)
        await store.open()
        try:
            await store.renew_keys(BackupFolder(settings.backup_dir))
        finally:
            await store.close()
        say(f"The keys in {settings.backup_dir} were renewed too.")
    say("Replace your safe copy of the key file now.")


def _must_have(data_dir: Path) -> None:
    if not (data_dir / "key_fingerprint").exists():
        raise BadSetting(f"BOT_DATA_DIR: there is no data in {data_dir}.")


def _now() -> datetime:
    return datetime.now(UTC)
