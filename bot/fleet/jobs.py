"""Procrastinate in the house: takes the jobs that ring for chats, each by one replica, and frees those of dead ones.

One worker takes replies, another one reminders and broadcasts; so neither people nor their messages wait behind bulk.
The second holds few jobs at a time: a chat's reply waits for a bulk message to the same chat, and must not wait for
hundreds of others. A job's lock is its chat; it holds no data (see `storage.bells`), and none is left when it is over.
This module must not know what a job comes to.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Job
from psycopg_pool import AsyncConnectionPool

from bot.core.requests import Lane
from bot.storage.bells import QUEUES, TASK

log = logging.getLogger(__name__)

LANES = {queue: lane for lane, queue in QUEUES.items()}
REPLIES_AT_ONCE = 32  # jobs of this replica
BULK_AT_ONCE = 6  # the same; enough for thirty a second with a fifth of a second each
TRIES = 5  # of a job that fails; what it rings for is rung for again, see `SharedOutbox.ring_again`


class Pace(msgspec.Struct, frozen=True):
    """How often this replica looks around, in seconds, and after how long another one is taken for dead: when it has
    been seen silent at two looks in a row, so that a database that was away makes nobody dead."""

    poll: float = 0.25  # for jobs that had to wait for one of the same chat: nothing is notified when that ends
    heartbeat: float = 3.0
    silent: float = 12.0
    look: float = 4.0
    restart: float = 1.0  # after a lost connection


class JobFailed(Exception):
    """Without the cause: Procrastinate would log it."""


class Jobs:
    """Takes jobs while `run` runs. `deliver(chat, lane)` is what each comes to; `let_go` is an exception of it that
    hands the job back at once."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        deliver: Callable[[bytes, Lane], Awaitable[None]],
        let_go: type[Exception],
        pace: Pace,
    ) -> None:
        self._pool = pool
        self._deliver = deliver
        self._pace = pace
        self._app = App(connector=PsycopgConnector())
        self._app.task(name=TASK, pass_context=True, retry=_Again(let_go))(self._carry_out)
        self._let_go = let_go
        self._silent: set[int] = set()  # jobs whose worker was silent at the last look
        self._judges_from = float("-inf")

    async def run(self) -> None:
        """Until it is cancelled; then no job is taken any more, and it ends when those under way have ended."""
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # it quotes what connections complain about
        async with self._app.open_async(self._pool):
            await asyncio.gather(
                self._work([QUEUES[Lane.INTERACTIVE]], REPLIES_AT_ONCE),
                self._work([QUEUES[Lane.REMINDER], QUEUES[Lane.BROADCAST]], BULK_AT_ONCE),
            )

    async def free(self) -> int:
        """Let others take the jobs of replicas that are dead. Returns how many. Raises nothing while the database is
        away."""
        manager, freed, began = self._app.job_manager, 0, time.monotonic()
        try:
            if began < self._judges_from:
                return 0
            await manager.prune_stalled_workers(self._pace.silent)
            stalled = {job.id: job for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._pace.silent)}
            again = self._silent & stalled.keys()
            self._silent = {job_id for job_id in stalled if job_id is not None}
            for job_id in again:
                with contextlib.suppress(ProcrastinateException):  # another replica was quicker
                    await manager.retry_job(stalled[job_id])
                    freed += 1
        except Exception as fault:
            log.debug("the database was not asked for silent replicas (%s)", type(fault).__name__)
            self._wait_before_judging()
        if time.monotonic() - began > self._pace.look:  # it was away, or slow for others too
            self._wait_before_judging()
        return freed

    def _wait_before_judging(self) -> None:
        """Those who live need a while to say so again."""
        self._silent = set()
        self._judges_from = time.monotonic() + self._pace.silent

    async def _work(self, queues: Sequence[str], at_once: int) -> None:
        """A worker ends when its connections do; then the next one begins."""
        while True:
            try:
                await self._app.run_worker_async(
                    queues=queues,
                    name="jobs",
                    concurrency=at_once,
                    fetch_job_polling_interval=self._pace.poll,
                    update_heartbeat_interval=self._pace.heartbeat,
                    stalled_worker_timeout=100 * self._pace.silent,  # `free` knows better
                    delete_jobs="always",
                    install_signal_handlers=False,
                )
            except Exception as fault:
                log.debug("a worker ended: %s", type(fault).__name__)
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # its end may fail, too
                return
            log.warning("taking jobs was interrupted; it goes on")
            await asyncio.sleep(self._pace.restart)

    async def _carry_out(self, context: JobContext) -> None:
        job = context.job
        try:
            await self._deliver(bytes.fromhex(job.lock or ""), LANES[job.queue])
        except self._let_go:
            raise
        except Exception as fault:
            log.error("a job failed (%s), try %d", type(fault).__name__, job.attempts + 1)
            raise JobFailed from None


class _Again(BaseRetryStrategy):
    """Handed back at once when this replica ends; otherwise tried again a few times, later and later."""

    def __init__(self, let_go: type[Exception]) -> None:
        self._let_go = let_go

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, self._let_go | asyncio.CancelledError):
            return RetryDecision()
        if job.attempts + 1 >= TRIES:
            return None
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=2**job.attempts))
