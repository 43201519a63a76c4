"""When a broadcast goes out: now, at a time by each group's own wall clock, or every week from then on.

It must not know how a broadcast is sent: it only lays out the pickers and puts a time into words.
"""

from __future__ import annotations

from datetime import date, datetime, time

from bot.core import pickers
from bot.core.broadcasts import Draft
from bot.core.buttons import Action, Button, Row, button
from bot.core.text import Html
from bot.core.turn import Turn


class OfDraft(Action, frozen=True):
    """What all of these buttons carry first: which draft, and whether it is for every week."""

    draft: str
    weekly: bool


class PickDay(OfDraft, frozen=True, tag="bwm"):
    """Show a month to pick a day from; without one, the present month."""

    month: date | None = None


class DayIs(OfDraft, frozen=True, tag="bwd"):
    """On this day."""

    day: date


class HourIs(OfDraft, frozen=True, tag="bwo"):
    """In this hour."""

    day: date
    hour: int


class TimeIs(OfDraft, frozen=True, tag="bwt"):
    """At this time, by the wall clock of each group."""

    wall: datetime


def rows(turn: Turn, draft: Draft) -> list[Row]:
    """The ways to choose a time."""
    if draft.wall is not None:
        return [(button(turn.label("Another time"), PickDay(draft.id, draft.weekly)),)]
    found: list[Button] = [button(turn.label("At a time"), PickDay(draft.id, False))]
    if draft.post.tip:
        found.append(button(turn.label("Every week"), PickDay(draft.id, True)))
    return [tuple(found)]


def words_for(turn: Turn, wall: datetime, weekly: bool) -> Html:
    """A time in words, with weekday and whose clock it is."""
    day, clock = turn.words.day(wall.date()), turn.words.clock(wall.time())
    if weekly:
        return turn._(
            "The first one goes out on {day} at {time}, by each group's own clock. After that one tip comes every "
            "week at that time, through all the small steps in order.",
            day=day,
            time=clock,
        )
    return turn._("It goes out on {day} at {time}, by each group's own clock.", day=day, time=clock)


def show_month(turn: Turn, tap: PickDay) -> None:
    """A calendar."""
    shown = max(tap.month or turn.today, turn.today).replace(day=1)
    found = pickers.month(
        turn,
        shown,
        turn.today,
        lambda day: DayIs(tap.draft, tap.weekly, day),
        lambda month: PickDay(tap.draft, tap.weekly, month),
    )
    text = turn._("On which day shall the first one go out?") if tap.weekly else turn._("On which day?")
    turn.show(text, found)


def show_hours(turn: Turn, tap: DayIs) -> None:
    """The hours of a day."""
    found = pickers.hours(turn, lambda hour: HourIs(tap.draft, tap.weekly, tap.day, hour))
    turn.show(turn._("{day}. At what time?", day=turn.words.day(tap.day)), found)


def show_minutes(turn: Turn, tap: HourIs) -> None:
    """The quarters of an hour."""
    if tap.hour not in pickers.HOURS:
        show_hours(turn, DayIs(tap.draft, tap.weekly, tap.day))
        return

    def pick(at: time) -> TimeIs:
        return TimeIs(tap.draft, tap.weekly, datetime.combine(tap.day, at))

    day, hour = turn.words.day(tap.day), turn.words.clock(time(tap.hour))
    turn.show(
        turn._("{day}, {hour}. Which part of the hour?", day=day, hour=hour), pickers.minutes(turn, tap.hour, pick)
    )
