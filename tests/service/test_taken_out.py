"""Somebody who is taken out of a family gets nothing of it any more, not even what was on its way."""

from __future__ import annotations

import re
from datetime import timedelta

from service_world import MARIA, MORNING, World

from bot.core.requests import Lane
from bot.core.text import plain

pytest_plugins = ["service_fixtures"]
SAM = 1002


async def shared(world: World) -> None:
    """Maria's family with Sam, who gets the reminders of its meeting."""
    await world.settled(MARIA)
    await world.says(MARIA, "/share")
    await world.says(MARIA, "Mom")
    await world.taps(MARIA, "Invite someone")
    await world.taps(MARIA, "Add and change things")
    found = re.search(r"\?start=(\S+)$", plain(world.heard(MARIA)[-1]))
    assert found
    await world.says(SAM, f"/start {found[1]}")
    await world.taps(SAM, "Yes, I take part")
    await world.says(SAM, "Sam")
    await world.says(SAM, "New York")
    await world.taps(SAM, "Eastern Time (New York)")
    await world.says(SAM, "/feedback")
    await world.taps(SAM, "Every week")


async def test_a_reminder_on_its_way_is_withdrawn_in_the_same_commit(world: World) -> None:
    await shared(world)
    world.now = MORNING + timedelta(days=10)
    await world.service.tick()
    [reminder] = await world.unsent(Lane.REMINDER)
    assert reminder.request.lane is Lane.REMINDER
    await world.says(MARIA, "/share")
    await world.taps(MARIA, "Take out: Sam")
    await world.taps(MARIA, "Yes, take them out")
    assert not await world.unsent(Lane.REMINDER)
    assert not await world.service.claim(reminder)
    assert world.heard(SAM)[-1].startswith("Mom has ended the sharing.")
    change = next(each for each in reversed(world.store.commits) if reminder.id in each.settle)
    assert len(change.put) == 1, "withdrawn by the commit that took Sam out"


async def test_who_leaves_hears_only_the_farewell(world: World) -> None:
    await shared(world)
    world.now = MORNING + timedelta(days=10)
    await world.service.tick()
    [reminder] = await world.unsent(Lane.REMINDER)
    await world.says(SAM, "/delete")
    await world.taps(SAM, "Yes, take me out")
    assert not await world.service.claim(reminder)
    assert world.heard(SAM)[-1].startswith("You are out")
    assert any("Sam has left." in each for each in world.heard(MARIA))
