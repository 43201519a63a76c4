"""Connections to PostgreSQL: a pool, plain words for what is wrong with the server, and patience while it restarts.

A piece of work is tried again until the patience is over; it must be such that a second time does no harm. Nothing of
the address is ever printed: a password with a slip in it turns up in every other part of it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString, TypeVar

from psycopg import AsyncConnection, Error, InterfaceError, OperationalError, errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool

from bot.storage.store import DatabaseFault, StoreLocked

log = logging.getLogger(__name__)

_T = TypeVar("_T")
Connection = AsyncConnection[Any]
Values = Sequence[Any] | Mapping[str, Any]

_ALONE = 0x53616D655369646D  # the advisory lock of a process that must be the only one
_LET_GO = "3s"  # in which the server notices that the process before has ended
_LOCK_ALONE: LiteralString = "SELECT pg_advisory_lock(%s)"
_LOCK_SHARED: LiteralString = "SELECT pg_advisory_lock_shared(%s)"
_CONNECT = 5  # seconds for one try to connect
_WAIT = 2.0  # seconds that one try waits for a free connection
_REST = (0.05, 1.0)  # seconds between tries, doubled from the first up to the second
_LOST = (OperationalError, InterfaceError, errors.ReadOnlySqlTransaction)  # also a deadlock, also a standby
_FULL = (errors.DiskFull, errors.OutOfMemory)


class Database:
    """`patience` is how many seconds the server may be away before `run` gives up, `wait` before `open` does.

    `alone` holds a lock for as long as its connection lives, `fleet` its share of the same lock. So a single bot keeps
    out everybody else, and replicas keep out a single bot, where one is started by mistake. A restart of the server
    ends it, so nothing that must hold may rest on it.
    """

    def __init__(
        self, url: str, connections: int, patience: float, *, alone: bool, fleet: bool = False, wait: float = 0.0
    ) -> None:
        self._lock = _LOCK_ALONE if alone else _LOCK_SHARED if fleet else None
        self._holder: Connection | None = None
        self._url = url
        self._connections = connections
        self._patience = patience
        self._wait = wait

    async def open(self, prepare: Callable[[Connection], Awaitable[None]]) -> None:
        """Connect, and let `prepare` look at the database first. Raises `DatabaseFault`, `StoreLocked`."""
        for name in ("psycopg", "psycopg.pool"):
            logging.getLogger(name).setLevel(logging.ERROR)  # their warnings quote the address
        try:
            conninfo_to_dict(self._url)
        except Error:
            raise _no_address() from None
        first = await self._first()
        try:
            await self._prepared(first, prepare)
        except BaseException:
            await first.close()
            raise
        if self._lock is not None:
            self._holder = first
        else:
            await first.close()
        self._pool = AsyncConnectionPool(
            self._url,
            kwargs=self._how(),
            configure=_commit_at_once,
            min_size=1,
            max_size=self._connections,
            reconnect_timeout=_WAIT,  # it would rest ever longer; `run` asks again before that
            open=False,
        )
        await self._pool.open()

    async def close(self) -> None:
        """Safe to call twice."""
        await self._pool.close()
        if self._holder is not None:
            await self._holder.close()
            self._holder = None

    async def run(self, work: Callable[[Connection], Awaitable[_T]]) -> _T:
        """What `work` returns. Raises `OSError` when the disk is full or the server stays away, and whatever else
        `work` raises."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + self._patience
        rest = _REST[0]
        while True:
            try:
                async with self._pool.connection(timeout=_WAIT) as connection:
                    return await work(connection)
            except _FULL as fault:
                raise OSError(errno.ENOSPC, "the database server has no room left") from fault
            except _LOST as fault:
                if loop.time() >= give_up:
                    raise OSError(errno.EHOSTUNREACH, "the database server cannot be reached") from fault
                log.debug("the database is asked again (%s)", type(fault).__name__)
            await asyncio.sleep(rest)
            rest = min(2 * rest, _REST[1])

    async def rows(self, sql: LiteralString, values: Values = ()) -> list[tuple[Any, ...]]:
        """What one statement finds. Raises as `run` does."""

        async def work(connection: Connection) -> list[tuple[Any, ...]]:
            return await (await connection.execute(sql, values)).fetchall()

        return await self.run(work)

    async def do(self, sql: LiteralString, values: Values = ()) -> int:
        """How many rows one statement has changed. Raises as `run` does."""

        async def work(connection: Connection) -> int:
            return (await connection.execute(sql, values)).rowcount

        return await self.run(work)

    @property
    def pool(self) -> AsyncConnectionPool[Connection]:
        """For a library that brings its own SQL, once this is open."""
        return self._pool

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for reading at length; when it is lost, so is the work."""
        try:
            async with self._pool.connection(timeout=self._patience) as connection:
                yield connection
        except _LOST as fault:
            raise OSError(errno.EHOSTUNREACH, "the database server cannot be reached") from fault

    async def _first(self) -> Connection:
        """A machine may start before its database does, so a server that is away is waited for."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + self._wait
        rest = _REST[0]
        while True:
            try:
                return await AsyncConnection.connect(self._url, autocommit=True, **self._how())
            except (Error, UnicodeError) as fault:
                plain = _plainly(fault)
            if not isinstance(plain, _Away) or loop.time() >= give_up:
                raise plain
            if rest == _REST[0]:
                log.warning("The database server cannot be reached yet; it is waited for, up to %g s.", self._wait)
            await asyncio.sleep(rest)
            rest = min(2 * rest, _REST[1])

    async def _prepared(self, first: Connection, prepare: Callable[[Connection], Awaitable[None]]) -> None:
        try:
            if self._lock is not None and not await _is_free(first, self._lock):
                raise StoreLocked(
                    "Another SameSide process is using this database. "
                    "Stop it first, or set BOT_DATABASE_URL to another database."
                )
            await prepare(first)
        except errors.InsufficientPrivilege:
            raise DatabaseFault(
                "BOT_DATABASE_URL: this user may not create tables in the database. "
                "Let the user own the database: ALTER DATABASE ... OWNER TO ..."
            ) from None
        except Error as fault:
            raise DatabaseFault(
                f"BOT_DATABASE_URL: the tables could not be prepared ({type(fault).__name__}). "
                "See the log of the database server."
            ) from None

    def _how(self) -> dict[str, Any]:
        return {
            "connect_timeout": _CONNECT,
            "application_name": "sameside",
            "options": "-c TimeZone=UTC -c search_path=sameside",
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        }


