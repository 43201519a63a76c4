"""python-telegram-bot's own Application with a ConversationHandler and PicklePersistence.

Keeps: `user_data` and the state in memory, in a pickle on disk once a minute and at the end. An update is acknowledged
before it is handled. `concurrent` lets updates of different people be handled at once, which the library's own
documentation advises against for conversations.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvloop
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from .script import ASK, BELOW_SAVED, FOR_WHOM, SAVED, TEAM, THERE

QUESTION, NEXT = range(2)
Context = ContextTypes.DEFAULT_TYPE


def _keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"b{n}")] for n, label in enumerate(labels)]
    )


async def ask(update: Update, context: Context) -> int:
    """`/ask`"""
    assert update.message
    await update.message.reply_text(ASK, parse_mode="HTML")
    return QUESTION


async def keep(update: Update, context: Context) -> int:
    """The question itself."""
    assert update.message
    assert update.message.text
    assert context.user_data is not None
    text, questions = update.message.text, context.user_data.setdefault("questions", [])
    said = THERE if text in questions else SAVED
    if text not in questions:
        questions.append(text)
    context.user_data["last"] = text
    await update.message.reply_text(said.format(text), parse_mode="HTML", reply_markup=_keyboard(*BELOW_SAVED))
    return NEXT


async def for_whom(update: Update, context: Context) -> int:
    """The tap below it."""
    assert update.callback_query
    assert context.user_data is not None
    await update.callback_query.answer()
    text = FOR_WHOM.format(context.user_data["last"])
    await update.callback_query.edit_message_text(text, parse_mode="HTML", reply_markup=_keyboard(*TEAM))
    return ConversationHandler.END


async def serve(api_url: str, token: str, pickle: str, concurrent: bool) -> None:
    """Until SIGTERM ends the process."""
    builder = Application.builder().token(token).base_url(api_url).persistence(PicklePersistence(pickle))
    builder.connection_pool_size(256).pool_timeout(60)
    if concurrent:
        builder.concurrent_updates(256)
    application: Any = builder.build()
    talk: ConversationHandler[Any] = ConversationHandler(
        entry_points=[CommandHandler("ask", ask)],
        states={
            QUESTION: [MessageHandler(filters.TEXT & ~filters.COMMAND, keep)],
            NEXT: [CallbackQueryHandler(for_whom, pattern="^b")],
        },
        fallbacks=[CommandHandler("ask", ask)],
        name="talk",
        persistent=True,
    )
    application.add_handler(talk)
    async with application:
        await application.start()
        await application.updater.start_polling()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4] == "concurrent"))
