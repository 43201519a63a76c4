"""The sender's life: before the start, without a network, and at the end."""

from __future__ import annotations

import asyncio

import pytest
from telegram_stand_ins import TOKEN, Office, eventually, free_port

from bot.core.requests import Lane
from bot.practice_chat import PersonClient, PracticeChat, SystemClock
from bot.service.delivery import Delivered
from bot.telegram.connect import connected, make_bot

pytest_plugins = ["telegram_fixtures"]


async def test_without_a_network_everything_waits_and_is_sent_once_when_it_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    port = await free_port()
    bot = make_bot(TOKEN, f"http://127.0.0.1:{port}/bot")
    await bot.request.initialize()
    office = Office(bot)
    task = asyncio.create_task(office.sender.run())
    practice = PracticeChat(token=TOKEN, clock=SystemClock())
    person = practice.world.person("Maria")
    person.started = True
    for lane in Lane:
        office.say(person.id, lane.name, lane)
    await eventually(lambda: "cannot be reached" in caplog.text)
    await practice.start(port=port)
    await office.desk.until(lambda: len(office.desk.outcomes) == 3)
    arrived = [str(entry.params["text"]) for entry in practice.calls("sendMessage") if entry.accepted]
    assert sorted(arrived) == sorted(lane.name for lane in Lane)
    await office.sender.stop(1)
    await task
    await bot.request.shutdown()
    await practice.stop()
    assert TOKEN not in caplog.text


async def test_while_a_tip_is_noted_down_replies_pass_and_it_takes_no_place(
    practice: PracticeChat, maria: PersonClient, sam: PersonClient
) -> None:
    async with connected(make_bot(TOKEN, practice.api_url)) as bot:
        office = Office(bot, overall=1)
        office.desk.slow_disk = asyncio.Event()
        task = asyncio.create_task(office.sender.run())
        tip = office.say(maria.id, "tip", Lane.BROADCAST)
        await office.desk.until(lambda: office.desk.claimed == [tip])
        assert await office.desk.outcome(office.say(sam.id, "reply")) == Delivered()
        assert tip not in office.desk.outcomes
        office.desk.slow_disk.set()
        assert await office.desk.outcome(tip) == Delivered()
        await office.sender.stop(10)
        await task


async def test_what_is_noted_down_when_the_end_comes_still_leaves_and_nothing_else_is_begun(
    practice: PracticeChat, maria: PersonClient, sam: PersonClient
) -> None:
    """Otherwise nobody would know after the restart whether it had left."""
    async with connected(make_bot(TOKEN, practice.api_url)) as bot:
        office = Office(bot, overall=1)
        task = asyncio.create_task(office.sender.run())
        await office.desk.outcome(office.say(sam.id, "takes the only place of this second"))
        for _ in range(3):
            office.say(maria.id, "tip", Lane.BROADCAST)
        await office.desk.until(lambda: len(office.desk.claimed) == 1)
        await office.sender.stop(10)
        await task
    assert [office.desk.outcomes.get(name) for name in office.desk.claimed] == [Delivered()]


async def test_put_before_the_start_is_sent_after_it_and_stopping_lets_people_have_their_replies(
    practice: PracticeChat, maria: PersonClient, sam: PersonClient
) -> None:
    async with connected(make_bot(TOKEN, practice.api_url)) as bot:
        office = Office(bot)
        replies = [office.say(maria.id, str(number)) for number in range(3)]
        tips = [office.say(sam.id, "tip", Lane.BROADCAST) for _ in range(3)]
        task = asyncio.create_task(office.sender.run())
        await office.sender.stop(10)
        await task
    assert [office.desk.outcomes.get(name) for name in replies] == [Delivered()] * 3
    assert len([name for name in tips if name in office.desk.outcomes]) <= 1
