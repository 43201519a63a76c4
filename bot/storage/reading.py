"""Records for whoever asks: what was used last from memory, all else from its file. It must not know the journal."""

from __future__ import annotations

import logging
from collections import OrderedDict
from pathlib import Path

from bot.storage.index import Row
from bot.storage.keys import KeyMissing
from bot.storage.record_files import RecordFiles
from bot.storage.sealing import Broken
from bot.storage.store import Unreadable

log = logging.getLogger(__name__)

_MOST = 1024  # encoded records


class AtHand:
    """The encoded records that were used last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def get(self, record_id: str) -> bytes | None:
        """The record, if it is here."""
        data = self._kept.get(record_id)
        if data is not None:
            self._kept.move_to_end(record_id)
        return data

    def keep(self, record_id: str, data: bytes) -> None:
        """Put it here; what was not used for longest makes room."""
        self._kept[record_id] = data
        self._kept.move_to_end(record_id)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def drop(self, record_id: str) -> None:
        """It is out of date, or gone."""
        self._kept.pop(record_id, None)


def read_record(records: RecordFiles, row: Row, folder: Path) -> bytes:
    """The encoded record in its file. A damaged file is set aside. Raises `Unreadable`, or `OSError`. For a thread."""
    try:
        return records.read(row.room, row.id).record
    except KeyMissing as fault:
        raise Unreadable(f"{records.path(row.room, row.id)} cannot be read: its key {fault}") from fault
    except FileNotFoundError as fault:
        raise Unreadable(f"{records.path(row.room, row.id)} is missing; look in {folder / 'set_aside'}") from fault
    except Broken as fault:
        aside = records.move_aside(row.room, row.id)
        log.error("a record in %s/ is damaged; it is now in set_aside/", row.room)
        raise Unreadable(f"{records.path(row.room, row.id)} is damaged; it is now {aside}") from fault
