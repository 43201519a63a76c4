"""A Telegram that answers fast, and the people who chat with the bot on it. Loopback only.

It keeps the rule that matters to a bot: an update comes again until a later offset acknowledges it. Each person waits
for an answer before the next step, and all of them chat at the same time.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from .deliveries import Deliveries
from .http_wire import Reply, Wire, field

TOKEN = "7000000001:a-token-for-benchmarks"
BOT = {"id": 7_000_000_001, "is_bot": True, "first_name": "Bot", "username": "sameside_bot"}
BATCH = 100  # updates in one answer
_DATA = re.compile(r'"callback_data" *: *("(?:[^"\\]|\\.)*")')
_TRUE = b'{"ok":true,"result":true}'
_SPEAKS = frozenset({"sendMessage", "editMessageText"})


class StandIn:
    """`latency` is a round trip in seconds. `on_reply(chat, message id, first button's data)` hears what a bot says."""

    def __init__(self, latency: float = 0.0) -> None:
        self._half = latency / 2
        self._updates: deque[tuple[int, bytes]] = deque()
        self._update_ids = itertools.count(1)
        self._message_ids = itertools.count(1)
        self._waiting: tuple[int, Reply, asyncio.TimerHandle] | None = None
        self._hook: Deliveries | None = None
        self.calls = 0
        self.on_reply: Callable[[int, int, str], None] = lambda chat, message, data: None
        self.url = ""

    @property
    def api_url(self) -> str:
        """What a bot is given as the address of the Bot API; the token follows without a slash."""
        return f"{self.url}/bot"

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[StandIn]:
        """Answer until the context ends."""
        server = await asyncio.get_running_loop().create_server(lambda: Wire(self._arrive), "127.0.0.1", 0)
        try:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield self
        finally:
            server.close()

    def say(self, person: int, text: str) -> None:
        """Somebody writes."""
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text[0] == "/" else []
        message = {**_message(next(self._message_ids), person, text), "from": _user(person), "entities": entities}
        self._push({"message": message if entities else {k: v for k, v in message.items() if k != "entities"}})

    def tap(self, person: int, message: int, data: str) -> None:
        """Somebody taps a button."""
        number = next(self._update_ids)
        below = {**_message(message, person, "text"), "from": BOT}
        query = {"id": str(number), "from": _user(person), "message": below, "chat_instance": "1", "data": data}
        self._push({"callback_query": query})

    def _push(self, update: dict[str, Any]) -> None:
        number = next(self._update_ids)
        data = json.dumps({"update_id": number, **update}).encode()
        if self._hook is not None:
            self._hook.post(data)
            return
        self._updates.append((number, data))
        if self._waiting is not None:
            offset, reply, timer = self._waiting
            self._waiting = None
            timer.cancel()
            asyncio.get_running_loop().call_soon(self._give, offset, reply)

    def _arrive(self, method: str, body: bytes, reply: Reply) -> None:
        if self._half:
            asyncio.get_running_loop().call_later(self._half, self._happen, method, body, reply)
        else:
            self._happen(method, body, reply)

    def _answer(self, reply: Reply, body: bytes) -> None:
        if self._half:
            asyncio.get_running_loop().call_later(self._half, reply, 200, body)
        else:
            reply(200, body)

    def _happen(self, method: str, body: bytes, reply: Reply) -> None:
        self.calls += 1
        if method == "getUpdates":
            self._get_updates(body, reply)
        elif method in _SPEAKS:
            chat = int(field(body, "chat_id") or 0)
            message = int(field(body, "message_id") or 0) or next(self._message_ids)
            result = {**_message(message, chat, "text"), "from": BOT}
            self._answer(reply, json.dumps({"ok": True, "result": result}).encode())
            button = _DATA.search(field(body, "reply_markup") or "")
            self.on_reply(chat, message, json.loads(button[1]) if button else "")
        elif method == "getMe":
            self._answer(reply, json.dumps({"ok": True, "result": BOT}).encode())
        else:
            self._answer(reply, _TRUE)
            if method == "setWebhook":
                self._deliver(body)

    def _get_updates(self, body: bytes, reply: Reply) -> None:
        offset, timeout = int(field(body, "offset") or 0), float(field(body, "timeout") or 0)
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        if self._updates or not timeout:
            self._give(offset, reply)
            return
        timer = asyncio.get_running_loop().call_later(timeout, self._give_nothing)
        self._waiting = (offset, reply, timer)

    def _deliver(self, body: bytes) -> None:
        """From now on to a webhook, what waits too."""
        url, secret, most = (field(body, name) or "" for name in ("url", "secret_token", "max_connections"))
        self._hook = Deliveries(url, secret, int(most), self._half)
        while self._updates:
            self._hook.post(self._updates.popleft()[1])

    def _give(self, offset: int, reply: Reply) -> None:
        batch = [data for _, data in itertools.islice(self._updates, BATCH)]
        self._answer(reply, b'{"ok":true,"result":[' + b",".join(batch) + b"]}")

    def _give_nothing(self) -> None:
        if self._waiting is not None:
            (_, reply, _), self._waiting = self._waiting, None
            self._answer(reply, b'{"ok":true,"result":[]}')


def _user(person: int) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": "Maria", "language_code": "en"}


def _message(number: int, chat: int, text: str) -> dict[str, Any]:
    place = {"id": chat, "type": "private", "first_name": "Maria"}
    return {"message_id": number, "date": int(time.time()), "chat": place, "text": text}
