"""Tell Telegram which commands to offer in its menu, per kind of chat and language.

It must not know what a command does.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from telegram import Bot

from bot.telegram.connect import call

log = logging.getLogger(__name__)

_SCOPES = {"private": "all_private_chats", "group": "all_group_chats"}


class CommandMenu(msgspec.Struct, frozen=True, kw_only=True):
    """What is offered in one kind of chat, in one language; the language "" is for everybody who has no menu.

    `commands` are (name without slash, description) in the order shown. See
    https://core.telegram.org/bots/api#setmycommands: names of 1-32 of a-z, 0-9 and _, descriptions of 1-256 characters.
    """

    scope: Literal["private", "group"]
    language: str = ""
    commands: tuple[tuple[str, str], ...]


async def register(bot: Bot, menus: Sequence[CommandMenu]) -> None:
    """Make Telegram's menus equal to these. A menu that is so already is left alone; a failure is only logged, because
    the bot works without menus."""
    for menu in menus:
        try:
            await _register(bot, menu)
        except Exception as error:
            log.warning("The menu of commands could not be set (%s).", type(error).__name__)


async def _register(bot: Bot, menu: CommandMenu) -> None:
    wanted = [{"command": name, "description": description} for name, description in menu.commands]
    where: dict[str, Any] = {"scope": {"type": _SCOPES[menu.scope]}}
    if menu.language:
        where["language_code"] = menu.language
    if await call(bot, "getMyCommands", where) != wanted:
        await call(bot, "setMyCommands", {**where, "commands": wanted})
