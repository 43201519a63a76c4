"""A thread that works for one event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.storage.worker_thread import WorkerThread


async def test_it_works_in_order_and_tells_what_came_of_it() -> None:
    thread, loop, seen = WorkerThread("in order"), asyncio.get_running_loop(), list[int]()

    def work(number: int) -> int:
        seen.append(number)
        if number == 3:
            raise OSError(28, "full")
        return number * 2

    found = await asyncio.gather(
        *(loop.run_in_executor(thread, work, number) for number in range(200)), return_exceptions=True
    )
    thread.shutdown()
    assert seen == list(range(200))
    assert isinstance(found.pop(3), OSError)
    assert found == [number * 2 for number in range(200) if number != 3]


async def test_who_gives_up_waiting_does_not_undo_the_work_nor_disturb_the_next() -> None:
    thread, loop, go_on, done = WorkerThread("given up"), asyncio.get_running_loop(), threading.Event(), list[str]()

    def first() -> None:
        go_on.wait()
        done.append("first")

    one = loop.run_in_executor(thread, first)
    two = loop.run_in_executor(thread, done.append, "second")
    one.cancel()
    go_on.set()
    await two
    thread.shutdown()
    assert done == ["first", "second"]


async def test_what_was_given_to_it_is_done_before_it_ends() -> None:
    thread, loop, done = WorkerThread("ending"), asyncio.get_running_loop(), list[int]()
    last = [loop.run_in_executor(thread, done.append, number) for number in range(10)]
    thread.shutdown()
    thread.shutdown()
    assert done == list(range(10))
    await asyncio.gather(*last)
    with pytest.raises(RuntimeError, match="ending"):
        loop.run_in_executor(thread, done.append, 11)


async def test_one_that_was_never_needed_ends_at_once() -> None:
    WorkerThread("idle").shutdown()
