"""Who is at work on what is due, in the memory of one process: a lease ends when the record is put, or by itself.

It must not know why a record is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.storage.index import Index

_FAR = datetime.max.replace(tzinfo=UTC)


class Leases:
    """A lease lives no longer than the process: after a restart everything that is due may be taken again."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._until: dict[str, datetime] = {}

    def take(self, now: datetime, limit: int, lease: timedelta) -> list[str]:
        """Ids of at most `limit` records that are due by `now` and that nobody has; the caller has them now."""
        self._until = {each: until for each, until in self._until.items() if until > now and each in self._index}
        found = self._index.due(now, limit + len(self._until))
        taken = [each for each in found if each not in self._until][:limit]
        self._until.update(dict.fromkeys(taken, now + lease))
        return taken

    def end(self, record_ids: Iterable[str]) -> None:
        """These records were put: their due time is a new one."""
        for record_id in record_ids:
            self._until.pop(record_id, None)

    def next_due(self) -> datetime | None:
        """The earliest due time of a record that nobody has, or the earliest end of a lease."""
        if not self._until:
            return self._index.next_due()
        times = [until for each, until in self._until.items() if each in self._index]
        for each in self._index.due(_FAR, len(self._until) + 1):
            row = self._index.get(each)
            if each not in self._until and row is not None and row.due is not None:
                times.append(row.due)
        return min(times, default=None)
