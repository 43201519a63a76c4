"""School work time over two years: once on each planned local day, in every place, whatever the clock does."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import msgspec
import pytest
from clockwork import CONTENT, NASTY, NEW_YORK, family_with
from hypothesis import given
from hypothesis import strategies as st

from bot.core import localtime, reminders
from bot.core.child import Child, Routine
from bot.core.coaching import REGISTRY, school_week
from bot.core.coaching.school_week import Often, is_planned
from bot.core.events import ClockStruck
from bot.core.records import Carer, Family
from bot.core.step import step

ZONES = (*NASTY, "Europe/London")
NIGHTLY = ((time(1, 30), time(23, 45)), (time(0, 30), time(2, 30)))  # zone by zone in turn
WEEKDAYS = (0, 1, 2, 3, 4)
SINCE = date(2026, 1, 1)
NEW_YEAR = datetime(2026, 1, 1, 12, tzinfo=UTC)


def routine(at: time, days: tuple[int, ...] = tuple(range(7)), often: Often = "each") -> Routine:
    """A routine of the test's parent since New Year."""
    return Routine(carer=1, days=days, at=at, since=SINCE, often=often)


def begin(zone: str, plan: Routine, now: datetime = NEW_YEAR, **carer: time) -> Family:
    """A family with this routine, as it is kept: with its next waking planned."""
    family = family_with(zone, Child(id="c", name="Ana", routine=plan), **carer)
    return plan_again(family, now)


def plan_again(family: Family, now: datetime) -> Family:
    """After the record was changed from outside."""
    return msgspec.structs.replace(family, due=reminders.due_next(family, REGISTRY, now))


def run(family: Family, until: datetime, now: datetime = NEW_YEAR, nap: timedelta | None = None) -> dict[str, datetime]:
    """Strike only when due or, with naps, at random up to that much later. When each key was said, each once."""
    random, said = Random(f"{family}"), dict[str, datetime]()
    while family.due is not None and family.due < until:
        now = max(now, family.due)
        if nap is not None and random.random() < 0.3:
            now += nap * random.random()
        before = family.carers[0].reminded
        after, requests = step(CONTENT, family, ClockStruck(nonce="n"), now)
        assert isinstance(after, Family)
        assert after.due is None or after.due > now
        fresh = [key for key, at in after.carers[0].reminded.items() if at == now and key not in before]
        assert len(requests) == len(fresh)
        assert fresh or nap
        assert not said.keys() & fresh
        said |= dict.fromkeys(fresh, now)
        family = after
    return said


def daily(said: dict[str, datetime]) -> dict[date, datetime]:
    """The daily ones among what was said, by their day."""
    return {date.fromisoformat(key.split("/")[2]): at for key, at in said.items() if "week" not in key}


@pytest.mark.parametrize(("zone", "times"), list(zip(ZONES, cycle(NIGHTLY), strict=False)))
def test_two_years_with_the_clock_struck_on_time(zone: str, times: tuple[time, time]) -> None:
    """Each planned day has its question, on that day by the wall clock; nothing else is said but weekly summaries."""
    for at in times:
        said = run(begin(zone, routine(at)), datetime(2028, 1, 1, 12, tzinfo=UTC))
        asked = daily(said)
        days = localtime.days_between(date(2026, 1, 2), date(2027, 12, 31))
        assert set(asked) >= set(days)
        assert all(localtime.local(moment, zone).date() == day for day, moment in asked.items())
        summaries = {key for key in said if "/week/" in key}
        assert len(summaries) == sum(1 for day in days if day.weekday() == school_week.SUMMARY_DAY)


@pytest.mark.parametrize("zone", ZONES)
def test_winter_and_spring_with_quiet_nights_and_random_naps(zone: str) -> None:
    """A restart after the due time: late ones once, on their own day, never in quiet hours, never past the cap."""
    for at in (time(0, 30), time(16, 30)):
        family = begin(zone, routine(at, WEEKDAYS), quiet_from=time(21), quiet_to=time(7, 30))
        said = run(family, datetime(2026, 6, 1, tzinfo=UTC), nap=timedelta(hours=9))
        carer = family.carers[0]
        for day, moment in daily(said).items():
            wall = localtime.local(moment, zone)
            assert wall.date() == day
            assert day.weekday() in WEEKDAYS
        walls = [localtime.local(moment, zone) for moment in said.values()]
        assert not any(reminders.in_quiet_hours(carer, wall.time()) for wall in walls)
        assert max(Counter(wall.date() for wall in walls).values()) <= carer.daily_cap


def test_every_zone_has_one_question_on_each_local_day_around_each_change_of_two_years() -> None:
    """The real road: the record is woken when it is due, and `step` decides, at a time of day that the change skips or
    repeats. Of zones whose clocks show the same at every moment of the two years one is played."""
    alike: dict[tuple[timedelta | None, ...], list[str]] = {}
    for zone in sorted(available_timezones()):
        alike.setdefault(offsets(zone), []).append(zone)
    assert sum(map(len, alike.values())) == len(available_timezones()) > 400
    played = 0
    for (zone, *_), shown in zip(alike.values(), alike, strict=True):
        changes = [n for n in range(1, len(DAYS)) if shown[n] != shown[n - 1]]
        for n in changes or [3]:
            start = DAYS[n] - timedelta(days=3)
            asked = daily(run(begin(zone, routine(risky(zone, DAYS[n - 1])), start), start + timedelta(days=7), start))
            wanted = localtime.days_between(start.date() + timedelta(days=1), start.date() + timedelta(days=6))
            assert set(wanted) <= set(asked), (zone, DAYS[n])
            assert all(localtime.local(moment, zone).date() == day for day, moment in asked.items()), (zone, DAYS[n])
            played += 1
    assert played > 100


