"""The protocol of a store: find, load, commit as one, and tell what is due and what is unsent.

A store must not know what a record means. It keeps three things next to each record: its addresses, its due time and
its part of the outbox, all changed by the same commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from bot.core.records import Record
from bot.core.requests import Outgoing


class StoreLocked(Exception):
    """Another process holds the data folder. The message is one plain line for the operator."""


class StoreClosed(Exception):
    """The store was used before `open` or after `close`."""


class Unreadable(Exception):
    """A record is damaged or its key does not fit. It was set aside, never dropped; the message names the file."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What one event did, all or nothing.

    `put` replaces whole records (addresses and due time come from the record itself), `drop` removes records with
    their key, their outbox and every trace; `queue` adds to the outbox, `settle` removes outgoing ids from it, `mark`
    sets `tried` on outgoing ids. An id that is not there any more is passed over.
    """

    put: tuple[Record, ...] = ()
    drop: tuple[str, ...] = ()
    queue: tuple[Outgoing, ...] = ()
    settle: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()


class Store(Protocol):
    """Every method may be called from many tasks at once; two commits never mix."""

    async def open(self) -> None:
        """Take the lock, replay what a crash left, build the indexes. Raises `StoreLocked`."""

    async def close(self) -> None:
        """Bring everything to rest and release the lock. Safe to call twice."""

    async def find(self, address: str) -> str | None:
        """The id of the record with this address (see `records.addresses`), or None."""

    async def load(self, record_id: str) -> Record | None:
        """The record as last committed, or None. Raises `Unreadable`, or `OSError` when the disk fails."""

    async def commit(self, change: Change) -> None:
        """Make the change durable as one. When this returns, a power cut cannot undo it; when it raises (`OSError`
        for a full disk, `ValueError` for a change that contradicts itself), nothing of it has happened.

        A change that only settles may return earlier, and be durable with the next commit: after a crash the request
        may be unsent once more. What is queued for a record that does not exist after the change is not kept."""

    async def due(self, until: datetime, limit: int) -> Sequence[str]:
        """Ids of records whose due time is not after `until`, earliest first."""

    async def next_due(self) -> datetime | None:
        """The earliest due time of all records, or None."""

    async def unsent(self) -> Sequence[Outgoing]:
        """The whole outbox, in order of creation per owner."""

    async def count(self) -> int:
        """How many records there are."""

    async def set_aside(self, name: str, data: bytes) -> None:
        """Keep bytes that could not be handled, encrypted, for the operator to look at. `name` says what they are."""
