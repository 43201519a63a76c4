"""A parent asks the coaches on duty, with the whole bot over HTTP: cards that change, a restart, two who meet."""

from __future__ import annotations

import logging
from datetime import time
from pathlib import Path

import pytest
from coaches import approved, claimed
from household import Household, household

from bot.core import localtime
from bot.practice_chat import Cast, PersonClient

ASK = "How do I tell her about the zebra test?"
ANSWER = "We drew a picture of the day."


def town_of_coaches() -> Cast:
    cast = Cast()
    cast.add_person("Omar", "admin")
    cast.add_person("Ruth", "coach")
    cast.add_person("Lea", "coach")
    cast.add_person("Maria", "parent")
    return cast


async def at_noon(home: Household) -> None:
    """When nobody has quiet hours."""
    await home.clock.move_to(localtime.next_at(home.clock.now(), time(12), "America/New_York"))


async def on_duty(home: Household) -> tuple[PersonClient, PersonClient]:
    """Ruth and Lea."""
    await claimed(home)
    ruth, lea = await approved(home, "Ruth"), await approved(home, "Lea")
    for coach in (ruth, lea):
        await coach.say("/duty on")
        await coach.wait_for_reply(containing="You are on duty.")
    return ruth, lea


async def asked(home: Household, maria: PersonClient, *coaches: PersonClient) -> None:
    """The question lies before the coaches, and the house knows the numbers of their cards."""
    before = home.chat.world.mark
    await maria.say(f"/askcoach {ASK}")
    await maria.wait_for_reply(containing="This is all that a coach will see")
    await maria.tap_label("Send it")
    await maria.wait_for_reply(containing="It is on its way")
    for coach in coaches:
        await coach.wait_for_reply(before, containing=ASK)


async def test_from_a_question_to_two_people_who_meet(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with household(tmp_path, town_of_coaches()) as home:
        ruth, lea = await on_duty(home)
        maria = await home.settled("Maria")
        await at_noon(home)
        await asked(home, maria, ruth, lea)
        await ruth.tap_label("I'll answer")
        await ruth.wait_for_reply(containing="Write your answer in a few lines")
        await lea.wait_until(lambda: any("Somebody else answers this one" in each.text for each in lea.messages()))
        before = home.chat.world.mark
        await ruth.say(ANSWER)
        await ruth.wait_for_reply(count=2, containing=ANSWER)  # what the parent will see
        await ruth.tap_label("Send it")
        await maria.wait_for_reply(before, containing=ANSWER)
        await maria.tap_label("Let's meet")
        await maria.wait_for_reply(containing="Shall I ask the coach")
        before = home.chat.world.mark
        await maria.tap_label("Yes, ask the coach")
        await ruth.wait_for_reply(before, containing="would like to meet you")
        before = home.chat.world.mark
        await ruth.tap_label("Yes, show us to each other")
        await maria.wait_for_reply(before, containing="Here is your coach")
        sent = [str(entry.params) for entry in home.chat.ledger if entry.accepted]
        assert [f"tg://user?id={ruth.id}" in each for each in sent].count(True) == 1
        assert [f"tg://user?id={maria.id}" in each for each in sent].count(True) == 1
    for forbidden in ("zebra", "picture", str(maria.id), str(ruth.id)):
        assert forbidden not in caplog.text


async def test_a_question_outlives_a_restart_and_is_deleted_with_its_family(tmp_path: Path) -> None:
    cast = town_of_coaches()
    async with household(tmp_path, cast) as home:
        ruth, _ = await on_duty(home)
        maria = await home.settled("Maria")
        await at_noon(home)
        await asked(home, maria, ruth)
        await ruth.tap_label("I'll answer")
        await ruth.wait_for_reply(containing="Write your answer in a few lines")
    async with household(tmp_path, cast) as home:
        ruth, maria = home.person("Ruth"), home.person("Maria")
        await maria.say("/askcoach")
        await maria.wait_for_reply(containing="A coach is writing an answer")
        before = home.chat.world.mark
        await maria.say("/delete")
        await maria.wait_for_reply(containing="Shall I delete everything?")
        await maria.tap_label("Yes, delete everything")
        await ruth.wait_for_reply(before, containing="This question is over")
        await ruth.say(ANSWER)
        assert not any("the parent will see" in each.text for each in await ruth.wait_for_reply())
