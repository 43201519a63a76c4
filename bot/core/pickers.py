"""Keyboards to pick from: options, days of the week, a week's grid, a calendar, a clock.

Dates and times are picked, never parsed: free text turns "next tuesday" into the wrong day. A picker only lays out
buttons; what a tap means is decided by whoever asked.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time, timedelta

from bot.core.buttons import Action, Button, Row, button
from bot.core.turn import PARTS_OF_DAY, Speaker

SHORT = 14  # characters: two such labels fit side by side on a small phone
CELL = 15  # characters of a cell of the week, its tick included: three fit, in smaller letters; `Wed afternoon`
FURTHEST = timedelta(days=366 + 31)  # a yearly meeting can be set a little over a year ahead
HOURS = range(7, 22)
MINUTES = (0, 15, 30, 45)

TICK = "✓ "


def options(labels: Sequence[str], ticked: Iterable[int], act: Callable[[int], Action]) -> list[Row]:
    """Options by index, two in a row when all are short."""
    marks = set(ticked)
    buttons = [button(f"{TICK}{label}" if n in marks else label, act(n)) for n, label in enumerate(labels)]
    width = 2 if all(len(label) <= SHORT for label in labels) else 1
    return in_rows(buttons, width)


def weekdays(speaker: Speaker, ticked: Iterable[int], act: Callable[[int], Action]) -> list[Row]:
    """The seven days, Monday first."""
    marks = set(ticked)
    labels = [speaker.words.weekday(day, short=True) for day in range(7)]
    return in_rows([button(f"{TICK}{label}" if n in marks else label, act(n)) for n, label in enumerate(labels)], 4)


def week_cells() -> list[str]:
    """The ids of the grid's cells, Monday to Friday: `0-am`, `0-pm`, `0-eve`, `1-am`, ..."""
    return [f"{day}-{part}" for day in range(5) for part in PARTS_OF_DAY]


def week_grid(speaker: Speaker, ticked: Iterable[str], act: Callable[[int], Action]) -> list[Row]:
    """School days by part of the day, one day in a row; in a language with long words, one cell."""
    marks = set(ticked)
    names = {"am": speaker.label("morning"), "pm": speaker.label("afternoon"), "eve": speaker.label("evening")}
    buttons = []
    for n, cell in enumerate(week_cells()):
        day, _, part = cell.partition("-")
        label = f"{speaker.words.weekday(int(day), short=True)} {names[part]}"
        buttons.append(button(f"{TICK}{label}" if cell in marks else label, act(n)))
    fits = all(len(cell.label.removeprefix(TICK)) + len(TICK) <= CELL for cell in buttons)  # a tick moves nothing
    return in_rows(buttons, len(PARTS_OF_DAY) if fits else 1)


def month(
    speaker: Speaker, shown: date, today: date, pick: Callable[[date], Action], turn_to: Callable[[date], Action]
) -> list[Row]:
    """A calendar of one month, Monday first, days in the past left empty, with arrows to the months around it."""
    idle = turn_to(shown)
    last = today + FURTHEST
    rows: list[Row] = [(button(speaker.words.month(shown), idle),)]
    rows.append(tuple(button(speaker.words.weekday(day, short=True)[:3], idle) for day in range(7)))
    for week in calendar.Calendar().monthdatescalendar(shown.year, shown.month):
        cells = []
        for day in week:
            open_day = day.month == shown.month and today <= day <= last
            cells.append(button(str(day.day), pick(day)) if open_day else button("·", idle))
        if any(cell.label != "·" for cell in cells):
            rows.append(tuple(cells))
    before = (shown.replace(day=1) - timedelta(days=1)).replace(day=1)
    after = (shown.replace(day=28) + timedelta(days=4)).replace(day=1)
    arrows = []
    if before >= today.replace(day=1):
        arrows.append(button(f"‹ {speaker.words.month(before)}", turn_to(before)))
    if after <= last:
        arrows.append(button(f"{speaker.words.month(after)} ›", turn_to(after)))
    if arrows:
        rows.append(tuple(arrows))
    return rows


def hours(speaker: Speaker, act: Callable[[int], Action]) -> list[Row]:
    """The hours of a family's day."""
    return in_rows([button(speaker.words.clock(time(hour)), act(hour)) for hour in HOURS], 3)


def minutes(speaker: Speaker, hour: int, pick: Callable[[time], Action]) -> list[Row]:
    """The quarters of one hour."""
    times = [time(hour, minute) for minute in MINUTES]
    return in_rows([button(speaker.words.clock(each), pick(each)) for each in times], 2)


def in_rows(buttons: Sequence[Button], width: int) -> list[Row]:
    """Buttons in rows of at most `width`."""
    return [tuple(buttons[n : n + width]) for n in range(0, len(buttons), width)]
