"""How updates arrive: posted to a webhook where an address is set, else fetched by polling.

It must not know what an update says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from telegram import Bot

from bot.core.events import TelegramEvent
from bot.settings import Settings
from bot.telegram.receive import Receiver
from bot.telegram.registration import Registration
from bot.telegram.signs import Signs
from bot.telegram.translate import Translator


class Intake(Protocol):
    """One way of receiving updates."""

    @property
    def failures(self) -> int:
        """How often in a row nothing could be received."""

    def stop(self) -> None:
        """Ask `run` to end: it takes nothing more and finishes what is in hand."""

    async def run(self) -> None:
        """Receive until `stop`."""


def intake(
    settings: Settings,
    bot: Bot,
    translator: Translator,
    handle: Callable[[TelegramEvent], Awaitable[None]],
    set_aside: Callable[[str, bytes, Sequence[str]], Awaitable[None]],
    *,
    admin_commands: frozenset[str],
    random: Callable[[], float],
) -> Intake:
    """The one that the settings ask for. It is not at work yet."""
    typing = Signs(bot).typing
    if not settings.webhook_url:
        return Receiver(bot, translator, handle, set_aside, random=random, admin_commands=admin_commands, typing=typing)
    from bot.telegram.webhook import Webhook, secret_from  # here, because polling needs no web server

    secret = settings.webhook_secret or secret_from(settings.token)
    return Webhook(
        bot,
        translator,
        handle,
        set_aside,
        registration=Registration(bot, settings.webhook_url, secret, random=random),
        url=settings.webhook_url,
        secret=secret,
        host=settings.webhook_host,
        port=settings.webhook_port,
        admin_commands=admin_commands,
        typing=typing,
    )
