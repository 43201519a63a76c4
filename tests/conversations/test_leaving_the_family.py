"""The way out of a shared record, and who hears its reminders meanwhile and afterwards."""

from __future__ import annotations

import json
from datetime import date, time, timedelta

import pytest
from player import Player, Town, settled
from sharing_family import (
    SAM,
    TOWN,
    full_life,
    joined,
)

from bot.core.buttons import encode
from bot.core.coaching.privacy import DeleteAll
from bot.core.coaching.take_over import TakeOver
from bot.core.text import plain


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


@pytest.mark.parametrize("role", ["Add and change things", "Only look"])
def test_taken_out_at_once(maria: Player, role: str) -> None:
    sam = joined(maria, role)
    sam.says("/questions")
    button = sam.newest_rows()[0][0]
    maria.says("/share")
    maria.taps("Take out: Sam")
    maria.taps("Yes, take them out")
    assert "Mom has ended the sharing." in plain(sam.shown[-1].text)
    assert maria.town.record_at(f"person:{SAM}") is None
    sam.taps_data(button.data)
    assert "Ana" not in sam.news
    sam.says("/questions")
    assert "Before we start, here is what I keep" in sam.news
    assert str(SAM) not in "".join(data.decode() for data in maria.town.records.values())


@pytest.mark.parametrize("role", ["Add and change things", "Only look"])
@pytest.mark.parametrize("way", ["/delete", "/share"])
def test_leaving_takes_only_oneself(maria: Player, role: str, way: str) -> None:
    maria.says("/ask Is there a bus?")
    sam = joined(maria, role)
    if role != "Only look":
        sam.says("/ask Who drives it?")
    sam.says(way)
    if way == "/share":
        sam.taps("I would like to leave")
    sam.taps("Yes, take me out")
    assert "You are out, and I keep nothing about you." in sam.news
    assert "Sam has left." in plain(maria.shown[-1].text)
    assert maria.town.record_at(f"person:{SAM}") is None
    assert str(SAM) not in "".join(data.decode() for data in maria.town.records.values())
    maria.says("/questions")
    assert "Is there a bus?" in maria.news
    assert ("Who drives it?" in maria.news) == (role != "Only look")


def test_a_forged_delete_of_a_collaborator_takes_only_oneself(maria: Player) -> None:
    sam = joined(maria)
    sam.taps_data(encode(DeleteAll(maria.town.now.date().isoformat())))
    assert maria.family().children[0].name == "Ana"


def test_the_owner_deletes_all_and_the_others_hear_of_it(maria: Player) -> None:
    sam = joined(maria)
    maria.says("/delete")
    maria.taps("Yes, delete everything")
    assert maria.town.records == {}
    assert "Mom has deleted all that you shared here." in plain(sam.shown[-1].text)
    sam.says("/questions")
    assert "Before we start" in sam.news


def test_the_export_holds_nothing_of_the_others_but_their_word(maria: Player) -> None:
    sam = joined(maria)
    sam.says("/tips")
    sam.taps("Our hopes")
    for player, other in ((maria, sam), (sam, maria)):
        player.says("/export")
        data = json.loads(player.fresh[-1].file)
        assert [each["person"] for each in data["carers"]] == [player.person]
        assert str(other.person) not in json.dumps(data["carers"])
        assert len(data["others"]) == 1
        assert "invite" not in data


# ---- reminders -------------------------------------------------------------------------------------------------------


def set_meeting(player: Player) -> None:
    player.says("/meeting")
    player.picks(date(2026, 12, 10))
    player.picks_time(time(15, 30))


def test_reminders_go_to_whoever_chose_them_and_can_be_taken_over(maria: Player) -> None:
    sam = joined(maria)
    set_meeting(sam)
    heard = len(maria.shown)
    maria.waits(timedelta(days=3))
    assert any("What would you like to ask?" in plain(m.text) for m in sam.fresh + sam.shown)
    assert len(maria.shown) == heard
    maria.says("/share")
    maria.taps("Who gets the reminders")
    assert "• Ana, the meeting: Sam" in maria.news
    maria.taps("To me: Ana, the meeting")
    assert "• Ana, the meeting: you" in maria.news
    count = len(sam.shown)
    maria.waits(timedelta(days=7))
    assert "Would you like to send a question ahead?" in maria.news
    assert "What would you like to ask?" not in maria.news, "what Sam was told is not told again"
    assert len(sam.shown) == count


def test_reminders_of_one_who_left_stop_until_they_are_taken_over(maria: Player) -> None:
    sam = joined(maria)
    set_meeting(sam)
    sam.says("/share")
    sam.taps("I would like to leave")
    sam.taps("Yes, take me out")
    count = len(sam.shown)
    maria.waits(timedelta(days=3))
    assert maria.news == ""
    assert len(sam.shown) == count
    maria.taps("Who gets the reminders")
    assert "• Ana, the meeting: nobody" in maria.news
    maria.taps("To me: Ana, the meeting")
    maria.waits(timedelta(days=8))
    assert "One week to go" in maria.news


def test_every_kind_of_reminder_can_be_taken_over(maria: Player) -> None:
    full_life(maria)
    sam = joined(maria)
    child = maria.family().children[0].id
    for what in ("meetings", "homework", "feedback", "forms"):
        sam.taps_data(encode(TakeOver(child, what)))
    sam.says("/share")
    sam.taps("Who gets the reminders")
    assert "Mom" not in sam.news
    assert sam.news.count(": you") == 4
