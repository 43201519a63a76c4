"""The smallest bot with python-telegram-bot: an echo, as in the library's README."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """`/start`"""
    assert update.message
    await update.message.reply_text("Hello")


if __name__ == "__main__":
    application = Application.builder().token(sys.argv[2]).base_url(sys.argv[1]).build()
    application.add_handler(CommandHandler("start", start))
    application.run_polling()
