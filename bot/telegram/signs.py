"""The small signs of life in a chat: "typing…", "sending a document…". Best effort: they never raise, never wait long.

They do not count against Telegram's limits for messages.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Literal

from telegram import Bot

from bot.telegram.connect import call

SECONDS = 1.0  # a sign that comes later is of no use


class Signs:
    """Shows them through one bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def typing(self, chat: int) -> None:
        """Show that an answer is being written."""
        await self._show(chat, "typing")

    async def uploading(self, chat: int) -> None:
        """Show that a file is on its way."""
        await self._show(chat, "upload_document")

    async def _show(self, chat: int, action: Literal["typing", "upload_document"]) -> None:
        with suppress(Exception):
            async with asyncio.timeout(SECONDS):
                await call(self._bot, "sendChatAction", {"chat_id": chat, "action": action})
