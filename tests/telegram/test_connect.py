"""Opening the connection: patient with the network, plain about the token."""

from __future__ import annotations

import asyncio

import pytest
from telegram_stand_ins import PATIENCE, TOKEN, eventually, free_port

from bot.practice_chat import PracticeChat, Refuse, SystemClock
from bot.telegram.connect import TokenRefused, connected, make_bot

pytest_plugins = ["telegram_fixtures"]


async def test_a_network_that_comes_late_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    port = await free_port()
    practice = PracticeChat(token=TOKEN, clock=SystemClock())

    async def connect() -> str:
        async with connected(make_bot(TOKEN, f"http://127.0.0.1:{port}/bot")) as bot:
            return bot.username

    connecting = asyncio.create_task(connect())
    await eventually(lambda: "cannot be reached" in caplog.text)
    await practice.start(port=port)
    async with asyncio.timeout(PATIENCE):
        assert await connecting == "sameside_bot"
    await practice.stop()
    assert TOKEN not in caplog.text


async def test_a_failing_server_is_waited_for_too(practice: PracticeChat) -> None:
    practice.faults.add("getMe", 1, Refuse(502, "Bad Gateway"))
    async with asyncio.timeout(PATIENCE), connected(make_bot(TOKEN, practice.api_url)) as bot:
        assert bot.username == "sameside_bot"


@pytest.mark.parametrize("token", ["42:another-token", "nonsense"])
async def test_a_wrong_token_is_refused_at_once_and_not_shown(practice: PracticeChat, token: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        async with connected(make_bot(token, practice.api_url)):
            pass
    assert token not in str(refused.value)
    assert refused.value.__cause__ is None
