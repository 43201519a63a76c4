"""A practice chat, a bot connected to it, and people in it. Loaded as a pytest plugin, never imported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram_stand_ins import TOKEN, Office

from bot.practice_chat import PersonClient, PracticeChat, SystemClock
from bot.telegram.connect import connected, make_bot


@pytest.fixture
async def practice() -> AsyncIterator[PracticeChat]:
    async with PracticeChat(token=TOKEN, clock=SystemClock()) as practice:
        yield practice


@pytest.fixture
async def bot(practice: PracticeChat) -> AsyncIterator[Bot]:
    async with connected(make_bot(TOKEN, practice.api_url, practice.api_file_url)) as bot:
        yield bot


@pytest.fixture
def maria(practice: PracticeChat) -> PersonClient:
    """A parent who has started the bot."""
    practice.world.person("Maria").started = True
    return practice.person("Maria")


@pytest.fixture
def sam(practice: PracticeChat) -> PersonClient:
    practice.world.person("Sam").started = True
    return practice.person("Sam")


@pytest.fixture
async def office(bot: Bot) -> AsyncIterator[Office]:
    office = Office(bot)
    task = asyncio.create_task(office.sender.run())
    yield office
    await office.sender.stop(0.1)
    await task
