"""The stand-in for Telegram with a webhook: posts each update, a person's next one after the 200 of the one before.

As Telegram does, it keeps up to a hundred connections open, and sends again what is refused.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import urlsplit

from bot.telegram.registration import CONNECTIONS
from bot.telegram.webhook import SECRET_HEADER, secret_from

from .stand_in import TOKEN, StandIn

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_AGAIN = 0.2  # seconds until what was refused is sent again


class _Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[int] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is no subclass

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._say(0)

    async def post(self, request: bytes) -> int:
        """The status of the answer; 0 when the connection is gone."""
        if self._transport is None:
            return 0
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        found = _LENGTH.search(self._buffer)
        if end >= 0 and found and len(self._buffer) >= end + 4 + int(found[1]):
            status = int(self._buffer[9:12])
            self._buffer = b""
            self._say(status)

    def _say(self, status: int) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(status)


class Poster(StandIn):
    """`acknowledged` counts the updates that were answered with 200."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(1)
        self._free: asyncio.Queue[_Line] = asyncio.Queue()
        self._lines: set[_Line] = set()
        self._waiting_of: dict[int, deque[bytes]] = {}
        self._emptied: dict[int, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.acknowledged = 0
        self.refused = 0

    @asynccontextmanager
    async def posting_to(self, url: str) -> AsyncIterator[None]:
        """Deliver there until the context ends. Somebody listens there already."""
        where = urlsplit(url)
        self._head = (
            f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\n{SECRET_HEADER}: {secret_from(TOKEN)}\r\n"
            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        ).encode()
        self._where = (where.hostname or "", where.port or 80)
        for _ in range(CONNECTIONS):
            self._free.put_nowait(await self._connect())
        try:
            yield
        finally:
            self._closed = True
            for task in self._tasks:
                task.cancel()
            for line in self._lines:
                line.close()

    def _deliver(self, body: bytes) -> None:
        """Replicas register one after the other; `posting_to` begins when all of them listen."""

    async def all_taken(self, person: int) -> None:
        """Wait until nothing of this person is under way."""
        if person in self._waiting_of:
            await self._emptied.setdefault(person, asyncio.Event()).wait()

    async def _connect(self) -> _Line:
        _, line = await asyncio.get_running_loop().create_connection(_Line, *self._where)
        self._lines.add(line)
        return line

    def _push(self, update: dict[str, Any]) -> None:
        if self._closed:
            return
        number = next(self._numbers)
        content = update.get("message") or update["callback_query"]
        person = content["from"]["id"]
        body = json.dumps({"update_id": number, **update}).encode()
        request = self._head % len(body) + body
        if person in self._waiting_of:
            self._waiting_of[person].append(request)
            return
        self._waiting_of[person] = deque([request])
        task = asyncio.create_task(self._work_off(person))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, person: int) -> None:
        waiting = self._waiting_of[person]
        while waiting:
            line = await self._free.get()
            status = await line.post(waiting[0])
            if status == 0:
                self._lines.discard(line)
                line = await self._connect()
            self._free.put_nowait(line)
            if status == 200:
                waiting.popleft()
                self.acknowledged += 1
            else:
                self.refused += 1
                await asyncio.sleep(_AGAIN)
        del self._waiting_of[person]
        if person in self._emptied:
            self._emptied.pop(person).set()
