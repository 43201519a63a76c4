"""From what is on disk to the state in memory: the catalogue when it fits, all records when not, then the journal.

The rule for the catalogue: it says up to which generation of the journal it is complete, and it is used only when every
later generation is still there to be played again. Otherwise each record is opened and read. It must not write records.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

import msgspec

from bot.core.records import addresses, decode
from bot.core.requests import Outgoing
from bot.storage.catalogue import Catalogue
from bot.storage.index import Row
from bot.storage.journal import Contents, Entry, Journal, Part
from bot.storage.keys import KeyMissing, Keyring
from bot.storage.outbox import decode_outgoing
from bot.storage.record_files import RecordFiles
from bot.storage.sealing import Broken
from bot.storage.set_aside import SetAside
from bot.storage.state import Applied, Effect, State

log = logging.getLogger(__name__)


class Recovery:
    """Reads once, at the start. `hidden` turns an address into what the index keeps of it."""

    def __init__(
        self,
        journal: Journal,
        catalogue: Catalogue,
        records: RecordFiles,
        keyring: Keyring,
        aside: SetAside,
        hidden: Callable[[str], bytes],
    ) -> None:
        self._journal = journal
        self._catalogue = catalogue
        self._records = records
        self._keyring = keyring
        self._aside = aside
        self._hidden = hidden

    def state(self) -> tuple[State, bool]:
        """The state as last committed, with what the files lack as unwritten; and whether the catalogue fitted."""
        generations = self._journal.generations()
        state = State()
        fitted = self._from_catalogue(state, generations)
        if not fitted:
            self._from_records(state)
        self._replay(state, generations)
        return state, fitted

    def _from_catalogue(self, state: State, generations: list[int]) -> bool:
        snapshot = self._catalogue.read()
        if snapshot is None or not generations or not generations[0] - 1 <= snapshot.generation <= generations[-1]:
            return False
        state.sequence = snapshot.sequence
        for row in snapshot.rows.values():
            state.index.put(row)
        for record_id in snapshot.waiting & snapshot.rows.keys():
            try:
                stored = self._records.read(snapshot.rows[record_id].room, record_id)
            except (Broken, KeyMissing, FileNotFoundError):
                continue  # `load` reports it; when the journal drops it, it was meant to go
            self._queue(state, record_id, stored.outbox)
        return True

    def _from_records(self, state: State) -> None:
        rows: list[Row] = []
        for room, record_id in list(self._records.ids()):
            try:
                stored = self._records.read(room, record_id)
                record = decode(stored.record)
            except KeyMissing:
                log.warning("a record in %s/ has no key any more and cannot be read", room)
                continue
            except Broken:
                self._records.move_aside(room, record_id)
                log.error("a record in %s/ is damaged; it is now in set_aside/", room)
                continue
            except msgspec.DecodeError:  # another release may know it: it stays where it is
                log.error("a record in %s/ is of an unknown version and cannot be read", room)
                continue
            hidden = tuple(self._hidden(address) for address in addresses(record))
            rows.append(Row(record_id, room, hidden, record.due, stored.sequence))
            self._queue(state, record_id, stored.outbox)
        for row in sorted(rows, key=lambda row: row.sequence):
            state.index.put(row)
            state.sequence = row.sequence

    def _replay(self, state: State, generations: Iterable[int]) -> None:
        entries: list[Entry] = []
        for generation in generations:
            pages = self._journal.read(generation)
            entries.extend(pages.entries)
            if pages.damaged:
                self._aside.keep(f"rest of journal {generation}", pages.damaged)
                log.error("%d bytes of the journal are damaged; they are now in set_aside/", len(pages.damaged))
        dropped_at = {record_id: entry.sequence for entry in entries for record_id in entry.drop}
        for entry in entries:
            effects = []
            for part in entry.parts:
                contents = self._contents(part, gone=entry.sequence <= dropped_at.get(part.id, -1))
                if contents is not None:
                    queue = tuple(self._readable(part.id, contents.queue))
                    effects.append(Effect(part.id, contents.row, contents.record, queue))
            state.apply(Applied(entry.sequence, tuple(effects), entry.drop, entry.settle, entry.mark))

    def _contents(self, part: Part, *, gone: bool) -> Contents | None:
        try:
            opened = self._keyring.get(part.id).open(part.sealed, b"part " + part.id.encode())
            return msgspec.msgpack.decode(opened, type=Contents)
        except (Broken, KeyMissing, msgspec.DecodeError):
            if not gone:  # a record that is dropped later has lost its key on purpose
                self._aside.keep("part of the journal", part.sealed)
                log.error("a change in the journal cannot be read; it is now in set_aside/")
            return None

    def _queue(self, state: State, owner: str, outbox: Iterable[bytes]) -> None:
        for outgoing in self._readable(owner, outbox):
            state.outbox.queue(outgoing)

    def _readable(self, owner: str, outbox: Iterable[bytes]) -> Iterable[Outgoing]:
        for data in outbox:
            try:
                yield decode_outgoing(data)
            except msgspec.DecodeError:
                self._aside.keep("a message that was to be sent", data, owner)
                log.error("a message that was to be sent cannot be read; it is now in set_aside/")
