"""The one connection to Telegram: make the bot, open it, call a method, close it.

It must not know what is received or sent over it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import urlsplit

from telegram import Bot, InputFile
from telegram.error import EndPointNotFound, InvalidToken, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.telegram.request import AiohttpRequest, JsonData, Unauthorized

log = logging.getLogger(__name__)

API_URL = "https://api.telegram.org/bot"
API_FILE_URL = "https://api.telegram.org/file/bot"
FIRST_PAUSE = 0.5  # seconds between two tries to connect, doubled each time
LONGEST_PAUSE = 30.0  # seconds


class TokenRefused(Exception):
    """Telegram does not know the token. The message is one plain line for the operator, without the token."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept BOT_TOKEN. Copy it again from @BotFather, without spaces.")


def make_bot(token: str, api_url: str = API_URL, api_file_url: str = API_FILE_URL) -> Bot:
    """A bot that is not connected yet. `api_url` ends in `/bot`, as python-telegram-bot's base_url does."""
    proxied = not _on_this_machine(api_url)
    return Bot(
        token,
        base_url=api_url,
        base_file_url=api_file_url,
        request=AiohttpRequest(use_proxy_settings=proxied),
        get_updates_request=AiohttpRequest(connections=2, use_proxy_settings=proxied),
    )


@asynccontextmanager
async def connected(bot: Bot) -> AsyncIterator[Bot]:
    """Open the connection and learn the bot's own name (`bot.username`); close it at the end.

    Waits while Telegram cannot be reached: a machine may start before its network does. Raises `TokenRefused`.
    """
    pause = FIRST_PAUSE
    try:
        while True:
            try:
                await bot.initialize()
                break
            except InvalidToken:
                raise TokenRefused from None  # the library's own text holds the token
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s); trying again in %g s.", type(error).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        yield bot
    finally:
        await bot.shutdown()


async def call(bot: Bot, method: str, parameters: Mapping[str, Any] | None = None, *, read: float | None = None) -> Any:
    """Call a Bot API method by its own name (`sendMessage`) and give its raw result.

    `read` is how many seconds to wait for the answer, where it differs from the usual. Raises what `AiohttpRequest`
    names, and `telegram.error.TelegramError`.
    """
    arguments = parameters or {}
    patience = BaseRequest.DEFAULT_NONE if read is None else read
    if InputFile in map(type, arguments.values()):
        # The library warns on every raw call for which it has a method too; it does not know the name with an
        # underscore at the end, and drops the underscore on the way out.
        return await bot.do_api_request(f"{method}_", dict(arguments), read_timeout=patience)
    data = cast(RequestData, JsonData(arguments))  # the library only hands it to our own request class
    try:  # what the library itself does, without a third of its cost
        return await bot.request.post(f"{bot.base_url}/{method}", data, read_timeout=patience)
    except InvalidToken as error:
        raise EndPointNotFound(f"Endpoint {method!r} not found in Bot API") from error


async def refuse_if_unknown(bot: Bot, error: BaseException) -> None:
    """Raise `TokenRefused` for an answer 401 that getMe confirms; one alone is not believed."""
    if _is_unauthorized(error):
        try:
            await call(bot, "getMe")
        except Exception as second:
            if _is_unauthorized(second):
                raise TokenRefused from None


def _is_unauthorized(error: BaseException) -> bool:
    return isinstance(error, Unauthorized) or isinstance(error.__cause__, Unauthorized)


def _on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
