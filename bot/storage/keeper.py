"""When what only the journal holds is carried into the files: beside the commits, a minute later at the latest, sooner
when the journal grows. It must not know how a record is committed or read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from bot.storage.checkpoint import Behind, Checkpoint
from bot.storage.committer import Committer
from bot.storage.journal import Journal
from bot.storage.reading import AtHand
from bot.storage.state import State

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_CHECKPOINT_AFTER = 60.0  # seconds after which a change is carried into its file at the latest
_HURRY = 2  # times `checkpoint_bytes`: a journal grown past it is carried into the files without rests
_RETRY_AFTER = 10.0  # seconds before a checkpoint that failed is tried again


class Keeper:
    """`worker` is the journal's thread, `carriers` write the files; `turn` is held while anything is carried. `stale`:
    the catalogue must be written even when nothing has changed."""

    def __init__(
        self,
        state: State,
        journal: Journal,
        at_hand: AtHand,
        worker: Executor,
        carriers: Executor,
        turn: asyncio.Lock,
        *,
        checkpoint_bytes: int,
        stale: bool,
    ) -> None:
        self._state = state
        self._journal = journal
        self._at_hand = at_hand
        self._worker = worker
        self._carriers = carriers
        self._turn = turn
        self._checkpoint_bytes = checkpoint_bytes
        self._stale = stale
        self._behind: Behind | None = None
        self._calls = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._stopping = False

    def start(self, committer: Committer, checkpoint: Checkpoint) -> None:
        """Keep the files up to date from now on."""
        self._committer = committer
        self._checkpoint = checkpoint
        if self._is_something_left():
            self._calls.set()
        self._task = asyncio.create_task(self._keep_files(), name="storage: checkpoints")

    async def stop(self) -> None:
        """Bring the files up to date, as far as the disk lets it; the next start does the rest."""
        self._stopping = True
        self._calls.set()
        await self._task
        try:
            while await self._carry_in_turn():
                pass
        except OSError as fault:
            log.warning("the files could not be brought up to date (%s); the next start does it", fault.strerror)
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def unwritten(self, record_id: str) -> bytes | None:
        """The encoded record, if its file does not hold it yet."""
        data = self._state.unwritten.get(record_id)
        if data is None and self._behind is not None:
            data = self._behind.unwritten.records.get(record_id)
        return data

    def after_batch(self, journal_size: int) -> None:
        """Something was committed; the journal is so many bytes long."""
        if journal_size > self._checkpoint_bytes:
            self._calls.set()
        self.soon()

    def soon(self, seconds: float = _CHECKPOINT_AFTER) -> None:
        """Carry what has changed into the files after this time at the latest."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._calls.set)

    def in_a_hurry(self) -> bool:
        """Whether the files are to be written without rests."""
        return self._stopping or self._journal.size > _HURRY * self._checkpoint_bytes

    async def carry(self) -> bool:
        """Carry one generation into the files. Whether there was anything to carry. The caller has the turn. Raises
        `OSError`."""
        if self._behind is None:
            async with self._committer.pause():
                if not self._is_something_left():
                    return False
                generation = self._journal.generation
                await self._in(self._worker, self._journal.start, generation + 1)
                self._behind = Behind(generation, self._state.sequence, self._state.take_unwritten())
        await self._in(self._worker, self._committer.destroy_dropped)
        whole = self._checkpoint.copy_index(self._behind)
        await self._in(self._carriers, self._checkpoint.carry_out, self._behind, whole)
        for record_id, data in self._behind.unwritten.records.items():
            if data is not None and record_id in self._state.index:  # older than what is unwritten, which goes first
                self._at_hand.keep(record_id, data)
        self._behind = None
        self._stale = False
        return True

    def _is_something_left(self) -> bool:
        return bool(self._state.unwritten or self._state.dropped or self._stale)

    async def _keep_files(self) -> None:
        while not self._stopping:
            await self._calls.wait()
            self._calls.clear()
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            try:
                await self._carry_in_turn()
            except OSError as fault:
                log.warning("the files could not be brought up to date (%s); trying again", fault.strerror)
                self.soon(_RETRY_AFTER)

    async def _carry_in_turn(self) -> bool:
        async with self._turn:
            return await self.carry()

    async def _in(self, executor: Executor, function: Callable[..., _T], *arguments: object) -> _T:
        return await asyncio.get_running_loop().run_in_executor(executor, function, *arguments)
