"""A second library's client takes the tour: its models parse every result and every update."""

import asyncio

import aiogram
import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import Message
from emulator_tour import ALL_KINDS, take_tour, tour_cast, updates_sent
from emulator_world import TOKEN, HandClock, aiogram_client

from bot.practice_chat import PracticeChat, Refuse

pytest_plugins = ["emulator_fixtures"]


async def test_the_tour_calls_every_method_and_meets_every_kind_of_update(hand_clock: HandClock) -> None:
    chat = PracticeChat(token=TOKEN, clock=hand_clock, cast=tour_cast())
    async with chat, aiogram_client(chat) as bot:
        updates = await take_tour(chat, bot)
        assert {entry.method for entry in chat.ledger if entry.accepted} == set(chat.method_names)
        assert {update.event_type for update in updates} == set(ALL_KINDS)
        raw = {update["update_id"] for update in updates_sent(chat)}
        assert {update.update_id for update in updates} == raw
        for update in updates:
            assert not update.model_extra
            assert not update.event.model_extra
        refused = [(entry.method, entry.error) for entry in chat.ledger if not entry.ok]
        assert refused == []


async def test_its_errors_are_the_ones_that_the_library_knows(practice: PracticeChat) -> None:
    maria = practice.person("Maria")
    async with aiogram_client(practice) as bot:
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(maria.id, "Hello")
        await maria.start()
        with pytest.raises(TelegramBadRequest, match="can't parse entities"):
            await bot.send_message(maria.id, "<b>", parse_mode="HTML")
        practice.faults.add(
            "sendMessage", 1, Refuse(429, {"ok": False, "description": "x", "parameters": {"retry_after": 7}})
        )
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(maria.id, "Hello")
        assert caught.value.retry_after == 7


async def test_an_aiogram_bot_holds_a_conversation(practice: PracticeChat) -> None:
    """A whole bot of the other library: its poller, its dispatcher, its models."""
    dispatcher = aiogram.Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.reply(f"You said: {message.text}")

    async with aiogram_client(practice) as bot:
        polling = asyncio.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=30)
        )
        maria = practice.person("Maria")
        await maria.start()
        assert [message.text for message in await maria.wait_for_reply()] == ["You said: /start"]
        await maria.say("<b>&")
        assert [message.text for message in await maria.wait_for_reply()] == ["You said: <b>&"]
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