DAYS = [NEW_YEAR + timedelta(days=n) for n in range(730)]


def offsets(zone: str) -> tuple[timedelta | None, ...]:
    """From UTC at each noon of two years, then hour by hour through each day in which it changes."""
    tz = ZoneInfo(zone)
    noons = [noon.astimezone(tz).utcoffset() for noon in DAYS]
    changing = [DAYS[n - 1] for n in range(1, len(DAYS)) if noons[n] != noons[n - 1]]
    return (*noons, *((day + timedelta(hours=h)).astimezone(tz).utcoffset() for day in changing for h in range(24)))


def risky(zone: str, noon: datetime) -> time:
    """A time of day that occurs twice or never when the clock changes within 24 hours from this noon; half past four
    where it does not."""
    tz = ZoneInfo(zone)
    walls = [(noon + timedelta(minutes=15 * n)).astimezone(tz) for n in range(97)]
    for before, after in pairwise(walls):
        if before.utcoffset() != after.utcoffset():
            return (before.replace(tzinfo=None) + timedelta(minutes=30)).time()  # as if the wall went on
    return time(16, 30)


def test_travel_asks_once_on_each_local_day() -> None:
    """Around the world by plane: no day is asked about twice, and none that the family lives through is left out."""
    journey = [
        NEW_YORK,
        "Europe/London",
        "Asia/Tokyo",
        "Pacific/Apia",
        "Pacific/Honolulu",
        NEW_YORK,
    ]
    family = begin(journey[0], routine(time(16, 30)))
    said: dict[str, datetime] = {}
    now = datetime(2026, 2, 1, 12, tzinfo=UTC)
    for zone in journey:
        carers = (msgspec.structs.replace(family.carers[0], zone=zone),)
        family = plan_again(msgspec.structs.replace(family, carers=carers), now)
        end = now + timedelta(days=3)
        while family.due is not None and family.due < end:
            now = max(now, family.due)
            before = set(family.carers[0].reminded)
            after, _ = step(CONTENT, family, ClockStruck(nonce="n"), now)
            assert isinstance(after, Family)
            fresh = set(after.carers[0].reminded) - before
            assert not said.keys() & fresh
            said |= dict.fromkeys(fresh, now)
            family = after
        now = end
    days = sorted(daily(said))
    assert days == localtime.days_between(days[0], days[-1])


def test_quiet_night_pulls_a_late_hour_forward() -> None:
    """23:45 is heard at 20:45, so that it is heard on its day."""
    family = begin(NEW_YORK, routine(time(23, 45)), quiet_from=time(21), quiet_to=time(7, 30))
    said = run(family, datetime(2026, 2, 1, tzinfo=UTC))
    assert {localtime.local(at, NEW_YORK).time() for at in daily(said).values()} == {time(20, 45)}


# ---- which days ------------------------------------------------------------------------------------------------------

plans = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
dates = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(days=plans, since=dates, back=st.integers(0, 400))
def test_every_other_planned_day(days: tuple[int, ...], since: date, back: int) -> None:
    """Counted one by one from the first day on, every second of the planned days is asked about."""
    plan = msgspec.structs.replace(routine(time(16), days, "other"), since=since)
    listed = [each for each in localtime.days_between(since, since + timedelta(days=back)) if each.weekday() in days]
    assert [each for each in listed if is_planned(plan, each)] == listed[::2]
    assert not is_planned(plan, since - timedelta(days=1))


def test_less_often_ends_at_off() -> None:
    """Each, other, weekly, off; with one day a week the weekly summary would not be less."""
    assert [school_week.less(routine(time(16), WEEKDAYS, often)) for often in ("each", "other", "weekly", "off")] == [
        "other",
        "weekly",
        "off",
        "off",
    ]
    assert school_week.less(routine(time(16), (2,), "other")) == "off"


def test_days_off_do_not_count_as_planned() -> None:
    """Done on Monday, ill on Tuesday, not on Wednesday, no answer on Thursday, Friday is today."""
    first = date(2026, 3, 2)
    plan = routine(time(16), WEEKDAYS)
    for n, answer in enumerate(("done", "ill", "not_today")):
        plan = school_week.answered(plan, first + timedelta(days=n), answer)  # type: ignore[arg-type]
    friday = first + timedelta(days=4)
    assert school_week.week(plan, first, friday) == school_week.Week(planned=2, done=1, off=2, ill=1)
    plan = school_week.answered(plan, friday, "done")
    assert school_week.week(plan, first, friday) == school_week.Week(planned=3, done=2, off=2, ill=1)


def test_an_answered_day_needs_no_question() -> None:
    """Answered in the morning by an old button; nobody asks in the afternoon."""
    plan = school_week.answered(routine(time(16, 30)), date(2026, 3, 3), "done")
    assert school_week.daily_reminder(plan, "c", date(2026, 3, 3), NEW_YORK) is None
    assert school_week.daily_reminder(plan, "c", date(2026, 3, 4), NEW_YORK) is not None


def test_only_the_carer_who_made_the_plan_is_asked() -> None:
    """A second carer of the family has peace."""
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    other = Carer(person=2, language="en", consented=now, zone=NEW_YORK, child="c")
    family = begin(NEW_YORK, routine(time(16, 30)))
    family = msgspec.structs.replace(family, carers=(*family.carers, other))
    assert reminders.planned(family, other, REGISTRY, now) == []
