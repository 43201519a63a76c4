"""Locks by name, several at once, without deadlock: what makes events of one record wait for each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager


class Order:
    """First come, first served for each name; names are taken in sorted order. A name costs nothing when free."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    def is_held(self, names: Iterable[str]) -> bool:
        """Whether anybody holds one of these names, or waits for it."""
        return any(name in self._users for name in names)

    @asynccontextmanager
    async def hold(self, names: Iterable[str]) -> AsyncIterator[None]:
        """Hold all these names."""
        wanted = sorted(set(names))
        held = 0
        for name in wanted:
            self._users[name] = self._users.get(name, 0) + 1
        try:
            for name in wanted:
                await self._locks.setdefault(name, asyncio.Lock()).acquire()
                held += 1
            yield
        finally:
            for name in wanted[:held]:
                self._locks[name].release()
            for name in wanted:
                self._leave(name)

    def _leave(self, name: str) -> None:
        self._users[name] -= 1
        if not self._users[name]:
            del self._users[name]
            self._locks.pop(name, None)
