"""An event loop in virtual time: waiting costs nothing, and one seed gives one order of things.

There are no threads and no sockets. What would run in an executor runs on the loop, whole, after a seeded delay, and
in order where the executor has one thread. It must not know what runs on it.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import Context, ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

Tasks = set["asyncio.Task[Any]"]
NOBODY: Tasks = set()
OWNER: ContextVar[Tasks] = ContextVar("OWNER", default=NOBODY)  # where tasks that are made here are noted down


class Stuck(RuntimeError):
    """Nothing will ever happen any more, and somebody waits."""


class NumberedTask(asyncio.Task[T]):
    """A task whose place in a set hangs on its number, not on its address in memory."""

    _numbers = itertools.count(1)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._number = next(NumberedTask._numbers)
        super().__init__(*arguments, **named)

    def __hash__(self) -> int:
        return self._number

    def __eq__(self, other: object) -> bool:
        return self is other


class VirtualLoop(asyncio.BaseEventLoop):
    """`time()` is seconds since the loop was made. `slowest` is how long a job in an executor takes at most."""

    def __init__(self, chance: random.Random, slowest: float = 0.004) -> None:
        super().__init__()
        self._now = 0.0
        self._chance = chance
        self._slowest = slowest
        self._free_at: dict[int, float] = {}
        self._selector = self
        self._clock_resolution = 1e-9
        self.set_task_factory(_numbered)  # type: ignore[arg-type]

    def time(self) -> float:
        return self._now

    def select(self, timeout: float | None) -> list[Any]:
        """What the base class asks when there is nothing to do now: time goes on."""
        if timeout is None:
            raise Stuck("nothing is planned, and somebody waits")
        self._now += max(timeout, 0.0)
        return []

    def _process_events(self, event_list: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Run it whole, later. One thread takes one job after the other."""
        done: asyncio.Future[T] = self.create_future()
        begin = self._now
        if executor is not None and getattr(executor, "_max_workers", 1) == 1:
            begin = max(begin, self._free_at.get(id(executor), 0.0))
        end = begin + self._chance.uniform(0.0, self._slowest)
        self._free_at[id(executor)] = end
        self.call_at(end, self._work, done, executor, func, args)
        return done

    def _work(
        self, done: asyncio.Future[T], executor: Executor | None, func: Callable[..., T], args: tuple[Any, ...]
    ) -> None:
        if done.cancelled() and getattr(executor, "_shutdown", False):
            return  # who shuts an executor down has waited for what ran; nothing runs afterwards
        try:
            result = func(*args)
        except Exception as fault:
            if not done.done():
                done.set_exception(fault)
        else:
            if not done.done():
                done.set_result(result)


def _numbered(loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, T], context: Context | None = None) -> Any:
    owner = OWNER.get() if context is None else context.get(OWNER, NOBODY)
    task: NumberedTask[T] = NumberedTask(coro, loop=loop, context=context)
    if owner is not NOBODY:
        owner.add(task)
        task.add_done_callback(owner.discard)
    return task


@contextmanager
def seeded_entropy(chance: random.Random) -> Iterator[None]:
    """While it lasts, everything that draws from the system's randomness draws from the seed: keys, nonces, ids."""
    real = os.urandom
    os.urandom = chance.randbytes
    random._urandom = chance.randbytes  # type: ignore[attr-defined]
    try:
        yield
    finally:
        os.urandom = real
        random._urandom = real  # type: ignore[attr-defined]


class Stage:
    """A loop in virtual time on which one thing can be played after the other; what lives there lives on between."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def play(self, story: Coroutine[Any, Any, T]) -> T:
        """Run it to its end."""
        return self._loop.run_until_complete(story)


@contextmanager
def stage(seed: str) -> Iterator[Stage]:
    """While it lasts, all chance comes from the seed; at its end nothing lives there any more."""
    loop = VirtualLoop(random.Random(f"schedule {seed}"))
    NumberedTask._numbers = itertools.count(1)
    asyncio.set_event_loop(loop)
    with seeded_entropy(random.Random(f"entropy {seed}")):
        try:
            yield Stage(loop)
        finally:
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            if left:
                loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            asyncio.set_event_loop(None)
            loop.close()


def play(seed: str, story: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run one story from beginning to end in virtual time."""
    with stage(seed) as here:
        return here.play(story())
