"""What comes when around a meeting, derived from its date alone.

One table. Nothing is scheduled: a meeting that moves takes along all that was not said yet. What was said is known by
its key. The keys of the preparing points name only the meeting, so a moved date never brings them twice; those of the
points that are about the day itself name that day too, because "tomorrow" is said again when tomorrow is another day.
A date more than `FAR` away gets a fresh meeting id (`meetings.py`): it is a new season, and the timeline starts anew,
as it does for a meeting that was moved in small steps for so long that its keys are forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from bot.core import localtime
from bot.core.capability import Reminder, mark
from bot.core.child import Child, Meeting
from bot.core.records import Carer

CAPABILITY = "meetings"
FAR = timedelta(days=45)  # shorter than a reminder's key is remembered (`reminders.REMEMBERED`)

UNKNOWN = time(0)  # the meeting's time while nobody has told it
NOON = time(12)  # what stands for an unknown time where one is needed
LONG = timedelta(hours=1)  # after this a meeting may be over
AFTERWARDS = timedelta(hours=2)  # when to ask how it went

AFTERNOON = time(17)
MORNING = time(7, 30)


class Point(NamedTuple):
    """A point of the timeline: `days` after the day of the meeting (before it: negative) at a local time, of use until
    the end of day `through`. `what` names it for the parent."""

    key: str
    days: int
    at: time
    through: int
    what: str
    weight: int = 4


TIMELINE = (
    Point("collect", -14, AFTERNOON, -8, mark("gather your questions")),
    Point("send", -7, AFTERNOON, -4, mark("send your questions ahead")),
    Point("photo", -3, AFTERNOON, -2, mark("pick a photo, see what to bring")),
    Point("eve", -1, AFTERNOON, -1, mark("your list, the place, calm words"), weight=2),
    Point("day", 0, MORNING, 0, mark("the meeting"), weight=1),  # of use until it starts
    Point("how", 0, NOON, 2, mark("how did it go?")),  # not at noon but some time after it started
    Point("thanks", 1, AFTERNOON, 3, mark("thank one person")),
    Point("follow_up", 3, AFTERNOON, 9, mark("a short message to follow up")),
)
PREPARING = ("collect", "send", "photo")
LIGHT = ("eve", "day")  # what is left after "less often"
AFTER_CLOSING = ("thanks", "follow_up")  # what is left once the parent has told how it went


class Moment(NamedTuple):
    """When a point comes, and until when it is of use: UTC."""

    point: Point
    at: datetime
    until: datetime


def start(meeting: Meeting, zone: str) -> datetime | None:
    """When it starts, at noon if no time is known; None on a day that the zone leaves out."""
    return localtime.instant(meeting.on, NOON if meeting.at == UNKNOWN else meeting.at, zone)


def is_over(meeting: Meeting, zone: str, now: datetime) -> bool:
    """Whether it should be over by now; without a known time, once its day is over."""
    if meeting.at == UNKNOWN:
        return now >= localtime.end_of_day(meeting.on, zone)
    started = start(meeting, zone)
    return started is None or now >= started + LONG


def moments(meeting: Meeting, zone: str) -> Iterator[Moment]:
    """The points of a meeting, in order, without those that "less often" has taken away."""
    for point in TIMELINE:
        if meeting.light and point.key not in LIGHT:
            continue
        begun = start(meeting, zone)
        at = localtime.instant(meeting.on + timedelta(days=point.days), point.at, zone)
        until = localtime.end_of_day(meeting.on + timedelta(days=point.through), zone)
        if point.key == "how" and begun is not None:
            at = begun + AFTERWARDS
        if point.key == "day" and begun is not None and meeting.at != UNKNOWN:
            until = begun
        if at is not None:
            yield Moment(point, at, until)


def key_of(meeting: Meeting, point: Point) -> str:
    """The key of a reminder; see the top of this file for what is in it."""
    key = f"{CAPABILITY}/{meeting.id}/{point.key}"
    return key if point.key in PREPARING else f"{key}/{meeting.on.isoformat()}"


def reminders(carer: Carer, child: Child, now: datetime) -> Iterator[Reminder]:
    """For the carer who set the meeting: what lies after the moment in which the date was set."""
    for meeting in (*child.meetings[-1:], child.meeting):
        if meeting is None or meeting.carer != carer.person:
            continue
        for point, at, until in moments(meeting, carer.zone):
            if meeting.held and point.key not in AFTER_CLOSING:
                continue
            if until <= now or (meeting.since is not None and at < meeting.since):
                continue
            yield Reminder(key=key_of(meeting, point), at=at, until=until, child=child.id, weight=point.weight)
