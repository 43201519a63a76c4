"""The network between the bot and a Telegram in the same process: real bytes, virtual delays, and failures.

What the library hands over is encoded as it would be for HTTP, read by the emulator from those bytes, and its answer's
bytes go through the bot's own reading of answers and errors. It must not know what the calls mean.
"""

from __future__ import annotations

import asyncio
import json
from contextvars import ContextVar
from random import Random
from typing import Any

import aiohttp
from aiohttp import MultipartReader, hdrs
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.multipart import MultipartWriter

from bot.practice_chat import PracticeChat
from bot.practice_chat.bot_api import Answer
from bot.practice_chat.parameters import Parameters, parameters_of
from bot.telegram.request import AiohttpRequest
from tests.simulation.boundaries import Boundaries
from tests.simulation.virtual_loop import NOBODY, OWNER

SENDING: ContextVar[str] = ContextVar("SENDING", default="")  # the id of the outgoing request that is on its way
_HERE = ConnectionKey("telegram", 443, True, True, None, None, None)


class Network:
    """The way to Telegram, for one process after the other. While `down`, nothing can leave."""

    def __init__(self, chat: PracticeChat, chance: Random, slowest: float = 0.25, fastest: float = 0.005) -> None:
        self.down = False
        self.chat = chat
        self.chance = chance
        self._fastest, self._slowest = fastest, slowest
        self.sent: dict[int, str] = {}  # place in the ledger -> id of the outgoing request

    def delay(self) -> float:
        """Seconds that one way takes."""
        return self.chance.uniform(self._fastest, self._slowest)

    async def carry(self, token: str, method: str, form: dict[str, Any] | MultipartReader) -> Answer | None:
        """There and back. What has left goes on although nobody waits for its answer any more."""
        loop = asyncio.get_running_loop()
        back: asyncio.Future[Answer | None] = loop.create_future()
        sending = SENDING.get() if method != "sendChatAction" else ""

        async def at_telegram() -> None:
            await asyncio.sleep(self.delay())

            async def read() -> Parameters:
                given = await parameters_of(form)
                if sending:
                    self.sent[len(self.chat.ledger)] = sending
                return given

            answer = await self.chat.call(token, method, read)
            await asyncio.sleep(self.delay())
            if not back.done():
                back.set_result(answer)

        owner = OWNER.set(NOBODY)
        try:
            asyncio.create_task(at_telegram())  # noqa: RUF006 - the loop keeps what sleeps
        finally:
            OWNER.reset(owner)
        return await back


class VirtualRequest(AiohttpRequest):
    """python-telegram-bot's way to the network, of one process."""

    def __init__(self, network: Network, boundaries: Boundaries) -> None:
        super().__init__()
        self._network = network
        self._boundaries = boundaries

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        data: aiohttp.FormData | bytes | None,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> tuple[int, bytes]:
        """As aiohttp would, with its errors."""
        token, name = url.partition("/bot")[2].split("/")
        counted = name != "getUpdates"
        how = self._boundaries.pass_by(f"network: {name}") if counted else None
        if self._boundaries.dead and how != "after":
            self._boundaries.end()
            raise aiohttp.ServerDisconnectedError
        if self._network.down:
            await asyncio.sleep(self._network.delay())
            raise aiohttp.ClientConnectorError(_HERE, OSError("no network"))
        form = await _encoded(data)
        async with asyncio.timeout(timeout.sock_read):
            answer = await self._network.carry(token, name, form)
        if self._boundaries.dead:
            self._boundaries.end()
        if self._boundaries.dead or answer is None:
            raise aiohttp.ServerDisconnectedError
        return answer.status, answer.body


async def _encoded(data: aiohttp.FormData | bytes | None) -> dict[str, Any] | MultipartReader:
    """The body's bytes, and what a server reads in them."""
    if data is None:
        return {}
    if isinstance(data, bytes):
        found: dict[str, Any] = json.loads(data)
        return found
    body = data()
    assert isinstance(body, MultipartWriter)
    gathered = _Gathering()
    await body.write(gathered)
    stream = aiohttp.StreamReader(_NoFlow(), 2**20, loop=asyncio.get_running_loop())
    stream.feed_data(bytes(gathered.bytes))
    stream.feed_eof()
    return MultipartReader({hdrs.CONTENT_TYPE: body.content_type} | dict(body.headers), stream)


class _Gathering(aiohttp.abc.AbstractStreamWriter):
    """Gathers what a body writes."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    async def write(self, chunk: Any) -> None:
        self.bytes += chunk

    async def write_eof(self, chunk: bytes = b"") -> None:
        self.bytes += chunk

    async def drain(self) -> None:
        pass

    def enable_compression(self, *arguments: Any, **named: Any) -> None:
        raise NotImplementedError

    def enable_chunking(self) -> None:
        raise NotImplementedError

    async def write_headers(self, *arguments: Any, **named: Any) -> None:
        raise NotImplementedError


class _NoFlow(aiohttp.base_protocol.BaseProtocol):
    """A stream that is whole from the beginning needs no brakes."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())

    def pause_reading(self) -> None:
        pass

    def resume_reading(self, *arguments: object, **named: object) -> None:
        pass
