"""Jobs that a replica takes while it makes them (see `commit_function`), and the worker that has them.

The worker is a row among those of Procrastinate, and says that it lives as those do; so the jobs of a dead replica are
found and freed like any others. This module must not know what a job comes to.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from bot.storage.database import Connection, Database

_REGISTER = "SELECT worker_id FROM procrastinate_register_worker_v1()"
_KEEP = "UPDATE procrastinate_jobs SET worker_id = %s WHERE id = ANY(%s) AND status = 'doing' AND worker_id IS NULL"
_BEAT = "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id = %s"
_UNKNOWN = "SELECT id FROM procrastinate_jobs WHERE worker_id = %s AND status = 'doing' AND id <> ALL(%s)"
_GIVE_BACK = (
    "SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM procrastinate_jobs "
    "WHERE worker_id = %s AND status = 'doing' AND id = ANY(%s)"
)
_GIVE_BACK_ALL = (
    "SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM procrastinate_jobs "
    "WHERE worker_id = %s AND status = 'doing'"
)
_UNREGISTER = "SELECT procrastinate_unregister_worker_v1(%s)"


class OwnJob(msgspec.Struct, frozen=True):
    """A job that this replica took when it made it, and the worker that has it."""

    job: int
    worker: int


class OwnJobs:
    """Raises `OSError` when the server stays away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def register(self, jobs: Collection[int]) -> int:
        """The number of a new worker. These jobs are its own if the one before was taken for dead, and nobody else has
        taken them yet."""

        async def work(connection: Connection) -> int:
            async with connection.transaction():
                [(worker,)] = await (await connection.execute(_REGISTER)).fetchall()
                await connection.execute(_KEEP, (worker, list(jobs)))
            return int(worker)

        return await self._database.run(work)

    async def beat(self, worker: int) -> bool:
        """Say that it lives. False when it was taken for dead: then it is one no more."""
        return await self._database.do(_BEAT, (worker,)) > 0

    async def unknown(self, worker: int, known: Collection[int]) -> set[int]:
        """Jobs that the worker has, beyond those that are known: their commit's answer was lost."""
        return {int(job) for (job,) in await self._database.rows(_UNKNOWN, (worker, list(known)))}

    async def give_back(self, worker: int, jobs: Collection[int]) -> None:
        """Let somebody else do them."""
        await self._database.do(_GIVE_BACK, (worker, list(jobs)))

    async def leave(self, worker: int) -> None:
        """The worker ends, and gives back what it has."""

        async def work(connection: Connection) -> None:
            async with connection.transaction():
                await connection.execute(_GIVE_BACK_ALL, (worker,))
                await connection.execute(_UNREGISTER, (worker,))

        await self._database.run(work)
