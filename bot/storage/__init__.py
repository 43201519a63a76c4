"""Where records live: one small protocol, several stores. A store knows bytes, files and keys, not what a family is."""

from bot.storage.keys import KeyFileFault
from bot.storage.memory import MemoryStore
from bot.storage.store import (
    Change,
    Conflict,
    DatabaseFault,
    Ended,
    Loaded,
    MovableStore,
    Store,
    StoreClosed,
    StoreLocked,
    Unreadable,
)
from bot.storage.tinydb_store import TinyStore

__all__ = [
    "Change",
    "Conflict",
    "DatabaseFault",
    "Ended",
    "KeyFileFault",
    "Loaded",
    "MemoryStore",
    "MovableStore",
    "Store",
    "StoreClosed",
    "StoreLocked",
    "TinyStore",
    "Unreadable",
]
