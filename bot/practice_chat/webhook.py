"""Delivers updates to the bot's webhook, again and again until it says 2xx: one chat's in order, all chats at once.

Only addresses on this machine are accepted: a practice chat reaches nobody else. Rules, as far as they are written
down: https://core.telegram.org/bots/api#setwebhook; beyond that what Telegram's own server does
(https://github.com/tdlib/telegram-bot-api, WebhookActor.cpp): the first repeat comes at once, the next ones after the
seconds of a Retry-After or a pause that doubles, and a second setWebhook within a second is refused.
"""

import asyncio
import contextlib
import math
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.practice_chat.refusals import ApiRefusal, bad_request, too_many_requests
from bot.practice_chat.updates import Update, UpdateQueue

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_FIRST_PAUSE = 0.05  # seconds; Telegram's goes from 2 to 120, which is long for people who look on
_LAST_PAUSE = 5.0
_LONGEST_REST = 3600  # seconds that a Retry-After may ask for
_ANSWER_TIME = ClientTimeout(total=60)
_SET_AGAIN = 1.0  # seconds
_OF_A_PERSON = ("callback_query", "inline_query", "chosen_inline_result")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

RunMethod = Callable[[dict[str, Any]], Awaitable[None]]


class Webhook:
    """The webhook of the bot. `run_method` is given the body of an answer that holds a method call; `taken` is called
    after each update that the bot has taken. With `strict`, it may not be set twice in a second."""

    def __init__(
        self, updates: UpdateQueue, now: Callable[[], datetime], taken: Callable[[], None], *, strict: bool
    ) -> None:
        self._updates = updates
        self._now = now
        self._taken = taken
        self._strict = strict
        self._set_at = -math.inf
        self._arrived = asyncio.Event()
        updates.on_arrival = self._arrived.set
        self._task: asyncio.Task[None] | None = None
        self._secret = ""
        self._session: ClientSession | None = None
        self.url = ""
        self.max_connections = 40
        self.last_error: tuple[int, str] | None = None  # Unix time and text
        self.run_method: RunMethod | None = None

    async def set(self, url: str, secret: str, max_connections: int, *, drop: bool = False) -> None:
        """Start delivering to an address; an empty one stops; `drop` forgets what waits. Raises ApiRefusal."""
        if url:
            self._not_so_fast()
            _check(url)
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        unchanged = (url, secret, max_connections) == (self.url, self._secret, self.max_connections)
        if url and unchanged and not drop:
            return
        await self.close()
        if drop:
            self._updates.clear()
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

    def _not_so_fast(self) -> None:
        now = time.monotonic()
        if self._strict and now < self._set_at + _SET_AGAIN:
            raise too_many_requests(1)
        self._set_at = now

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
        """Open a line for each chat that has something, and close it when that is taken."""
        lines: dict[str, asyncio.Task[None]] = {}
        connections = asyncio.Semaphore(self.max_connections)
        try:
            while True:
                self._arrived.clear()
                for name, line in list(lines.items()):
                    if line.done():
                        del lines[name]
                waiting: dict[str, deque[Update]] = {}
                for update in self._updates.waiting():
                    waiting.setdefault(_line_of(update), deque()).append(update)
                for name, updates in waiting.items():
                    if name not in lines:
                        lines[name] = asyncio.create_task(self._send(session, connections, updates))
                await self._arrived.wait()
        finally:
            for line in lines.values():
                line.cancel()
            await asyncio.gather(*lines.values(), return_exceptions=True)

    async def _send(self, session: ClientSession, connections: asyncio.Semaphore, updates: deque[Update]) -> None:
        while updates:
            pause = 0.0
            while True:
                async with connections:
                    error, wanted = await self._post(session, updates[0])
                if error is None:
                    break
                self.last_error = (int(self._now().timestamp()), error)
                await asyncio.sleep(wanted or pause)
                if not wanted:
                    pause = min(2 * pause or _FIRST_PAUSE, _LAST_PAUSE)
            self._updates.forget(updates.popleft())
            self._taken()
        self._arrived.set()  # for what came meanwhile

    async def _post(self, session: ClientSession, update: Update) -> tuple[str | None, int]:
        """What went wrong, or None; and for how many seconds the bot asks to be left alone."""
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        try:
            async with session.post(self.url, json=update, headers=headers) as answer:
                if answer.status // 100 != 2:
                    asked = answer.headers.get("Retry-After", "")
                    seconds = min(int(asked), _LONGEST_REST) if asked.isdecimal() else 0
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}", seconds
                body = await answer.json(content_type=None) if answer.content_type == "application/json" else None
        except (ClientError, TimeoutError, OSError):
            return "Connection refused", 0
        except ValueError:
            body = None
        if isinstance(body, dict) and body.get("method") and self.run_method is not None:
            with contextlib.suppress(ApiRefusal):
                await self.run_method(body)
        return None, 0


def _line_of(update: Update) -> str:
    """What arrives in order: one chat's messages, one person's taps, and so on. Everything else is independent."""
    kind = next((name for name in update if name != "update_id"), "")
    content = update.get(kind)
    source = content.get("from" if kind in _OF_A_PERSON else "chat") if isinstance(content, dict) else None
    return f"{'message' if kind == 'edited_message' else kind} {source.get('id') if isinstance(source, dict) else ''}"


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
