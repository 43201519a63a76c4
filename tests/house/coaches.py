"""Coaches in the whole house: how Omar comes to run the bot, how Ruth comes to coach, and how a tip is sent."""

from __future__ import annotations

from datetime import time

from household import Household

from bot.core import localtime
from bot.core.coaching.broadcast_progress import UNDO
from bot.practice_chat import Message, PersonClient

GROUP = "Parents of Room 12"
SOON = 20.0  # seconds; most comes far sooner, but a group gets one message a second, and test machines are busy


async def claimed(home: Household) -> PersonClient:
    """Omar has sent the code that was printed at the start."""
    omar = home.person("Omar")
    code = next(line for line in home.said if "/claim" in line).rpartition(" ")[2]
    await omar.say(f"/claim {code}")
    await omar.wait_for_reply(containing="You run this bot from now on")
    return omar


async def approved(home: Household, name: str = "Ruth") -> PersonClient:
    """Somebody has offered to coach, and Omar, who runs the bot, has agreed."""
    omar = home.person("Omar")
    coach = await home.settled(name, child="Kim")
    await coach.say("/coach")
    await coach.wait_for_reply(containing="You have learned a lot")
    for label, then in (("Tell me more", "Which of these"), ("Skip", "four promises"), ("Yes, I promise", "What name")):
        await coach.tap_label(label)
        await coach.wait_for_reply(containing=then)
    await coach.say(name)
    await coach.wait_for_reply(containing="Why would you like")
    before = home.chat.world.mark
    await coach.say("Somebody helped me")
    await coach.wait_for_reply(containing="My offer to coach")
    await omar.wait_for_reply(before, containing=f"{name} would like to coach")
    before = home.chat.world.mark
    await omar.tap_label("Approve")
    await omar.wait_for_reply(containing=f"{name} can coach now")
    await coach.wait_for_reply(before, containing="you can coach now")
    return coach


async def linked(home: Household, group: str = GROUP) -> tuple[PersonClient, PersonClient]:
    """Ruth, in private and in a group that is linked to her."""
    await claimed(home)
    ruth = await approved(home)
    return ruth, await link(ruth, group)


async def link(coach: PersonClient, group: str) -> PersonClient:
    """A coach, in a group that is linked to her by now."""
    there = coach.in_chat(group)
    await there.group("add_bot")
    await there.wait_for_reply()
    await there.say("/link")
    await coach.wait_for_reply(containing="Shall we send a first tip?")
    await there.wait_for_reply()
    return there


async def previewed(ruth: PersonClient) -> Message:
    """Ruth has picked the first tip and sees it before it goes out."""
    await ruth.say("/broadcast")
    [menu] = await ruth.wait_for_reply(containing="Which tip")
    await ruth.tap(menu.id)
    _, preview, _ = await ruth.wait_for_reply(count=3)
    return preview


async def sent(home: Household, coach: PersonClient) -> None:
    """Yes, at noon; and the minute passes in which it can be undone."""
    await confirmed(home, coach)
    await home.clock.move_to(home.clock.now() + UNDO)


async def confirmed(home: Household, coach: PersonClient) -> None:
    """Yes, at noon; and nothing has gone out yet."""
    await noon(home)
    await coach.tap_label("Send it now")
    await coach.wait_for_reply(containing="It goes out in a minute")


async def noon(home: Household) -> None:
    """It is quiet nowhere."""
    await home.clock.move_to(localtime.next_at(home.clock.now(), time(12), "America/New_York"))


def posts(there: PersonClient) -> list[Message]:
    """The posts that stand in a group: what opens a private chat, and is no answer to anybody."""
    return [each for each in there.messages() if each.from_bot and each.inline and "/link" not in each.text]
