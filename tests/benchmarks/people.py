"""Many people who talk with a bot at once, each in three steps, over and over: `/ask`, a question, a tap on its button.

Every contender holds the same conversation: it asks for the question, keeps it, and shows for whom it could be.
"""

from __future__ import annotations

import asyncio
import time

from .stand_in import StandIn

FIRST = 1_000_000  # the first person's number
QUESTIONS = 5  # different ones of each person, so that what is kept stays small


class Crowd:
    """`answered` counts the bot's answers; `waits` are the seconds that people waited for them."""

    def __init__(self, telegram: StandIn, people: int) -> None:
        self._telegram = telegram
        self._people = people
        self._step = dict.fromkeys(range(FIRST, FIRST + people), 0)
        self._since: dict[int, float] = {}
        self._first = asyncio.Event()
        self.answered = 0
        self.waits: list[float] = []
        telegram.on_reply = self._hear

    async def begin(self, patience: float) -> None:
        """Everybody writes; returns once everybody has had their first answer. Raises `TimeoutError`."""
        for person in self._step:
            self._act(person, 0, "")
        async with asyncio.timeout(patience):
            await self._first.wait()

    async def measure(self, seconds: float) -> float:
        """Answers per second over the next so many seconds."""
        before, began = self.answered, time.perf_counter()
        self.waits.clear()
        await asyncio.sleep(seconds)
        return (self.answered - before) / (time.perf_counter() - began)

    def _hear(self, person: int, message: int, data: str) -> None:
        if person not in self._since:
            return
        self.answered += 1
        self.waits.append(time.perf_counter() - self._since[person])
        if self.answered >= self._people:
            self._first.set()
        self._step[person] += 1
        self._act(person, message, data)

    def _act(self, person: int, message: int, data: str) -> None:
        round_number, step = divmod(self._step[person], 3)
        self._since[person] = time.perf_counter()
        if step == 0:
            self._telegram.say(person, "/ask")
        elif step == 1:
            self._telegram.say(person, f"Who helps her on the bus, number {round_number % QUESTIONS}?")
        else:
            self._telegram.tap(person, message, data)
