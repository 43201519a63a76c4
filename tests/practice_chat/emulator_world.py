"""Helpers of the emulator's tests: two libraries' clients, a raw call, a clock moved by hand, a small picture."""

import struct
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import aiogram
import aiohttp
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.request import HTTPXRequest

from bot.practice_chat import PracticeChat

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

PATIENCE = 60.0  # seconds


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
        self.due: datetime | None = None

    def now(self) -> datetime:
        return self.instant

    async def next_due(self) -> datetime | None:
        return self.due

    async def move_to(self, instant: datetime) -> None:
        if instant < self.instant:
            raise ValueError("forward only")
        self.instant = instant

    def pass_time(self, **parts: float) -> None:
        self.instant += timedelta(**parts)


def ptb_client(chat: PracticeChat, token: str = TOKEN) -> telegram.Bot:
    """The library's own gives up on a connection after 5 seconds, which a busy machine may take."""
    calls, polls = (
        HTTPXRequest(
            connection_pool_size=8,
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            write_timeout=PATIENCE,
            pool_timeout=PATIENCE,
        )
        for _ in range(2)
    )
    return telegram.Bot(
        token, base_url=chat.api_url, base_file_url=chat.api_file_url, request=calls, get_updates_request=polls
    )


def aiogram_client(chat: PracticeChat) -> aiogram.Bot:
    server = TelegramAPIServer(
        base=f"{chat.api_url}{{token}}/{{method}}",
        file=f"{chat.api_file_url}{{token}}/{{path}}",
    )
    return aiogram.Bot(TOKEN, session=AiohttpSession(api=server))


async def call(http: aiohttp.ClientSession, chat: PracticeChat, method: str, **values: Any) -> tuple[int, Any]:
    """One raw API call with a JSON body: status and decoded answer."""
    async with http.post(f"{chat.api_url}{TOKEN}/{method}", json=values) as answer:
        return answer.status, await answer.json()


def png(width: int = 3, height: int = 2) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
