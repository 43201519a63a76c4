"""What a store keeps in memory about every record: where it is found, when it is due. Never the record itself.

An address arrives here as bytes that the store chose (a keyed hash, for instance), so the index need not know people.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from bot.core.records import Family, Group, House, Record
from bot.storage.store import Change

_RECORD_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def check_id(record_id: str) -> str:
    """The id itself when it is safe as a file name on every system. Raises `ValueError` otherwise."""
    if not _RECORD_ID.fullmatch(record_id):
        raise ValueError("a record id is 1 to 64 of a-z, 0-9, '_' and '-', and does not begin with a sign")
    return record_id


def check_change(change: Change) -> None:
    """Raises `ValueError` for a change that contradicts itself: a programming error, found before anything is kept."""
    put = [check_id(record.id) for record in change.put]
    if len(set(put)) != len(put) or not set(put).isdisjoint(change.drop):
        raise ValueError("a change names each record once: it either puts it or drops it")
    for record in change.put:
        if record.due is not None and record.due.tzinfo is None:
            raise ValueError("a due time carries its zone")
    for name, version in change.seen.items():
        if version:
            check_id(name)


def room(record: Record) -> str:
    """The name of the folder that holds this kind of record."""
    match record:
        case Family():
            return "families"
        case Group():
            return "groups"
        case House():
            return "house"


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of one record without opening it.

    `sequence` is the number of the commit that put it; of two records that claim one address, the later one has it.
    """

    id: str
    room: str
    addresses: tuple[bytes, ...]
    due: datetime | None
    sequence: int


class Index:
    """Rows by id, by address and by due time. `due` and `next_due` cost O(log n) per record they pass."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._ids: dict[bytes, str] = {}  # address -> record id
        self._heap: list[tuple[datetime, str]] = []  # may hold entries that are no longer true: rows decide

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def get(self, record_id: str) -> Row | None:
        """The row of this record, or None."""
        return self._rows.get(record_id)

    def find(self, address: bytes) -> str | None:
        """The id of the record that has this address, or None."""
        return self._ids.get(address)

    def put(self, row: Row) -> None:
        """Add or replace a row. Addresses that the record had before and does not name now are free again."""
        before = self._rows.get(row.id)
        if before is not None:
            self._free(before)
        self._rows[row.id] = row
        for address in row.addresses:
            self._ids[address] = row.id
        if row.due is not None and (before is None or before.due != row.due):
            heapq.heappush(self._heap, (row.due, row.id))
            if len(self._heap) > 2 * len(self._rows) + 64:
                self._rebuild_heap()

    def drop(self, record_id: str) -> None:
        """Forget a record. An unknown id is passed over."""
        row = self._rows.pop(record_id, None)
        if row is not None:
            self._free(row)

    def due(self, until: datetime, limit: int) -> list[str]:
        """Ids of at most `limit` records that are due at or before `until`, earliest first."""
        found: dict[str, tuple[datetime, str]] = {}
        while len(found) < limit and self._first_true() is not None and self._heap[0][0] <= until:
            entry = heapq.heappop(self._heap)
            found.setdefault(entry[1], entry)
        for entry in found.values():
            heapq.heappush(self._heap, entry)
        return list(found)

    def next_due(self) -> datetime | None:
        """The earliest due time, or None."""
        return self._first_true()

    def _first_true(self) -> datetime | None:
        while self._heap:
            due, record_id = self._heap[0]
            row = self._rows.get(record_id)
            if row is not None and row.due == due:
                return due
            heapq.heappop(self._heap)
        return None

    def _free(self, row: Row) -> None:
        for address in row.addresses:
            if self._ids.get(address) == row.id:
                del self._ids[address]

    def _rebuild_heap(self) -> None:
        self._heap = [(row.due, row.id) for row in self._rows.values() if row.due is not None]
        heapq.heapify(self._heap)
