"""The menus of commands, as Telegram keeps them."""

from __future__ import annotations

from telegram import Bot

from bot.practice_chat import PracticeChat, Refuse
from bot.telegram.commands import CommandMenu, register
from bot.telegram.connect import call

pytest_plugins = ["telegram_fixtures"]

PRIVATE = CommandMenu(scope="private", commands=(("start", "Begin"), ("help", "What I can do")))
SPANISH = CommandMenu(scope="private", language="es", commands=(("start", "Empezar"),))
GROUP = CommandMenu(scope="group", commands=(("link", "Connect this group"),))


async def test_menus_are_set_once_and_left_alone_while_they_are_equal(bot: Bot, practice: PracticeChat) -> None:
    await register(bot, [PRIVATE, SPANISH, GROUP])
    where = {"scope": {"type": "all_private_chats"}, "language_code": "es"}
    assert await call(bot, "getMyCommands", where) == [{"command": "start", "description": "Empezar"}]
    assert len(practice.calls("setMyCommands")) == 3
    await register(bot, [PRIVATE, SPANISH, GROUP])
    assert len(practice.calls("setMyCommands")) == 3
    await register(bot, [CommandMenu(scope="group", commands=(("unlink", "Let go"),))])
    assert len(practice.calls("setMyCommands")) == 4


async def test_a_menu_that_cannot_be_set_stops_nothing(bot: Bot, practice: PracticeChat) -> None:
    practice.faults.add("setMyCommands", 1, Refuse(500, "Internal Server Error"))
    await register(bot, [PRIVATE, GROUP])
    assert len(practice.calls("setMyCommands")) == 2
