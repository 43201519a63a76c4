"""School work at a set time and place: the conversation that makes the plan, and when it speaks up."""

from __future__ import annotations

from datetime import date, datetime

from bot.core import localtime, reminders
from bot.core.capability import Answer, Capability, Reminder, mark
from bot.core.child import Child
from bot.core.coaching import homework_reminders, homework_week, school_week
from bot.core.coaching.school_plan import change_plan, count_days, is_running, plan_lines, routine_of
from bot.core.engine import open_conversation
from bot.core.records import Carer
from bot.core.text import Html
from bot.core.turn import Turn


def _homework(turn: Turn, _: str) -> None:
    open_conversation(turn, "homework")


def _days(turn: Turn, answer: Answer) -> Html | None:
    if not answer.days:
        return turn._("Please tap at least one day.")
    change_plan(turn, days=tuple(sorted(set(answer.days))))
    return None


def _time(turn: Turn, answer: Answer) -> Html | None:
    if answer.time is not None:
        change_plan(turn, at=answer.time)
    return None


def _place(turn: Turn, answer: Answer) -> None:
    change_plan(turn, place=", ".join((*answer.labels, *answer.words)))


def _look_at(turn: Turn, answer: Answer) -> None:
    change_plan(turn, look_at=", ".join((*answer.labels, *answer.words)))


def _start(turn: Turn, _: Answer) -> None:
    routine = turn.child.routine
    if routine is None:
        return
    change_plan(turn, carer=turn.carer.person, often="each")
    ahead = school_week.reminders(routine_of(turn), turn.child.id, turn.carer.zone, turn.now)
    first = next((each for each in ahead if each.at > turn.now), None)
    heard = reminders.heard_at(turn.carer, first) if first and turn.carer.paused_until is None else None
    if first is not None and heard is not None and heard != first.at:
        clock = turn.words.clock(localtime.local(heard, turn.carer.zone).time())
        turn.say(
            turn._("That time is in your quiet hours, so I say hello at {time}. Change them in /settings.", time=clock)
        )


def _stop(turn: Turn, _: Answer) -> None:
    if turn.child.routine is not None:
        change_plan(turn, often="off")


def _this_week(turn: Turn) -> Html:
    routine = turn.child.routine
    if routine is None:
        return Html("")
    found = school_week.week(routine, school_week.monday(turn.today), turn.today)
    if found.planned:
        return count_days(turn, found)
    return turn._("days off, and that is fine") if found.off else turn._("it has just begun")


def _reminders(carer: Carer, child: Child, now: datetime) -> list[Reminder]:
    routine = child.routine
    if routine is None or routine.carer != carer.person:
        return []
    return list(school_week.reminders(routine, child.id, carer.zone, now))


def _tell(turn: Turn, reminder: Reminder) -> None:
    _, _, *occasion = reminder.key.split("/")  # a date, or `week` and its ISO number
    if occasion[0] == "week":
        year, number = occasion[1].split("-W")
        turn.say(*homework_week.summary(turn, date.fromisocalendar(int(year), int(number), 1)))
    else:
        homework_reminders.say_day(turn, date.fromisoformat(occasion[0]))


HOMEWORK = Capability(
    name="homework",
    commands={"homework": _homework},
    taps={**homework_reminders.TAPS, **homework_week.TAPS},
    does={
        "routine_days": _days,
        "routine_time": _time,
        "routine_place": _place,
        "routine_look_at": _look_at,
        "start_routine": _start,
        "stop_routine": _stop,
    },
    facts={"routine": is_running},
    views={"routine": plan_lines, "week": _this_week},
    reminders=_reminders,
    tell=_tell,
    menu={"homework": mark("A time and place for school work")},
)
