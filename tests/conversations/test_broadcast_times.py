"""Broadcasts at a time, by each group's own clock, and every week."""

from __future__ import annotations

from datetime import date, time, timedelta

from group_town import CLUB, MARIA, ROOM, in_group
from player import Player, Town
from sending_tips import tips_in

from bot.core.tips import tips_of

pytest_plugins = ["group_fixtures"]


def plan(coach: Player, how: str, day: date, at: time) -> None:
    """The first tip, at a time."""
    coach.says("/broadcast")
    coach.taps_last(coach.labels()[0])
    if len(coach.family().carers[0].groups) > 1:
        coach.taps("All my groups")
    coach.taps(how)
    coach.picks(day)
    coach.picks_time(at)
    coach.taps("Yes, plan it")


def test_at_a_time_by_each_groups_own_clock(town: Town, ruth: Player, club: None) -> None:
    ruth.says("/groups")
    ruth.taps("Sunday Club")
    ruth.taps("Time zone")
    ruth.taps("Pacific Time (Los Angeles)")
    plan(ruth, "At a time", date(2026, 11, 27), time(9, 15))
    assert "on Friday, November 27, 2026 at 9:15 AM, by each group's own clock" in ruth.news
    assert "• Room <12>: Fri, Nov 27, 9:15 AM" in ruth.news
    ruth.waits(timedelta(days=2, hours=23, minutes=20))  # 9:20 in New York, 6:20 in Los Angeles
    assert (len(tips_in(town, ROOM)), len(tips_in(town, CLUB))) == (1, 0)
    ruth.waits(timedelta(hours=3))
    assert (len(tips_in(town, ROOM)), len(tips_in(town, CLUB))) == (1, 1)
    assert "has reached Room <12>, Sunday Club" in ruth.news


def test_never_in_quiet_hours(town: Town, ruth: Player) -> None:
    plan(ruth, "At a time", date(2026, 11, 24), time(21, 30))
    assert "• Room <12>: Wed, Nov 25, 7:30 AM" in ruth.news
    ruth.waits(timedelta(hours=21, minutes=29))
    assert tips_in(town, ROOM) == []
    ruth.waits(timedelta(minutes=1))
    assert len(tips_in(town, ROOM)) == 1


def test_a_time_that_is_over(town: Town, ruth: Player) -> None:
    plan(ruth, "At a time", date(2026, 11, 24), time(9, 0))
    assert "In Room <12> that time is over already." in ruth.news
    ruth.waits(timedelta(days=2))
    assert tips_in(town, ROOM) == []


def test_a_weekly_series_goes_through_the_practices(town: Town, ruth: Player) -> None:
    plan(ruth, "Every week", date(2026, 11, 25), time(9, 0))
    every = [each.tip for each in tips_of(town.content.edition("en"))]
    for week in range(3):
        ruth.waits(timedelta(days=1 if not week else 7))
        assert tips_in(town, ROOM) == every[: week + 1]
    assert "• Room <12>: Wed, Dec 16, 9:00 AM" in ruth.news
    in_group(Player(town, MARIA), ROOM, "/mute", admin=True)
    ruth.waits(timedelta(days=7))
    assert "An administrator has muted me in Room <12>" in ruth.news
    in_group(Player(town, MARIA), ROOM, "/unmute", admin=True)
    ruth.waits(timedelta(days=7))
    assert tips_in(town, ROOM) == [*every[:3], every[4]], "what was muted is not made up for"
    ruth.waits(timedelta(days=7 * len(every)))
    assert tips_in(town, ROOM)[-1] == every[-1]
    assert "Your tip has reached Room <12>" in ruth.news
    assert ruth.family().carers[0].broadcasts == ()


def test_a_series_is_stopped_after_its_first_tip(town: Town, ruth: Player) -> None:
    plan(ruth, "Every week", date(2026, 11, 25), time(9, 0))
    ruth.waits(timedelta(days=1))
    ruth.taps("Cancel it")
    assert "Stopped. Nothing more is sent." in ruth.news
    ruth.waits(timedelta(days=14))
    assert len(tips_in(town, ROOM)) == 1
    assert ruth.family().carers[0].broadcasts == ()


def test_a_series_is_changed_from_its_next_tip_on(town: Town, ruth: Player) -> None:
    plan(ruth, "Every week", date(2026, 11, 25), time(9, 0))
    ruth.waits(timedelta(days=1))
    ruth.taps("Change it")
    ruth.taps("Another time")
    ruth.picks(date(2026, 11, 30))
    ruth.picks_time(time(18, 0))
    ruth.taps("Yes, plan it")
    ruth.waits(timedelta(days=6))
    assert tips_in(town, ROOM) == [each.tip for each in tips_of(town.content.edition("en"))[:2]]
