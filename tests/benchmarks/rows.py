"""What a benchmark says: one row with a figure, what it stands against, and whether the goal is met."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple


class Goal(NamedTuple):
    """What the ratio has to be: at most or at least this."""

    bound: Literal["<=", ">="]
    value: float

    def __str__(self) -> str:
        return f"{self.bound} {self.value:g}"

    def met(self, ratio: float) -> bool:
        """Whether a ratio is good enough."""
        return ratio <= self.value if self.bound == "<=" else ratio >= self.value


class Row(NamedTuple):
    """One comparison. `figure` and `baseline` are in `unit`; `ratio` is the median over rounds, ours by theirs."""

    name: str
    figure: float
    unit: str
    against: str
    baseline: float | None
    ratio: float | None
    goal: str
    met: bool | None
    note: str = ""


def compared(
    name: str,
    unit: str,
    ours: Sequence[float],
    against: str,
    theirs: Sequence[float],
    goal: Goal | None = None,
    note: str = "",
) -> Row:
    """A row from the rounds of both, taken in turn: the ratio is the median of each round's own ratio."""
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    figure, baseline = statistics.median(ours), statistics.median(theirs)
    met = goal.met(ratio) if goal else None
    return Row(name, figure, unit, against, baseline, ratio, str(goal or ""), met, note)


def bounded(name: str, unit: str, ours: Sequence[float], goal: Goal, note: str = "") -> Row:
    """A row whose goal is a figure of its own, not a ratio to somebody else."""
    figure = statistics.median(ours)
    return Row(name, figure, unit, "", None, None, f"{goal} {unit}", goal.met(figure), note)


def plain(name: str, unit: str, figure: float, note: str = "") -> Row:
    """A figure without a goal."""
    return Row(name, figure, unit, "", None, None, "", None, note)


def table(rows: Iterable[Row]) -> str:
    """All rows as aligned text."""
    heads = ("what", "figure", "against", "figure", "ratio", "goal", "met", "note")
    lines = [heads, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    baseline = "" if row.baseline is None else _number(row.baseline)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    met = {True: "yes", False: "NO", None: ""}[row.met]
    return (row.name, f"{_number(row.figure)} {row.unit}", row.against, baseline, ratio, row.goal, met, row.note)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
