"""A coach sets up each group in private; an administrator of the group can mute the coach at once."""

from __future__ import annotations

from datetime import time

import pytest
from group_town import CLUB, LEA, MARIA, ROOM, SAM, added, coach_of, group_at, in_group, texts, thrown_out
from player import Player, Town

from bot.core.buttons import encode
from bot.core.coaching.groups import SetGroupCap, SetGroupLanguage, SetGroupQuiet, SetGroupZone, ShowGroup, UnlinkGroup
from bot.core.group import TOLD_AGAIN
from bot.core.records import Group
from bot.core.text import plain

pytest_plugins = ["group_fixtures"]


def room(town: Town) -> Group:
    found = group_at(town, ROOM)
    assert found is not None
    return found


def test_a_page_for_each_group(town: Town, ruth: Player) -> None:
    in_group(ruth, CLUB, "/link", admin=True)
    ruth.says("/groups")
    assert ruth.labels() == ["Room <12>", "Sunday Club"]
    ruth.taps("Room <12>")
    assert "Room <12>\nLanguage: English\nTime zone: Eastern Time (New York)" in ruth.news
    assert "Quiet hours: 9:00 PM to 7:30 AM\nTips: at most 3 a day\n0 tips in the last 24 hours" in ruth.news
    assert len(ruth.fresh) == 1, "in place of the list"


def test_language_quiet_hours_and_cap(town: Town, ruth: Player) -> None:
    ruth.says("/groups")
    ruth.taps("Room <12>")
    for setting, choice, shown in (
        ("Language", "Spanish", "Language: Spanish"),
        ("Quiet hours", "8:00 PM – 8:00 AM", "Quiet hours: 8:00 PM to 8:00 AM"),
        ("Quiet hours", "No quiet hours", "Quiet hours: none"),
        ("How many tips", "1 a day", "Tips: at most one a day"),
        ("Time zone", "Pacific Time (Los Angeles)", "Time zone: Pacific Time (Los Angeles)"),
    ):
        ruth.taps(setting)
        ruth.taps(choice)
        assert shown in ruth.news
    ruth.taps("Language")
    assert ruth.labels()[:2] == ["English", "Spanish"], "as the coach calls them"
    ruth.taps("Back")
    group = room(town)
    assert (group.language, group.cap, group.zone) == ("es", 1, "America/Los_Angeles")
    assert group.quiet_from == group.quiet_to == time(0)
    assert ruth.family().carers[0].groups[0].language == "es", "so the preview is in Spanish"


def test_a_zone_by_the_name_of_a_city(town: Town, ruth: Player) -> None:
    ruth.says("/groups")
    ruth.taps("Room <12>")
    ruth.taps("Time zone")
    ruth.says("Nowhereville")
    assert "I do not know Nowhereville yet" in ruth.news
    ruth.says("Madrid")
    ruth.taps_last(ruth.labels()[0])
    assert room(town).zone == "Europe/Madrid"


def test_unlinked_in_private_after_one_question(town: Town, ruth: Player) -> None:
    ruth.says("/groups")
    ruth.taps("Room <12>")
    ruth.taps("Unlink")
    assert "Shall no more tips go there?" in ruth.news
    assert group_at(town, ROOM) is not None
    ruth.taps("Yes, unlink")
    assert "is not linked to you any more" in ruth.news
    assert group_at(town, ROOM) is None
    assert ruth.family().carers[0].groups == ()
    ruth.says("/groups")
    assert "You have no group yet." in ruth.news


def test_an_administrator_mutes_the_coach_at_once(town: Town, ruth: Player) -> None:
    maria = Player(town, MARIA)
    assert "Only an admin of this group" in texts(in_group(maria, ROOM, "/mute"))[0]
    assert not room(town).muted
    assert "until an administrator sends /unmute" in texts(in_group(maria, ROOM, "/mute", admin=True))[0]
    assert room(town).muted
    assert "An administrator has muted me in Room <12>" in plain(ruth.shown[-1].text)
    count = len(ruth.shown)
    in_group(maria, ROOM, "/mute", admin=True)
    assert len(ruth.shown) == count, "told once"
    ruth.says("/groups")
    ruth.taps("Room <12>")
    assert "An administrator has muted me there." in ruth.news
    in_group(ruth, ROOM, "/link", admin=True)
    assert room(town).muted, "linking again is no way around it"
    in_group(maria, ROOM, "/unmute", admin=True)
    assert "Tips may go to Room <12> again." in plain(ruth.shown[-1].text)
    assert not room(town).muted
    assert "No coach is linked" in texts(in_group(maria, CLUB, "/mute", admin=True))[0]


def test_whoever_floods_a_group_gets_one_answer_a_minute(town: Town, ruth: Player) -> None:
    sam, maria = Player(town, SAM), Player(town, MARIA)
    assert "between you and me" in texts(in_group(sam, ROOM, "/help"))[0]
    for name in ("/help", "/tips", "/help"):
        assert in_group(sam, ROOM, name) == []
    assert in_group(maria, ROOM, "/questions") == []
    assert "Only an admin of this group" in texts(in_group(sam, ROOM, "/mute"))[0]
    assert in_group(maria, ROOM, "/unlink") == []
    assert "hidden?" in texts(in_group(Player(town, 0), ROOM, "/mute", admin=True))[0], "it may be an administrator"
    assert "until an administrator" in texts(in_group(maria, ROOM, "/mute", admin=True))[0], "who may is never ignored"
    town.now += TOLD_AGAIN
    assert "between you and me" in texts(in_group(maria, ROOM, "/tips"))[0]
    assert in_group(sam, ROOM, "/tips") == []


def test_a_group_that_threw_the_bot_out_is_marked(town: Town, ruth: Player) -> None:
    thrown_out(town, ROOM)
    ruth.says("/groups")
    assert ruth.labels() == ["⚠ Room <12>"]
    ruth.taps("⚠ Room <12>")
    assert "I am not in this group any more." in ruth.news
    added(town, ROOM)
    ruth.says("/groups")
    assert ruth.labels() == ["Room <12>"]


@pytest.mark.parametrize(
    "wish",
    [
        ShowGroup(ROOM), SetGroupCap(ROOM, 1), SetGroupQuiet(ROOM, 0), SetGroupLanguage(ROOM, "es"),
        SetGroupZone(ROOM, "Europe/Madrid"), UnlinkGroup(ROOM),
    ],
)  # fmt: skip
def test_another_coach_sees_and_changes_nothing(town: Town, ruth: Player, wish: ShowGroup) -> None:
    lea = coach_of(town, LEA, "Lea", CLUB)
    before = room(town)
    lea.taps_data(encode(wish))
    assert room(town) == before
    assert "Room" not in lea.news


@pytest.mark.parametrize(
    "wish",
    [
        SetGroupCap(ROOM, 0), SetGroupCap(ROOM, 99), SetGroupQuiet(ROOM, -1), SetGroupQuiet(ROOM, 99),
        SetGroupLanguage(ROOM, "xx"), SetGroupZone(ROOM, "Nowhere/At_All"),
    ],
)  # fmt: skip
def test_values_that_nobody_offered_change_nothing(town: Town, ruth: Player, wish: SetGroupCap) -> None:
    before = room(town)
    ruth.taps_data(encode(wish))
    assert room(town) == before
