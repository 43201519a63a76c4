"""Whether what a change was computed from is still so, for stores that keep their index in memory.

A change on its way to the disk counts as done here: what it is about to change cannot be relied upon any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from bot.core.records import addresses
from bot.storage.index import Index
from bot.storage.store import Change, Conflict


class Versions:
    """`hidden` turns an address into what the index keeps of it."""

    def __init__(self, index: Index, hidden: Callable[[str], bytes]) -> None:
        self._index = index
        self._hidden = hidden
        self._under_way: Counter[str] = Counter()

    def check(self, seen: Mapping[str, int]) -> None:
        """Raises `Conflict`."""
        for name, version in seen.items():
            if self._under_way[name] or self._index.version(name, self._hidden(name)) != version:
                raise Conflict("a record was changed by somebody else in the meantime")

    @contextmanager
    def changing(self, change: Change) -> Iterator[None]:
        """While this change is being written."""
        names = {*change.drop, *(record.id for record in change.put)}
        for record in change.put:
            names |= addresses(record)
        self._under_way.update(names)
        try:
            yield
        finally:
            for name in names:
                self._under_way[name] -= 1
                if not self._under_way[name]:
                    del self._under_way[name]
