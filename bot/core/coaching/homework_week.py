"""What the weekly summary of school work says: one kind line, no grades, at most one suggestion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from bot.core import localtime
from bot.core.buttons import Action, Row, button
from bot.core.child import Routine
from bot.core.coaching import school_week
from bot.core.coaching.children import switch_to
from bot.core.coaching.homework_reminders import Less, find_day
from bot.core.coaching.school_plan import count_days, is_running, routine_of
from bot.core.coaching.school_week import DailyAnswer
from bot.core.engine import open_conversation
from bot.core.pickers import TICK, in_rows
from bot.core.text import Html, join
from bot.core.turn import Turn


class TickDay(Action, frozen=True, tag="ht"):
    """In the week's summary: this day worked, or not after all, whichever was not `seen` when the button was shown."""

    child: str
    day: date
    seen: bool = False


class NewTime(Action, frozen=True, tag="hp"):
    """Pick other days and another time."""

    child: str


def summary(turn: Turn, first: date) -> tuple[Html, list[Row]]:
    """The week of the Monday `first`: one kind line, and at most one suggestion."""
    routine, child = routine_of(turn), turn.child.name
    found = school_week.week(routine, first, turn.today)
    this_week = school_week.monday(turn.today) == first
    title = (
        turn._("<b>School work with {child}: this week</b>", child=child)
        if this_week
        else turn._("<b>School work with {child}: last week</b>", child=child)
    )
    rows = _tick_rows(turn, routine, first) if routine.often == "weekly" else []
    if found.done:
        parts = [turn._("{count}. Every one of them helps.", count=count_days(turn, found))]
    elif found.off:
        parts = [turn._("Days off, and that is fine.")]
    elif rows:
        parts = [turn._("Weeks can be full, and that is all right.")]
    else:
        parts = [turn._("Weeks can be full, and that is all right. Would another time fit you better?")]
        rows.append((button(turn.label("Pick another time"), NewTime(turn.child.id)),))
    if rows and routine.often == "weekly":
        parts.append(turn._("Tap the days that worked, if you like."))
    if found.ill:
        parts.append(turn._("I hope {child} feels well again.", child=child))
    if is_running(turn):
        rows.append((button(turn.label("Less often"), Less(turn.child.id, school_week.less(routine))),))
    return join([title, *parts]), rows


def _tick_rows(turn: Turn, routine: Routine, first: date) -> list[Row]:
    ticks = []
    for day in localtime.days_between(first, first + timedelta(days=6)):
        if day <= turn.today and (day in routine.log or school_week.is_planned(routine, day)):
            done = routine.log.get(day) == "done"
            name = turn.words.weekday(day.weekday(), short=True)
            ticks.append(button(TICK + name if done else name, TickDay(turn.child.id, day, done)))
    return in_rows(ticks, 4)


def _tick_day(turn: Turn, tap: TickDay) -> None:
    routine = find_day(turn, tap.child, tap.day)
    if routine is not None:
        answer: DailyAnswer | None = None if tap.seen else "done"
        turn.change_child(routine=school_week.answered(routine, tap.day, answer))
        turn.show(*summary(turn, school_week.monday(tap.day)))


def _new_time(turn: Turn, tap: NewTime) -> None:
    if switch_to(turn, tap.child):
        open_conversation(turn, "homework", "days")
    else:
        turn.toast = turn.label("That plan is not here any more.")


TAPS: Mapping[type[Action], Callable[[Turn, Any], None]] = {TickDay: _tick_day, NewTime: _new_time}
