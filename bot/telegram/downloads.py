"""Brings a photo that somebody sent from Telegram, by its file id.

It must not know what it is for, and keeps nothing.
"""

from __future__ import annotations

from telegram import Bot

MOST_BYTES = 20 * 1024 * 1024  # https://core.telegram.org/bots/api#getfile


class TooLarge(ValueError):
    """The file is larger than a bot can take."""


async def download(bot: Bot, file_id: str) -> bytes:
    """The file's bytes. Raises `TooLarge`, and `telegram.error.TelegramError` when Telegram does not give it."""
    found = await bot.get_file(file_id)
    if (found.file_size or 0) > MOST_BYTES:
        raise TooLarge
    return bytes(await found.download_as_bytearray())
