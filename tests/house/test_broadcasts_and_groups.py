"""Broadcasts with the whole bot over HTTP: groups that move, throw the bot out or mute it meanwhile, and topics."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from coaches import GROUP, SOON, approved, claimed, confirmed, linked, posts, previewed, sent
from household import Household, household

from bot.core.coaching.broadcast_progress import UNDO
from bot.practice_chat import Cast, Delay, LedgerEntry, PersonClient

pytest_plugins = ["house_fixtures"]


def calls_to(home: Household, there: PersonClient) -> list[LedgerEntry]:
    """The sends that have arrived for a group."""
    return [each for each in home.chat.calls("sendMessage") if each.params.get("chat_id") == there.chat.id]


async def caught_on_its_way(home: Household, ruth: PersonClient, there: PersonClient) -> None:
    """The tip has left the bot, and Telegram has not looked at it yet."""
    await confirmed(home, ruth)
    count = len(calls_to(home, there))
    home.chat.faults.add("sendMessage", 1, Delay(1.0), every=True)
    due = await home.clock.next_due()
    assert due is not None
    await home.clock.move_to(due)  # and not a second further, or the clock waits for what leaves
    await home.chat.wait_until(lambda: len(calls_to(home, there)) > count, SOON)


async def test_a_supergroup_while_the_tip_is_on_its_way(tmp_path: Path) -> None:
    cast = Cast()
    ruth = cast.add_person("Ruth", "coach")
    cast.add_person("Omar", "admin")
    cast.add_group(GROUP, admins=[ruth], members=[], basic=True)
    async with household(tmp_path, cast) as home:
        coach, there = await linked(home)
        await previewed(coach)
        await caught_on_its_way(home, coach, there)
        await there.group("upgrade")
        home.chat.faults.clear()
        await coach.wait_for_reply(containing="Your tip has reached Parents of Room 12", timeout=SOON)
        old, new = cast.groups
        in_new = coach.in_chat(new)
        assert len(posts(in_new)) == 1
        assert [each.accepted for each in calls_to(home, there)][-1] is False
        await home.clock.move_to(home.clock.now() + timedelta(days=1))
        await previewed(coach)
        await sent(home, coach)
        await coach.wait_for_reply(containing="has reached", timeout=SOON)
        assert (len(posts(in_new)), old.upgraded_to) == (2, new)


async def test_thrown_out_while_the_tip_is_on_its_way(home: Household) -> None:
    ruth, there = await linked(home)
    await previewed(ruth)
    mark = home.chat.world.mark
    await caught_on_its_way(home, ruth, there)
    await there.group("remove_bot")
    home.chat.faults.clear()
    await ruth.wait_for_reply(mark, containing="✗ Parents of Room 12: not sent", timeout=SOON)
    await ruth.wait_for_reply(mark, containing="I am not in Parents of Room 12 any more. Add me again", timeout=SOON)
    await ruth.say("/groups")
    await ruth.wait_for_reply(containing="⚠ I am not in this group any more.")
    assert ruth.labels() == ["⚠ Parents of Room 12"]
    count = len(calls_to(home, there))
    await there.group("add_bot")
    await there.wait_for_reply(containing="still linked")
    await home.clock.move_to(home.clock.now() + timedelta(hours=2))
    await ruth.say("/groups")
    await ruth.wait_for_reply(containing="Your groups")
    assert ruth.labels() == ["Parents of Room 12"]
    assert posts(there) == [], "what was missed is not made up for"
    assert len(calls_to(home, there)) == count + 1, "the greeting"


async def test_an_administrator_mutes_the_coach_before_the_minute_is_over(tmp_path: Path) -> None:
    cast = Cast()
    ruth, maria = cast.add_person("Ruth", "coach"), cast.add_person("Maria")
    sam = cast.add_person("Sam")
    cast.add_person("Omar", "admin")
    cast.add_group(GROUP, admins=[ruth, maria], members=[sam])
    async with household(tmp_path, cast) as home:
        coach, there = await linked(home)
        await previewed(coach)
        await confirmed(home, coach)
        in_group = home.person("Maria").in_chat(GROUP)
        await home.person("Sam").in_chat(GROUP).say("/mute")
        await in_group.wait_until(lambda: "Only an admin of this group" in there.last().text, SOON)
        await in_group.group("anonymous_on")
        await in_group.say("/mute")
        await in_group.wait_for_reply(containing="Only an admin of this group")
        await in_group.group("anonymous_off")
        await in_group.say("/mute")
        await in_group.wait_for_reply(containing="until an administrator sends /unmute")
        await coach.wait_for_reply(containing="has muted me in Parents of Room 12", timeout=SOON)
        await home.clock.move_to(home.clock.now() + UNDO)
        await coach.wait_for_reply(containing="✗ Parents of Room 12: not sent", timeout=SOON)
        assert posts(there) == []
        await in_group.say("/unmute")
        await in_group.wait_for_reply(containing="Tips can come here again")
        await previewed(coach)
        await sent(home, coach)
        await coach.wait_for_reply(containing="has reached", timeout=SOON)
        assert len(posts(there)) == 1


async def test_after_a_week_the_preview_knows_how_many_are_in_there_now(home: Household) -> None:
    coach, _ = await linked(home)
    await home.clock.move_to(home.clock.now() + timedelta(days=8))
    await coach.say("/broadcast")
    await coach.wait_for_reply(containing="Which tip would help")
    await home.service.all_sent()
    await coach.tap_label("Our hopes")
    await coach.wait_for_reply(containing="people are in there.")


async def test_in_a_topic_everything_stays_in_that_topic(home: Household) -> None:
    await claimed(home)
    ruth = await approved(home)
    there = ruth.in_chat(GROUP)
    await there.group("add_bot")
    await there.wait_for_reply(containing="Coach, please send /link here")

    def write(text: str, topic: int) -> None:
        """As Telegram tells it of a group with topics."""
        message = {
            "message_id": 900 + topic, "date": 1, "text": text, "from": ruth.person.as_user(),
            "chat": {**there.chat.as_chat(), "is_forum": True}, "message_thread_id": topic, "is_topic_message": True,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(text)}],
        }  # fmt: skip
        home.chat.world.updates.add("message", message)

    def topics() -> list[Any]:
        return [each.params.get("message_thread_id") for each in calls_to(home, there)]

    write("/link", 7)
    await ruth.wait_for_reply(containing="Shall we send a first tip?")
    await home.chat.wait_until(lambda: topics()[1:] == [7], SOON)
    write("/help", 9)
    await home.chat.wait_until(lambda: topics()[1:] == [7, 9], SOON)
    await previewed(ruth)
    await sent(home, ruth)
    await ruth.wait_for_reply(containing="has reached", timeout=SOON)
    assert topics()[1:] == [7, 9, 7]
