"""How each kind of ask looks: its buttons, and what is ticked when it is shown again.

What a tap on them means stands in `answering.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import assert_never

import msgspec

from bot.core import pickers
from bot.core.buttons import Action, Row, button
from bot.core.child import Note
from bot.core.conversation import Ask, Step
from bot.core.records import Talk
from bot.core.text import shorten
from bot.core.turn import Turn


class Choose(Action, frozen=True, tag="c"):
    """An option, a day or a cell of the ask, by its place; behind the options come the own words added to them.

    `seen` is what stood there when the button was shown: 1 for a tick; of own words, how many there were. So who taps
    twice, because nothing seems to happen, has tapped once.
    """

    mark: str
    index: int
    seen: int = 0


class Done(Action, frozen=True, tag="d"):
    """What is ticked is the answer."""

    mark: str


class TurnPage(Action, frozen=True, tag="m"):
    """Show another month of the calendar."""

    mark: str
    month: date


class PickDay(Action, frozen=True, tag="y"):
    """A day of the calendar."""

    mark: str
    day: date


class PickHour(Action, frozen=True, tag="h"):
    """An hour of the clock; its quarters come next."""

    mark: str
    hour: int


class PickTime(Action, frozen=True, tag="t"):
    """A time of the clock."""

    mark: str
    at: time


def prepare(turn: Turn, step: Step, talk: Talk) -> Talk:
    """Tick what was answered before, so that changing an answer does not begin from nothing."""
    ask = step.ask
    if ask is None or not ask.keep or ask.kind not in ("chips", "grid", "days"):
        return talk
    before = turn.child.notes.get(ask.keep, Note())
    return msgspec.structs.replace(talk, chosen=before.chosen, words=before.words)


def rows(turn: Turn, step: Step, talk: Talk, month: date | None = None, hour: int | None = None) -> list[Row]:
    """The buttons that answer the step's ask; for a calendar of `month`, for a clock the quarters of `hour`."""
    ask = step.ask
    if ask is None:
        return []
    match ask.kind:
        case "text" | "photo":
            return []
        case "choice":
            return pickers.options([option.label for option in ask.options], (), _choose(ask, talk))
        case "chips":
            ticked = [n for n, option in enumerate(ask.options) if option.id in talk.chosen]
            found = pickers.options([option.label for option in ask.options], ticked, _choose(ask, talk))
            own = [f"{pickers.TICK}{shorten(word)}" for word in talk.words]
            found += pickers.options(own, (), lambda n: Choose(talk.mark, len(ask.options) + n, len(talk.words)))
            return [*found, _done(turn, talk)]
        case "days":
            found = pickers.weekdays(turn, [int(day) for day in talk.chosen], _choose(ask, talk))
            return [*found, _done(turn, talk)]
        case "grid":
            return [*pickers.week_grid(turn, talk.chosen, _choose(ask, talk)), _done(turn, talk)]
        case "date":
            return _calendar(turn, talk, month or turn.today)
        case "time":
            if hour is not None:
                return pickers.minutes(turn, hour, lambda at: PickTime(talk.mark, at))
            return pickers.hours(turn, lambda hour: PickHour(talk.mark, hour))
        case _:
            assert_never(ask.kind)


def _calendar(turn: Turn, talk: Talk, month: date) -> list[Row]:
    return pickers.month(
        turn,
        month.replace(day=1),
        turn.today,
        pick=lambda day: PickDay(talk.mark, day),
        turn_to=lambda day: TurnPage(talk.mark, day),
    )


def option_ids(ask: Ask) -> list[str]:
    """The ids behind the places that `Choose` counts."""
    match ask.kind:
        case "days":
            return [str(day) for day in range(7)]
        case "grid":
            return pickers.week_cells()
        case _:
            return [option.id for option in ask.options]


def _choose(ask: Ask, talk: Talk) -> Callable[[int], Action]:
    ids = option_ids(ask)
    return lambda index: Choose(talk.mark, index, int(ids[index] in talk.chosen))


def _done(turn: Turn, talk: Talk) -> Row:
    return (button(turn.label("Done"), Done(talk.mark)),)
