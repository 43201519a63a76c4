"""A meeting with the phone on the table: one question at a time, one tap each, and a message that holds just that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from meeting_morning import MEETING_DAY, TOWN, at_the_meeting, begin, child_of, meeting_of, question
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.child import Question
from bot.core.coaching.meeting_outcome import FollowUp
from bot.core.coaching.meeting_screen import At, Calm, Finish, Mark, PickDay, TakeBack
from bot.core.requests import Outgoing, SendMessage
from bot.core.text import plain


@pytest.fixture
def maria() -> Player:
    return at_the_meeting("Is there a <bus> & a seat?", "Who trains the aide?", "How is lunch?")


# ---- the story -------------------------------------------------------------------------------------------------------


def test_from_the_reminder_to_the_message_and_beyond(maria: Player) -> None:
    assert "Today is Ana's IEP meeting (10:00 AM)." in plain(maria.shown[-1].text)
    begin(maria)
    assert "1 of 3\nIs there a <bus> & a seat?" in maria.news
    assert "I make no sound" in maria.news
    screen = maria.shown[-1].id
    maria.says("Number 7 has a <lift> ☎️")
    assert maria.news.startswith("Noted: Number 7 has a <lift> ☎️\n\n1 of 3")
    maria.taps("Answered")
    assert "✓ Answered" in maria.labels()
    here = maria.shown[-1].id
    assert here != screen, "a text brings the question below it, where the thumb is"
    maria.taps("Next ›")
    assert maria.shown[-1].id == here, "a tap edits in place"
    assert "2 of 3\nWho trains the aide?" in maria.news
    maria.taps("Follow up")
    assert "Who follows up?" in maria.news
    maria.taps("Special ed teacher")
    assert "By when?" in maria.news
    maria.picks(date(2026, 12, 4))
    assert "→ Special ed teacher, by Friday, December 4, 2026" in maria.news
    maria.taps("Next ›")
    maria.taps("Asked")
    maria.taps("Next ›")
    assert "The meeting as a whole" in maria.news
    maria.says("They are glad about Ana")
    maria.taps("We are done")
    assert "You were there for Ana." in maria.news
    assert "One question has its answer.\nOne goes on: you know who does it.\nOne is still open" in maria.news
    maria.taps("One message to copy")
    assert plain(maria.fresh[0].text) == (
        "Hello,\n\n"
        "Thank you for the time you took for Ana at our meeting on Wednesday, November 25, 2026.\n\n"
        "This is what we heard:\n1. Is there a <bus> & a seat?\n→ Number 7 has a <lift> ☎️\n\n"
        "This is who does what:\n1. Who trains the aide?\n→ Special ed teacher, by Friday, December 4, 2026\n\n"
        "We asked this, and would love to hear more:\n1. How is lunch?\n\n"
        "This is what I took home:\n• They are glad about Ana\n\n"
        "Did I miss something? Please tell me. I am glad that we do this together."
    )
    maria.taps("Tell how it went")
    assert "How do you feel about it?" in maria.news
    maria.taps("Good")
    maria.taps("Skip")
    assert "2 open questions go with you to the next meeting." in maria.news
    assert "a short message to the team" in maria.news
    maria.taps("Make the message")
    assert "→ Number 7 has a <lift> ☎️" in maria.news
    assert child_of(maria).meeting is None
    maria.waits(timedelta(days=1, hours=12))
    assert "Is there someone to thank after Ana's meeting?" in maria.news
    maria.waits(timedelta(days=8))
    assert "At Ana's meeting, this was up to Special ed teacher by now:\n\nWho trains the aide?" in maria.news
    maria.taps("It is done")
    assert question(maria, 2).state == "answered"


def test_the_same_message_comes_from_every_door(maria: Player) -> None:
    begin(maria)
    maria.says("Yes & no")
    maria.taps("We are done")
    maria.taps("One message to copy")
    first = plain(maria.fresh[0].text)
    maria.taps("Tell how it went")
    maria.taps("Skip")
    maria.taps("Skip")
    maria.taps("Make the message")
    assert first in maria.news
    maria.waits(timedelta(days=4))
    maria.taps_data(encode(FollowUp(child_of(maria).meetings[0].id)))
    assert first in maria.news


@dataclass
class ListeningTown(Town):
    """Remembers what was sent as a new message."""

    sent: list[SendMessage] = field(default_factory=list)

    def _send(self, outgoing: Outgoing) -> None:
        if isinstance(outgoing.request, SendMessage):
            self.sent.append(outgoing.request)
        super()._send(outgoing)


def test_it_is_silent_and_edited_in_place() -> None:
    town = ListeningTown(content=TOWN.content)
    maria = at_the_meeting("Is there a bus?", "Who trains the aide?", town=town)
    town.sent.clear()
    begin(maria)
    maria.says("A note")
    messages = len(maria.shown)
    for label in ("Answered", "✓ Answered", "Asked", "Calm words", "Back to the question", "Next ›", "‹ Back"):
        maria.taps(label)
    maria.taps("Follow up")
    maria.taps("Nobody yet")
    maria.taps("No day")
    maria.taps("We are done")
    assert len(maria.shown) == messages
    assert [each.silent for each in town.sent] == [True, True]


def test_calm_words_come_with_one_tap_and_lead_back(maria: Player) -> None:
    begin(maria)
    maria.taps("Calm words")
    assert "Could we go a bit slower?" in maria.news
    maria.taps("I feel upset")
    assert "Could we take a five-minute break?" in maria.news
    maria.says("I asked for a break")
    assert "Noted: I asked for a break\n\n1 of 3" in maria.news
    maria.taps("Calm words")
    maria.taps("Back to the question")
    assert "1 of 3" in maria.news


def test_a_tap_twice_is_one_tap(maria: Player) -> None:
    begin(maria)
    shown, button = maria.find_button("Answered")
    maria.taps_data(button.data, shown.id)
    maria.taps_data(button.data, shown.id)
    assert question(maria, 1).state == "answered"
    maria.taps("✓ Answered")
    assert question(maria, 1) == Question(id=question(maria, 1).id, text=question(maria, 1).text,
                                          added=question(maria, 1).added, by=maria.person)  # fmt: skip


def test_a_name_of_ones_own_and_no_day(maria: Player) -> None:
    begin(maria)
    maria.taps("Follow up")
    maria.says("Mr. <O> from the bus")
    maria.taps("No day")
    assert "→ Mr. <O> from the bus" in maria.news
    assert question(maria, 1).owner == "Mr. <O> from the bus"
    maria.taps("✓ Follow up")
    maria.taps("No follow-up")
    assert question(maria, 1).owner == ""
    assert question(maria, 1).state == "open"


def test_the_last_note_can_be_taken_away_once(maria: Player) -> None:
    begin(maria)
    maria.says("One")
    maria.says("Two")
    tap = TakeBack(meeting_of(maria).id, question(maria, 1).id, 2)
    maria.taps("Take the last note away")
    maria.taps_data(encode(tap))
    assert [each.text for each in question(maria, 1).jottings] == ["One"]


def test_without_questions_there_is_the_meeting_as_a_whole() -> None:
    maria = at_the_meeting()
    begin(maria)
    assert "The meeting as a whole" in maria.news
    maria.says("They like her humour")
    maria.taps("We are done")
    maria.taps("One message to copy")
    assert "• They like her humour" in maria.news


def test_it_begins_on_the_day_from_the_plan_too(maria: Player) -> None:
    maria.says("/meeting")
    assert "Today is Ana's IEP meeting" in maria.news
    maria.taps("We are in the meeting")
    assert "1 of 3" in maria.news
    maria.says("/ask Another one?")
    assert len(child_of(maria).questions) == 4
    maria.says("Loose words")
    assert question(maria, 1).jottings == (), "a command ends the notes"


def test_not_before_the_day() -> None:
    maria = settled(Town(content=TOWN.content))
    maria.says("/meeting")
    maria.picks(date(2026, 12, 10))
    maria.picks_time(time(10))
    maria.says("/in_meeting")
    assert "That meeting is on Thursday, December 10, 2026." in maria.news
    maria.says("No note")
    assert meeting_of(maria).jottings == ()


def test_a_meeting_that_is_off_or_closed_explains_itself(maria: Player) -> None:
    begin(maria)
    meeting, first = meeting_of(maria).id, question(maria, 1).id
    maria.taps("We are done")
    maria.taps("Tell how it went")
    maria.taps("Skip")
    maria.taps("Skip")
    for tap in (At(meeting, first), Mark(meeting, first, "answered"), Finish(meeting), Calm(meeting, first)):
        maria.taps_data(encode(tap))
        assert "Ana's meeting on Wednesday, November 25, 2026" in maria.news
        assert question(maria, 1).state == "open"
    maria.taps_data(encode(At("gone", first)))
    assert "That meeting is off the plan." in maria.town.toasts


def test_a_day_in_the_past_is_not_taken(maria: Player) -> None:
    begin(maria)
    maria.taps_data(encode(PickDay(meeting_of(maria).id, question(maria, 1).id, MEETING_DAY)))
    assert question(maria, 1).follow_on is None


# ---- any words, any order --------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=300).filter(
    lambda text: bool(text.strip()) and not text.startswith("/")
)
STEPS = st.one_of(st.integers(0, 12), WORDS)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=15))
def test_whatever_is_tapped_and_written_the_message_holds_it_verbatim(steps: list[int | str]) -> None:
    maria = at_the_meeting("First?", "Second?")
    begin(maria)
    for each in steps:
        if isinstance(each, str):
            maria.says(each)
        else:
            buttons = [b for row in maria.newest_rows() for b in row if b.label not in ("We are done",)]
            maria.taps_data(buttons[each % len(buttons)].data, max(m.id for m in maria.shown if m.rows))
    maria.taps_data(encode(Finish(meeting_of(maria).id)))
    kept = [note.text for q in child_of(maria).questions for note in q.jottings]
    kept += [note.text for note in meeting_of(maria).jottings]
    maria.taps_data(encode(FollowUp(meeting_of(maria).id)))
    message = "\n".join(plain(shown.text) for shown in maria.fresh)
    assert all(text in message for text in kept)
    assert all(text in message for text in ("First?", "Second?"))
    for q in child_of(maria).questions:
        assert message.count(q.text) >= 1
