"""The rules of wall time, in every zone there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.core import localtime

TIMES = (time(0), time(0, 30), time(1, 30), time(2, 0), time(2, 30), time(12), time(23, 30), time(23, 45))
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
QUARTER = timedelta(minutes=15)
LEFT_OUT = (("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Fakaofo", date(2011, 12, 30)))


def days_around_changes(zone: str, first: date, last: date) -> list[date]:
    """The days around each change of the zone's offset; the first days when it never changes."""
    tz = ZoneInfo(zone)
    days = localtime.days_between(first, last)
    offsets = [datetime.combine(day, time(12), tz).utcoffset() for day in days]
    changes = [n for n in range(1, len(days)) if offsets[n] != offsets[n - 1]]
    found = {days[k] for n in changes for k in range(max(0, n - 3), min(len(days), n + 3))}
    return sorted(found) or days[:2]


def walls(day: date, zone: str) -> set[tuple[date, time]]:
    """Everything that the wall clock shows, each quarter of an hour from the noon before to the noon after."""
    tz = ZoneInfo(zone)
    start = datetime.combine(day, time(0), UTC) - timedelta(hours=30)
    shown = ((start + n * QUARTER).astimezone(tz) for n in range(4 * 84))
    return {(wall.date(), wall.time()) for wall in shown}


@pytest.mark.parametrize("area", sorted({name.split("/")[0] for name in available_timezones()}))
def test_one_instant_for_each_local_day_in_every_zone(area: str) -> None:
    """Never two, and none only where the zone leaves the day out; each as late as the wall clock says."""
    for zone in (name for name in available_timezones() if name.split("/")[0] == area):
        tz = ZoneInfo(zone)
        days = days_around_changes(zone, FIRST, LAST)
        shown = {day: walls(day, zone) for day in days}
        for at in TIMES:
            before: tuple[date, datetime] | None = None
            for day in days:
                found = localtime.instant(day, at, zone)
                exists = any(each == day for each, _ in shown[day])
                assert (found is not None) == exists, (zone, day, at)
                if found is None:
                    continue
                wall = found.astimezone(tz)
                assert wall.date() == day, (zone, day, at)
                assert wall.time() == at or (day, at) not in shown[day], (zone, day, at)
                earlier = [(found - n * QUARTER).astimezone(tz) for n in range(1, 13)]
                assert all((each.date(), each.time()) != (day, at) for each in earlier), (zone, day, at)
                assert before is None or found > before[1], (zone, before, day, at)
                before = (day, found)


@pytest.mark.parametrize(("zone", "day"), LEFT_OUT)
def test_a_day_that_is_left_out_has_none(zone: str, day: date) -> None:
    """Samoa and Tokelau went from the 29th to the 31st."""
    assert all(localtime.instant(day, at, zone) is None for at in TIMES)
    before, after = (localtime.instant(day + timedelta(days=n), time(12), zone) for n in (-1, 1))
    assert before is not None
    assert after is not None
    assert after - before == timedelta(days=1)
    assert localtime.end_of_day(day - timedelta(days=1), zone) == localtime.instant(
        day + timedelta(days=1), time(0), zone
    )


def test_a_time_that_occurs_twice_counts_the_first_time() -> None:
    """New York, the first Sunday in November: 01:30 daylight time."""
    found = localtime.instant(date(2026, 11, 1), time(1, 30), "America/New_York")
    assert found == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_time_that_is_skipped_comes_later_by_the_jump() -> None:
    """Cairo, the last Friday in April: the clock jumps from 00:00 to 01:00. Lord Howe jumps half an hour."""
    cairo = localtime.instant(date(2026, 4, 24), time(0, 30), "Africa/Cairo")
    assert cairo is not None
    assert localtime.local(cairo, "Africa/Cairo").time() == time(1, 30)
    howe = localtime.instant(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe")
    assert howe is not None
    assert localtime.local(howe, "Australia/Lord_Howe").time() == time(2, 45)


def test_a_jump_over_midnight_keeps_to_the_day() -> None:
    """Toronto once began its summer at 23:30 (30 March 1919): 23:45 of that day was skipped, into the next one."""
    found = localtime.instant(date(1919, 3, 30), time(23, 45), "America/Toronto")
    assert found is not None
    assert localtime.local(found, "America/Toronto").date() == date(1919, 3, 30)


def test_next_at_finds_the_second_time_too() -> None:
    """Past the first 01:30 of the night on which it occurs twice, the second one is next."""
    zone = "America/New_York"
    first = localtime.next_at(datetime(2026, 11, 1, 4, 0, tzinfo=UTC), time(1, 30), zone)
    second = localtime.next_at(first, time(1, 30), zone)
    third = localtime.next_at(second, time(1, 30), zone)
    assert [each.hour for each in (first, second, third)] == [5, 6, 6]
    assert third - second == timedelta(days=1)


def test_next_at_goes_over_a_jump() -> None:
    """02:30 is skipped in New York on 8 March 2026."""
    found = localtime.next_at(datetime(2026, 3, 8, 6, 0, tzinfo=UTC), time(2, 30), "America/New_York")
    assert localtime.local(found, "America/New_York") == datetime(
        2026, 3, 8, 3, 30, tzinfo=ZoneInfo("America/New_York")
    )


def test_zones_are_found_by_city() -> None:
    """What a parent writes, whole or in part."""
    assert localtime.zones_like("new y")[0] == "America/New_York"
    assert localtime.zones_like("  ") == ()
    assert localtime.zones_like("nowhere at all") == ()
