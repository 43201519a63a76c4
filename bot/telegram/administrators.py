"""Asks Telegram who administers a group, at this very moment and only for the commands where it matters.

It must not know what an administrator may do.
"""

from __future__ import annotations

import logging

import msgspec
from telegram import Bot

from bot.core.events import CommandReceived, TelegramEvent
from bot.telegram.connect import call
from bot.telegram.outcomes import members_in

log = logging.getLogger(__name__)


class Administrators:
    """Completes the events of these commands, sent in a group."""

    def __init__(self, bot: Bot, commands: frozenset[str]) -> None:
        self._bot = bot
        self._commands = commands

    async def complete(self, event: TelegramEvent) -> TelegramEvent:
        """The event, with `group_admin` and `members` where they are wanted. Never raises: not knowing counts as no."""
        origin = event.origin
        if not isinstance(event, CommandReceived) or event.name not in self._commands:
            return event
        if origin.private or not origin.person:
            return event
        try:
            member = await call(self._bot, "getChatMember", {"chat_id": origin.chat, "user_id": origin.person})
            admin = member["status"] in ("creator", "administrator")
        except Exception as error:
            log.warning("Telegram did not say who administers a group (%s).", type(error).__name__)
            return event
        members = await self._members_of(origin.chat) if admin else 0
        known = msgspec.structs.replace(origin, group_admin=admin, members=members)
        return msgspec.structs.replace(event, origin=known)

    async def _members_of(self, chat: int) -> int:
        """How many people are in a group, the bot not counted; 0 where Telegram does not say."""
        try:
            count = await call(self._bot, "getChatMemberCount", {"chat_id": chat})
        except Exception as error:
            log.info("Telegram did not say how many are in a group (%s).", type(error).__name__)
            return 0
        return members_in(count)
