"""One change as one transaction, in two trips to the server: lock and look, then write and commit.

Rows are locked in the order of their ids, so that two changes never wait for each other. The id of the commit is
written along: whoever tries again after a lost answer finds it and knows. This module must not know connections.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection, errors

from bot.core.records import addresses
from bot.core.requests import Outgoing
from bot.storage.bells import chats_of, ring
from bot.storage.sealed_rows import SealedRows
from bot.storage.store import Change, Conflict, Ended, Unreadable

_BEGIN = "INSERT INTO sameside.commits (id) VALUES (%s) ON CONFLICT DO NOTHING"
_NOBODY = "SELECT pg_advisory_xact_lock(name) FROM unnest(%s::bigint[]) AS name"
_LOCK = (
    "SELECT r.id, r.version, k.wrapped FROM sameside.records r LEFT JOIN sameside.keys k ON k.record = r.id "
    "WHERE r.id = ANY(%s) ORDER BY r.id FOR UPDATE OF r"
)
_OCCUPIED = "SELECT count(*) FROM sameside.addresses WHERE hidden = ANY(%s)"
_DROP_RECORDS = "DELETE FROM sameside.records WHERE id = ANY(%s)"
_DROP_KEYS = "DELETE FROM sameside.keys WHERE record = ANY(%s)"
_KEY = (
    "INSERT INTO sameside.keys (record, wrapped) VALUES (%s, %s) "
    "ON CONFLICT (record) DO UPDATE SET wrapped = excluded.wrapped"
)
_NEW = "INSERT INTO sameside.records (id, version, due, sealed) VALUES (%s, nextval('sameside.versions'), %s, %s)"
_PUT = (
    "UPDATE sameside.records SET version = nextval('sameside.versions'), due = %s, taken_until = NULL, sealed = %s "
    "WHERE id = %s"
)
_FREE = "DELETE FROM sameside.addresses WHERE record = %s AND hidden <> ALL(%s)"
_NAME = (
    "INSERT INTO sameside.addresses (hidden, record) VALUES (%s, %s) "
    "ON CONFLICT (hidden) DO UPDATE SET record = excluded.record WHERE addresses.record <> excluded.record"
)
# An id that another record has already is taken: no owner, which the table refuses.
_QUEUE = (
    "INSERT INTO sameside.outbox (id, owner, lane, tried, sealed, chat) VALUES (%s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (id) DO UPDATE SET lane = excluded.lane, tried = excluded.tried, sealed = excluded.sealed, "
    "chat = excluded.chat, "
    "owner = CASE WHEN outbox.owner = excluded.owner THEN excluded.owner END"
)
SETTLE = "DELETE FROM sameside.outbox WHERE id = ANY(%s)"
_END = "SELECT count(*) FROM (SELECT id FROM sameside.outbox WHERE id = %s FOR UPDATE) AS there"
_MARK = "UPDATE sameside.outbox SET tried = true WHERE id = ANY(%s)"

_OUT_OF_STEP = "a record was changed by somebody else in the meantime"


Statement = tuple[LiteralString, tuple[Any, ...]]


async def write_change(
    connection: AsyncConnection[Any], rows: SealedRows, change: Change, commit_id: UUID, *, bells: bool = False
) -> None:
    """Commit once, however often this is called with one `commit_id`. With `bells`, jobs ring for what is queued.

    Raises `Conflict`, `Ended`, `Unreadable`, and `psycopg.Error`, after which it may be called again."""
    wanted = {
        *(name for name in change.seen if ":" not in name),
        *(record.id for record in change.put),
        *change.drop,
        *(outgoing.owner for outgoing in change.queue if outgoing.owner),
    }
    absent = sorted(rows.hidden(name) for name, version in change.seen.items() if not version)
    try:
        async with connection.pipeline(), connection.transaction():
            begun = await connection.execute(_BEGIN, (commit_id,))
            if absent:
                await connection.execute(_NOBODY, ([_as_number(each) for each in absent],))
            locked = await connection.execute(_LOCK, (sorted(wanted),))
            occupied = await connection.execute(_OCCUPIED, (absent,))
            ending = await connection.execute(_END, (change.ends,)) if change.ends else None
            there = {record_id: (version, wrapped) for record_id, version, wrapped in await locked.fetchall()}
            if not begun.rowcount:
                return  # it has happened already, and only the answer was lost
            [(others,)] = await occupied.fetchall()
            if others or any(there.get(name, (0, None))[0] != version for name, version in change.seen.items()):
                raise Conflict(_OUT_OF_STEP)
            if ending is not None and await ending.fetchone() == (0,):
                raise Ended
            keys = {record_id: wrapped for record_id, (_, wrapped) in there.items()}
            for sql, values in _statements(rows, change, keys, bells=bells):
                await connection.execute(sql, values)
    except (errors.UniqueViolation, errors.NotNullViolation) as fault:
        raise Conflict(_OUT_OF_STEP) from fault


def _as_number(hidden: bytes) -> int:
    return int.from_bytes(hidden[:8], "big", signed=True)


def _statements(rows: SealedRows, change: Change, keys: dict[str, bytes | None], *, bells: bool) -> Iterable[Statement]:
    """What the change does, in an order that frees first. `keys` are of the records that are there, and locked."""
    if change.drop:
        yield _DROP_RECORDS, (list(change.drop),)
        yield _DROP_KEYS, (list(change.drop),)
    wrapped = {record_id: key for record_id, key in keys.items() if record_id not in change.drop}
    names: list[tuple[bytes, str]] = []
    for record in sorted(change.put, key=lambda record: record.id):
        key = wrapped.get(record.id) or rows.new_key(record.id)
        sealed = rows.close_record(record, key)
        if record.id in wrapped:
            yield _PUT, (record.due, sealed, record.id)
        else:
            yield _NEW, (record.id, record.due, sealed)
        if key != wrapped.get(record.id):
            yield _KEY, (record.id, key)
        wrapped[record.id] = key
        hidden = [rows.hidden(address) for address in addresses(record)]
        yield _FREE, (record.id, hidden)
        names.extend((each, record.id) for each in hidden)
    for each in sorted(names):
        yield _NAME, each
    queued = [outgoing for outgoing in change.queue if outgoing.owner in wrapped]
    chats = chats_of(rows, queued)
    for outgoing in queued:
        yield _queue(rows, outgoing, wrapped[outgoing.owner], chats[outgoing.id])
    if bells and queued:
        yield ring(dict.fromkeys((chats[outgoing.id], outgoing.request.lane) for outgoing in queued))
    if change.settled:
        yield SETTLE, (list(change.settled),)
    if change.mark:
        yield _MARK, (list(change.mark),)


def _queue(rows: SealedRows, outgoing: Outgoing, key: bytes | None, chat: bytes) -> Statement:
    if key is None:
        raise Unreadable(f"the record {outgoing.owner} cannot be read: its row in sameside.keys is missing")
    sealed = rows.close_outgoing(outgoing, key)
    return _QUEUE, (outgoing.id, outgoing.owner, int(outgoing.request.lane), outgoing.tried, sealed, chat)
