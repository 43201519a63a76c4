"""What the timeline derives from a date, without a chat."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.core import localtime
from bot.core.child import Child, Meeting
from bot.core.coaching.meeting_timeline import (
    FAR,
    LIGHT,
    PREPARING,
    TIMELINE,
    UNKNOWN,
    is_over,
    key_of,
    moments,
    reminders,
    start,
)
from bot.core.records import Carer
from bot.core.reminders import REMEMBERED

ZONES = st.sampled_from(localtime.zone_names())
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
TIMES = st.builds(time, st.integers(7, 21), st.sampled_from((0, 15, 30, 45)))
EVER = datetime(2020, 1, 1, tzinfo=UTC)


def carer(zone: str) -> Carer:
    return Carer(person=1, language="en", consented=EVER, zone=zone, child="c")


def meetings() -> st.SearchStrategy[Meeting]:
    return st.builds(lambda on, at: Meeting(id="m", carer=1, on=on, at=at), DAYS, TIMES | st.just(UNKNOWN))


@given(meetings(), ZONES)
def test_each_point_comes_once_on_its_local_day(meeting: Meeting, zone: str) -> None:
    found = {moment.point.key: moment for moment in moments(meeting, zone)}
    assert list(found) == [point.key for point in TIMELINE]
    for point, at, _ in found.values():
        wall = at.astimezone(ZoneInfo(zone))
        if point.key == "how":  # some time after the start, which may be the next day
            begun = start(meeting, zone)
            assert begun is not None
            assert timedelta(0) < at - begun < timedelta(hours=4)
        else:
            assert wall.date() == meeting.on + timedelta(days=point.days)
    assert found["day"].until <= localtime.end_of_day(meeting.on, zone)
    assert found["eve"].until <= localtime.end_of_day(meeting.on - timedelta(days=1), zone), "tomorrow is not today"


@given(meetings(), ZONES, st.timedeltas(timedelta(days=-20), timedelta(days=20)))
def test_nothing_from_before_the_date_was_set_is_sent(meeting: Meeting, zone: str, shift: timedelta) -> None:
    begun = start(meeting, zone)
    assert begun is not None
    since = begun + shift
    child = Child(id="c", name="Ana", meeting=msgspec.structs.replace(meeting, since=since))
    planned = list(reminders(carer(zone), child, since))
    assert all(each.at >= since for each in planned)
    assert len({each.key for each in planned}) == len(planned)
    wanted = [m for m in moments(meeting, zone) if m.at >= since and m.until > since]
    assert [each.at for each in planned] == [m.at for m in wanted]


@given(meetings(), DAYS)
def test_what_prepares_keeps_its_key_and_what_is_about_the_day_does_not(meeting: Meeting, other: date) -> None:
    moved = msgspec.structs.replace(meeting, on=other)
    for point in TIMELINE:
        same = key_of(meeting, point) == key_of(moved, point)
        assert same == (point.key in PREPARING or meeting.on == other)


def test_a_meeting_far_away_gets_a_new_id_before_its_keys_are_forgotten() -> None:
    """Otherwise one move could tell a preparing point twice under one key."""
    assert FAR < REMEMBERED


@given(meetings(), ZONES)
def test_less_often_leaves_the_day_before_and_the_day(meeting: Meeting, zone: str) -> None:
    light = msgspec.structs.replace(meeting, light=True)
    assert [moment.point.key for moment in moments(light, zone)] == list(LIGHT)


@given(meetings(), ZONES)
def test_it_is_over_after_it_started_and_not_before(meeting: Meeting, zone: str) -> None:
    begun = start(meeting, zone)
    assert begun is not None
    assert not is_over(meeting, zone, begun)
    assert is_over(meeting, zone, localtime.end_of_day(meeting.on, zone) + timedelta(hours=3))


@given(meetings(), ZONES)
def test_after_it_was_closed_only_thanks_and_the_message_are_left(meeting: Meeting, zone: str) -> None:
    held = msgspec.structs.replace(meeting, held=True)
    planned = reminders(carer(zone), Child(id="c", name="Ana", meetings=(held,)), EVER)
    assert [each.key.split("/")[2] for each in planned] == ["thanks", "follow_up"]


def test_only_the_carer_who_set_it_hears_of_it() -> None:
    meeting = Meeting(id="m", carer=2, on=date(2026, 12, 10), at=time(15, 30))
    assert not list(reminders(carer("America/New_York"), Child(id="c", name="Ana", meeting=meeting), EVER))
