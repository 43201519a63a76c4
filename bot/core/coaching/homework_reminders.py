"""What the school work reminder of a day says, and what its buttons do, for the child and day that they carry.

No streaks and no blame: a day off is an answer like any other. Which days are asked about stands in `school_week`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from bot.core import localtime, reminders
from bot.core.buttons import Action, Row, button
from bot.core.child import Routine
from bot.core.coaching import school_week
from bot.core.coaching.school_plan import change_plan, is_running, plan_lines, routine_of
from bot.core.coaching.school_week import DailyAnswer, Often
from bot.core.text import Html, join
from bot.core.turn import Turn

SNOOZES = (30, 60)  # minutes
LADDER: tuple[Often, ...] = ("each", "other", "weekly", "off")


class SayDay(Action, frozen=True, tag="ha"):
    """The answer for one day; a later one takes its place."""

    child: str
    day: date
    answer: DailyAnswer


class AskDay(Action, frozen=True, tag="hg"):
    """Show the question of one day again, to change the answer."""

    child: str
    day: date


class Snooze(Action, frozen=True, tag="hs"):
    """Ask again in so many minutes."""

    child: str
    day: date
    minutes: int


class Less(Action, frozen=True, tag="hl"):
    """Ask less often: this often. A second tap changes nothing. `day` is still to be answered."""

    child: str
    often: Often
    day: date | None = None


class AsBefore(Action, frozen=True, tag="hb"):
    """Ask as often as before."""

    child: str
    often: Literal["each", "other", "weekly"]


# ---- the daily question ----------------------------------------------------------------------------------------------


def say_day(turn: Turn, day: date) -> None:
    """Say the reminder of a day."""
    text = [
        turn._("<b>School work time with {child}</b>", child=turn.child.name),
        plan_lines(turn, when=False),
        turn._("A short look and a kind word are plenty. Tap what fits, at any time today."),
    ]
    turn.say(join(text), _question_rows(turn, day))


def _question_rows(turn: Turn, day: date, *, snooze: bool = True) -> list[Row]:
    child = turn.child.id
    done = button(turn.label("Done"), SayDay(child, day, "done"))
    again = button(turn.label("Snooze"), Snooze(child, day, SNOOZES[0]))
    rows: list[Row] = [
        (done, again) if snooze else (done,),
        (
            button(turn.label("Not today"), SayDay(child, day, "not_today")),
            button(turn.label("Child is ill"), SayDay(child, day, "ill")),
        ),
    ]
    if is_running(turn):
        rows.append((button(turn.label("Less often"), Less(child, school_week.less(routine_of(turn)), day)),))
    return rows


def find_day(turn: Turn, child: str, day: date) -> Routine | None:
    """The routine that a button of this child and day is about; None, with a toast, when there is nothing to change."""
    if not turn.talk_about(child) or turn.child.routine is None:
        turn.toast = turn.label("That plan is not here any more.")
        return None
    asked = f"homework/{child}/{day}" in turn.carer.reminded  # a journey west makes an asked day a day to come
    if day > turn.today and not asked:
        turn.toast = turn.label("That day is still to come.")
        return None
    if day < turn.today - timedelta(days=school_week.ANSWERABLE):
        turn.toast = turn.label("That day is long past. All is well.")
        return None
    return turn.child.routine


def _say_day(turn: Turn, tap: SayDay) -> None:
    routine = find_day(turn, tap.child, tap.day)
    if routine is None:
        return
    before = routine.log.get(tap.day)
    turn.change_child(routine=school_week.answered(routine, tap.day, tap.answer))
    if before is not None and before != tap.answer:
        turn.toast = turn.label("Changed.")
    _show_answer(turn, tap.day)


def _show_answer(turn: Turn, day: date) -> None:
    child = turn.child.name
    words = {
        "done": turn._("Done. That was good of you both."),
        "not_today": turn._("Not today, and that is fine. Days off do not count."),
        "ill": turn._("A day to rest. I hope {child} feels better soon. Sick days do not count.", child=child),
    }
    said = routine_of(turn).log.get(day)
    turn.show(
        join([_day_title(turn, day), words[said] if said else Html("")]),
        [(button(turn.label("Change my answer"), AskDay(turn.child.id, day)),)],
    )


def _day_title(turn: Turn, day: date) -> Html:
    return turn._("<b>School work with {child}, {day}</b>", child=turn.child.name, day=turn.words.short_day(day))


def _ask_day(turn: Turn, tap: AskDay) -> None:
    if find_day(turn, tap.child, tap.day) is not None:
        _show_question(turn, tap.day, turn._("How was it?"))


def _show_question(turn: Turn, day: date, text: Html) -> None:
    routine = routine_of(turn)
    snooze = day == turn.today and day not in routine.log and school_week.is_asked(routine, day)
    turn.show(join([_day_title(turn, day), text]), _question_rows(turn, day, snooze=snooze))


def _snooze(turn: Turn, tap: Snooze) -> None:
    routine = find_day(turn, tap.child, tap.day)
    if routine is None:
        return
    if tap.day in routine.log:
        _show_answer(turn, tap.day)
        return
    if tap.day != turn.today or tap.minutes not in SNOOZES:
        turn.toast = turn.label("That day is over.")
        _show_question(turn, tap.day, turn._("You can still say how it was."))
        return
    again = turn.now + timedelta(minutes=tap.minutes)
    reminder = school_week.daily_reminder(routine, tap.child, tap.day, turn.carer.zone)
    if reminder is None or routine.carer != turn.carer.person or not reminders.snooze(turn, reminder, again):
        text = turn._("I will not come again today. Whatever fits is fine.")
        turn.show(join([_day_title(turn, tap.day), text]), _question_rows(turn, tap.day, snooze=False))
        return
    clock = turn.words.clock(localtime.local(again, turn.carer.zone).time())
    row = [button(turn.label("Done"), SayDay(tap.child, tap.day, "done"))]
    if tap.minutes != SNOOZES[-1]:
        row.append(button(turn.label("In 1 hour instead"), Snooze(tap.child, tap.day, SNOOZES[-1])))
    text = turn._("All right. I will come again at {time}.", time=clock)
    turn.show(join([_day_title(turn, tap.day), text]), [tuple(row)])


# ---- less often ------------------------------------------------------------------------------------------------------


def _less(turn: Turn, tap: Less) -> None:
    if not turn.talk_about(tap.child) or turn.child.routine is None:
        turn.toast = turn.label("That plan is not here any more.")
        return
    before = turn.child.routine.often
    if LADDER.index(tap.often) > LADDER.index(before):
        change_plan(turn, often=tap.often)
    else:
        before = "each"  # the same tap again, or an old button: it never makes it more often
    _show_how_often(turn, before, tap.day)


def _show_how_often(turn: Turn, before: Often, day: date | None = None) -> None:
    """How often it asks now, with the way back, further on, and to the question that stood here."""
    child, routine = turn.child.id, routine_of(turn)
    rows: list[Row] = []
    if before != "off" and before != routine.often:
        rows.append((button(turn.label("As before"), AsBefore(child, before)),))
    if is_running(turn):
        rows.append((button(turn.label("Even less often"), Less(child, school_week.less(routine), day)),))
    if day is not None and day not in routine.log:
        name = turn.words.short_day(day)
        rows.append((button(turn.label("Say how {day} was", day=name), AskDay(child, day)),))
    turn.show(_how_often(turn), rows)


def _as_before(turn: Turn, tap: AsBefore) -> None:
    if not turn.talk_about(tap.child) or turn.child.routine is None or not turn.child.routine.days:
        turn.toast = turn.label("That plan is not here any more.")
        return
    if turn.child.routine.often != tap.often:
        change_plan(turn, often=tap.often)
    _show_how_often(turn, tap.often)


def _how_often(turn: Turn) -> Html:
    child = turn.child.name
    match routine_of(turn).often:
        case "each":
            return turn._("I ask about school work with {child} on each day of your plan.", child=child)
        case "other":
            return turn._("I now ask about school work with {child} on every other day of your plan.", child=child)
        case "weekly":
            return turn._("I now ask about school work with {child} once a week, on Sunday.", child=child)
        case "off":
            return turn._(
                "No more messages about school work with {child}. Your card stays here. "
                "You can start again with /homework.",
                child=child,
            )


TAPS: Mapping[type[Action], Callable[[Turn, Any], None]] = {
    SayDay: _say_day,
    AskDay: _ask_day,
    Snooze: _snooze,
    Less: _less,
    AsBefore: _as_before,
}
