"""Where a store is, in an operator's words: an address of PostgreSQL, or else a folder."""

from __future__ import annotations

from pathlib import Path

from bot.storage.backups import KeptStore
from bot.storage.tinydb_store import TinyStore

ADDRESS = ("postgresql://", "postgres://")


def store_at(
    place: str | Path, key_file: Path, *, alone: bool = True, fleet: bool = False, wait: float = 0.0
) -> KeptStore:
    """The store at this place, not opened yet. `alone`: no other bot may have it open, or with `fleet` none but other
    replicas; a folder is never shared. `wait` is for how many seconds it waits for a database server that is away."""
    if isinstance(place, str) and place.startswith(ADDRESS):
        from bot.storage.postgres import PostgresStore  # a bot on files starts without it

        return PostgresStore(place, key_file, alone=alone and not fleet, fleet=fleet, wait=wait)
    return TinyStore(Path(place).expanduser(), key_file)
