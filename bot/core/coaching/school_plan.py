"""The school work plan of a child, as the chat changes and shows it."""

from __future__ import annotations

from datetime import time, timedelta

import msgspec

from bot.core.child import Routine
from bot.core.coaching.school_week import Week
from bot.core.text import Html, join
from bot.core.turn import Turn

FIRST_TIME = time(16, 30)  # until another one is picked


def routine_of(turn: Turn) -> Routine:
    """The child's routine; a first one that asks nothing yet when there is none."""
    return turn.child.routine or Routine(carer=turn.carer.person, days=(), at=FIRST_TIME, since=turn.today)


def change_plan(turn: Turn, **changes: object) -> None:
    """Change the plan. It asks from its next time on, so setting it up in the evening brings no question at once."""
    routine: Routine = msgspec.structs.replace(routine_of(turn), **changes)
    key = f"homework/{turn.child.id}/{turn.today}"
    asks_today = key in turn.carer.reminded or turn.local_now.time() < routine.at
    since = turn.today if asks_today else turn.today + timedelta(days=1)
    turn.change_child(routine=msgspec.structs.replace(routine, since=since))


def is_running(turn: Turn) -> bool:
    """Whether it asks at all at the moment."""
    return turn.child.routine is not None and turn.child.routine.often != "off"


def plan_lines(turn: Turn, *, when: bool = True) -> Html:
    """The plan as it is shown: when, where, what to look at."""
    routine = turn.child.routine
    if routine is None:
        return Html("")
    days = ", ".join(turn.words.weekday(day) for day in routine.days)
    lines = [turn._("<b>When:</b> {days} at {time}", days=days, time=turn.words.clock(routine.at))] if when else []
    if routine.place:
        lines.append(turn._("<b>Where:</b> {place}", place=routine.place))
    if routine.look_at:
        lines.append(turn._("<b>We look at:</b> {what}", what=routine.look_at))
    return join(lines, "\n")


def count_days(turn: Turn, found: Week) -> Html:
    """`4 of 5 planned days`."""
    return turn.n_("{done} of {count} planned day", "{done} of {count} planned days", found.planned, done=found.done)
