"""The whole bot behind a webhook: conversations, repeats, restarts, and back to polling."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
from household import Household, by_webhook, household

from bot.telegram.webhook import SECRET_HEADER, secret_from
from tests.bot_process import TOKEN


async def questions_of(home: Household, name: str) -> str:
    """What `/questions` shows."""
    person = home.person(name)
    await person.say("/questions")
    [shown] = await person.wait_for_reply()
    return shown.text


async def test_a_conversation_a_restart_and_back_to_polling(tmp_path: Path) -> None:
    more = by_webhook()
    async with household(tmp_path, **more) as home:
        maria = await home.settled("Maria")
        await maria.say("/ask Who drives her on Fridays?")
        await maria.wait_for_reply()
        assert home.chat.calls("getUpdates") == []
    async with household(tmp_path, **more) as home:
        assert "Who drives her on Fridays?" in await questions_of(home, "Maria")
    async with household(tmp_path) as home:
        assert "Who drives her on Fridays?" in await questions_of(home, "Maria")


async def test_an_update_that_comes_four_times_happens_once(tmp_path: Path) -> None:
    more = by_webhook()
    url = str(more["webhook_url"])
    async with household(tmp_path, **more) as home:
        maria = await home.settled("Maria")
        said = await maria.say("/ask Once?")
        await maria.wait_for_reply()
        update = {"update_id": 77, "message": {**said.as_api(), "text": "/ask Twice?"}}
        async with aiohttp.ClientSession(headers={SECRET_HEADER: secret_from(TOKEN)}) as telegram:

            async def post() -> int:
                async with telegram.post(url, json=update) as answer:
                    return answer.status

            assert list(await asyncio.gather(post(), post(), post())) == [200, 200, 200]
            assert await post() == 200
        shown = await questions_of(home, "Maria")
    assert (shown.count("Once?"), shown.count("Twice?")) == (1, 1)


async def test_three_people_write_at_once(tmp_path: Path) -> None:
    async with household(tmp_path, **by_webhook()) as home:

        async def parent(name: str) -> None:
            person = await home.settled(name)
            for number in range(5):
                await person.say(f"/ask {name} asks {number}?")
                await person.wait_for_reply(containing=f"{name} asks {number}?")
            shown = await questions_of(home, name)
            assert [shown.count(f"{name} asks {number}?") for number in range(5)] == [1] * 5

        await asyncio.gather(*(parent(name) for name in ("Maria", "Sam", "Ruth")))
