"""On which days a rhythm has a nudge. Knows no words.

A monthly one comes on the first Thursday, Friday or Saturday of the month, so no month is too short for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from bot.core import localtime
from bot.core.capability import Reminder
from bot.core.child import Rhythm

Kind = Literal["feedback", "thanks", "progress"]
Every = Literal["week", "two_weeks", "month", "off"]

LADDER: tuple[Every, ...] = ("week", "two_weeks", "month", "off")
FIRST_AFTER = {"week": 1, "two_weeks": 8, "month": 8, "off": 1}  # days from choosing a rhythm to its first nudge
USEFUL = 6  # days: until then "later" can move it on; then the next week is near
AHEAD = 15  # weeks that are looked ahead


class Nature(NamedTuple):
    """What is particular to one of the rhythms: when it comes, how weighty it is, where its button leads."""

    weekday: int
    at: time
    weight: int
    conversation: str
    step: str


NATURES: dict[Kind, Nature] = {
    "feedback": Nature(3, time(18), 6, "thanks", "school_who"),  # Thursday evening: school is open the day after
    "thanks": Nature(4, time(17, 30), 7, "thanks", "who"),  # Friday: a kind end of the week
    "progress": Nature(5, time(10), 8, "progress", "success"),  # Saturday morning: a quiet hour
}


def kind_of(name: str) -> Kind:
    """The kind of this name."""
    return next(kind for kind in NATURES if kind == name)


def begin(kind: Kind, every: Every, carer: int, today: date) -> Rhythm:
    """A rhythm chosen today."""
    nature = NATURES[kind]
    since = today + timedelta(days=FIRST_AFTER[every])
    return Rhythm(carer=carer, every=every, weekday=nature.weekday, at=nature.at, since=since)


def falls_on(rhythm: Rhythm, day: date) -> bool:
    """Whether a local day has a nudge of this rhythm."""
    if day < rhythm.since or day.weekday() != rhythm.weekday:
        return False
    match rhythm.every:
        case "week":
            return True
        case "two_weeks":
            return (day - rhythm.since).days // 7 % 2 == 0
        case "month":
            return day.day <= 7
        case "off":
            return False


def key(kind: Kind, child: str, day: date) -> str:
    """The key of a nudge."""
    return f"rhythms/{child}/{kind}/{day}"


def reminder(rhythm: Rhythm, kind: Kind, child: str, day: date, zone: str) -> Reminder | None:
    """The nudge of one local day; None when there is none."""
    at = localtime.instant(day, rhythm.at, zone)
    if at is None or not falls_on(rhythm, day):
        return None
    until = localtime.end_of_day(day + timedelta(days=USEFUL - 1), zone)
    return Reminder(key=key(kind, child, day), at=at, until=until, child=child, weight=NATURES[kind].weight)


def reminders(rhythm: Rhythm, kind: Kind, child: str, zone: str, now: datetime) -> Iterator[Reminder]:
    """The nudges that are still of use, and those of the weeks ahead."""
    first = localtime.local(now, zone).date() - timedelta(days=USEFUL)
    first += timedelta(days=(rhythm.weekday - first.weekday()) % 7)
    for week in range(AHEAD):
        found = reminder(rhythm, kind, child, first + timedelta(weeks=week), zone)
        if found is not None:
            yield found
