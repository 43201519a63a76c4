"""The whole bot as a replica of a fleet: webhook, PostgreSQL, and jobs between the commit and Telegram."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from coaches import claimed
from household import by_webhook, household

from bot.storage import StoreLocked
from tests.postgres_server import Server

pytest_plugins = ["tests.postgres_server"]


async def test_a_conversation_and_a_restart(tmp_path: Path, postgres: Server) -> None:
    more = {**by_webhook(), "database_url": postgres.new_database()}
    async with household(tmp_path, **more) as home:
        maria, sam = await asyncio.gather(home.settled("Maria"), home.settled("Sam", "Leo"))
        await asyncio.gather(maria.say("/ask Who drives her on Fridays?"), sam.say("/ask Is there a ramp?"))
        await asyncio.gather(maria.wait_for_reply(), sam.wait_for_reply())
    async with household(tmp_path, **more) as home:
        maria = home.person("Maria")
        await maria.say("/questions")
        [shown] = await maria.wait_for_reply()
        assert "Who drives her on Fridays?" in shown.text


async def test_all_replicas_print_one_code_and_each_takes_it(tmp_path: Path, postgres: Server) -> None:
    url = postgres.new_database()
    first, second = ({**by_webhook(), "database_url": url} for _ in range(2))
    async with household(tmp_path, **first) as one, household(tmp_path, **second) as other:
        codes = [line for home in (one, other) for line in home.said if "/claim" in line]
        assert len(codes) == 2
        assert len(set(codes)) == 1
        await claimed(one)
    async with household(tmp_path, **second) as other:
        assert not [line for line in other.said if "/claim" in line]


async def test_a_single_bot_keeps_out_of_a_fleet_and_a_fleet_out_of_its_database(
    tmp_path: Path, postgres: Server
) -> None:
    url = postgres.new_database()
    replica, single = {**by_webhook(), "database_url": url}, {"database_url": url}
    for first, second in ((replica, single), (single, replica)):
        async with household(tmp_path, **first):
            with pytest.raises(StoreLocked):
                async with household(tmp_path, **second):
                    pass
