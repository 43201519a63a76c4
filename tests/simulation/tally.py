"""What many seeds have shown so far, in a file: a run of hours can be stopped and taken up again.

It must not know how a seed is played.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import msgspec

from tests.simulation.faults import NAMES
from tests.simulation.one_run import Report

TOLD = 200  # broken promises that are kept in full


class Broken(msgspec.Struct, frozen=True):
    """A seed that broke a promise."""

    seed: int
    faults: tuple[str, ...]
    wrong: tuple[str, ...]


class Tally(msgspec.Struct):
    """Of the seeds `first` to `end`, without `end`; `next` is the first that has not been played."""

    first: int
    end: int
    next: int
    runs: int = 0
    whole_days: int = 0
    calls: int = 0
    boundaries: int = 0  # changes of the disk and sends
    lives: int = 0
    struck: dict[str, int] = {}  # a fault, or two with " + " between: runs in which all of them struck
    failed: int = 0
    broken: list[Broken] = []

    def add(self, report: Report, *, whole: bool) -> None:
        """One more seed was played."""
        self.next = report.seed + 1
        self.runs += 1
        self.whole_days += whole
        self.calls += report.calls
        self.boundaries += sum(report.boundaries)
        self.lives += len(report.boundaries)
        for names in (*((name,) for name in report.met), *combinations(report.met, 2)):
            key = " + ".join(names)
            self.struck[key] = self.struck.get(key, 0) + 1
        if report.wrong:
            self.failed += 1
            if len(self.broken) < TOLD:
                self.broken.append(Broken(report.seed, report.faults, report.wrong))

    def save(self, path: Path) -> None:
        """Write it down, whole."""
        beside = path.with_name(path.name + ".new")
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))
        beside.replace(path)

    def coverage(self) -> Iterator[str]:
        """Which faults and pairs have struck, in lines for people."""
        for what, wanted in (
            ("faults", sorted(NAMES)),
            ("pairs of faults", [" + ".join(pair) for pair in combinations(sorted(NAMES), 2)]),
        ):
            counted = {name: self.struck.get(name, 0) for name in wanted}
            reached = sum(times > 0 for times in counted.values())
            least = min(counted, key=lambda name: counted[name])
            yield f"{reached} of {len(wanted)} {what} struck; the rarest, {least}, in {counted[least]} runs"
            if reached < len(wanted):
                yield "  never: " + ", ".join(name for name, times in counted.items() if not times)[:400]


def take_up(path: Path | None, first: int, end: int) -> Tally:
    """Where an earlier run of the same seeds stopped, or the beginning."""
    if path is not None and path.exists():
        before = msgspec.json.decode(path.read_bytes(), type=Tally)
        if (before.first, before.end) == (first, end):
            return before
    return Tally(first, end, first)
