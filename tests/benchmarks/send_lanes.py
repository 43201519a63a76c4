"""Sends a broadcast while a person chats: `send_lanes ours|ptb API_URL TOKEN PLAN.json`. Prints how long replies took.

Ours is the sender with its lanes. The other is python-telegram-bot's `AIORateLimiter`, with all messages handed over at
once, as a loop over chats does, and with retries, which are off by default.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop
from telegram.ext import AIORateLimiter, ExtBot

from bot.core.requests import Lane, Outgoing, SendMessage
from bot.service.delivery import Outcome
from bot.telegram.connect import connected, make_bot
from bot.telegram.lanes import Lanes
from bot.telegram.limits import Limits
from bot.telegram.sending import Sender
from bot.watching.garbage import looked_through_once

TEXT = "A tip for this week: write down one question for the team."
Say = Callable[[int], Awaitable[None]]
Figures = dict[str, float | list[float]]


class Desk:
    """Notes nothing down: what is measured is the sending."""

    def __init__(self) -> None:
        self.done: dict[str, asyncio.Future[None]] = {}

    async def claim(self, outgoing: Outgoing) -> bool:
        """Everything is still wanted."""
        return True

    async def wants(self, outgoing: Outgoing) -> bool:
        """Everything is."""
        return True

    async def settle(self, outgoing: Outgoing, outcome: Outcome) -> None:
        """Somebody may wait for it."""
        done = self.done.pop(outgoing.id)
        if not done.done():  # after the measuring nobody does
            done.set_result(None)


async def ours(api_url: str, token: str, plan: dict[str, Any]) -> Figures:
    """Through the lanes."""
    async with connected(make_bot(token, api_url)) as bot:
        desk = Desk()
        sender = Sender(bot, Lanes(Limits(overall=plan["rate"])), desk)
        sending = asyncio.create_task(sender.run())

        def put(chat: int, lane: Lane) -> asyncio.Future[None]:
            name = f"{len(desk.done)}-{random.getrandbits(64):x}"
            desk.done[name] = done = asyncio.get_running_loop().create_future()
            request = SendMessage(chat=chat, html=TEXT, lane=lane)
            sender.put(Outgoing(id=name, owner="f", request=request, created=datetime.now(UTC)))
            return done

        async def say(chat: int) -> None:
            await put(chat, Lane.INTERACTIVE)

        async def tell_all() -> None:
            await asyncio.gather(*(put(chat, Lane.BROADCAST) for chat in plan["broadcast"]))

        waits = await _measure(say, tell_all, plan)
        await sender.stop(1)
        await sending
        return waits


async def ptb(api_url: str, token: str, plan: dict[str, Any]) -> Figures:
    """Through the library's limiter."""
    limiter = AIORateLimiter(overall_max_rate=plan["rate"], max_retries=50)
    async with ExtBot(token, base_url=api_url, rate_limiter=limiter) as bot:

        async def say(chat: int) -> None:
            await bot.send_message(chat, TEXT, pool_timeout=600)

        async def tell_all() -> None:
            # One that fails for good (a busy machine's time-outs) must not end the measuring.
            await asyncio.gather(*(say(chat) for chat in plan["broadcast"]), return_exceptions=True)

        return await _measure(say, tell_all, plan)


async def _measure(say: Say, tell_all: Callable[[], Coroutine[Any, Any, None]], plan: dict[str, Any]) -> Figures:
    idle: list[float] = []
    busy: list[float] = []
    chatting = asyncio.create_task(_chat(say, plan["people"], idle))
    await asyncio.sleep(plan["idle"])
    chatting.cancel()
    await asyncio.sleep(1.5)  # a second's worth of the limit is free again
    with looked_through_once():  # as `serve` does
        began = time.monotonic()
        telling = asyncio.create_task(tell_all())
        chatting = asyncio.create_task(_chat(say, plan["people"], busy))
        await asyncio.wait([telling], timeout=plan["seconds"] or None)
        chatting.cancel()
    if not telling.cancel():
        telling.result()
    return {"began": began, "idle": idle, "busy": busy}


async def _chat(say: Say, people: list[int], waits: list[float]) -> None:
    """People get replies at random moments, two a second; each person every few seconds."""
    chance = random.Random(4)
    tasks: set[asyncio.Task[None]] = set()

    async def one(person: int) -> None:
        began = time.perf_counter()
        await say(person)
        waits.append(time.perf_counter() - began)

    try:
        for number in range(1_000_000):
            await asyncio.sleep(chance.expovariate(2.0))
            task = asyncio.create_task(one(people[number % len(people)]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
    finally:
        for task in tasks:
            task.cancel()


if __name__ == "__main__":
    program = ours if sys.argv[1] == "ours" else ptb
    plan = json.loads(Path(sys.argv[4]).read_text())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(program(sys.argv[2], sys.argv[3], plan))))
