"""Posts updates to a bot's webhook as Telegram does: at most so many at the same time, one for each connection.

It must not know what an update says. An update whose answer is not 200 is posted again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import cast
from urllib.parse import urlsplit

_HEAD = (
    b"POST %b HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\n"
    b"X-Telegram-Bot-Api-Secret-Token: %b\r\nContent-Length: %d\r\n\r\n"
)


class Deliveries:
    """What waits to be posted. `half` is one way of the network, in seconds."""

    def __init__(self, url: str, secret: str, most: int, half: float) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        self._address = parts.hostname, parts.port
        self._names = parts.path.encode(), parts.netloc.encode(), secret.encode()
        self._most = most
        self._half = half
        self._open = 0
        self._free: list[_Connection] = []
        self._waiting: deque[bytes] = deque()
        self._tasks: set[asyncio.Task[object]] = set()

    def post(self, update: bytes) -> None:
        """Deliver this as soon as a connection is free."""
        self._waiting.append(update)
        self.go_on()

    def go_on(self, free: _Connection | None = None) -> None:
        """Use what is free, and open more connections while there may be more."""
        if free is not None:
            self._free.append(free)
        while self._waiting and self._free:
            self._free.pop().send(self._waiting.popleft())
        for _ in range(min(len(self._waiting), self._most - self._open)):
            self._open += 1
            loop = asyncio.get_running_loop()
            task = loop.create_task(loop.create_connection(lambda: _Connection(self), *self._address))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def later(self, call: object, *arguments: object) -> None:
        """After one way of the network."""
        assert callable(call)
        if self._half:
            asyncio.get_running_loop().call_later(self._half, call, *arguments)
        else:
            call(*arguments)

    def request(self, update: bytes) -> bytes:
        """The bytes of one post."""
        return _HEAD % (*self._names, len(update)) + update


class _Connection(asyncio.Protocol):
    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries
        self._update = b""
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is no subclass
        self._deliveries.go_on(self)

    def send(self, update: bytes) -> None:
        """Post one, which nothing else is waited for on this connection."""
        self._update = update
        self._deliveries.later(self._leave, self._deliveries.request(update))

    def _leave(self, request: bytes) -> None:
        if not self._transport.is_closing():  # the bot is at its end
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if b"\r\n\r\n" in self._buffer:
            taken, self._buffer = b" 200 " in self._buffer[:16], b""
            self._deliveries.later(self._answered, taken)

    def _answered(self, taken: bool) -> None:
        if not taken:
            self._deliveries.post(self._update)
        self._deliveries.go_on(self)
