"""A hundred updates that arrive together do not hold up everything else, and none is lost when it stops among them."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from telegram import Bot
from telegram_stand_ins import Seen, eventually, translator

from bot.core.events import TelegramEvent
from bot.practice_chat import PracticeChat
from bot.telegram import receive
from bot.telegram.receive import AT_ONCE, Receiver
from bot.telegram.window import SIZE

pytest_plugins = ["telegram_fixtures"]


def many_write(practice: PracticeChat) -> None:
    """As many people as Telegram hands out at once have written while the bot was off."""
    for number in range(1, SIZE + 1):
        sender = {"id": number, "is_bot": False, "first_name": "P"}
        chat = {"id": number, "type": "private", "first_name": "P"}
        message = {"message_id": 1, "date": 1, "text": "hello", "from": sender, "chat": chat}
        practice.world.updates.add("message", message)


async def test_few_begin_between_two_turns_of_everything_else(bot: Bot, practice: PracticeChat) -> None:
    turn = 0
    begun: Counter[int] = Counter()

    async def everything_else() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    async def handle(event: TelegramEvent) -> None:
        begun[turn] += 1

    many_write(practice)
    others = asyncio.create_task(everything_else())
    receiver = Receiver(bot, translator(), handle, Seen().set_aside, random=lambda: 0.0)
    receiving = asyncio.create_task(receiver.run())
    await eventually(lambda: begun.total() == SIZE)
    receiver.stop()
    await receiving
    others.cancel()
    assert max(begun.values()) <= AT_ONCE < SIZE


async def test_what_is_fetched_and_not_begun_when_it_stops_stays_with_telegram(
    bot: Bot, practice: PracticeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "AT_ONCE", 1)
    begun: list[TelegramEvent] = []

    async def handle(event: TelegramEvent) -> None:
        begun.append(event)
        receiver.stop()

    many_write(practice)
    receiver = Receiver(bot, translator(), handle, Seen().set_aside, random=lambda: 0.0)
    await receiver.run()
    assert 0 < len(begun) < SIZE
    assert len(practice.world.updates) == SIZE - len(begun)
