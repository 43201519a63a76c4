"""The only room that knows python-telegram-bot: updates come in as events, requests go out as Bot API calls.

    connect    one connection              request    how bytes travel, and what their errors mean
    intake     which way updates arrive: receive (polling: window) or webhook (registration); both acknowledge only what
               is committed, by handover
    reading    a raw update -> an event: translate, albums, zones, administrators
    calls      a request -> a call         outcomes   what an error says about a request's fate
    lanes      who may send when: limits, pace, chat_queues
    sending    carries out what waits, and reports
    signs      "typing..."                 commands   the menus of commands
    quiet      keeps libraries from logging what must not be logged

It must not know what is stored, what a conversation says, or when a reminder is due.
"""

from bot.telegram.commands import CommandMenu, register
from bot.telegram.connect import TokenRefused, connected, make_bot
from bot.telegram.lanes import Lanes
from bot.telegram.limits import Limits
from bot.telegram.quiet import quiet_libraries
from bot.telegram.receive import AnotherPoller
from bot.telegram.registration import WebhookRefused
from bot.telegram.sending import Sender
from bot.telegram.translate import Translator
from bot.telegram.zones import zone_of

__all__ = [
    "AnotherPoller", "CommandMenu", "Lanes", "Limits", "Sender", "TokenRefused", "Translator",
    "WebhookRefused", "connected", "make_bot", "quiet_libraries", "register", "zone_of",
]  # fmt: skip
