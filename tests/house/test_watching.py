"""The figures and the health of a bot at work, over HTTP, as whoever watches the machine sees them."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from household import household

from bot.settings import BadSetting
from bot.watching.health import HealthDoor
from bot.watching.meters import Meters

pytest_plugins = ["house_fixtures"]

SECRETS = ("Maria", "Rosalinda", "blanket")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def test_health_and_figures_of_a_bot_at_work(tmp_path: Path) -> None:
    port = free_port()
    async with household(tmp_path, health_port=port) as home, aiohttp.ClientSession() as client:
        parent = await home.settled("Maria", child="Rosalinda")
        await parent.say("/ask May the blanket come along?")
        await parent.wait_for_reply(containing="blanket")
        await home.clock.move_to(home.clock.now() + timedelta(days=40))
        async with client.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok\n")
        async with client.get(f"http://127.0.0.1:{port}/metrics") as answer:
            figures = await answer.text()
        async with client.get(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 404
    for wanted in (
        'sameside_update_seconds_count{kind="CommandReceived"} 2.0',
        'sameside_sends_total{lane="interactive",outcome="delivered"}',
        'sameside_waiting{lane="reminder"} 0.0',
        "sameside_records 2.0",
        "sameside_commits_total",
        "sameside_loop_lateness_seconds_bucket",
        "sameside_reminder_lateness_seconds_count",
    ):
        assert wanted in figures
    people = {str(person.id) for person in home.chat.world.people}
    assert not any(secret in figures for secret in (*SECRETS, *people))


async def test_health_says_what_is_wrong(tmp_path: Path) -> None:
    async def none() -> int:
        return 0

    door = HealthDoor(Meters(), count=none, failures=lambda: 5, data_dir=tmp_path, least_room=1 << 60)
    await door.start(0)
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{door.port}/healthz") as answer:
        assert answer.status == 503
        assert await answer.text() == "Telegram cannot be reached\nthe disk of the data folder is nearly full\n"
    taken = HealthDoor(Meters(), count=none, failures=lambda: 0, data_dir=tmp_path)
    with pytest.raises(BadSetting, match=r"^BOT_HEALTH_PORT: port \d+ cannot be used"):
        await taken.start(door.port)
    await taken.stop()
    await door.stop()
