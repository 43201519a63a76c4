"""Runs many seeds, or tells the story of one: `python -m tests.simulation --seeds 0:100000`, `--replay 17`.

Every hundredth seed is a whole day, from the first minutes on; the others are short days in a town that has settled.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from tests.simulation.faults import COMBINATIONS, NAMES
from tests.simulation.many_runs import add_volume, fix_hashes, on_all_cores
from tests.simulation.one_run import Report, content, run, silence, stumbled
from tests.simulation.short_day import ShortDays
from tests.simulation.tally import Tally, take_up

WHOLE_EVERY = 100
SAVE_EVERY = 200  # seeds


def main() -> int:
    """0 when every seed kept every promise."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument(
        "--seeds",
        type=_seeds,
        default=(0, len(COMBINATIONS)),
        metavar="FROM:TO",
        help="which seeds, without TO; a number alone is TO. By default each fault and pair once",
    )
    parser.add_argument("--fault", action="append", choices=NAMES, help="these faults instead of the seed's own")
    parser.add_argument("--whole", action="store_true", help="whole days only")
    parser.add_argument("--replay", type=int, metavar="SEED", help="play one seed and tell its story")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="write what was found, and go on from there")
    add_volume(parser)
    chosen = parser.parse_args()
    content()
    silence()
    runner = SeedRunner(tuple(chosen.fault) if chosen.fault else None, whole=chosen.whole)
    if chosen.replay is not None:
        return _replay(chosen.replay, runner)
    tally = take_up(chosen.resume, *chosen.seeds)
    reports = on_all_cores(runner, range(tally.next, tally.end), "runs", chosen.jobs, chosen.minutes)
    for report in reports:
        tally.add(report, whole=runner.is_whole(report.seed))
        if report.wrong:
            print(f"seed {report.seed} ({', '.join(report.faults)}): {'; '.join(report.wrong)[:400]}", flush=True)
        if chosen.resume and tally.runs % SAVE_EVERY == 0:
            tally.save(chosen.resume)
    if chosen.resume:
        tally.save(chosen.resume)
    _tell(tally, runner)
    return 1 if tally.failed else 0


class SeedRunner:
    """Plays one seed, so that it can be sent to another process. `faults` in the place of the seed's own."""

    def __init__(self, faults: tuple[str, ...] | None, *, whole: bool) -> None:
        self._faults = faults
        self._whole = whole
        self._short = ShortDays()

    def is_whole(self, seed: int) -> bool:
        """Whether this seed is a whole day."""
        return self._whole or seed % WHOLE_EVERY == 0

    def __call__(self, seed: int) -> Report:
        try:
            return run(seed, self._faults) if self.is_whole(seed) else self._short.run(seed, self._faults)
        except Exception as fault:
            return stumbled(seed, self._faults, fault)


def _seeds(text: str) -> tuple[int, int]:
    first, _, end = text.rpartition(":")
    return int(first or 0), int(end)


def _tell(tally: Tally, runner: SeedRunner) -> None:
    print(f"seeds {tally.first} to {tally.next - 1}: {tally.runs} runs, {tally.whole_days} of them whole days")
    print(f"{tally.calls} API calls, {tally.boundaries} changes of the disk and sends, {tally.lives} lives of the bot")
    if runner._faults is None:
        print("\n".join(tally.coverage()))
    print(f"{tally.failed} of {tally.runs} seeds broke a promise")
    if tally.broken:
        blamed = Counter(name for each in tally.broken for name in each.faults)
        print(f"faults in them: {dict(blamed.most_common())}")
        print(f"see one again: python -m tests.simulation --replay {tally.broken[0].seed}")


def _replay(seed: int, runner: SeedRunner) -> int:
    first, second = runner(seed), runner(seed)
    print(f"seed {seed}, faults: {', '.join(first.faults) or 'none'}")
    print("\n".join(first.story))
    print(f"{first.calls} calls; ledger {first.digest}; struck: {', '.join(first.met) or 'none'}")
    print("the same again: " + ("yes, byte for byte" if first.digest == second.digest else "NO"))
    print(json.dumps(first.wrong, indent=1) if first.wrong else "every promise was kept")
    return 1 if first.wrong or first.digest != second.digest else 0


if __name__ == "__main__":
    sys.exit(main())
