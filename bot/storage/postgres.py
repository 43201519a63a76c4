"""The store of a fleet: one encrypted row per record in PostgreSQL, one transaction per change.

Any number of replicas may have it open. What one of them relied on is checked when it commits (`Change.seen`). This
module must not know what a family is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import LiteralString, cast
from uuid import uuid4

from psycopg_pool import AsyncConnectionPool

from bot.core.records import Record
from bot.core.requests import Outgoing
from bot.storage.backups import Backup, BackupFolder
from bot.storage.change_rows import Taken, write_change
from bot.storage.chat_history import ChatHistories
from bot.storage.database import Connection, Database
from bot.storage.index import check_change
from bot.storage.key_of_database import master_key
from bot.storage.known_keys import KnownKeys
from bot.storage.migrations import migrate
from bot.storage.own_jobs import OwnJobs
from bot.storage.postgres_aside import tidy_aside
from bot.storage.postgres_backups import PostgresBackups
from bot.storage.postgres_contents import PostgresContents
from bot.storage.sealed_rows import OutgoingRow, SealedRows
from bot.storage.shared_limits import SharedLimits
from bot.storage.shared_outbox import SharedOutbox
from bot.storage.store import Change, Conflict, Loaded, StoreClosed, Unreadable
from bot.storage.tidying import FORGET_COMMITS, Tidying
from bot.storage.turns import Turns

log = logging.getLogger(__name__)

_PATIENCE = 60.0  # seconds that the server may be away before a commit is refused
_TRIES = 3  # of a change that relied on nothing

_FIND = "SELECT record FROM sameside.addresses WHERE hidden = %s"
_READ_WHERE = (
    "SELECT r.id, r.version, r.sealed, k.wrapped FROM sameside.records r LEFT JOIN sameside.keys k ON k.record = r.id "
    "WHERE r.id = "
)
_READ: LiteralString = _READ_WHERE + "%s"
_READ_AT: LiteralString = _READ_WHERE + "(SELECT a.record FROM sameside.addresses a WHERE a.hidden = %s)"
_DUE = "SELECT id FROM sameside.records WHERE due <= %s ORDER BY due, id LIMIT %s"
_TAKE = (
    "WITH found AS (SELECT id FROM sameside.records WHERE due <= %(now)s "
    "AND (taken_until IS NULL OR taken_until <= %(now)s) ORDER BY due, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED), "
    "taken AS (UPDATE sameside.records r SET taken_until = %(until)s FROM found WHERE r.id = found.id "
    "RETURNING r.due, r.id) SELECT id FROM taken ORDER BY due, id"
)
_NEXT_DUE = (
    "SELECT least((SELECT due FROM sameside.records WHERE due IS NOT NULL AND taken_until IS NULL "
    "ORDER BY due, id LIMIT 1), (SELECT min(taken_until) FROM sameside.records WHERE taken_until IS NOT NULL))"
)
_UNSENT = (
    "SELECT o.id, o.owner, o.tried, o.sealed, k.wrapped FROM sameside.outbox o "
    "LEFT JOIN sameside.keys k ON k.record = o.owner ORDER BY o.id"
)
_KEY = "SELECT wrapped FROM sameside.keys WHERE record = %s"
_SET_ASIDE = "INSERT INTO sameside.set_aside (id, sealed) VALUES (%s, %s) ON CONFLICT DO NOTHING"


class PostgresStore:
    """A `Store` in the database at `url`, with the master key in `key_file`.

    While the server is away, every method waits for up to `patience` seconds and raises `OSError` then, only `open`
    waits for `wait`; a commit whose answer was lost happens once. `connections` is how many this process uses at most.
    `alone` keeps out every other process that uses the database, `fleet` only one that wants to be alone; it also lets
    jobs ring for what is queued.
    """

    def __init__(
        self,
        url: str,
        key_file: Path,
        *,
        alone: bool = False,
        fleet: bool = False,
        connections: int = 10,
        patience: float = _PATIENCE,
        wait: float = 0.0,
    ) -> None:
        self._key_file = key_file
        self._database = Database(url, connections, patience, alone=alone, fleet=fleet, wait=wait)
        self._fleet = fleet
        self.worker: Callable[[], int | None] = lambda: None  # takes the replies that are made here, see `own_jobs`
        self.on_taken: Callable[[Taken], None] = lambda _: None
        self._turns = Turns()
        self._keys = KnownKeys()
        self._open = False

    async def open(self) -> None:
        """Raises `DatabaseFault` when the database cannot be used, `KeyFileFault` when the key does not fit it,
        `StoreLocked` when another process is alone with it."""
        if not self._open:
            await self._database.open(self._prepare)
            self._tidying = Tidying(self._database)
            self._open = True

    async def close(self) -> None:
        if not self._open:
            return
        self._open = False
        try:
            await self._tidying.stop()
        finally:
            await self._database.close()

    async def find(self, address: str) -> str | None:
        self._must_be_open()
        rows = await self._database.rows(_FIND, (self._rows.hidden(address),))
        return str(rows[0][0]) if rows else None

    async def load(self, record_id: str) -> Record | None:
        loaded = await self.read(record_id)
        return None if loaded is None else loaded.record

    async def read(self, name: str) -> Loaded | None:
        self._must_be_open()
        by_address = ":" in name
        wanted = self._rows.hidden(name) if by_address else name
        found = await self._database.rows(_READ_AT if by_address else _READ, (wanted,))
        for record_id, version, sealed, wrapped in found:
            self._keys.note(record_id, wrapped)
            return Loaded(self._rows.open_record(record_id, sealed, wrapped), version)
        return None

    async def commit(self, change: Change) -> None:
        """See `Store.commit`: what only settles is settled in the database a moment later."""
        self._must_be_open()
        check_change(change)
        if not (change.put or change.drop or change.queue or change.mark or change.ends or change.seen):
            self._tidying.ended(change.settle)
            return
        commit_id, worker, taken = uuid4(), self.worker(), None
        names = {*(record.id for record in change.put), *change.drop, *(each.owner for each in change.queue)}
        for tries in range(_TRIES):
            try:
                async with self._turns.take(names):
                    taken = await self._database.run(
                        lambda each: write_change(
                            each, self._rows, change, commit_id, self._keys, bells=self._fleet, worker=worker
                        )
                    )
                break
            except Conflict:
                if change.seen or tries == _TRIES - 1:
                    raise
        if taken is not None:
            self.on_taken(taken)
        self._tidying.committed()

    async def due(self, until: datetime, limit: int) -> Sequence[str]:
        self._must_be_open()
        return [str(row[0]) for row in await self._database.rows(_DUE, (until, limit))]

    async def take_due(self, now: datetime, limit: int, lease: timedelta) -> Sequence[str]:
        self._must_be_open()
        values = {"now": now, "limit": limit, "until": now + lease}
        return [str(row[0]) for row in await self._database.rows(_TAKE, values)]

    async def next_due(self) -> datetime | None:
        self._must_be_open()
        [(found,)] = await self._database.rows(_NEXT_DUE)
        return cast(datetime | None, found)

    async def unsent(self) -> Sequence[Outgoing]:
        """A row that cannot be read stays where it is, and is left out."""
        self._must_be_open()
        await self._tidying.catch_up()
        found = []
        for *row, wrapped in await self._database.rows(_UNSENT):
            try:
                found.append(self._rows.open_outgoing(OutgoingRow(*row), wrapped))
            except Unreadable as fault:
                log.error("a message that was to be sent cannot be read: %s", fault)
        return tuple(found)

    async def count(self) -> int:
        self._must_be_open()
        [(found,)] = await self._database.rows("SELECT count(*) FROM sameside.records")
        return int(found)

    async def set_aside(self, name: str, data: bytes, owner: str = "") -> None:
        """Durable on return. Raises `OSError` when the server stays away."""
        self._must_be_open()
        keys = await self._database.rows(_KEY, (owner,)) if owner else [(b"",)]
        for (wrapped,) in keys:  # without a key its owner is gone by now, and nothing is kept
            sealed = self._rows.close_aside(name, data, owner, wrapped)
            await self._database.do(_SET_ASIDE, (secrets.token_hex(16), sealed))

    async def contents(self) -> PostgresContents:
        """Everything in it, for moving house."""
        self._must_be_open()
        await self._tidying.catch_up()
        return PostgresContents(self._database, self._rows)

    async def tidy_aside(self, before: datetime | None) -> int:
        self._must_be_open()
        return await tidy_aside(self._database, self._rows, before)

    async def back_up(self, folder: BackupFolder, now: datetime, since: datetime | None = None) -> Backup | None:
        """See `KeptStore`; the others of its methods as well."""
        self._must_be_open()
        return await self._backups().back_up(folder, now, since)

    async def renew_keys(self, folder: BackupFolder) -> None:
        self._must_be_open()
        await self._backups().renew_keys(folder)

    async def forget_deleted(self, folder: BackupFolder) -> int:
        self._must_be_open()
        return await self._backups().forget_deleted(folder)

    def _backups(self) -> PostgresBackups:
        return PostgresBackups(self._database, self._rows)

    def shared_outbox(self) -> SharedOutbox:
        """The outbox for replicas."""
        self._must_be_open()
        return SharedOutbox(self._database, self._rows, self._tidying.settled)

    def own_jobs(self) -> OwnJobs:
        """The jobs that are taken as they are made."""
        self._must_be_open()
        return OwnJobs(self._database)

    def chat_histories(self) -> ChatHistories:
        """What chats were sent of late, by any replica."""
        self._must_be_open()
        return ChatHistories(self._database)

    def shared_limits(self) -> SharedLimits:
        """What replicas tell each other about sending."""
        self._must_be_open()
        return SharedLimits(self._database)

    @property
    def pool(self) -> AsyncConnectionPool[Connection]:
        """The connections, once it is open, for a library that brings its own SQL."""
        return self._database.pool

    async def _prepare(self, connection: Connection) -> None:
        await migrate(connection)
        self._rows = SealedRows(await master_key(connection, self._key_file))
        await connection.execute(FORGET_COMMITS)

    def _must_be_open(self) -> None:
        if not self._open:
            raise StoreClosed("the store is not open")
