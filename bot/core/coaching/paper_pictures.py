"""Two small pictures for the parent alone: the trend of the self-checks and a month of school work.

No grades, no streaks, nothing red. Each comes with the same facts in words.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from bot.core.child import Routine, SelfCheck
from bot.core.coaching import paper_cards, school_week
from bot.core.coaching.school_plan import count_days
from bot.core.coaching.school_week import Week
from bot.core.coaching.self_check import ITEMS
from bot.core.file_names import file_name
from bot.core.papers import Month, Paper, Series, Trend
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

CHECKS = 6  # the newest ones are shown
TOP = 4  # the best answer of the self-check

Sign = Literal["", "planned", "done", "off"]


# ---- the self-checks -------------------------------------------------------------------------------------------------


def has_trend(turn: Turn) -> bool:
    """Whether there are two self-checks to compare."""
    return len(turn.child.checks) > 1


def trend(turn: Turn) -> Paper:
    """A line for each of the six."""
    checks = turn.child.checks[-CHECKS:]
    series = tuple(
        Series(name=turn.label(name), values=_values(checks, place), now=_answer(turn, key, _values(checks, place)[-1]))
        for place, (key, name, _) in enumerate(ITEMS)
        if any(_values(checks, place))
    )
    labels = tuple(turn.words.short_day(check.on) for check in checks)
    chart = Trend(labels=labels, series=series, top=TOP, alt="\n".join(_lines(turn)))
    return _picture(turn, "trend", paper_cards.title_of(turn, "partners"), chart)


def trend_in_words(turn: Turn) -> Html:
    """The same for the eye and the ear."""
    return Html("\n".join(escape(line) for line in _lines(turn)))


def _lines(turn: Turn) -> list[str]:
    lines = []
    for place, (key, name, _) in enumerate(ITEMS):
        answers = [_answer(turn, key, score) for score in _values(turn.child.checks[-CHECKS:], place) if score]
        if answers:
            lines.append(turn.label("{item}: {words}", item=turn.label(name), words=" → ".join(answers)))
    return lines


def _values(checks: tuple[SelfCheck, ...], place: int) -> tuple[int, ...]:
    return tuple(check.scores[place] if place < len(check.scores) else 0 for check in checks)


def _answer(turn: Turn, key: str, score: int) -> str:
    return next(iter(turn.labels(f"check.{key}", (str(score),))), "")


# ---- a month of school work ------------------------------------------------------------------------------------------


def has_month(turn: Turn) -> bool:
    """Whether any day of this month was answered."""
    routine = turn.child.routine
    return routine is not None and any(day.replace(day=1) == turn.today.replace(day=1) for day in routine.log)


def month(turn: Turn) -> Paper:
    """This month's days."""
    routine = turn.child.routine
    days = _days(turn.today)
    signs = tuple(_sign(routine, day) if routine else "" for day in days)
    key: tuple[tuple[Literal["planned", "done", "off"], str], ...] = (
        ("done", turn.label("it worked")),
        ("planned", turn.label("planned")),
        ("off", turn.label("a day off")),
    )
    chart = Month(
        weekdays=tuple(turn.words.weekday(day, short=True) for day in range(7)),
        first=days[0],
        days=signs,
        key=tuple((sign, words) for sign, words in key if sign in signs),
        alt=_count(turn),
    )
    title = turn.label("School work with {child}", child=turn.child.name)
    return _picture(turn, "school-work", title, chart, turn.words.month(turn.today))


def month_in_words(turn: Turn) -> Html:
    """The same for the eye and the ear."""
    return join([escape(_count(turn)), turn._("Every one of them helps.")], "\n")


def _count(turn: Turn) -> str:
    routine = turn.child.routine
    signs = [(day, _sign(routine, day)) for day in _days(turn.today)] if routine else []
    done = sum(1 for _, sign in signs if sign == "done")
    missed = sum(1 for day, sign in signs if sign == "planned" and day < turn.today)
    off = sum(1 for _, sign in signs if sign == "off")
    parts = [str(count_days(turn, Week(planned=done + missed, done=done, off=off, ill=0)))]
    if off:
        parts.append(str(turn.n_("one day off", "{count} days off", off)))
    return ", ".join(parts)


def _sign(routine: Routine, day: date) -> Sign:
    answer = routine.log.get(day)
    if answer == "done":
        return "done"
    if answer is not None:
        return "off"
    return "planned" if school_week.is_planned(routine, day) else ""


def _days(today: date) -> list[date]:
    first = today.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return [first + timedelta(days=n) for n in range((after - first).days)]


def _picture(turn: Turn, name: str, title: str, chart: Trend | Month, subtitle: str = "") -> Paper:
    return Paper(
        name=file_name(turn, name),
        title=title,
        subtitle=subtitle,
        language=turn.words.language,
        right_to_left=turn.words.right_to_left,
        blocks=(chart,),
        sheet="phone",
    )
