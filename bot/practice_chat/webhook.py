"""Delivers updates to the bot's webhook, one after the other, again and again until it says 2xx.

Only addresses on this machine are accepted: a practice chat reaches nobody else.
Rules: https://core.telegram.org/bots/api#setwebhook
"""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.practice_chat.refusals import ApiRefusal, bad_request
from bot.practice_chat.updates import UpdateQueue

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_FIRST_RETRY = 0.05  # seconds; doubled up to the last, which is less than Telegram's, for people who wait
_LAST_RETRY = 5.0
_ANSWER_TIME = ClientTimeout(total=60)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

RunMethod = Callable[[dict[str, Any]], Awaitable[None]]


class Webhook:
    """The webhook of the bot. `run_method` is given the body of an answer that holds a method call."""

    def __init__(self, updates: UpdateQueue, now: Callable[[], datetime]) -> None:
        self._updates = updates
        self._now = now
        self._task: asyncio.Task[None] | None = None
        self._secret = ""
        self._session: ClientSession | None = None
        self.url = ""
        self.max_connections = 40
        self.last_error: tuple[int, str] | None = None  # Unix time and text
        self.run_method: RunMethod | None = None

    async def set(self, url: str, secret: str, max_connections: int) -> None:
        """Start delivering to an address; an empty one stops. Raises ApiRefusal."""
        if url:
            _check(url)
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        await self.close()
        self.url, self._secret, self.last_error = url, secret, None
        self.max_connections = max_connections if 1 <= max_connections <= 100 else 40
        if url:
            self._updates.interrupt("terminated by setWebhook request")
            self._session = ClientSession(timeout=_ANSWER_TIME)
            self._task = asyncio.create_task(self._deliver(self._session), name="webhook of the practice chat")

    def info(self) -> dict[str, Any]:
        """Telegram's WebhookInfo object."""
        info: dict[str, Any] = {
            "url": self.url, "has_custom_certificate": False, "pending_update_count": len(self._updates),
        }  # fmt: skip
        if self.url:
            info |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        if self.last_error is not None:
            info |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        if self._updates.allowed:
            info["allowed_updates"] = self._updates.allowed
        return info

    async def close(self) -> None:
        """Stop delivering; what was not taken stays in the queue."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _deliver(self, session: ClientSession) -> None:
        pause = _FIRST_RETRY
        while True:
            await self._updates.arrival()
            update = self._updates.first()
            if update is None:
                continue
            error = await self._post(session, update)
            if error is None:
                self._updates.acknowledge(update["update_id"] + 1)
                pause = _FIRST_RETRY
            else:
                self.last_error = (int(self._now().timestamp()), error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LAST_RETRY)

    async def _post(self, session: ClientSession, update: dict[str, Any]) -> str | None:
        """What went wrong, or None."""
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        try:
            async with session.post(self.url, json=update, headers=headers) as answer:
                if answer.status // 100 != 2:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
                body = await answer.json(content_type=None) if answer.content_type == "application/json" else None
        except (ClientError, TimeoutError, OSError):
            return "Connection refused"
        except ValueError:
            body = None
        if isinstance(body, dict) and body.get("method") and self.run_method is not None:
            with contextlib.suppress(ApiRefusal):
                await self.run_method(body)
        return None


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host:
        raise bad_request("invalid webhook URL specified")
    if host not in ("127.0.0.1", "localhost", "::1"):
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        raise bad_request("bad webhook: the practice chat delivers only to this machine (127.0.0.1)")
