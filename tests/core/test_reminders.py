"""The governor of reminders: quiet hours, pauses, one cap, and exactly once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from clockwork import NASTY, NEW_YORK, Clockwork, family_with, reminder
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import localtime, reminders
from bot.core.capability import Reminder

START = datetime(2026, 3, 1, tzinfo=UTC)
NIGHT: dict[str, Any] = {"quiet_from": time(21), "quiet_to": time(7, 30)}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    """A wall time in New York in 2026."""
    found = localtime.instant(date(2026, month, day), time(hour, minute), NEW_YORK)
    assert found is not None
    return found


def names(clock: Clockwork) -> list[str]:
    """What was said, in order."""
    return [name for name, _ in clock.heard]


# ---- properties ------------------------------------------------------------------------------------------------------

minutes = st.integers(0, 20 * 24 * 60)
many = st.lists(st.tuples(minutes, st.integers(30, 4 * 24 * 60), st.integers(1, 8)), min_size=1, max_size=25)
quiet = st.sampled_from(
    [(time(0), time(0)), (time(21), time(7, 30)), (time(1, 30), time(2, 30)), (time(13), time(1, 45))]
)
starts = st.sampled_from([START, datetime(2026, 4, 20, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])


def made(begin: datetime, entries: list[tuple[int, int, int]]) -> list[Reminder]:
    """Reminders from minutes after the beginning, minutes of use, and weights."""
    found = []
    for n, (after, use, weight) in enumerate(entries):
        moment = begin + timedelta(minutes=after)
        found.append(reminder(str(n), moment, moment + timedelta(minutes=use), weight))
    return found


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from((*NASTY, "Asia/Kathmandu")),
    begin=starts,
    entries=many,
    hours=quiet,
    cap=st.integers(1, 5),
    paused=st.none() | st.integers(0, 15),
    naps=st.lists(st.integers(0, 3 * 24 * 60), max_size=6),
)
def test_whatever_is_planned(
    zone: str,
    begin: datetime,
    entries: list[tuple[int, int, int]],
    hours: tuple[time, time],
    cap: int,
    paused: int | None,
    naps: list[int],
) -> None:
    """Struck at each due time, and now and then much too late: each at most once, in its time, never in quiet hours or
    a pause, never past the cap; a clock struck in time always has something to say, and it comes to rest."""
    until = begin.date() + timedelta(days=paused) if paused is not None else None
    planned = made(begin, entries)
    family = family_with(zone, quiet_from=hours[0], quiet_to=hours[1], daily_cap=cap, paused_until=until)
    clock = Clockwork(family, planned, begin)
    late = iter(naps)
    for _ in range(200):
        due = clock.due
        if due is None:
            break
        assert due >= clock.now
        nap = timedelta(minutes=next(late, 0))
        said = clock.strike(due + nap)
        assert said or nap, "woken in time, with nothing to say"
        again = clock.due
        assert again is None or again > clock.now, "woken again at once"
    else:
        raise AssertionError("it never comes to rest")
    by_key = {each.key.partition("/")[2]: each for each in planned}
    assert max(Counter(names(clock)).values(), default=0) <= 1
    for name, moment in clock.heard:
        wall = localtime.local(moment, zone)
        assert not reminders.in_quiet_hours(clock.carer, wall.time())
        assert moment < by_key[name].until
        wanted = localtime.local(by_key[name].at, zone)
        early = moment < by_key[name].at
        assert not early or (reminders.in_quiet_hours(clock.carer, wanted.time()) and wanted.date() == wall.date())
        assert until is None or wall.date() >= until
    days = Counter(localtime.local(moment, zone).date() for _, moment in clock.heard)
    assert max(days.values(), default=0) <= cap


@settings(max_examples=60, deadline=None)
@given(zone=st.sampled_from((*NASTY, "Asia/Kathmandu")), entries=many, hours=quiet)
def test_with_room_and_use_enough_nothing_is_left_out(
    zone: str, entries: list[tuple[int, int, int]], hours: tuple[time, time]
) -> None:
    """A day of use outlasts any quiet hours; then each reminder is said, at its time or right after them."""
    planned = made(START, [(after, use + 24 * 60, weight) for after, use, weight in entries])
    clock = Clockwork(family_with(zone, quiet_from=hours[0], quiet_to=hours[1], daily_cap=99), planned, START)
    clock.run(START + 60 * DAY)
    heard = dict(clock.heard)
    assert len(heard) == len(planned)
    for n, each in enumerate(planned):
        wall = localtime.local(each.at, zone).time()
        if reminders.in_quiet_hours(clock.carer, wall):
            assert each.at < heard[str(n)]
        else:
            assert each.at == heard[str(n)]


# ---- the cap ---------------------------------------------------------------------------------------------------------


def test_the_weightiest_of_those_held_by_the_night_goes_first() -> None:
    """Three wait for the morning, and one a day is allowed."""
    night = [reminder(str(w), at(2, 22) - w * HOUR / 10, at(6, 23), w) for w in (8, 3, 1)]
    clock = Clockwork(family_with(**NIGHT, daily_cap=1), night, at(2, 12))
    clock.run(at(9, 12))
    assert clock.heard == [("1", at(3, 7, 30)), ("3", at(4, 8)), ("8", at(5, 8))]


def test_a_light_one_in_the_morning_leaves_room_for_the_weighty_one_of_the_evening() -> None:
    """Or the meeting itself would be starved by a thank-you."""
    planned = [reminder("thanks", at(2, 9), at(7, 0), 7), reminder("meeting", at(2, 17), at(2, 20), 1)]
    clock = Clockwork(family_with(daily_cap=1), planned, at(1, 12))
    clock.run(at(9, 12))
    assert clock.heard == [("meeting", at(2, 17)), ("thanks", at(3, 8))]


def test_what_was_sent_before_counts() -> None:
    """Two went out today under other keys; a cap of two holds the third until the next morning."""
    clock = Clockwork(family_with(daily_cap=2), [reminder("third", at(2, 17), at(4, 0))], at(2, 12))
    clock.set_carer(reminded={"test/a": at(2, 9), "test/b": at(2, 10)})
    clock.run(at(9, 12))
    assert clock.heard == [("third", at(3, 8))]
    assert reminders.sent_on(clock.carer, date(2026, 6, 2)) == 2


def test_what_does_not_fit_and_is_of_no_use_tomorrow_is_dropped_silently() -> None:
    """No catching up on what is over."""
    planned = [reminder("a", at(2, 9), at(3, 0), 1), reminder("b", at(2, 9), at(3, 0), 2)]
    clock = Clockwork(family_with(daily_cap=1), planned, at(1, 12))
    clock.run(at(9, 12))
    assert names(clock) == ["a"]


# ---- quiet hours and pauses ------------------------------------------------------------------------------------------


def test_what_quiet_hours_would_swallow_comes_shortly_before_them() -> None:
    """21:30 is in the quiet hours, and of no use the next morning."""
    clock = Clockwork(family_with(**NIGHT), [reminder("x", at(2, 21, 30), at(3, 0))], at(1, 12))
    clock.run(at(9, 12))
    assert clock.heard == [("x", at(2, 20, 45))]


def test_what_is_late_waits_for_the_end_of_quiet_hours() -> None:
    """The clock stood still from noon until midnight."""
    clock = Clockwork(family_with(**NIGHT), [reminder("x", at(2, 16), at(4, 0))], at(2, 12))
    assert clock.strike(at(2, 23, 59)) == 0
    assert clock.due == at(3, 7, 30)


def test_quiet_hours_hold_in_both_of_two_equal_hours() -> None:
    """New York, 1 November: quiet until 01:30, and something came at the second 01:10."""
    second = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    clock = Clockwork(
        family_with(quiet_from=time(21), quiet_to=time(1, 30)), [reminder("x", second, second + DAY)], second
    )
    assert clock.due == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_pause_holds_and_then_lets_go_in_the_morning() -> None:
    """The family is woken after the pause, though all that was planned lay inside it."""
    planned = [
        reminder("soon", at(2, 16), at(3, 0)),
        reminder("long", at(3, 16), at(20, 0)),
        reminder("then", at(5, 9), at(6, 0)),
    ]
    clock = Clockwork(family_with(paused_until=date(2026, 6, 5)), planned, at(1, 12))
    clock.run(at(9, 12))
    assert clock.heard == [("long", at(5, 8)), ("then", at(5, 9))]


@pytest.mark.parametrize("silent", [{"paused_until": date.max}, {"blocked": True}, {"zone": ""}])
def test_nothing_is_due_to_somebody_who_is_not_to_be_reached(silent: dict[str, Any]) -> None:
    """Paused until further notice, blocked, or without a zone."""
    clock = Clockwork(family_with(), [reminder("x", at(2, 16), at(4, 0))], at(1, 12))
    clock.set_carer(**silent)
    assert clock.due is None


# ---- late, again, and elsewhere --------------------------------------------------------------------------------------


def test_after_a_restart_a_late_one_comes_once_and_says_so() -> None:
    """Down from noon until eight in the evening."""
    clock = Clockwork(family_with(), [reminder("x", at(2, 16), at(3, 0))], at(2, 12))
    assert clock.strike(at(2, 20)) == 1
    assert clock.strike(at(2, 20)) == 0
    assert "later than planned" in clock.texts[0]
    assert clock.due is None


def test_what_was_only_held_by_the_night_is_not_late() -> None:
    """00:30 is heard at 07:30, day by day; that is no lateness."""
    clock = Clockwork(family_with(**NIGHT), [reminder("x", at(2, 0, 30), at(3, 0))], at(1, 12))
    clock.run(at(9, 12))
    assert clock.heard == [("x", at(2, 7, 30))]
    assert clock.texts == ["test/x"]


def test_a_snoozed_one_comes_again_once_is_not_late_and_not_held_by_the_cap() -> None:
    """The parent asked for it."""
    planned = [reminder("x", at(2, 9), at(3, 0)), reminder("y", at(2, 12), at(5, 0))]
    clock = Clockwork(family_with(daily_cap=1), planned, at(2, 8))
    clock.run(at(2, 10))
    clock.set_carer(reminded={}, snoozed={"test/x": at(2, 16)})
    clock.run(at(9, 12))
    assert clock.heard == [("x", at(2, 9)), ("x", at(2, 16)), ("y", at(3, 8))]
    assert clock.texts[1] == "test/x"
    assert clock.carer.snoozed == {}


def test_expired_ones_are_dropped_silently() -> None:
    """Down for three days: what is over is not said."""
    planned = [reminder("old", at(2, 16), at(3, 0)), reminder("now", at(5, 9), at(6, 0))]
    clock = Clockwork(family_with(), planned, at(2, 12))
    assert clock.strike(at(5, 9)) == 1
    assert names(clock) == ["now"]


def test_a_clock_that_jumps_back_repeats_nothing() -> None:
    """What was said is known by its key, whatever the clock says."""
    clock = Clockwork(
        family_with(), [reminder("x", at(2, 16), at(3, 0)), reminder("y", at(2, 18), at(3, 0))], at(2, 12)
    )
    clock.strike(at(2, 16))
    clock.now = at(2, 15)
    clock.run(at(3, 12))
    assert clock.heard == [("x", at(2, 16)), ("y", at(2, 18))]


def test_a_journey_changes_the_wall_clock_and_repeats_nothing() -> None:
    """Quiet hours are those of the new place from now on."""
    planned = [reminder("x", at(2, 16), at(4, 0)), reminder("y", at(2, 19), at(4, 0))]
    clock = Clockwork(family_with(**NIGHT), planned, at(2, 12))
    clock.strike(at(2, 16))
    clock.set_carer(zone="Europe/Berlin")
    clock.run(at(9, 12))
    assert [name for name, _ in clock.heard] == ["x", "y"]
    assert localtime.local(clock.heard[1][1], "Europe/Berlin").time() == time(7, 30)


def test_what_was_sent_long_ago_is_forgotten() -> None:
    """The record does not grow without end."""
    clock = Clockwork(family_with(), [reminder("x", at(2, 16), at(3, 0))], at(2, 12))
    clock.set_carer(reminded={"test/old": at(2, 16) - 61 * DAY, "test/new": at(2, 16) - 59 * DAY})
    clock.run(at(3, 12))
    assert set(clock.carer.reminded) == {"test/new", "test/x"}
