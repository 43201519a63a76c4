"""One replica of a fleet for the conversation, without sending limits: `... API_URL TOKEN KEY DATABASE URL PORT`.

With `-` for the database it is the webhook alone: it reads each update, and nothing happens.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from bot.app import built
from bot.core.events import TelegramEvent
from bot.settings import Settings
from bot.telegram.connect import connected, make_bot
from bot.telegram.intake import intake
from bot.telegram.translate import Translator
from bot.watching.garbage import looked_through_once

from .contend_ours import UNLIMITED


async def serve(settings: Settings) -> None:
    """Until SIGTERM ends the process."""
    async with built(settings, lambda: datetime.now(UTC), print, UNLIMITED) as (receiver, *_):
        with looked_through_once():  # as `serve` does
            await receiver.run()


async def door_alone(settings: Settings) -> None:
    """The same, with nobody behind the door."""

    async def handle(_: TelegramEvent) -> None:
        return

    async def set_aside(*_: object) -> None:
        raise AssertionError("everything can be read")

    async with connected(make_bot(settings.token, settings.api_url, settings.api_file_url)) as bot:
        translator = Translator("sameside_bot", nonce=lambda: "0" * 32, zone_of=lambda *_: "")
        door = intake(settings, bot, translator, handle, set_aside, admin_commands=frozenset(), random=random.random)
        with looked_through_once():
            await door.run()


def main(words: list[str]) -> None:
    """Read the words that the row gives."""
    api_url, token, key, database, url, port = words
    settings = Settings(
        token=token,
        api_url=api_url,
        key_file=Path(key),
        database_url="" if database == "-" else database,
        webhook_url=url,
        webhook_port=int(port),
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(door_alone(settings) if database == "-" else serve(settings))


if __name__ == "__main__":
    main(sys.argv[1:])
