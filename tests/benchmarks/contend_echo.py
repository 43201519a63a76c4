"""An echo on our own HTTP client, through python-telegram-bot's objects. Keeps nothing, and answers each update with as
many calls as the conversation does."""

from __future__ import annotations

import asyncio
import sys

import uvloop
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.telegram.connect import call, connected, make_bot

from .script import ASK, BELOW_SAVED, FOR_WHOM, SAVED, TEAM


def _keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"b{n}")] for n, label in enumerate(labels)]
    )


async def answer(bot: Bot, raw: object) -> None:
    """One update, parsed and answered."""
    assert isinstance(raw, dict)
    update = Update.de_json(raw, bot)
    if update.callback_query is not None:
        await update.callback_query.answer()
        await update.callback_query.edit_message_text(
            FOR_WHOM.format("It"), parse_mode="HTML", reply_markup=_keyboard(*TEAM)
        )
    elif update.message is not None:
        text = update.message.text or ""
        if text.startswith("/"):
            await update.message.reply_text(ASK, parse_mode="HTML")
        else:
            await update.message.reply_text(SAVED.format(text), parse_mode="HTML", reply_markup=_keyboard(*BELOW_SAVED))


async def serve(api_url: str, token: str) -> None:
    """Until SIGTERM ends the process."""
    tasks: set[asyncio.Task[None]] = set()
    offset = 0
    async with connected(make_bot(token, api_url)) as bot:
        while True:
            updates = await call(bot, "getUpdates", {"timeout": 50, "offset": offset}, read=60)
            for raw in updates:
                offset = raw["update_id"] + 1
                task = asyncio.create_task(answer(bot, raw))
                tasks.add(task)
                task.add_done_callback(tasks.discard)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(sys.argv[1], sys.argv[2]))
