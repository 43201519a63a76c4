"""Carry what only the journal holds into the records' files, then let that part of the journal go.

Whatever stops it on the way, the journal is still there and says the same again. It must not know who commits.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import msgspec

from bot.storage.catalogue import Catalogue, Sheet
from bot.storage.files import Files
from bot.storage.index import Row
from bot.storage.journal import Journal
from bot.storage.keys import KeyMissing
from bot.storage.outbox import encode_outgoing
from bot.storage.record_files import RecordFiles
from bot.storage.sealing import Broken
from bot.storage.state import State, Unwritten

log = logging.getLogger(__name__)

_REST = 3  # times as long as the file took
_LONGEST_REST = 0.05  # seconds


class Behind(msgspec.Struct, frozen=True):
    """What the files lack of the journal up to and including `generation`."""

    generation: int
    sequence: int
    unwritten: Unwritten


class IndexCopy(msgspec.Struct, frozen=True):
    """The whole index, at or after the end of a generation: later changes in it are played again at a start."""

    rows: tuple[Row, ...]
    waiting: tuple[str, ...]


class Checkpoint:
    """The steps of one checkpoint. `carry_out` runs in a thread; the rest on the event loop.

    Unless `in_a_hurry`, it rests after each file for three times as long as the file took: whoever commits meanwhile
    needs the same disk and the same processor.
    """

    def __init__(
        self,
        state: State,
        journal: Journal,
        catalogue: Catalogue,
        records: RecordFiles,
        files: Files,
        in_a_hurry: Callable[[], bool],
    ) -> None:
        self._state = state
        self._journal = journal
        self._catalogue = catalogue
        self._records = records
        self._files = files
        self._in_a_hurry = in_a_hurry

    def copy_index(self, behind: Behind) -> IndexCopy | None:
        """The whole index when the catalogue must be written anew: always when a record was dropped."""
        if not (behind.unwritten.dropped or self._catalogue.must_be_whole()):
            return None
        # What changed since may not be durable yet: those files are opened too, and the journal has the last word.
        waiting = self._state.outbox.owners() | self._state.unwritten.keys()
        return IndexCopy(tuple(self._state.index), tuple(waiting))

    def carry_out(self, behind: Behind, whole: IndexCopy | None) -> None:
        """Files first, the catalogue next, the journal last. Raises `OSError`; safe to repeat."""
        unwritten = behind.unwritten
        rooms = set()
        for record_id, record in unwritten.records.items():
            row = unwritten.rows.get(record_id)
            if row is not None:
                began = time.perf_counter()
                outbox = map(encode_outgoing, unwritten.outboxes[record_id])
                self._write(row, record, tuple(outbox))
                rooms.add(row.room)
                if not self._in_a_hurry():
                    self._files.rest(min(_REST * (time.perf_counter() - began), _LONGEST_REST))
        for record_id in unwritten.records:
            if record_id not in self._state.index:  # dropped while this was under way
                self._records.remove(record_id)
        self._records.sync(rooms)
        if whole is not None:
            self._catalogue.write(Sheet(behind.generation, behind.sequence, whole.rows, whole.waiting))
        else:
            waiting = tuple(record_id for record_id, outbox in unwritten.outboxes.items() if outbox)
            rows = tuple(unwritten.rows.values())
            self._catalogue.extend(Sheet(behind.generation, behind.sequence, rows, waiting))
        self._journal.discard(behind.generation)

    def _write(self, row: Row, record: bytes | None, outbox: tuple[bytes, ...]) -> None:
        try:
            self._records.write(row.room, row.id, row.sequence, record, outbox)
        except KeyMissing:
            log.debug("a record was dropped before it was written")
        except (Broken, FileNotFoundError):
            if record is not None:
                raise
            log.error("a record in %s/ is damaged; what it had to send could not be kept", row.room)
