"""aiogram 3 with its own FSM in memory. Keeps: everything in memory only."""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from .script import ASK, BELOW_SAVED, FOR_WHOM, SAVED, TEAM, THERE


class Talk(StatesGroup):
    """Where a person is."""

    question = State()
    next = State()


def _keyboard(*labels: str) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=label, callback_data=f"b{n}")] for n, label in enumerate(labels)]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def ask(message: Message, state: FSMContext) -> None:
    """`/ask`"""
    await state.set_state(Talk.question)
    await message.answer(ASK, parse_mode="HTML")


async def keep(message: Message, state: FSMContext) -> None:
    """The question itself."""
    text = message.text or ""
    questions = (await state.get_data()).get("questions", [])
    said = THERE if text in questions else SAVED
    await state.update_data(questions=questions if text in questions else [*questions, text], last=text)
    await state.set_state(Talk.next)
    await message.answer(said.format(text), parse_mode="HTML", reply_markup=_keyboard(*BELOW_SAVED))


async def for_whom(query: CallbackQuery, state: FSMContext) -> None:
    """The tap below it."""
    assert isinstance(query.message, Message)
    await query.answer()
    text = FOR_WHOM.format((await state.get_data())["last"])
    await state.set_state(None)
    await query.message.edit_text(text, parse_mode="HTML", reply_markup=_keyboard(*TEAM))


def bot_at(api_url: str, token: str) -> Bot:
    """A bot whose Bot API is there."""
    server = TelegramAPIServer(base=f"{api_url}{{token}}/{{method}}", file=f"{api_url}{{token}}/{{path}}")
    return Bot(token, session=AiohttpSession(api=server, limit=256))


async def serve(api_url: str, token: str) -> None:
    """Until SIGTERM ends the process."""
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.message.register(ask, Command("ask"))
    dispatcher.message.register(keep, Talk.question)
    dispatcher.callback_query.register(for_whom, Talk.next, F.data)
    await dispatcher.start_polling(bot_at(api_url, token), handle_signals=False, polling_timeout=50)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(sys.argv[1], sys.argv[2]))
