"""Lets the bot die at every boundary of a town's day: before, in the middle of and after each change of the disk and
each request to Telegram, by a kill and by a power cut. `python -m tests.simulation.crash_points --points 10000`

The day touches every kind of record: families, a group, the house; consent, questions, a meeting, school work and its
reminder, a tip to a group, and somebody who deletes everything. After the death under test the next lives die too, at
random boundaries, so that a start is interrupted as often as the work.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

import msgspec

from tests.simulation.boundaries import How
from tests.simulation.many_runs import add_volume, fix_hashes, on_all_cores
from tests.simulation.one_run import Deaths, Report, content, run, silence
from tests.simulation.real_kills import RealKills
from tests.simulation.short_day import ShortDays
from tests.simulation.town import HOWS

LATER_DEATHS = 4


class Point(msgspec.Struct, frozen=True):
    """Where the first life dies, and the seed of the day."""

    seed: int
    at: int
    how: How
    power: bool
    name: str = ""

    @property
    def deaths(self) -> Deaths:
        """This death, and those that follow."""
        chance = Random(repr(self))
        later = [(chance.randint(1, 90), chance.choice(HOWS), chance.random() < 0.5) for _ in range(LATER_DEATHS)]
        return ((self.at, self.how, self.power), *later)


class Tried(msgspec.Struct, frozen=True):
    """A point, and what came of it."""

    point: Point
    deaths: int
    wrong: tuple[str, ...]


Day = Callable[[int, Deaths], Report]  # of a seed


def whole_day(seed: int, deaths: Deaths) -> Report:
    """From the first minutes on."""
    return run(seed, (), deaths, days=1)


def short_days() -> Day:
    """A dense hour, a night and a reminder in a town that has settled."""
    days = ShortDays()
    return lambda seed, deaths: days.run(seed, (), deaths)


def points(seed: int, day: Day = whole_day) -> Iterator[Point]:
    """Every boundary of the first life of this seed's day, in each way to die there."""
    for at, name in enumerate(day(seed, ()).passed, 1):
        for how in HOWS:
            if how != "half" or name == "disk: write":
                for power in (False, True):
                    yield Point(seed, at, how, power, name)


def try_point(point: Point, day: Day = whole_day) -> Tried:
    """Die there, and hold the town against every promise."""
    try:
        report = day(point.seed, point.deaths)
    except Exception as fault:
        return Tried(point, 0, (f"the run itself stumbled: {type(fault).__name__}: {fault}",))
    deaths = sum("it dies at" in line for line in report.story)
    return Tried(point, deaths, tuple(each for each in report.wrong if "although nothing had failed" not in each))


def main() -> int:
    """0 when no death broke a promise."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.crash_points", description=__doc__)
    parser.add_argument("--points", type=int, default=10_000, help="how many deaths at least")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    add_volume(parser)
    parser.add_argument("--every", type=int, default=1, help="take every so manieth boundary only")
    parser.add_argument("--short", action="store_true", help="in short days")
    parser.add_argument("--sigkill", action="store_true", help="kill real processes, one point each, in short days")
    chosen = parser.parse_args()
    content()
    silence()
    if chosen.sigkill:
        return _kill(range(chosen.first, chosen.first + chosen.points), chosen.jobs, chosen.minutes)
    day = short_days() if chosen.short else whole_day
    wanted: list[Point] = []
    seed = chosen.first
    while len(wanted) * (1 + LATER_DEATHS) < chosen.points:
        wanted += list(points(seed, day))[:: chosen.every]
        seed += 1
    wanted = wanted[: -(-chosen.points // (1 + LATER_DEATHS))]
    tried = list(on_all_cores(partial(try_point, day=day), wanted, "days", chosen.jobs, chosen.minutes))
    failed = [each for each in tried if each.wrong]
    for each in failed[:40]:
        print(f"{each.point}: {'; '.join(each.wrong)[:300]}")
    kinds = Counter(each.point.name for each in tried)
    print(f"boundaries: {dict(kinds.most_common())}")
    print(
        f"{sum(each.deaths for each in tried)} deaths at {len(tried)} chosen boundaries; {len(failed)} broke a promise"
    )
    return 1 if failed else 0


def _kill(seeds: range, jobs: int, minutes: float) -> int:
    results = on_all_cores(RealKills(), seeds, "real processes", jobs, minutes)
    killed = [each for each in results if each.reached]
    failed = [each for each in killed if each.wrong]
    for each in failed[:40]:
        print(f"{each.kill}: {'; '.join(each.wrong)[:300]}")
    print(f"boundaries: {dict(Counter(each.name for each in killed).most_common())}")
    print(f"{len(killed)} processes were killed by SIGKILL; {len(failed)} broke a promise")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
