"""Calendar files, read back by a calendar's own parser: the right instant in summer and winter, alarms, moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar as Parsed
from icalendar import Timezone

from bot.core.papers import Calendar, Event
from bot.documents.calendars import calendar_file

STAMP = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def event(start: datetime, zone: str = "America/New_York", **more: object) -> Event:
    made = {"uid": "feed1234@sameside", "title": "Ana: IEP meeting", "start": start, "zone": zone, **more}
    return Event(**made)  # type: ignore[arg-type]


def parsed(*events: Event) -> Parsed:
    content = calendar_file(Calendar(stamp=STAMP, events=events))
    assert b"\r\n" in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n")), "a line is longer than RFC 5545 allows"
    found = Parsed.from_ical(content)
    assert isinstance(found, Parsed)
    return found


@pytest.mark.parametrize(
    ("zone", "start", "instant"),
    [
        ("America/New_York", datetime(2026, 10, 31, 15, 30), datetime(2026, 10, 31, 19, 30, tzinfo=UTC)),  # noqa: DTZ001
        ("America/New_York", datetime(2026, 11, 1, 15, 30), datetime(2026, 11, 1, 20, 30, tzinfo=UTC)),  # noqa: DTZ001
        ("America/New_York", datetime(2027, 3, 14, 8, 0), datetime(2027, 3, 14, 12, 0, tzinfo=UTC)),  # noqa: DTZ001
        ("America/Phoenix", datetime(2026, 7, 1, 8, 0), datetime(2026, 7, 1, 15, 0, tzinfo=UTC)),  # noqa: DTZ001
        ("Pacific/Honolulu", datetime(2026, 12, 1, 8, 0), datetime(2026, 12, 1, 18, 0, tzinfo=UTC)),  # noqa: DTZ001
        ("Asia/Kathmandu", datetime(2026, 12, 1, 8, 0), datetime(2026, 12, 1, 2, 15, tzinfo=UTC)),  # noqa: DTZ001
        ("Africa/Cairo", datetime(2026, 7, 1, 9, 0), datetime(2026, 7, 1, 6, 0, tzinfo=UTC)),  # noqa: DTZ001
    ],
)
def test_the_zone_travels_with_its_own_rules(zone: str, start: datetime, instant: datetime) -> None:
    calendar = parsed(event(start, zone))
    [rules] = calendar.walk("VTIMEZONE")
    [meeting] = calendar.walk("VEVENT")
    assert rules["TZID"] == meeting["DTSTART"].params["TZID"] == zone
    # by the rules in the file alone, as a calendar does that does not know the zone
    assert isinstance(rules, Timezone)
    by_file = start.replace(tzinfo=rules.to_tz(lookup_tzid=False))
    assert by_file.astimezone(UTC) == instant


def test_alarms_come_before_it() -> None:
    [meeting] = parsed(
        event(datetime(2026, 12, 10, 15, 30), alarms=(timedelta(days=1), timedelta(hours=2)))  # noqa: DTZ001
    ).walk("VEVENT")
    alarms = [alarm.decoded("TRIGGER") for alarm in meeting.walk("VALARM")]
    assert alarms == [-timedelta(days=1), -timedelta(hours=2)]


def test_a_move_keeps_the_uid_and_raises_the_sequence() -> None:
    [before] = parsed(event(datetime(2026, 12, 10, 15, 30))).walk("VEVENT")  # noqa: DTZ001
    [after] = parsed(event(datetime(2026, 12, 17, 9, 0), sequence=1)).walk("VEVENT")  # noqa: DTZ001
    assert after["UID"] == before["UID"]
    assert after.decoded("SEQUENCE") > before.decoded("SEQUENCE")


def test_called_off() -> None:
    calendar = parsed(event(datetime(2026, 12, 10, 15, 30), cancelled=True, alarms=(timedelta(hours=2),)))  # noqa: DTZ001
    [meeting] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], meeting["STATUS"]) == ("CANCEL", "CANCELLED")
    assert not meeting.walk("VALARM")


def test_a_day_without_a_time_is_the_whole_day() -> None:
    calendar = parsed(event(datetime(2026, 12, 10), all_day=True))  # noqa: DTZ001
    [meeting] = calendar.walk("VEVENT")
    assert meeting.decoded("DTSTART") == datetime(2026, 12, 10).date()  # noqa: DTZ001
    assert not calendar.walk("VTIMEZONE")


@pytest.mark.parametrize(
    "said", ["a;b,c\\n\nBEGIN:VEVENT", "مرحبا 😀 安娜", "x\r\nATTENDEE:mailto:a@b.c", "\x00\ud800"]
)
def test_words_stay_words(said: str) -> None:
    calendar = parsed(event(datetime(2026, 12, 10, 15, 30), title=said, description=said * 10))  # noqa: DTZ001
    [meeting] = calendar.walk("VEVENT")
    assert "ATTENDEE" not in meeting
    seen = said.replace("\r\n", "\n").replace("\x00", "").replace("\ud800", "")
    assert str(meeting["SUMMARY"]) == seen
    assert str(meeting["DESCRIPTION"]) == seen * 10
