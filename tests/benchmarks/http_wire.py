"""Just enough of HTTP/1.1 for a Bot API on loopback that costs little beside the program that it measures.

It must not know what a method means. Requests carry a Content-Length, as those of the libraries measured here do.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import cast
from urllib.parse import unquote_plus

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

Reply = Callable[[int, bytes], None]
Handle = Callable[[str, bytes, Reply], None]


class Wire(asyncio.Protocol):
    """One connection. `handle(method, body, reply)` answers by calling `reply(status, body)` once, at any time."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is no subclass

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            found = _LENGTH.search(head)
            length = int(found[1]) if found else 0
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            path = head[: head.index(b"\r\n")].split(b" ")[1]
            self._handle(path.rpartition(b"/")[2].decode(), body, self._reply)

    def _reply(self, status: int, body: bytes) -> None:
        if self._transport is not None:
            self._transport.write(_HEAD % (status, len(body)) + body)


def field(body: bytes, name: str) -> str | None:
    """The value of a parameter, from JSON or a form, urlencoded or multipart; None when it is not there."""
    if body.startswith(b"{"):
        value = json.loads(body).get(name)
        return value if value is None or isinstance(value, str) else json.dumps(value)
    if body.startswith(b"--"):
        found = re.search(rb'name="%b"[^\r]*\r\n(?:[^\r]+\r\n)*\r\n(.*?)\r\n--' % name.encode(), body, re.DOTALL)
        return found[1].decode() if found else None
    found = re.search(rb"(?:^|&)%b=([^&]*)" % name.encode(), body)
    return unquote_plus(found[1].decode()) if found else None
