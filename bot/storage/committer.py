"""Group commit: whoever commits while the disk is busy shares the next sync with everybody else who waits.

One batch at a time is sealed and appended in the worker thread, then made visible on the event loop. It must not know
what a record means, nor when the files are written.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Executor
from contextlib import asynccontextmanager

import msgspec

from bot.storage.journal import Contents, Entry, Journal, Part
from bot.storage.keys import KeyMissing, Keyring
from bot.storage.outbox import encode_outgoing
from bot.storage.record_files import RecordFiles
from bot.storage.sealing import Seal
from bot.storage.state import Applied, Effect, State

log = logging.getLogger(__name__)

_BATCH = 512  # changes that share one sync at most
_PATIENCE = 0.25  # seconds that a settled message waits for a commit to share a sync with


class _Job(msgspec.Struct, frozen=True, eq=False):
    change: Applied
    done: asyncio.Future[None] | None  # None: nobody waits


class Committer:
    """`written` is called after every batch, with the size of the journal in bytes."""

    def __init__(
        self,
        state: State,
        journal: Journal,
        keyring: Keyring,
        records: RecordFiles,
        worker: Executor,
        written: Callable[[int], None],
    ) -> None:
        self._state = state
        self._journal = journal
        self._keyring = keyring
        self._records = records
        self._worker = worker  # one thread: everything here that touches keys and the journal happens in order
        self._written = written
        self._waiting: deque[_Job] = deque()
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._stopping = False
        self._later: asyncio.TimerHandle | None = None
        self._sequence = state.sequence
        self._undestroyed: set[str] = set(state.dropped)  # dropped, but their keys may still be there
        self._task = asyncio.create_task(self._write_batches(), name="storage: group commit")

    def next_sequence(self) -> int:
        """The number for the next change. Changes are submitted in the order of their numbers."""
        self._sequence += 1
        return self._sequence

    async def submit(self, change: Applied) -> None:
        """Returns when the change is durable and visible. Raises `OSError` when nothing of it has happened."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(change, done))
        self._wake.set()
        await done  # whoever gives up waiting does not undo the change, on which others build

    def submit_settled(self, change: Applied) -> None:
        """Order a change that only settles, and is visible already; it becomes durable with the next batch."""
        self._waiting.append(_Job(change, None))
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later(_PATIENCE, self._wake.set)

    @asynccontextmanager
    async def pause(self) -> AsyncIterator[None]:
        """Between two batches: whatever is durable is visible, and nothing is being written."""
        async with self._turn:
            yield

    async def stop(self) -> None:
        """Write what waits, then end."""
        self._stopping = True
        self._wake.set()
        await self._task

    def destroy_dropped(self, record_ids: Iterable[str] = ()) -> None:
        """In the worker thread: delete keys, then files, of dropped records. Raises `OSError`; safe to repeat."""
        self._undestroyed.update(record_ids)
        if not self._undestroyed:
            return
        for record_id in self._undestroyed:
            self._keyring.drop(record_id)
        self._keyring.sync()
        for record_id in self._undestroyed:
            self._records.remove(record_id)
        self._records.sync()
        self._undestroyed.clear()

    async def _write_batches(self) -> None:
        while not (self._stopping and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                async with self._turn:
                    going = await self._write_one(self._take_batch())
                if not going:
                    break  # only what nobody waits for is left; it goes with the next commit
            if self._stopping:
                self._waiting = deque(job for job in self._waiting if job.done is not None)
                self._wake.set()

    async def _write_one(self, batch: list[_Job]) -> bool:
        try:
            await asyncio.get_running_loop().run_in_executor(self._worker, self._write, [job.change for job in batch])
        except Exception as fault:  # every caller hears of it; this task must outlive it
            for job in batch:
                if job.done is not None and not job.done.done():
                    job.done.set_exception(_again(fault))
            self._waiting.extendleft(job for job in reversed(batch) if job.done is None)
            return any(job.done is not None for job in self._waiting)
        for job in batch:
            self._state.apply(job.change)
        for job in batch:
            if job.done is not None and not job.done.done():
                job.done.set_result(None)
        self._written(self._journal.size)
        return True

    def _take_batch(self) -> list[_Job]:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        batch: list[_Job] = []
        while self._waiting and len(batch) < _BATCH:
            batch.append(self._waiting.popleft())
            if batch[-1].change.drop:
                break  # a record that is put again afterwards needs a new key: let the old one go first
        return batch

    def _write(self, changes: list[Applied]) -> None:
        new: dict[str, Seal] = {}
        try:
            entries = [self._entry(change, new) for change in changes]
            if new:
                self._keyring.sync()
            self._journal.append(entries)
        except OSError:
            for record_id in new:
                with contextlib.suppress(OSError):
                    self._keyring.drop(record_id)
            raise
        dropped = [record_id for change in changes for record_id in change.drop]
        if dropped:
            try:
                self.destroy_dropped(dropped)
            except OSError:
                # The change is durable; a checkpoint, or the next start, destroys what is left before the journal goes.
                log.warning("the key of a deleted record could not be removed yet; it will be tried again")

    def _entry(self, change: Applied, new: dict[str, Seal]) -> Entry:
        parts = []
        for effect in change.effects:
            seal = self._seal_for(effect, new)
            if seal is not None:
                contents = Contents(effect.row, effect.record, tuple(map(encode_outgoing, effect.queue)))
                sealed = seal.close(msgspec.msgpack.encode(contents), b"part " + effect.id.encode())
                parts.append(Part(effect.id, sealed))
        return Entry(change.sequence, tuple(parts), change.drop, change.settle, change.mark)

    def _seal_for(self, effect: Effect, new: dict[str, Seal]) -> Seal | None:
        if effect.id in new:
            return new[effect.id]
        if effect.id in self._state.index:
            with contextlib.suppress(KeyMissing):
                return self._keyring.get(effect.id)
        if effect.row is None:
            return None  # it adds to the outbox of a record that is not there
        self._undestroyed.discard(effect.id)
        new[effect.id] = self._keyring.create(effect.id)
        return new[effect.id]


def _again(fault: Exception) -> Exception:
    """One exception for each caller: an instance that several raise collects their tracebacks."""
    if isinstance(fault, OSError):
        return OSError(fault.errno, fault.strerror or str(fault))
    return fault
