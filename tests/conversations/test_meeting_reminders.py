"""The plan of a meeting, told in time: each point once, wherever one lives and however often the date moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from player import Player, Town, settled

from bot.core.asking import PickDay, PickTime
from bot.core.buttons import encode
from bot.core.child import Meeting
from bot.core.coaching.meeting_outcome import FollowUp
from bot.core.coaching.meeting_reminders import Go, SetLight
from bot.core.coaching.meeting_timeline import FAR, PREPARING, key_of, moments
from bot.core.engine import Open
from bot.core.records import encode as written
from bot.core.text import plain

TOWN = Town()  # content is read once
ZONES = (
    "America/New_York",
    "America/St_Johns",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Europe/London",
)


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def meeting_of(player: Player) -> Meeting | None:
    return player.family().children[0].meeting


def set_meeting(player: Player, day: date, at: time) -> None:
    """As with the buttons, without turning pages."""
    if meeting_of(player) is None:
        player.taps_data(encode(Open("meeting", "start")))
    else:
        player.taps_data(encode(Open("meeting", "move")))
    player.taps_data(encode(PickDay(mark_of(player), day)))
    player.taps_data(encode(PickTime(mark_of(player), at)))


def mark_of(player: Player) -> str:
    talk = player.family().carers[0].talk
    assert talk is not None
    return talk.mark


def settled_in(zone: str, now: datetime) -> Player:
    player = settled(Town(content=TOWN.content, now=now))
    family = player.family()
    carer = msgspec.structs.replace(family.carers[0], zone=zone)
    player.town.records[family.id] = written(msgspec.structs.replace(family, carers=(carer,)))
    return player


def told(player: Player) -> int:
    """How many reminders of a meeting came, by their button."""
    return sum(any(b.label == "Less often" for row in shown.rows for b in row) for shown in player.shown)


TIMES = st.builds(time, st.integers(8, 19), st.sampled_from((0, 30)))
FIRST = datetime(2026, 9, 1, tzinfo=UTC)
STARTS = st.integers(0, 210 * 24).map(lambda hours: FIRST + timedelta(hours=hours))  # clocks change in this time


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(ZONES), STARTS, st.integers(1, 40), TIMES)
def test_each_point_ahead_is_told_once_and_in_time(zone: str, now: datetime, ahead: int, at: time) -> None:
    player = settled_in(zone, now)
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=ahead)
    set_meeting(player, day, at)
    meeting = meeting_of(player)
    assert meeting is not None
    assert told(player) == 0, "nothing is late when it was only just set"
    player.waits(timedelta(days=ahead + 12))
    expected = {key_of(meeting, m.point): m for m in moments(meeting, zone) if now <= m.at < m.until}
    reminded = player.family().carers[0].reminded
    assert set(reminded) == set(expected)
    assert told(player) == len(expected)
    assert all(expected[key].at <= sent < expected[key].until for key, sent in reminded.items())


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(ZONES),
    STARTS,
    # all of it within the 60 days for which a told key is remembered; after that it is a new season
    st.lists(st.tuples(st.integers(0, 6 * 24), st.integers(1, 25), TIMES), min_size=2, max_size=5),
)
def test_a_moved_meeting_moves_what_was_not_told_and_tells_nothing_twice(
    zone: str, now: datetime, moves: list[tuple[int, int, time]]
) -> None:
    player = settled_in(zone, now)
    keys: set[str] = set()
    for hours, ahead, at in moves:
        before = told(player)
        set_meeting(player, player.town.now.astimezone(ZoneInfo(zone)).date() + timedelta(days=ahead), at)
        assert told(player) == before, "no burst of what has passed"
        player.waits(timedelta(hours=hours))
        keys |= set(player.family().carers[0].reminded)
    meeting = meeting_of(player)
    assert meeting is not None
    player.waits(timedelta(days=45))
    keys |= set(player.family().carers[0].reminded)
    assert told(player) == len(keys), "each key once"
    last = [m for m in moments(meeting, zone) if m.at >= (meeting.since or now) and m.at < m.until]
    assert {key_of(meeting, m.point) for m in last if m.point.key not in PREPARING} <= keys
    assert all(list(keys).count(key_of(meeting, m.point)) == 1 for m in last), "what was still ahead came"


def test_the_way_to_a_meeting_and_beyond(maria: Player) -> None:
    set_meeting(maria, date(2026, 12, 10), time(15, 30))
    assert "Thursday, December 10, 2026, 3:30 PM, Eastern Time (New York)" in maria.news
    assert "Thu, Nov 26: gather your questions" in maria.news
    maria.waits(timedelta(days=3))
    assert "What would you like to ask?" in maria.news
    maria.taps("Write one now")
    maria.says("Is there a <bus> & a seat?")
    maria.waits(timedelta(days=7))
    assert "One week to go" in maria.news
    maria.taps("One message to copy")
    assert "We are getting ready for Ana's IEP meeting on Thursday, December 10, 2026." in maria.news
    assert "Is there a <bus> & a seat?" in maria.news
    maria.waits(timedelta(days=4))
    assert "Choose a photo" in maria.labels()
    maria.taps("What to bring")
    assert "For the meeting" in maria.news
    maria.waits(timedelta(days=2))
    assert "Tomorrow is Ana's IEP meeting (3:30 PM)." in maria.news
    assert "Today is Ana's IEP meeting (3:30 PM)." in maria.news
    assert "1. Is there a <bus> & a seat?" in maria.news
    maria.waits(timedelta(hours=8))
    assert "How did Ana's meeting go?" in maria.news
    maria.taps("Tell how it went")
    maria.taps("Yes, it did")
    maria.taps("Good")
    maria.says("Ms. Lee asks the driver by Friday")
    assert "One open question goes with you to the next meeting." in maria.news
    assert meeting_of(maria) is None
    maria.waits(timedelta(days=1))
    assert "Is there someone to thank after Ana's meeting?" in maria.news
    maria.waits(timedelta(days=2))
    assert "A short message helps" in maria.news
    maria.taps("One message to copy")
    message = plain(maria.fresh[0].text)
    assert message.startswith(
        "Hello,\n\nThank you for the time you took for Ana at our meeting on Thursday, December 10, 2026."
    )
    assert "Ms. Lee asks the driver by Friday" in message
    assert "1. Is there a <bus> & a seat?" in message
    maria.waits(timedelta(days=60))
    assert maria.news == ""


def test_less_often_and_as_before(maria: Player) -> None:
    set_meeting(maria, date(2026, 12, 10), time(15, 30))
    maria.waits(timedelta(days=3))
    maria.taps("Less often")
    assert "the day before a meeting and on the day" in maria.news
    maria.waits(timedelta(days=12))
    assert maria.news == ""
    maria.waits(timedelta(days=1))
    assert "Tomorrow" in maria.news
    maria.taps("As before, please")
    maria.waits(timedelta(days=1))
    assert "How did Ana's meeting go?" in maria.news


def test_a_date_set_late_says_what_is_of_use_now(maria: Player) -> None:
    set_meeting(maria, date(2026, 11, 30), time(9))
    assert "Now: send your questions ahead" in maria.news
    assert "gather your questions" not in maria.news


def test_a_day_without_a_time(maria: Player) -> None:
    maria.says("/meeting")
    maria.picks(date(2026, 12, 10))
    maria.taps("Skip")
    assert "Thursday, December 10, 2026 (no time yet)" in maria.news
    maria.waits(timedelta(days=16))
    assert "Today is Ana's IEP meeting (Thursday, December 10, 2026)." in maria.news


def test_a_time_that_has_passed_is_not_taken(maria: Player) -> None:
    maria.says("/meeting")
    maria.picks(date(2026, 11, 24))
    maria.picks_time(time(8))
    assert "That time has passed today." in maria.news
    maria.picks_time(time(16))
    assert "Tuesday, November 24, 2026, 4:00 PM" in maria.news


def test_a_far_date_is_a_new_season(maria: Player) -> None:
    set_meeting(maria, date(2026, 12, 10), time(15, 30))
    first = meeting_of(maria)
    set_meeting(maria, date(2026, 12, 21), time(15, 30))
    near = meeting_of(maria)
    set_meeting(maria, date(2026, 12, 21) + FAR + timedelta(days=1), time(15, 30))
    far = meeting_of(maria)
    assert first is not None
    assert near is not None
    assert far is not None
    assert first.id == near.id != far.id


def test_a_moved_day_is_told_again_as_tomorrow(maria: Player) -> None:
    set_meeting(maria, date(2026, 11, 26), time(15, 30))
    maria.waits(timedelta(days=1, hours=12))
    assert "Tomorrow" in maria.news
    set_meeting(maria, date(2026, 12, 3), time(15, 30))
    maria.waits(timedelta(days=7))
    assert "Tomorrow" in maria.news


def test_a_reminder_about_another_child_leads_to_that_child(maria: Player) -> None:
    set_meeting(maria, date(2026, 12, 10), time(15, 30))
    maria.says("/child")
    maria.taps("Add a child")
    maria.says("Ben")
    maria.waits(timedelta(days=3))
    assert "Ana's IEP meeting" in maria.news
    maria.taps("Write one now")
    maria.says("About Ana?")
    ana, ben = maria.family().children
    assert [each.text for each in ana.questions] == ["About Ana?"]
    assert ben.questions == ()


@pytest.mark.parametrize("tap", [Go("gone", "calm"), SetLight("gone", True), FollowUp("gone")])
def test_buttons_of_a_meeting_that_is_off_explain_themselves(maria: Player, tap: Go | SetLight | FollowUp) -> None:
    maria.taps_data(encode(tap))
    assert "That meeting is off the plan." in maria.town.toasts
    assert "When is Ana's next IEP meeting?" in maria.news


def test_what_lies_ahead_is_not_closed_by_an_old_button(maria: Player) -> None:
    set_meeting(maria, date(2026, 12, 10), time(15, 30))
    maria.taps_data(encode(Open("meeting", "carry")))
    assert meeting_of(maria) is not None
