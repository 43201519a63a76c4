"""Each night, what was set aside goes when its family has gone, or when it is older than a family would be kept.

It knows no clock, and not what was set aside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

log = logging.getLogger(__name__)

MONTH = timedelta(days=31)  # never too early


class Shelves(Protocol):
    """A store, as far as it matters here."""

    async def tidy_aside(self, before: datetime | None) -> int:
        """Remove what was set aside and belongs to a record that is gone, and what is older than this. How many."""


class NightlyTidying:
    """Of one store. `months` are those after which a silent family is deleted; 0: nothing goes by its age."""

    def __init__(self, store: Shelves, months: int, now: Callable[[], datetime]) -> None:
        self._store = store
        self._months = months
        self._now = now

    async def nightly(self) -> None:
        """For the clock: a fault is logged, and the next night tries again."""
        before = self._now() - self._months * MONTH if self._months else None
        try:
            removed = await self._store.tidy_aside(before)
        except OSError as fault:
            log.error("what was set aside could not be tidied: %s", fault.strerror)
            return
        if removed:
            log.info("%d things that had been set aside were removed: without a family now, or old", removed)