async def _commit_at_once(connection: Connection) -> None:
    await connection.set_autocommit(True)


async def _is_free(connection: Connection, lock: LiteralString) -> bool:
    """Take the lock, or our share of it. The server lets go of a former one's a moment after that has ended."""
    await connection.execute(f"SET lock_timeout = '{_LET_GO}'")
    try:
        await connection.execute(lock, (_ALONE,))
    except errors.LockNotAvailable:
        return False
    finally:
        await connection.execute("RESET lock_timeout")
    return True


class _Away(DatabaseFault):
    """It may come back by itself."""


def _no_address() -> DatabaseFault:
    return DatabaseFault(
        "BOT_DATABASE_URL: it cannot be read. It looks like postgresql://user:password@host:5432/database, "
        "with signs such as @ : / in the password written as %40 %3A %2F."
    )


def _plainly(fault: Exception) -> DatabaseFault:
    """libpq says what is wrong in words only, and in the server's language; what is not recognised is unreachable."""
    said = str(fault)
    if "password" in said:
        return DatabaseFault("BOT_DATABASE_URL: the server does not accept this user and password. Correct them.")
    if "role" in said and "does not exist" in said:
        return DatabaseFault("BOT_DATABASE_URL: the server does not know this user. Correct it, or run: createuser ...")
    if "database" in said and "does not exist" in said:
        return DatabaseFault(
            "BOT_DATABASE_URL: the server has no database of this name. Correct it, or run: createdb ..."
        )
    if "resolve host" in said or isinstance(fault, UnicodeError):
        return DatabaseFault(
            "BOT_DATABASE_URL: there is no host of this name. Correct it; "
            "signs such as @ : / in the password are written as %40 %3A %2F."
        )
    kind = DatabaseFault if "pg_hba" in said else _Away  # the server's list of who may come in
    return kind(
        "BOT_DATABASE_URL: the database server cannot be reached. See that it runs and lets this machine in, "
        "or correct host and port."
    )
