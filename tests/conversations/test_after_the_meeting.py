"""After a meeting: its notes can go, and what somebody promised is asked about once, kindly."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from meeting_morning import at_the_meeting, begin, child_of, meeting_of, question
from player import Player

from bot.core.buttons import encode
from bot.core.coaching.meeting_outcome import ClearNotes, ShowMeeting
from bot.core.coaching.meeting_screen import At


@pytest.fixture
def maria() -> Player:
    return at_the_meeting("Is there a <bus> & a seat?", "Who trains the aide?", "How is lunch?")


# ---- the notes go ----------------------------------------------------------------------------------------------------


def test_the_notes_of_one_meeting_can_be_cleared(maria: Player) -> None:
    begin(maria)
    maria.says("Secretword one")
    maria.taps("Answered")
    maria.taps("Next ›")
    maria.taps("Follow up")
    maria.says("Secretword two")
    maria.picks(date(2026, 12, 4))
    maria.taps("Next ›")
    maria.taps("Next ›")
    maria.says("Secretword three")
    maria.taps("We are done")
    maria.taps("Tell how it went")
    maria.taps("Hard")
    maria.says("Secretword four")
    maria.says("/meeting")
    assert "When is Ana's next IEP meeting?" in maria.news
    maria.taps("Our last meeting")
    assert maria.news.count("Secretword") == 4
    maria.taps("Clear the notes")
    assert "It cannot be undone." in maria.news
    maria.taps("No, keep them")
    assert maria.news.count("Secretword") == 4
    maria.taps("Clear the notes")
    maria.taps("Yes, clear them")
    assert "The notes of that meeting are gone." in maria.news
    kept = "".join(data.decode() for data in maria.town.records.values())
    assert "Secretword" not in kept
    assert "Who trains the aide?" in kept
    maria.waits(timedelta(days=30))
    assert "up to" not in maria.news


def test_clearing_one_meeting_leaves_the_others(maria: Player) -> None:
    begin(maria)
    maria.says("From the first")
    maria.taps("We are done")
    maria.taps("Tell how it went")
    maria.taps("Skip")
    maria.taps("Skip")
    first = child_of(maria).meetings[0].id
    maria.says("/meeting")
    maria.picks(date(2026, 12, 1))
    maria.picks_time(time(10))
    maria.waits(timedelta(days=6))
    maria.says("/in_meeting")
    assert "2 of 3" in maria.news or "1 of 3" in maria.news
    maria.taps_data(encode(At(meeting_of(maria).id)))
    maria.says("From the second")
    maria.taps_data(encode(ClearNotes(first, True)))
    assert meeting_of(maria).jottings[0].text == "From the second"
    maria.taps_data(encode(ShowMeeting(first)))
    assert "From the" not in maria.news.partition("still open")[0]
    maria.taps("More ›")
    assert "From the second" in maria.news


# ---- what was promised -----------------------------------------------------------------------------------------------


def promised() -> Player:
    maria = at_the_meeting("Who trains the aide?")
    begin(maria)
    maria.taps("Follow up")
    maria.taps("The teacher")
    maria.picks(date(2026, 11, 30))
    maria.taps("We are done")
    maria.waits(timedelta(days=5, hours=9))
    assert "How did it go?" in maria.news
    return maria


def test_ask_again_in_a_week_and_a_second_tap_is_the_same() -> None:
    maria = promised()
    shown, button = maria.find_button("Ask again in a week")
    maria.taps_data(button.data, shown.id)
    assert "I will ask again on Monday, December 7, 2026." in maria.news
    maria.waits(timedelta(days=1))
    maria.taps_data(button.data, shown.id)
    assert "Monday, December 7, 2026" in maria.news
    maria.waits(timedelta(days=7))
    assert "this was up to The teacher by now" in maria.news


def test_a_kind_message_to_copy() -> None:
    maria = promised()
    maria.taps("One message to copy")
    assert "at our meeting about Ana we talked about this:\n\nWho trains the aide?\n→ The teacher" in maria.news


def test_less_often_about_what_was_promised() -> None:
    maria = promised()
    maria.taps("Ask again in a week")
    maria.taps("See the question")
    assert "Goes on: The teacher, by Monday, December 7, 2026" in maria.news
    maria = promised()
    maria.taps("Less often")
    assert "I do not bring this one up again." in maria.news
    assert question(maria, 1).state == "follow_up"
    maria.taps("As before, please")
    assert not question(maria, 1).follow_quiet
