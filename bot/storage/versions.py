"""Whether what a change was computed from is still so, for stores that keep their index in memory.

A change on its way to the disk counts as done here: what it is about to change cannot be relied upon any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from bot.storage.index import Index
from bot.storage.state import Applied
from bot.storage.store import Conflict


class Versions:
    """`hidden` turns an address into what the index keeps of it."""

    def __init__(self, index: Index, hidden: Callable[[str], bytes]) -> None:
        self._index = index
        self._hidden = hidden
        self._under_way: Counter[str | bytes] = Counter()  # ids, and addresses as the index keeps them

    def check(self, seen: Mapping[str, int]) -> None:
        """Raises `Conflict`."""
        for name, version in seen.items():
            known: str | bytes = self._hidden(name) if ":" in name else name
            if known in self._under_way or self._version(known) != version:
                raise Conflict("a record was changed by somebody else in the meantime")

    @contextmanager
    def changing(self, change: Applied) -> Iterator[None]:
        """While this change is being written."""
        names: set[str | bytes] = set(change.drop)
        for effect in change.effects:
            if effect.row is not None:
                names.update((effect.id, *effect.row.addresses))
        self._under_way.update(names)
        try:
            yield
        finally:
            for name in names:
                self._under_way[name] -= 1
                if not self._under_way[name]:
                    del self._under_way[name]

    def _version(self, known: str | bytes) -> int:
        row = self._index.get(known if isinstance(known, str) else self._index.find(known) or "")
        return 0 if row is None else row.sequence
