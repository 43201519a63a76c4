"""Tells Telegram where to deliver, and looks from time to time whether that still stands and works.

It must not know what is delivered. The webhook is never deleted: what comes while nobody listens waits with Telegram
for 24 hours, other replicas may still be at work, and a bot that goes back to polling removes it by itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, NoReturn

from telegram import Bot
from telegram.error import BadRequest

from bot.telegram.connect import call, refuse_if_unknown
from bot.telegram.request import TooManyRequests
from bot.telegram.translate import ALLOWED_UPDATES

log = logging.getLogger(__name__)

CONNECTIONS = 100  # Telegram's most at the same time, over all replicas
LOOK_EVERY = 300.0  # seconds
LONGEST_PAUSE = 30.0  # seconds


class WebhookRefused(Exception):
    """Telegram does not deliver to this address. The message is one plain line for the operator."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"BOT_WEBHOOK_URL: Telegram does not accept it ({why}). "
            "It must be an address that the whole internet reaches by https, on port 443, 80, 88 or 8443."
        )


class Registration:
    """One address and its secret. Replicas that share both may all register them; it changes nothing."""

    def __init__(
        self,
        bot: Bot,
        url: str,
        secret: str,
        *,
        random: Callable[[], float],
        look_every: float = LOOK_EVERY,
        first_pause: float = 0.5,
    ) -> None:
        self._bot = bot
        self._url = url
        self._secret = secret
        self._random = random
        self._look_every = look_every
        self._first_pause = first_pause
        self._told = 0  # when Telegram met the last error that we know of, Unix time
        self.failures = 0  # looks in a row at which Telegram could not be reached, or could not reach us

    async def keep(self) -> NoReturn:
        """Register, then look whether it holds, until cancelled. Raises `WebhookRefused` and `TokenRefused`."""
        await self._register()
        while True:
            await asyncio.sleep(self._look_every * (0.5 + self._random() / 2))
            await self._look()

    async def _register(self) -> None:
        wanted = {
            "url": self._url,
            "secret_token": self._secret,
            "allowed_updates": list(ALLOWED_UPDATES),
            "max_connections": CONNECTIONS,
        }
        pause = self._first_pause
        while True:
            try:
                await call(self._bot, "setWebhook", wanted)
            except BadRequest as error:
                raise WebhookRefused(error.message) from None
            except TooManyRequests as error:  # another replica did it in the same second
                await asyncio.sleep(max(error.seconds, self._first_pause) * (1 + self._random()))
            except Exception as error:
                await refuse_if_unknown(self._bot, error)
                log.warning("The webhook could not be set (%s); trying again.", type(error).__name__)
                await asyncio.sleep(pause * (0.5 + self._random() / 2))
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    async def _look(self) -> None:
        try:
            info = await call(self._bot, "getWebhookInfo")
        except Exception as error:
            await refuse_if_unknown(self._bot, error)
            self.failures += 1
            return
        if not isinstance(info, dict):
            self.failures += 1
        elif info.get("url") != self._url:
            log.warning("Somebody has changed or removed the webhook; it is set again. Is a second program at work?")
            await self._register()
        else:
            self._judge(info)

    def _judge(self, info: dict[str, Any]) -> None:
        failed = info.get("last_error_date") or 0
        if failed == self._told:
            self.failures = 0
            return
        self._told = failed
        self.failures += 1
        log.warning(
            "Telegram could not deliver to BOT_WEBHOOK_URL: %s. Updates that wait: %s.",
            info.get("last_error_message"),
            info.get("pending_update_count"),
        )
