"""What has been committed, in memory: the index, the outbox, and which records the files do not hold yet.

A commit and the replay after a crash go through the same `apply`, so they cannot disagree. It must not know disks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from bot.core.records import addresses, encode
from bot.core.requests import Outgoing
from bot.storage.index import Index, Row, room
from bot.storage.outbox import Outbox
from bot.storage.store import Change


class Effect(msgspec.Struct, frozen=True):
    """What a change does to one record: its new row and bytes, when it was put, and what it adds to the outbox."""

    id: str
    row: Row | None
    record: bytes
    queue: tuple[Outgoing, ...]


class Applied(msgspec.Struct, frozen=True):
    """A change in plain form. `sequence` is its number; later changes have higher ones."""

    sequence: int
    effects: tuple[Effect, ...] = ()
    drop: tuple[str, ...] = ()
    settle: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()


def effects(change: Change, sequence: int, hidden: Callable[[str], bytes]) -> tuple[Effect, ...]:
    """What a change does, record by record. `hidden` turns an address into what the index keeps of it."""
    queued: dict[str, list[Outgoing]] = {}
    for outgoing in change.queue:
        queued.setdefault(outgoing.owner, []).append(outgoing)
    found = []
    for record in change.put:
        row = Row(record.id, room(record), tuple(map(hidden, addresses(record))), record.due, sequence)
        found.append(Effect(record.id, row, encode(record), tuple(queued.pop(record.id, ()))))
    for owner, outbox in queued.items():
        if owner and owner not in change.drop:
            found.append(Effect(owner, None, b"", tuple(outbox)))
    return tuple(found)


class Unwritten(msgspec.Struct, frozen=True):
    """What a checkpoint has to carry into the files; a copy, so commits go on meanwhile.

    `records` gives the encoded record, or None where only the outbox changed; `outboxes` what each of them still has
    to send; `rows` the rows they have.
    """

    records: dict[str, bytes | None]
    outboxes: dict[str, tuple[Outgoing, ...]]
    rows: dict[str, Row]
    dropped: frozenset[str]


class State:
    """Every change is idempotent: playing the same changes in the same order again ends in the same state."""

    def __init__(self) -> None:
        self.index = Index()
        self.outbox = Outbox()
        self.sequence = 0  # of the last commit
        self.unwritten: dict[str, bytes | None] = {}
        self.dropped: set[str] = set()

    def apply(self, change: Applied) -> None:
        """Make a durable change visible."""
        self.sequence = max(self.sequence, change.sequence)
        for effect in change.effects:
            if effect.row is not None:
                self.index.put(effect.row)
                self.unwritten[effect.id] = effect.record
                self.dropped.discard(effect.id)
        for record_id in change.drop:
            self.index.drop(record_id)
            self.outbox.drop(record_id)
            self.unwritten.pop(record_id, None)
            self.dropped.add(record_id)
        for effect in change.effects:
            if effect.id in self.index and effect.queue:
                self._touch(effect.id)
                for outgoing in effect.queue:
                    self.outbox.queue(outgoing)
        self.settle(change.settle)
        for outgoing_id in change.mark:
            self._touch(self.outbox.mark(outgoing_id))

    def settle(self, outgoing_ids: Iterable[str]) -> tuple[str, ...]:
        """Remove these from the outbox. Returns those that were there."""
        settled = []
        for outgoing_id in outgoing_ids:
            owner = self.outbox.settle(outgoing_id)
            self._touch(owner)
            if owner is not None:
                settled.append(outgoing_id)
        return tuple(settled)

    def unwritten_now(self) -> Unwritten:
        """What the files lack at this moment; it goes on to count as unwritten."""
        records = dict(self.unwritten)
        return Unwritten(
            records=records,
            outboxes={record_id: self.outbox.of(record_id) for record_id in records},
            rows={record_id: row for record_id in records if (row := self.index.get(record_id)) is not None},
            dropped=frozenset(self.dropped),
        )

    def take_unwritten(self) -> Unwritten:
        """Hand over what the files lack; from now on only later changes count as unwritten."""
        taken = self.unwritten_now()
        self.unwritten, self.dropped = {}, set()
        return taken

    def _touch(self, owner: str | None) -> None:
        if owner is not None:
            self.unwritten.setdefault(owner, None)
