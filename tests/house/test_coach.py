"""From the operator's code to a stranger's first step: a volunteer's tip, with the whole bot over HTTP."""

from __future__ import annotations

import logging
from datetime import time
from pathlib import Path

import pytest
from household import Household, household

from bot.core import localtime
from bot.core.coaching.broadcast_progress import UNDO
from bot.practice_chat import Cast, DropAfterAccept, Message, PersonClient, Refuse

pytest_plugins = ["house_fixtures"]
GROUP = "Parents of Room 12"
SOON = 20.0  # seconds; most comes far sooner, but a group gets one message a second, and test machines are busy


async def claimed(home: Household) -> PersonClient:
    """Omar has sent the code that was printed at the start."""
    omar = home.person("Omar")
    code = next(line for line in home.said if "/claim" in line).rpartition(" ")[2]
    await omar.say(f"/claim {code}")
    await omar.wait_for_reply(containing="You run this bot from now on")
    return omar


async def approved(home: Household) -> PersonClient:
    """Ruth has offered to coach, and Omar has agreed."""
    omar = await claimed(home)
    ruth = await home.settled("Ruth", child="Kim")
    await ruth.say("/coach")
    await ruth.wait_for_reply(containing="You have learned a lot")
    for label, then in (("Tell me more", "Which of these"), ("Skip", "four promises"), ("Yes, I promise", "What name")):
        await ruth.tap_label(label)
        await ruth.wait_for_reply(containing=then)
    await ruth.say("Ruth")
    await ruth.wait_for_reply(containing="Why would you like")
    before = home.chat.world.mark
    await ruth.say("Somebody helped me")
    await ruth.wait_for_reply(containing="My offer to coach")
    await omar.wait_for_reply(before, containing="Ruth would like to coach")
    before = home.chat.world.mark
    await omar.tap_label("Approve")
    await omar.wait_for_reply(containing="Ruth can coach now")
    await ruth.wait_for_reply(before, containing="you can coach now")
    return ruth


async def linked(home: Household, group: str = GROUP) -> tuple[PersonClient, PersonClient]:
    """Ruth, in private and in a group that is linked to her."""
    ruth = await approved(home)
    there = ruth.in_chat(group)
    await there.group("add_bot")
    await there.wait_for_reply(containing="Coach, please send /link here")
    await there.say("/link")
    await there.wait_for_reply(containing="This group is linked")
    await ruth.wait_for_reply(containing="Shall we send a first tip?")
    return ruth, there


async def previewed(ruth: PersonClient) -> Message:
    """Ruth has picked the first tip and sees it before it goes out."""
    await ruth.say("/broadcast")
    [menu] = await ruth.wait_for_reply(containing="Which tip")
    await ruth.tap(menu.id)
    _, preview, _ = await ruth.wait_for_reply(count=3)
    return preview


async def sent(home: Household, coach: PersonClient) -> None:
    """Yes, at noon; and the minute passes in which it can be undone."""
    await home.clock.move_to(localtime.next_at(home.clock.now(), time(12), "America/New_York"))
    await coach.tap_label("Send it now")
    await coach.wait_for_reply(containing="It goes out in a minute")
    await home.clock.move_to(home.clock.now() + UNDO)


async def test_a_tip_reaches_a_group_and_opens_the_practice_for_a_stranger(home: Household) -> None:
    ruth, there = await linked(home)
    preview = await previewed(ruth)
    await sent(home, ruth)
    await ruth.wait_for_reply(containing="Your tip has reached Parents of Room 12", timeout=SOON)
    [tip] = await there.wait_for_reply()
    assert tip.text == preview.text
    assert tip.inline == preview.inline
    [[door]] = tip.inline or []
    address, _, payload = door["url"].partition("?start=")
    assert address.startswith("https://t.me/")

    sam = home.person("Sam")
    await sam.start(payload)
    await sam.wait_for_reply(containing="what I keep")
    await sam.tap_label("Yes, let's start")
    await sam.wait_for_reply(containing="call your child")
    await sam.say("Leo")
    await sam.wait_for_reply(containing="Where do you live")
    await sam.tap_label("Eastern Time (New York)")
    first, second = await sam.wait_for_reply(count=2)
    assert "where you are now" in first.text
    opened = second.text

    maria = await home.settled("Maria")
    await maria.start(payload)
    [same] = await maria.wait_for_reply()
    assert same.text.replace("Ana", "Leo") == opened


