"""What waits for its turn when a family goes: none of it is sent any more, whichever lane it waits in."""

from __future__ import annotations

import asyncio

from service_world import MARIA, World

from bot.core.requests import AnswerTap, SendMessage
from bot.service.delivery import Delivered

pytest_plugins = ["service_fixtures"]


async def test_replies_that_wait_while_everything_is_deleted_are_not_wanted(world: World) -> None:
    await world.settled(MARIA)
    await world.says(MARIA, "/delete")
    world.courier.prompt = False
    await world.says(MARIA, "/ask Why is the bus so loud?")
    waiting = list(world.courier.got[-2:])
    waiting = [each for each in waiting if isinstance(each.request, SendMessage) and "bus" in each.request.html]
    assert waiting
    assert all([await world.service.wants(each) for each in waiting])
    before = len(world.courier.got)
    deleting = asyncio.create_task(world.taps(MARIA, "Yes, delete everything"))
    while len(world.courier.got) == before:  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert not any([await world.service.wants(each) for each in waiting])
    farewell = world.courier.got[before:]
    assert any(isinstance(each.request, AnswerTap) for each in farewell)
    assert all([await world.service.wants(each) for each in farewell])
    for each in (*waiting, *farewell):
        await world.courier.ends(each, Delivered())  # also one that was on its way already
    await deleting
    assert not await world.unsent()
