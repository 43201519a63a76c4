"""The bot as an operator starts it: a real process, against a Telegram that lives in the test and outlives it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from bot.practice_chat import PracticeChat

ROOT = Path(__file__).parents[1]
TOKEN = "7000000001:a-token-for-tests"
ON_TIME = timedelta(0)


class BotProcess:
    """One data folder, and the processes that serve it one after the other; `more` are further settings."""

    def __init__(self, folder: Path, chat: PracticeChat, **more: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": chat.api_url,
            "BOT_API_FILE_URL": chat.api_file_url,
            "BOT_DATA_DIR": str(folder / "data"),
            "BOT_KEY_FILE": str(folder / "key" / "master.key"),
            **more,
        }

    async def start(self, ahead: timedelta = ON_TIME) -> None:
        """Start it, by a clock that runs ahead; it may still be on its way when this returns."""
        command = [str(ROOT / "run_bot.py"), "run"]
        if ahead:
            command = ["-m", "tests.simulation.bot_ahead", str(ahead.total_seconds())]
        self.log = (self.folder / "log").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=self.folder, env=self.environment, stdout=self.log, stderr=self.log
        )

    async def end(self, how: signal.Signals) -> int:
        """Signal it and wait for its end."""
        self.process.send_signal(how)
        status = await self.process.wait()
        self.log.close()
        return status
