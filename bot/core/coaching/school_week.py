"""The arithmetic of a school work routine: which days it asks about, and how a week went. Knows no words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

import msgspec

from bot.core import localtime
from bot.core.capability import Reminder
from bot.core.child import Routine

DailyAnswer = Literal["done", "not_today", "ill"]
Often = Literal["each", "other", "weekly", "off"]

AHEAD = 15  # days: every other week is the rarest that a routine asks
ANSWERABLE = 60  # days for which a button of an old day still works
KEPT = 400  # days of answers that are kept: a school year and the summer
SUMMARY_DAY, SUMMARY_TIME = 6, time(17)  # Sunday, 5 PM
DAILY_WEIGHT, SUMMARY_WEIGHT = 3, 5


class Week(NamedTuple):
    """How one week went, in days. Days off (not today, ill) do not count as planned."""

    planned: int
    done: int
    off: int
    ill: int


def is_planned(routine: Routine, day: date) -> bool:
    """Whether this is one of the days that the routine stands for at the moment."""
    if routine.often == "off" or day < routine.since or day.weekday() not in routine.days:
        return False
    return routine.often != "other" or _count_before(routine, day) % 2 == 0


def is_asked(routine: Routine, day: date) -> bool:
    """Whether the day has a reminder of its own."""
    return routine.often != "weekly" and is_planned(routine, day)


def less(routine: Routine) -> Often:
    """The next step of "less often". With one day a week, a weekly summary would not be less than every other one."""
    match routine.often:
        case "each":
            return "other"
        case "other" if len(routine.days) > 1:
            return "weekly"
        case _:
            return "off"


def answered(routine: Routine, day: date, answer: DailyAnswer | None) -> Routine:
    """The routine with this answer for a day, or without one."""
    log = {each: said for each, said in routine.log.items() if each != day and abs((day - each).days) <= KEPT}
    return msgspec.structs.replace(routine, log={**log, day: answer} if answer else log)


def monday(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


def week(routine: Routine, first: date, today: date) -> Week:
    """The week of the Monday `first`, as far as it has come: today counts once it is answered."""
    days = [first + timedelta(days=n) for n in range(7)]
    answers = [routine.log.get(day) for day in days]
    open_days = sum(1 for day in days if day not in routine.log and day < today and is_planned(routine, day))
    done, ill = answers.count("done"), answers.count("ill")
    return Week(planned=done + open_days, done=done, off=ill + answers.count("not_today"), ill=ill)


def reminders(routine: Routine, child: str, zone: str, now: datetime) -> Iterator[Reminder]:
    """The daily ones and the weekly summaries from yesterday on. An answered day needs none."""
    today = localtime.local(now, zone).date()
    for day in localtime.days_between(today - timedelta(days=1), today + timedelta(days=AHEAD)):
        daily = daily_reminder(routine, child, day, zone)
        if daily is not None:
            yield daily
        if day.weekday() == SUMMARY_DAY and _worth_a_summary(routine, day):
            at = localtime.instant(day, SUMMARY_TIME, zone)
            if at is not None:
                until = localtime.end_of_day(day + timedelta(days=1), zone)
                year, number, _ = day.isocalendar()
                key = f"homework/{child}/week/{year}-W{number:02}"
                yield Reminder(key=key, at=at, until=until, child=child, weight=SUMMARY_WEIGHT)


def daily_reminder(routine: Routine, child: str, day: date, zone: str) -> Reminder | None:
    """The reminder of one local day, useful until that day ends; None when there is none."""
    at = localtime.instant(day, routine.at, zone)
    if at is None or day in routine.log or not is_asked(routine, day):
        return None
    until = localtime.end_of_day(day, zone)
    return Reminder(key=f"homework/{child}/{day}", at=at, until=until, child=child, weight=DAILY_WEIGHT)


def _worth_a_summary(routine: Routine, sunday: date) -> bool:
    """Whether the week had a planned day that is over by the time of the summary, or an answer."""
    days = [sunday - timedelta(days=n) for n in range(7)]
    if routine.often == "off":
        return False
    return any(day in routine.log or (day != sunday and is_planned(routine, day)) for day in days)


def _count_before(routine: Routine, day: date) -> int:
    """How many days of the plan lie between `since` and this day."""
    weeks, rest = divmod((day - routine.since).days, 7)
    begun = routine.since.weekday()
    return weeks * len(routine.days) + sum(1 for n in range(rest) if (begun + n) % 7 in routine.days)
