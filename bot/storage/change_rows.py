"""One change as one call of the function in `commit_function`: one trip to the server.

What is written is sealed before that, so the keys of the records must be known. Those that are not are looked up first,
and the function sees whether they still are the keys. The id of the commit is written along: whoever tries again after
a lost answer finds it and knows. This module must not know connections.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, assert_never
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, errors

from bot.core.records import addresses
from bot.core.requests import Lane, Outgoing
from bot.storage.bells import QUEUES, chats_of
from bot.storage.chat_history import History, history_of
from bot.storage.commit_function import COMMIT, Verdict
from bot.storage.known_keys import KnownKeys
from bot.storage.own_jobs import OwnJob
from bot.storage.sealed_rows import SealedRows
from bot.storage.store import Change, Conflict, Ended, Unreadable

_KEYS = (
    "SELECT r.id, k.wrapped FROM sameside.records r LEFT JOIN sameside.keys k ON k.record = r.id WHERE r.id = ANY(%s)"
)

_OUT_OF_STEP = "a record was changed by somebody else in the meantime"
_LOOKS = 5  # for keys that change all the time

Keys = Mapping[str, bytes | None]


class Taken(msgspec.Struct, frozen=True):
    """A job that this replica has taken by queueing what it rings for, and what its chat was sent of late."""

    own: OwnJob
    chat: bytes
    waiting: tuple[Outgoing, ...]
    history: History


async def write_change(
    connection: AsyncConnection[Any],
    rows: SealedRows,
    change: Change,
    commit_id: UUID,
    known: KnownKeys,
    *,
    bells: bool = False,
    worker: int | None = None,
) -> Taken | None:
    """Commit once, however often this is called with one `commit_id`. With `bells`, jobs ring for what is queued; the
    job of a reply is taken at once for `worker`, unless somebody else has its chat.

    Raises `Conflict`, `Ended`, `Unreadable`, and `psycopg.Error`, after which it may be called again."""
    written = {*(record.id for record in change.put), *(outgoing.owner for outgoing in change.queue if outgoing.owner)}
    written.difference_update(change.drop)
    for _ in range(_LOOKS):
        keys = known.of(written)
        if unknown := written - keys.keys():
            keys |= await (await connection.execute(_KEYS, (list(unknown),))).fetchall()
        call = _Call(rows, change, keys, bells=bells, worker=worker)
        try:
            cursor = await connection.execute(COMMIT, {"commit_id": commit_id, **call.values})
        except (errors.UniqueViolation, errors.NotNullViolation) as fault:
            known.forget(written)
            raise Conflict(_OUT_OF_STEP) from fault
        [(verdict, job, *history)] = await cursor.fetchall()
        match Verdict(verdict):
            case Verdict.DONE:
                known.forget(change.drop)
                for record_id, wrapped in call.keys.items():
                    known.note(record_id, wrapped)
                return (
                    None
                    if job is None or worker is None
                    else Taken(OwnJob(job, worker), *call.own, history_of(history))
                )
            case Verdict.CONFLICT:
                raise Conflict(_OUT_OF_STEP)
            case Verdict.ENDED:
                raise Ended
            case Verdict.OTHER_KEYS:
                known.forget(written)
            case never:
                assert_never(never)
    raise Conflict(_OUT_OF_STEP)


class _Call:
    """What the function is told, column by column; nothing at all is None. `keys` are of the records that are there,
    and of those that will be."""

    def __init__(self, rows: SealedRows, change: Change, keys: Keys, *, bells: bool, worker: int | None) -> None:
        self._rows = rows
        self.keys = dict(keys)
        self.own: tuple[bytes, tuple[Outgoing, ...]] = (b"", ())
        used = {record_id: key for record_id, key in keys.items() if key is not None}
        self.values: dict[str, Any] = {
            "key_ids": list(used) or None,
            "key_wrapped": list(used.values()) or None,
            "dropped": list(change.drop) or None,
            "settled": list(change.settled) or None,
            "ending": change.ends or None,
            "marked": list(change.mark) or None,
            "own": None,
            "worker": worker,
        }
        self._rely_on(change)
        self._put(change)
        self._queue([outgoing for outgoing in change.queue if outgoing.owner in self.keys], bells=bells, worker=worker)

    def _rely_on(self, change: Change) -> None:
        absent = sorted(self._rows.hidden(name) for name, version in change.seen.items() if not version)
        self.values["nobody"] = [int.from_bytes(each[:8], "big", signed=True) for each in absent] or None
        self.values["absent"] = absent or None
        seen = [(name, version) for name, version in change.seen.items() if ":" not in name]  # never an address
        self._columns(seen, "seen_ids", "seen_versions")
        touched = {
            *(name for name, _ in seen),
            *(record.id for record in change.put),
            *change.drop,
            *(outgoing.owner for outgoing in change.queue if outgoing.owner),
        }
        self.values["touched"] = sorted(touched) or None

    def _put(self, change: Change) -> None:
        names: list[tuple[bytes, str]] = []
        put = []
        for record in sorted(change.put, key=lambda record: record.id):
            is_new = record.id not in self.keys
            before = self.keys.get(record.id)
            key = before or self._rows.new_key(record.id)
            self.keys[record.id] = key
            sealed = self._rows.close_record(record, key)
            put.append((record.id, is_new, record.due, sealed, None if before else key))
            names.extend((self._rows.hidden(address), record.id) for address in addresses(record))
        self._columns(put, "put_ids", "put_new", "put_due", "put_sealed", "put_keys")
        self._columns(names, "name_hidden", "name_records")

    def _queue(self, queue: list[Outgoing], *, bells: bool, worker: int | None) -> None:
        chats = chats_of(self._rows, queue)
        queued = []
        for each in queue:
            key = self.keys[each.owner]
            if key is None:
                raise Unreadable(f"the record {each.owner} cannot be read: its row in sameside.keys is missing")
            sealed = self._rows.close_outgoing(each, key)
            queued.append((each.id, each.owner, int(each.request.lane), each.tried, sealed, chats[each.id]))
        columns = ("queue_ids", "queue_owners", "queue_lanes", "queue_tried", "queue_sealed", "queue_chats")
        self._columns(queued, *columns)
        ringing = list(dict.fromkeys((each.request.lane, chats[each.id]) for each in queue)) if bells else []
        self._columns(
            ((QUEUES[lane], int(lane), chat) for lane, chat in ringing), "bell_queues", "bell_lanes", "bell_chats"
        )
        for number, (lane, chat) in enumerate(ringing, 1):
            if lane is Lane.INTERACTIVE and worker is not None:
                self.values["own"] = number
                self.own = chat, tuple(each for each in queue if (each.request.lane, chats[each.id]) == (lane, chat))
                break

    def _columns(self, made: Iterable[tuple[Any, ...]], *names: str) -> None:
        rows = list(made)
        columns = map(list, zip(*rows, strict=True)) if rows else [None] * len(names)
        self.values.update(zip(names, columns, strict=True))
