"""From the operator's code to a stranger's first step: a volunteer's tip, with the whole bot over HTTP."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from coaches import GROUP, SOON, linked, previewed, sent
from household import Household, household

from bot.practice_chat import Cast, DropAfterAccept, Refuse

pytest_plugins = ["house_fixtures"]


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
    await omar.wait_for_reply(containing="Nobody coaches right now")


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
