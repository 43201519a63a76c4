"""Maria shares her record with Sam, over HTTP and through a restart; a link that was used is worth nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from household import Household, household

from bot.practice_chat import PersonClient

pytest_plugins = ["house_fixtures"]


async def link_from(maria: PersonClient, role: str) -> str:
    """Make a link with the buttons; the payload that is in it."""
    await maria.say("/share")
    [asked] = await maria.wait_for_reply()
    if "call you" in asked.text:
        await maria.say("Mom")
        await maria.wait_for_reply(containing="Who takes part")
    await maria.tap_label("Invite someone")
    await maria.wait_for_reply(containing="They will see all that you keep here")
    await maria.tap_label(role)
    messages = await maria.wait_for_reply(count=2, containing="works for one day")
    found = [re.search(r"\?start=(join_[0-9a-f]{32})", each.text) for each in messages]
    return next(each[1] for each in found if each)


async def join(person: PersonClient, payload: str, word: str) -> None:
    """Take part by the link, as somebody new."""
    await person.start(payload)
    await person.wait_for_reply(containing="Mom invites you to take part for Ana.")
    await person.tap_label("Yes, I take part")
    await person.wait_for_reply(containing="What should the others here call you?")
    await person.say(word)
    await person.wait_for_reply(containing="Where do you live")
    await person.tap_label("Central Time (Chicago)")
    await person.wait_for_reply(containing="You are in.")


async def test_two_carers_work_on_one_record_through_a_restart(tmp_path: Path) -> None:
    async with household(tmp_path) as home:
        maria, sam = await home.settled("Maria"), home.person("Sam")
        await maria.say("/ask Is there a bus?")
        await maria.wait_for_reply()
        await join(sam, await link_from(maria, "Add and change things"), "Sam")
        await maria.wait_for_reply(containing="Sam takes part now")
    async with household(tmp_path) as home:
        maria, sam = home.person("Maria"), home.person("Sam")
        await sam.start()
        await sam.wait_for_reply(containing="We are talking about Ana")
        await sam.say("/ask Who drives it?")
        await sam.wait_for_reply(containing="Saved for Ana's team")
        await maria.start()
        await maria.wait_for_reply(containing="Ana")
        await maria.say("/questions")
        await maria.wait_for_reply(containing="Who drives it?")
        assert len(list((tmp_path / "data").glob("families/*"))) == 1


async def test_a_used_link_opens_nothing_and_who_is_taken_out_finds_nothing(home: Household) -> None:
    maria, sam, ruth = await home.settled("Maria"), home.person("Sam"), home.person("Ruth")
    payload = await link_from(maria, "Only look")
    await join(sam, payload, "Sam")
    await maria.wait_for_reply(containing="Sam takes part now")
    await ruth.start(payload)
    [refused] = await ruth.wait_for_reply(containing="That link does not work.")
    assert "Ana" not in refused.text
    await sam.say("/ask May I?")
    await sam.wait_for_reply(containing="Changes are made by Mom.")
    await maria.say("/share")
    await maria.wait_for_reply(containing="Sam: can look")
    await maria.tap_label("Take out: Sam")
    await maria.wait_for_reply(containing="Shall Sam not take part any more?")
    await maria.tap_label("Yes, take them out")
    await sam.wait_for_reply(containing="Mom has ended the sharing.")
    await sam.say("/questions")
    [greeting] = await sam.wait_for_reply(containing="what I keep")
    assert "Ana" not in greeting.text


async def test_a_link_ends_after_a_day(home: Household) -> None:
    maria, sam = await home.settled("Maria"), home.person("Sam")
    payload = await link_from(maria, "Add and change things")
    await home.clock.move_to(home.clock.now() + timedelta(hours=24))
    await sam.start(payload)
    await sam.wait_for_reply(containing="That link does not work.")


async def test_who_has_an_empty_record_moves_over_in_one_commit(tmp_path: Path) -> None:
    async with household(tmp_path) as home:
        maria, sam = await home.settled("Maria"), await home.settled("Sam", child="Leo")
        payload = await link_from(maria, "Add and change things")
        await sam.start(payload)
        await sam.wait_for_reply(containing="It goes when you say yes.")
        await sam.tap_label("Yes, I take part")
        await sam.wait_for_reply(containing="What should the others here call you?")
    async with household(tmp_path) as home:
        assert len(list((tmp_path / "data").glob("families/*"))) == 1
        sam = home.person("Sam")
        await sam.say("Sam")
        await sam.wait_for_reply(containing="Where do you live")


async def test_the_owner_deletes_all_and_the_other_hears_of_it(home: Household) -> None:
    maria, sam = await home.settled("Maria"), home.person("Sam")
    await join(sam, await link_from(maria, "Add and change things"), "Sam")
    await maria.wait_for_reply(containing="Sam takes part now")
    await maria.say("/delete")
    await maria.wait_for_reply()
    await maria.tap_label("Yes, delete everything")
    await maria.wait_for_reply(containing="All of it is deleted")
    await sam.wait_for_reply(containing="Mom has deleted all that you shared here.")
    assert await home.service.next_due() is None
