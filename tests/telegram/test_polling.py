"""When newer updates are asked for: at once when all is committed, and soon when one of them takes long."""

from __future__ import annotations

import asyncio

import pytest

from bot.telegram import polling
from bot.telegram.polling import Polling
from bot.telegram.window import SIZE, Window


@pytest.fixture
def window() -> Window:
    return Window()


async def test_nothing_in_hand_is_no_reason_to_wait(window: Window) -> None:
    await Polling(window).rest()


async def test_the_last_commit_ends_the_wait(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "SHORTEST_LOOK", 3600.0)
    its = Polling(window)
    for update in range(SIZE):
        window.add(update)
    resting = asyncio.create_task(its.rest())
    for update in reversed(range(1, SIZE)):
        its.done(update)
        await asyncio.sleep(0)
    assert not resting.done()
    its.done(0)
    await resting
    assert (window.left, window.room, window.offset) == (0, SIZE, SIZE)


async def test_one_slow_update_holds_up_nobody_else(window: Window) -> None:
    its = Polling(window)
    window.add(1)
    window.add(2)
    its.done(2)
    await its.rest()
    assert window.left == 1


async def test_a_full_window_is_not_asked_about_in_vain(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "LONGEST_LOOK", 0.0)
    looks = 0

    class Watched(Window):
        @property
        def room(self) -> int:
            nonlocal looks
            looks += 1
            if looks == 3:
                its.done(0)  # the first one at last: now the next can come
            return super().room

    full = Watched()
    its = Polling(full)
    for update in range(SIZE):
        full.add(update)
    for update in range(2, SIZE):
        its.done(update)
    await its.rest()
    assert looks == 3
    assert (full.left, full.offset) == (1, 1)


def test_an_update_that_is_done_twice_counts_once(window: Window) -> None:
    window.add(1)
    window.add(2)
    window.done(2)
    window.done(2)
    assert window.left == 1
