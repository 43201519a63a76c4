"""A store without a disk, for tests and the practice chat. It keeps encoded bytes, so it tests serialisation too.

It behaves as the stores on disk do, down to what it refuses; it must not know files or keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from bot.core.records import Record, addresses, decode, encode
from bot.core.requests import Outgoing
from bot.storage.index import Index, Row, check_change, room
from bot.storage.leases import Leases
from bot.storage.outbox import Outbox, decode_outgoing, encode_outgoing
from bot.storage.store import Change, Ended, Loaded, StoreClosed, Unreadable
from bot.storage.versions import Versions


class MemoryStore:
    """A `Store`. What was committed stays in the object when it is closed and opened again."""

    def __init__(self) -> None:
        self._index = Index()
        self._leases = Leases(self._index)
        self._versions = Versions(self._index, str.encode)
        self._outbox = Outbox()
        self._records: dict[str, bytes] = {}
        self._aside: list[tuple[str, bytes, str]] = []
        self._sequence = 0
        self._open = False

    async def open(self) -> None:
        self._open = True

    async def close(self) -> None:
        self._open = False

    async def find(self, address: str) -> str | None:
        self._must_be_open()
        return self._index.find(address.encode())

    async def load(self, record_id: str) -> Record | None:
        loaded = await self.read(record_id)
        return None if loaded is None else loaded.record

    async def read(self, name: str) -> Loaded | None:
        self._must_be_open()
        record_id = name if ":" not in name else self._index.find(name.encode()) or ""
        data = self._records.get(record_id)
        row = self._index.get(record_id)
        if data is None or row is None:
            return None
        try:
            return Loaded(decode(data), row.sequence)
        except msgspec.DecodeError as fault:
            raise Unreadable("a record in memory is not of a known shape") from fault

    async def commit(self, change: Change) -> None:
        self._must_be_open()
        check_change(change)
        self._versions.check(change.seen)
        if change.ends and change.ends not in self._outbox:
            raise Ended
        encoded = {record.id: encode(record) for record in change.put}
        queued = [decode_outgoing(encode_outgoing(outgoing)) for outgoing in change.queue]
        self._sequence += 1
        for record in change.put:
            named = tuple(sorted(address.encode() for address in addresses(record)))
            self._index.put(Row(record.id, room(record), named, record.due, self._sequence))
        self._records.update(encoded)
        self._leases.end(encoded)
        for record_id in change.drop:
            self._index.drop(record_id)
            self._outbox.drop(record_id)
            self._records.pop(record_id, None)
            self._aside = [kept for kept in self._aside if kept[2] != record_id]
        for outgoing in queued:
            if outgoing.owner in self._index:
                self._outbox.queue(outgoing)
        for outgoing_id in change.settled:
            self._outbox.settle(outgoing_id)
        for outgoing_id in change.mark:
            self._outbox.mark(outgoing_id)

    async def due(self, until: datetime, limit: int) -> Sequence[str]:
        self._must_be_open()
        return self._index.due(until, limit)

    async def take_due(self, now: datetime, limit: int, lease: timedelta) -> Sequence[str]:
        self._must_be_open()
        return self._leases.take(now, limit, lease)

    async def next_due(self) -> datetime | None:
        self._must_be_open()
        return self._leases.next_due()

    async def unsent(self) -> Sequence[Outgoing]:
        self._must_be_open()
        return self._outbox.all()

    async def count(self) -> int:
        self._must_be_open()
        return len(self._index)

    async def set_aside(self, name: str, data: bytes, owner: str = "") -> None:
        self._must_be_open()
        if not owner or owner in self._index:
            self._aside.append((name, data, owner))

    def _must_be_open(self) -> None:
        if not self._open:
            raise StoreClosed("the store is not open")
