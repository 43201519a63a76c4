"""Where records live: one small protocol, several stores. A store knows bytes, files and keys, not what a family is."""

from bot.storage.memory import MemoryStore
from bot.storage.store import Change, Store, StoreClosed, StoreLocked, Unreadable

__all__ = ["Change", "MemoryStore", "Store", "StoreClosed", "StoreLocked", "Unreadable"]
