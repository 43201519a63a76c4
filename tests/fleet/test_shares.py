"""Telegram's overall limit over replicas: never overfull, shared by need, replies first, paused together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fleet.shares import Shares, divide, fairly
from bot.storage.postgres import PostgresStore
from bot.storage.shared_limits import Share
from bot.telegram.limits import Window

if TYPE_CHECKING:
    from tests.postgres_server import Server

pytest_plugins = ["tests.postgres_server"]

OVERALL = 30


@given(st.integers(0, 40), st.lists(st.integers(0, 40), max_size=8))
def test_a_fair_division_gives_all_that_is_wanted_and_no_more(places: int, wants: list[int]) -> None:
    given = fairly(places, wants)
    assert sum(given) == min(places, sum(wants))
    assert all(part <= want for part, want in zip(given, wants, strict=True))
    hungry = [part for part, want in zip(given, wants, strict=True) if part < want]
    assert not hungry or max(given) <= min(hungry) + 1


def test_replies_go_before_bulk_and_something_stays_free() -> None:
    idle = [Share(name, 0, 0, False) for name in "abc"]
    assert divide(OVERALL, idle) == [7, 7, 7]
    busy = [Share("a", 0, 20, False), Share("b", 0, 0, True), Share("c", 0, 0, True)]
    assert divide(OVERALL, busy) == [16, 7, 7]
    assert divide(OVERALL, [Share(name, 0, 0, True) for name in "abc"]) == [10, 10, 10]
    assert divide(OVERALL, [Share("a", 0, 0, True)]) == [30]


class StrictTelegram:
    """Refuses the thirty-first of any second."""

    def __init__(self) -> None:
        self.accepted: deque[float] = deque()
        self.refused = 0
        self.count = 0

    def accept(self) -> None:
        now = asyncio.get_running_loop().time()
        while self.accepted and self.accepted[0] + 1.0 <= now:
            self.accepted.popleft()
        if len(self.accepted) >= OVERALL:
            self.refused += 1
        else:
            self.accepted.append(now)
            self.count += 1


class Line:
    """A sender that sends whenever it has a place, over a network that takes its time."""

    def __init__(self, telegram: StrictTelegram, seed: int) -> None:
        self.window = Window(OVERALL, 1.0)
        self.telegram = telegram
        self.random = Random(seed)
        self.wants = 0
        self.told_to_pause = 0.0
        self.asked_to_pause = 0.0
        self.given: list[int] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def needs(self) -> tuple[int, bool]:
        return 0, self.wants > 0

    def waits(self) -> bool:
        return False

    def held(self) -> int:
        return self.window.size - self.window.free(asyncio.get_running_loop().time())

    def give(self, places: int) -> None:
        self.window.size = places
        self.given.append(places)

    def paused(self) -> float:
        return self.asked_to_pause

    def recall(self, chat: int) -> tuple[list[float], float, bool]:
        return [], 0.0, False

    def remember(self, chat: int, ages: Sequence[float], paused: float, strict: bool) -> None:
        """It does not ask."""

    def pause(self, seconds: float) -> None:
        self.told_to_pause = seconds

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            while self.wants and self.window.free(loop.time()) > 0:
                self.wants -= 1
                self.window.hold()
                task = asyncio.create_task(self._send())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            await asyncio.sleep(0.005)

    async def _send(self) -> None:
        await asyncio.sleep(self.random.uniform(0.0, 0.05))
        self.telegram.accept()
        await asyncio.sleep(self.random.uniform(0.0, 0.05))
        self.window.answered(asyncio.get_running_loop().time())


@pytest.fixture
async def store(postgres: Server, tmp_path: Path) -> AsyncIterator[PostgresStore]:
    store = PostgresStore(postgres.new_database(), tmp_path / "master.key", fleet=True)
    await store.open()
    yield store
    await store.close()


class Crew:
    """Replicas that share a limit; each may be killed."""

    def __init__(self, store: PostgresStore) -> None:
        self.telegram = StrictTelegram()
        self.lines = [Line(self.telegram, seed) for seed in range(3)]
        limits = store.shared_limits()
        self.shares = [Shares(limits, line, f"r{n}", OVERALL) for n, line in enumerate(self.lines)]
        self.tasks = [[asyncio.create_task(share.run())] for share in self.shares]
        for tasks, line in zip(self.tasks, self.lines, strict=True):
            tasks.append(asyncio.create_task(line.run()))

    def kill(self, number: int) -> None:
        for task in self.tasks[number]:
            task.cancel()

    def end(self) -> None:
        for number in range(3):
            self.kill(number)


T = TypeVar("T")


async def until(what: T, holds: Callable[[T], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds(what):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_no_second_is_overfull_whoever_has_something_to_send(store: PostgresStore) -> None:
    crew = Crew(store)
    first, second, third = crew.lines
    first.wants = 40
    await until(crew.telegram, lambda telegram: telegram.count >= 20)
    second.wants = third.wants = 25
    await until(crew.telegram, lambda telegram: telegram.count == 90)
    crew.end()
    assert crew.telegram.refused == 0
    assert max(first.given) > OVERALL // 3, "alone, it had more than its third"


async def test_the_places_of_a_killed_replica_are_free_again(store: PostgresStore) -> None:
    crew = Crew(store)
    for line in crew.lines:
        line.wants = 10_000
    await until(crew.lines, lambda lines: all(line.window.size == 10 for line in lines))
    crew.kill(0)
    await until(crew.lines, lambda lines: lines[1].window.size + lines[2].window.size == OVERALL)
    crew.end()
    assert crew.telegram.refused == 0


async def test_a_pause_of_the_whole_bot_reaches_all_and_outlives_who_was_told(store: PostgresStore) -> None:
    crew = Crew(store)
    crew.lines[0].asked_to_pause = 40.0
    await until(crew.lines, lambda lines: all(line.told_to_pause > 20 for line in lines))
    crew.end()
    for share in crew.shares:
        await share.leave()
    later = Crew(store)
    later.lines[0].asked_to_pause = 0.0
    await until(later.lines, lambda lines: all(line.told_to_pause > 20 for line in lines))
    later.end()


async def test_a_replica_that_ends_gives_up_its_places_once_they_are_empty(store: PostgresStore) -> None:
    crew = Crew(store)
    for line in crew.lines:
        line.wants = 10_000
    await until(crew.lines, lambda lines: all(line.window.size == 10 for line in lines))
    crew.kill(0)
    await crew.shares[0].leave()
    await until(crew.lines, lambda lines: lines[1].window.size + lines[2].window.size == OVERALL)
    crew.end()
