"""A webhook at work, and somebody who posts to it as Telegram does, or as somebody else would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from telegram import Bot
from telegram_stand_ins import PATIENCE, Seen, free_port, translator

from bot.telegram.registration import Registration
from bot.telegram.webhook import SECRET_HEADER, Webhook

SECRET = "a-secret-for-tests"
PATH = "/telegram/updates"


class Door:
    """The webhook under test. `post` gives the status of the answer and its headers."""

    def __init__(self, webhook: Webhook, url: str, session: aiohttp.ClientSession) -> None:
        self.webhook = webhook
        self.url = url
        self.session = session
        self.running = asyncio.create_task(webhook.run())

    async def post(
        self, what: Any, secret: str | None = SECRET, *, url: str = "", method: str = "POST"
    ) -> tuple[int, dict[str, str]]:
        """Post an update, or raw bytes."""
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with self.session.request(method, url or self.url, data=body, headers=headers) as answer:
            assert await answer.read() == b""
            return answer.status, dict(answer.headers)

    async def status(self, what: Any) -> int:
        """Post and give the status alone."""
        status, _ = await self.post(what)
        return status

    async def is_open(self) -> None:
        """Wait until it answers."""
        async with asyncio.timeout(PATIENCE):
            while not await self._connects():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def is_closed(self) -> None:
        """Wait until nobody can connect any more."""
        async with asyncio.timeout(PATIENCE):
            while await self._connects():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def _connects(self) -> bool:
        where = urlsplit(self.url)
        try:
            _, writer = await asyncio.open_connection(where.hostname, where.port)
        except OSError:
            return False
        writer.close()
        return True


@asynccontextmanager
async def door(
    bot: Bot,
    seen: Seen,
    *,
    patience: float = PATIENCE,
    look_every: float = 300.0,
    wait: bool = True,
    typing: Callable[[int], Awaitable[None]] | None = None,
) -> AsyncIterator[Door]:
    """A webhook, stopped at the end; it listens, unless nobody waits for that."""
    port = await free_port()
    url = f"http://127.0.0.1:{port}{PATH}"
    webhook = Webhook(
        bot,
        translator(),
        seen.handle,
        seen.set_aside,
        registration=Registration(bot, url, SECRET, random=lambda: 0.0, look_every=look_every, first_pause=0.01),
        url=url,
        secret=SECRET,
        host="127.0.0.1",
        port=port,
        admin_commands=frozenset({"link"}),
        typing=typing,
        patience=patience,
    )
    async with aiohttp.ClientSession() as session:
        built = Door(webhook, url, session)
        try:
            if wait:
                await built.is_open()
            yield built
        finally:
            await seen.let_go()
            webhook.stop()
            await asyncio.wait({built.running})


def said(update: int, text: str = "hello", person: int = 7) -> dict[str, Any]:
    """An update with a private message."""
    who = {"id": person, "is_bot": False, "first_name": "M"}
    chat = {"id": person, "type": "private", "first_name": "M"}
    return {"update_id": update, "message": {"message_id": update, "date": 1, "chat": chat, "from": who, "text": text}}


def pictured(update: int, album: str, person: int = 7) -> dict[str, Any]:
    """An update with one picture of an album."""
    built = said(update, person=person)
    del built["message"]["text"]
    size = {"file_id": f"p{update}", "file_unique_id": f"u{update}", "width": 9, "height": 9}
    built["message"] |= {"photo": [size], "media_group_id": album}
    return built
