"""Commits of one process that touch the same record reach the server in the order in which they were made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager


class Turns:
    """First come, first served for each name; a name costs nothing when nobody uses it."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def take(self, names: Iterable[str]) -> AsyncIterator[None]:
        """Wait for those who came before for any of these names."""
        mine = tuple(set(names))
        done = asyncio.Event()
        before = [self._last[name] for name in mine if name in self._last]
        self._last.update(dict.fromkeys(mine, done))
        try:
            for each in before:
                await each.wait()
            yield
        finally:
            done.set()
            for name in mine:
                if self._last.get(name) is done:
                    del self._last[name]