async def test_a_group_hears_nothing_of_what_people_ask_the_bot_there(home: Household) -> None:
    ruth, there = await linked(home)
    maria = await home.settled("Maria", child="Quetzal")
    in_group = maria.in_chat(GROUP)
    await in_group.say("/questions")
    [answer] = await in_group.wait_for_reply()
    assert "Quetzal" not in answer.text
    assert answer.inline
    assert answer.inline[0][0]["url"].endswith("?start=questions")
    await in_group.say("/link")
    await in_group.wait_for_reply(containing="Only an admin of this group")
    await in_group.say("good morning everybody")
    await there.group("anonymous_on")
    await there.say("/unlink")
    await there.wait_for_reply(containing="Only an admin of this group")
    await there.group("anonymous_off")
    mark = home.chat.world.mark
    await there.say("/unlink")
    await there.wait_for_reply(containing="No more tips come to this group")
    await ruth.wait_for_reply(mark, containing="An administrator has unlinked")


async def test_a_group_becomes_a_supergroup_while_a_tip_is_on_its_way(tmp_path: Path) -> None:
    cast = Cast()
    ruth = cast.add_person("Ruth", "coach")
    cast.add_person("Omar", "admin")
    cast.add_group(GROUP, admins=[ruth], members=[], basic=True)
    async with household(tmp_path, cast) as home:
        coach, there = await linked(home)
        await previewed(coach)
        await there.group("upgrade")
        new = cast.groups[0].upgraded_to
        assert new is not None
        await sent(home, coach)
        await coach.wait_for_reply(containing="has reached", timeout=SOON)
        in_new = coach.in_chat(new)
        await in_new.wait_until(lambda: len(in_new.replies(0)) == 1)
        await coach.say("/broadcast")
        await coach.wait_for_reply(containing="Which tip")
        accepted = [entry for entry in home.chat.ledger if entry.accepted and entry.params.get("chat_id") == new.id]
        assert len(accepted) == 1, "once, at its new place"


async def test_a_lost_answer_is_reported_and_the_tip_is_not_repeated(home: Household) -> None:
    ruth, there = await linked(home)
    await previewed(ruth)
    count = len(there.messages())
    home.chat.faults.add("sendMessage", 1, DropAfterAccept(), every=True)
    await sent(home, ruth)
    await there.wait_until(lambda: len(there.messages()) > count, SOON)
    home.chat.faults.clear()
    await ruth.wait_for_reply(containing="could not see whether the tip reached", timeout=SOON)
    await ruth.say("/tips")
    await ruth.wait_for_reply(containing="Small steps")
    assert len(there.messages()) == count + 1


async def test_a_closed_topic_is_told_to_the_coach(home: Household) -> None:
    ruth, there = await linked(home)
    await previewed(ruth)
    count = len(there.messages())
    home.chat.faults.add("sendMessage", 1, Refuse(400, "Bad Request: TOPIC_CLOSED"), every=True)
    await sent(home, ruth)
    await home.chat.wait_until(
        lambda: any(each.params.get("chat_id") == there.chat.id and each.status == 400 for each in home.chat.ledger),
        SOON,
    )
    home.chat.faults.clear()
    await ruth.wait_for_reply(containing="did not let me post", timeout=SOON)
    assert len(there.messages()) == count


async def test_removed_and_added_again(home: Household) -> None:
    ruth, there = await linked(home)
    await there.group("remove_bot")
    await ruth.wait_for_reply(containing="I am not in Parents of Room 12 any more")
    await there.group("add_bot")
    await there.wait_for_reply(containing="still linked")
    await previewed(ruth)
    await sent(home, ruth)
    await there.wait_for_reply()


async def test_a_coach_who_leaves_takes_everything_along(home: Household) -> None:
    ruth, there = await linked(home)
    await ruth.say("/delete")
    await ruth.wait_for_reply()
    await ruth.tap_label("Yes, delete everything")
    await ruth.wait_for_reply(containing="All of it is deleted")
    await there.say("/unlink")
    await there.wait_for_reply(containing="No coach is linked")
    omar = home.person("Omar")
    await omar.say("/admin")
    await omar.wait_for_reply(containing="0 coaches")


async def test_a_restart_keeps_coach_and_group(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with household(tmp_path) as home:
        await linked(home)
    async with household(tmp_path) as home:
        assert not [line for line in home.said if "/claim" in line]
        ruth = home.person("Ruth")
        await ruth.start()
        await ruth.wait_for_reply()
        await ruth.say("/broadcast")
        await ruth.wait_for_reply(containing="Which tip")
    for forbidden in ("Room 12", "Ruth", str(ruth.id)):
        assert forbidden not in caplog.text
