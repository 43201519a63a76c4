"""The protocol of a store: find, load, commit as one, and tell what is due and what is unsent.

A store must not know what a record means. It keeps three things next to each record: its addresses, its due time and
its part of the outbox, all changed by the same commit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from bot.core.records import Record
from bot.core.requests import Outgoing


class StoreLocked(Exception):
    """Another process holds the data folder. The message is one plain line for the operator."""


class DatabaseFault(Exception):
    """The database cannot be used. The message is one plain line that names the setting and the mend."""


class StoreClosed(Exception):
    """The store was used before `open` or after `close`."""


class Unreadable(Exception):
    """A record is damaged or its key does not fit. It was set aside, never dropped; the message names the file."""


class Conflict(Exception):
    """What a change was computed from is no longer so, and nothing of it has happened: load and step again."""


class Ended(Exception):
    """What became of this request was noted by somebody else, and nothing of the change has happened."""


class Loaded(msgspec.Struct, frozen=True):
    """A record and the version it had when it was read: at least 1, and another one after each commit that puts it."""

    record: Record
    version: int


class Held(msgspec.Struct, frozen=True):
    """One record as moving house sees it: None where it cannot be read, and what it still has to send, in order."""

    id: str
    record: Record | None
    outbox: tuple[Outgoing, ...]


class Aside(msgspec.Struct, frozen=True):
    """Something that was set aside. `id` is random, and the same wherever it is kept."""

    id: str
    name: str
    data: bytes
    owner: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What one event did, all or nothing.

    `put` replaces whole records (addresses and due time come from the record itself), `drop` removes records with
    their key, their outbox and every trace; `queue` adds to the outbox, `settle` removes outgoing ids from it, `mark`
    sets `tried` on outgoing ids. An id that is not there any more is passed over; not so `ends`, the outgoing id whose
    end the change is about: it is settled, and if it is not there any more, the store raises `Ended`.

    `seen` is what the change was computed from: the version of each record by its id, and 0 for an id or an address
    at which there was none. If any of it is no longer so, the store raises `Conflict`. One process that lets events of
    a record wait for each other needs none of it; replicas that share a store do.
    """

    put: tuple[Record, ...] = ()
    drop: tuple[str, ...] = ()
    queue: tuple[Outgoing, ...] = ()
    settle: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()
    ends: str = ""
    seen: Mapping[str, int] = {}

    @property
    def settled(self) -> tuple[str, ...]:
        """All outgoing ids that are to be removed from the outbox."""
        return (*self.settle, self.ends) if self.ends else self.settle


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

    async def read(self, name: str) -> Loaded | None:
        """The record with this id, or at this address where `name` holds a colon, with the version for `Change.seen`.
        Raises what `load` does."""

    async def commit(self, change: Change) -> None:
        """Make the change durable as one. When this returns, a power cut cannot undo it; when it raises (`OSError`
        for a full disk, `ValueError` for a change that contradicts itself, `Conflict`, `Ended`), nothing of it has
        happened.

        A change that only settles may return earlier, and be durable with the next commit: after a crash the request
        may be unsent once more. What is queued for a record that does not exist after the change is not kept."""

    async def due(self, until: datetime, limit: int) -> Sequence[str]:
        """Ids of records whose due time is not after `until`, earliest first."""

    async def take_due(self, now: datetime, limit: int, lease: timedelta) -> Sequence[str]:
        """As `due`, but each record is given to one caller only: until `now + lease`, or until it is put.

        A lease keeps others from doing the same work; that a record changes once only is what `Change.seen` is for."""

    async def next_due(self) -> datetime | None:
        """The earliest due time of all records, or None. One that is taken counts from the end of its lease."""

    async def unsent(self) -> Sequence[Outgoing]:
        """The whole outbox, in order of creation per owner."""

    async def count(self) -> int:
        """How many records there are."""

    async def set_aside(self, name: str, data: bytes, owner: str = "") -> None:
        """Keep bytes that could not be handled, encrypted, for the operator to look at. `name` says what they are.
        `owner` is the id of the record that they belong to: nobody can read them once that record is dropped."""


class Contents(Protocol):
    """Everything in a store as of one instant, and notes about the store itself. For moving house."""

    def records(self) -> AsyncIterator[Held]:
        """Every record, in order of ids."""

    def aside(self) -> AsyncIterator[Aside]:
        """Everything that was set aside and can be read."""

    async def keep_aside(self, aside: Aside) -> None:
        """Set this aside; once, however often it is asked."""

    async def note(self, name: str) -> str:
        """A note about this store; empty when there is none."""

    async def set_note(self, name: str, text: str) -> None:
        """Write a note, durably; an empty one takes it away."""


class MovableStore(Store, Protocol):
    """A store that can be carried into another one."""

    async def contents(self) -> Contents:
        """Everything in it. Records that are put later need not be in it."""
