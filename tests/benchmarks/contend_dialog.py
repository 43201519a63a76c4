"""aiogram 3 with aiogram-dialog: windows with a text input and buttons. Keeps: everything in memory only."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvloop
from aiogram import Dispatcher
from aiogram.filters import Command
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column
from aiogram_dialog.widgets.text import Const, Format

from .contend_aiogram import bot_at
from .script import ASK, BELOW_SAVED, FOR_WHOM, SAVED, TEAM, THERE


class Talk(StatesGroup):
    """The windows."""

    question = State()
    saved = State()
    team = State()


async def ask(message: Message, dialog_manager: DialogManager) -> None:
    """`/ask`"""
    kept = dialog_manager.middleware_data["state"]
    questions = (await kept.get_data()).get("questions", [])
    await dialog_manager.start(Talk.question, data={"questions": questions}, mode=StartMode.RESET_STACK)


async def keep(message: Message, widget: Any, manager: DialogManager) -> None:
    """The question itself."""
    text, kept = message.text or "", manager.middleware_data["state"]
    questions = (await kept.get_data()).get("questions", [])
    manager.dialog_data["said"] = (THERE if text in questions else SAVED).format(text)
    manager.dialog_data["last"] = text
    await kept.update_data(questions=questions if text in questions else [*questions, text])
    await manager.switch_to(Talk.saved)


async def for_whom(query: CallbackQuery, widget: Any, manager: DialogManager) -> None:
    """The tap below it."""
    await manager.switch_to(Talk.team)


def _buttons(labels: tuple[str, ...]) -> Column:
    return Column(*(Button(Const(label), id=f"b{n}", on_click=for_whom) for n, label in enumerate(labels)))


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(
        Window(Const(ASK), MessageInput(keep), state=Talk.question, parse_mode="HTML"),
        Window(Format("{dialog_data[said]}"), _buttons(BELOW_SAVED), state=Talk.saved, parse_mode="HTML"),
        Window(Format(FOR_WHOM.format("{dialog_data[last]}")), _buttons(TEAM), state=Talk.team, parse_mode="HTML"),
    )


async def serve(api_url: str, token: str) -> None:
    """Until SIGTERM ends the process."""
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.message.register(ask, Command("ask"))
    dispatcher.include_router(dialog())
    setup_dialogs(dispatcher)
    await dispatcher.start_polling(bot_at(api_url, token), handle_signals=False, polling_timeout=50)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(sys.argv[1], sys.argv[2]))
