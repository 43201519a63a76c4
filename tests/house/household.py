"""Builds the house in the test's process, with its practice chat as Telegram, and a clock that can be moved."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import built
from bot.practice_chat import Cast, PersonClient, PracticeChat
from bot.scheduler import MovableClock
from bot.service.service import Service
from bot.settings import Settings
from bot.telegram.limits import Limits
from tests.bot_process import TOKEN
from tests.first_minutes import settle

# The tests' Telegram takes what comes, so that nobody has to wait a second between two messages.
UNHURRIED = Limits(overall=10_000, burst=10_000, group_per_minute=10_000)


@dataclass
class Household:
    """The bot at work, and the people around it."""

    chat: PracticeChat
    clock: MovableClock
    service: Service
    said: list[str] = field(default_factory=list)  # what the operator was told at the start

    def person(self, name: str) -> PersonClient:
        """One of the cast, in the private chat with the bot."""
        return self.chat.person(name)

    async def settled(self, name: str, child: str = "Ana") -> PersonClient:
        """A parent whose first minutes are over."""
        parent = self.person(name)
        await settle(parent, child)
        return parent


def settings_for(folder: Path, chat: PracticeChat, **more: object) -> Settings:
    """Settings of a bot that talks to this Telegram and keeps its data in the folder."""
    return Settings(
        token=TOKEN,
        api_url=chat.api_url,
        api_file_url=chat.api_file_url,
        data_dir=folder / "data",
        key_file=folder / "key" / "master.key",
        **more,  # type: ignore[arg-type]
    )


def by_webhook() -> dict[str, Any]:
    """Further settings, for a webhook on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {"webhook_url": f"http://127.0.0.1:{port}/telegram", "webhook_port": port}


@asynccontextmanager
async def household(
    folder: Path, cast: Cast | None = None, before: Callable[[PracticeChat], None] | None = None, **more: object
) -> AsyncIterator[Household]:
    """The house, receiving until the context ends; `more` are further settings. `before` may spoil its Telegram."""
    clock = MovableClock()
    chat = PracticeChat(token=TOKEN, clock=clock, cast=cast)
    await chat.start()
    if before is not None:
        before(chat)
    said: list[str] = []
    try:
        async with built(settings_for(folder, chat, **more), clock.now, said.append, UNHURRIED) as (
            receiver,
            service,
            clockwork,
        ):
            clock.attach(service.tick, service.next_due, clockwork.strike, service.all_sent)
            receiving = asyncio.create_task(receiver.run())
            try:
                yield Household(chat=chat, clock=clock, service=service, said=said)
            finally:
                receiver.stop()
                await receiving
    finally:
        await chat.stop()
