"""Gentle rhythms: they come when they should, can come later, less often, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.coaching.rhythm_days import NATURES, Every, begin, falls_on
from bot.core.coaching.rhythms import Asked, Change, Go, Later
from bot.core.engine import Open

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = date(2026, 11, 26)


def choose(player: Player, feedback: str, thanks: str = "Not now") -> None:
    """Set the rhythms of /feedback."""
    player.says("/feedback")
    player.taps(feedback)
    player.taps(thanks)
    player.taps("Enough for today")


def until(player: Player, day: date, at: time) -> None:
    """Wait until this wall time in New York (in winter)."""
    player.waits(datetime.combine(day, at, UTC) + 5 * HOUR - player.town.now)


@pytest.fixture
def maria() -> Player:
    """A parent. It is Tuesday, 10 AM in New York."""
    return settled(Town())


def test_a_sentence_for_the_school_that_names_the_channel(maria: Player) -> None:
    """Ready to copy, with the words that the parent gave."""
    maria.says("/feedback")
    maria.taps("Every week")
    maria.taps("Not now")
    maria.taps("Enough for today")
    maria.taps_data(encode(Open("communication", "channel")))
    maria.taps("Text message")
    maria.says("Aunt <Rosa>")
    maria.taps("Done")
    maria.says("/cancel")
    until(maria, THURSDAY, time(18))
    assert "how are things going for Ana?" in maria.news
    assert "Text message, Aunt <Rosa>" in maria.news
    assert maria.labels() == ["I have asked", "Later", "Less often"]
    maria.taps("I have asked")
    assert "how are things going for Ana?" in maria.news  # it can still be copied
    maria.taps("School said something nice")
    assert "Who at school" in maria.news


def test_without_a_channel_it_is_left_out(maria: Player) -> None:
    """No empty place in the letter."""
    choose(maria, "Every week")
    until(maria, THURSDAY, time(18))
    assert "best way to reach us" not in maria.news
    assert "Thank you!" in maria.news


def test_every_two_weeks(maria: Player) -> None:
    """The week after the first nudge is free."""
    choose(maria, "Every two weeks")
    until(maria, THURSDAY, time(19))
    assert maria.news == ""
    until(maria, THURSDAY + 7 * DAY, time(19))
    assert "how are things going" in maria.news
    until(maria, THURSDAY + 20 * DAY, time(19))
    assert maria.news == ""
    until(maria, THURSDAY + 21 * DAY, time(19))
    assert "how are things going" in maria.news


def test_later_is_tomorrow(maria: Player) -> None:
    """At the same hour, once."""
    choose(maria, "Every week")
    until(maria, THURSDAY, time(18, 20))
    shown, later = maria.find_button("Later")
    maria.taps("Later")
    assert "Friday, November 27, 2026" in maria.news
    maria.taps_data(later.data, shown.id)
    until(maria, THURSDAY + DAY, time(17, 59))
    assert maria.news == ""
    maria.waits(timedelta(minutes=1))
    assert "how are things going" in maria.news
    assert "later than planned" not in maria.news
    until(maria, THURSDAY + 7 * DAY, time(17, 59))
    assert maria.news == ""


def test_later_has_an_end(maria: Player) -> None:
    """When the next one is near, it waits for that."""
    choose(maria, "Every week")
    until(maria, THURSDAY, time(18))
    shown, later = maria.find_button("Later")
    until(maria, THURSDAY + 6 * DAY, time(12))
    maria.taps_data(later.data, shown.id)
    assert "every week, on Thursday at 6:00 PM" in maria.news
    assert maria.family().carers[0].snoozed == {}


def test_less_often_down_to_nothing_and_back(maria: Player) -> None:
    """Each step says how often it is now."""
    choose(maria, "Every week")
    until(maria, THURSDAY, time(18))
    shown, less = maria.find_button("Less often")
    maria.taps("Less often")
    assert "every two weeks" in maria.news
    maria.taps_data(less.data, shown.id)  # the same tap again
    assert "every two weeks" in maria.news
    maria.taps("Even less often")
    assert "once a month, on the first Thursday" in maria.news
    maria.taps("Even less often")
    assert "do not bring this up any more" in maria.news
    maria.waits(60 * DAY)
    assert maria.news == ""
    maria.taps("As before")
    assert "once a month" in maria.news
    maria.waits(45 * DAY)
    assert "how are things going" in maria.news


def test_thanks_once_a_month(maria: Player) -> None:
    """On the first Friday; the button opens the conversation."""
    choose(maria, "Not now", "Once a month")
    until(maria, date(2026, 12, 4), time(17, 29))
    assert maria.news == ""
    maria.waits(timedelta(minutes=1))
    assert "do something good for Ana lately" in maria.news
    maria.taps("Write a thank-you")
    assert "Who would you like to thank?" in maria.news


def test_progress_for_the_child_of_the_button(maria: Player) -> None:
    """Ben is talked about, the nudge is about Ana: it does not switch, the deliberate tap does."""
    maria.taps_data(encode(Open("progress", "rhythm")))
    maria.taps("Once a month")
    maria.says("/child")
    maria.taps("Add a child")
    maria.says("Ben")
    ben = maria.family().carers[0].child
    until(maria, date(2026, 12, 5), time(10))
    assert "A quiet minute for Ana?" in maria.news
    assert maria.family().carers[0].child == ben
    maria.taps("Write three lines")
    assert "What went well for Ana lately?" in maria.news
    assert maria.family().carers[0].child != ben


def test_forged_buttons_change_nothing(maria: Player) -> None:
    """A child that is not there, a day that was never asked about."""
    for action in (
        Later("feedbeef", "thanks", THURSDAY),
        Change("feedbeef", "thanks", "week", "month"),
        Go("feedbeef", "thanks"),
        Asked("feedbeef"),
    ):
        maria.taps_data(encode(action))
        assert maria.town.toasts[-1] == "That is not here any more."
    choose(maria, "Every week")
    maria.taps_data(encode(Later(maria.family().children[0].id, "feedback", THURSDAY + 7 * DAY)))
    assert maria.family().carers[0].snoozed == {}


@given(today=st.dates(date(2026, 1, 1), date(2030, 12, 31)), kind=st.sampled_from(sorted(NATURES)))
def test_monthly_means_each_month_once(today: date, kind: str) -> None:
    """Whatever the day of choosing, be it the 31st: after it each month has one, early in the month."""
    rhythm = begin(kind, "month", 1, today)  # type: ignore[arg-type]
    days = [today + timedelta(days=n) for n in range(400)]
    found = [day for day in days if falls_on(rhythm, day)]
    months = [day.year * 12 + day.month for day in found]
    assert months == list(range(months[0], months[0] + len(months)))
    assert all(day.day <= 7 for day in found)
    assert 8 <= (found[0] - today).days <= 43


@given(today=st.dates(date(2026, 1, 1), date(2030, 12, 31)), every=st.sampled_from(["week", "two_weeks"]))
def test_weeks_are_even(today: date, every: Every) -> None:
    """Seven or fourteen days apart, and not on the day of choosing."""
    rhythm = begin("feedback", every, 1, today)
    found = [today + timedelta(days=n) for n in range(100) if falls_on(rhythm, today + timedelta(days=n))]
    assert {(b - a).days for a, b in pairwise(found)} == {7 if every == "week" else 14}
    assert found[0] > today
