"""From starting the program to the first answered message, against the smallest bot of python-telegram-bot."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from .people import FIRST
from .processes import contender, pin
from .rows import Goal, Row, compared
from .stand_in import TOKEN, StandIn


async def rows(quick: bool) -> AsyncIterator[Row]:
    """In turn: `python run_bot.py run` with an empty data folder, and the echo."""
    pin(0, 0)
    ours, theirs = [], []
    for _ in range(2 if quick else 7):
        ours.append(await _first_answer(True))
        theirs.append(await _first_answer(False))
    yield compared("start to first answer", "s", ours, "PTB, smallest echo bot", theirs, Goal("<=", 2))


async def _first_answer(house: bool) -> float:
    folder = Path(tempfile.mkdtemp(prefix="sameside-benchmark-"))
    answered = asyncio.Event()
    try:
        async with StandIn().listening() as telegram:
            telegram.on_reply = lambda chat, message, data: answered.set()
            telegram.say(FIRST, "/start")
            environment = {
                "BOT_TOKEN": TOKEN, "BOT_API_URL": telegram.api_url, "BOT_DATA_DIR": str(folder / "data"),
                "BOT_KEY_FILE": str(folder / "key" / "master.key"),
            }  # fmt: skip
            began = time.perf_counter()
            program = ("run_bot.py", "run") if house else ("contend_smallest", telegram.api_url, TOKEN)
            async with contender(*program, environment=environment):
                async with asyncio.timeout(60):
                    await answered.wait()
                return time.perf_counter() - began
    finally:
        shutil.rmtree(folder, ignore_errors=True)
