"""A thread that does for one event loop what may wait for the disk, in order, and tells it what came of it.

A pool of one thread does the same with two futures, a condition and two more turns of the loop for each piece of work,
which takes as long as a good disk takes to sync. It must not know what the work is.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from queue import SimpleQueue
from typing import Any, NamedTuple

_TELL_AFTER = 0.001  # seconds; what is done quickly, one after the other, is told to the loop together


class _Work(NamedTuple):
    done: asyncio.Future[Any]
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class _Told(NamedTuple):
    done: asyncio.Future[Any]
    result: Any
    fault: BaseException | None


class WorkerThread(Executor):
    """Only for `run_in_executor` of the loop in which it was made: what `submit` returns is a future of that loop,
    which asyncio takes as it is.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop = asyncio.get_running_loop()
        self._waiting: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._shutdown = False

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """On the event loop. Raises `RuntimeError` after `shutdown`."""
        if self._shutdown:
            raise RuntimeError(f"the thread {self._name} has ended")
        if self._thread is None:  # whoever ends without `shutdown` does not wait for it: that is no worse than a crash
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        done = self._loop.create_future()
        self._waiting.put(_Work(done, function, arguments))
        return done

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """What was submitted is still done. Safe to call twice."""
        if not self._shutdown:
            self._shutdown = True
            self._waiting.put(None)
        if wait and self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        told: list[_Told] = []
        since = 0.0
        while (work := self._waiting.get()) is not None:
            since = since if told else time.monotonic()
            try:
                told.append(_Told(work.done, work.function(*work.arguments), None))
            except BaseException as fault:
                told.append(_Told(work.done, None, fault))
            del work  # nothing is kept alive while there is nothing to do
            if self._waiting.empty() or time.monotonic() - since > _TELL_AFTER:
                self._tell(told)
                told = []
        self._tell(told)

    def _tell(self, told: list[_Told]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody listens
            self._loop.call_soon_threadsafe(_take, told)


def _take(told: list[_Told]) -> None:
    for done, result, fault in told:
        if done.done():
            continue  # whoever waited has given up
        if fault is None:
            done.set_result(result)
        else:
            done.set_exception(fault)
