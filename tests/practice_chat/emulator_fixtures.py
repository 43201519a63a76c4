"""Fixtures of the emulator's tests; a test module asks for them by `pytest_plugins`."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import telegram
from emulator_world import TOKEN, HandClock, ptb_client

from bot.practice_chat import PracticeChat


@pytest.fixture
def hand_clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def practice(hand_clock: HandClock) -> AsyncIterator[PracticeChat]:
    async with PracticeChat(token=TOKEN, clock=hand_clock) as chat:
        yield chat


@pytest.fixture
async def ptb(practice: PracticeChat) -> AsyncIterator[telegram.Bot]:
    async with ptb_client(practice) as client:
        yield client


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
