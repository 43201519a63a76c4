"""Runs many seeds, or tells the story of one: `python -m tests.simulation --seeds 1000`, `--replay 17`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import msgspec

from tests.simulation.faults import COMBINATIONS, NAMES
from tests.simulation.many_runs import fix_hashes, on_all_cores
from tests.simulation.one_run import Report, content, run, silence


def main() -> int:
    """0 when every seed kept every promise."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument(
        "--seeds", type=int, default=len(COMBINATIONS), help="how many seeds (each fault and pair once)"
    )
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    parser.add_argument("--fault", action="append", choices=NAMES, help="these faults instead of the seed's own")
    parser.add_argument("--replay", type=int, metavar="SEED", help="play one seed and tell its story")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found")
    chosen = parser.parse_args()
    faults = tuple(chosen.fault) if chosen.fault else None
    content()
    silence()
    if chosen.replay is not None:
        return _replay(chosen.replay, faults)
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    reports = list(on_all_cores(SeedRunner(faults), seeds, "runs"))
    failed = sorted((report for report in reports if report.wrong), key=lambda report: report.seed)
    for report in failed[:40]:
        print(f"seed {report.seed} ({', '.join(report.faults)}): {'; '.join(report.wrong)[:400]}")
    if chosen.json:
        chosen.json.write_bytes(msgspec.json.format(msgspec.json.encode(failed), indent=1))
    calls = sum(report.calls for report in reports)
    boundaries = sum(sum(report.boundaries) for report in reports)
    lives = sum(len(report.boundaries) for report in reports)
    print(f"{calls} API calls, {boundaries} changes of the disk and sends, {lives} lives of the bot")
    print(f"{len(failed)} of {len(reports)} seeds broke a promise")
    if failed:
        blamed = Counter(name for report in failed for name in report.faults)
        print(f"faults in them: {dict(blamed.most_common())}")
        print(f"see one again: python -m tests.simulation --replay {failed[0].seed}")
    return 1 if failed else 0


class SeedRunner:
    """`run` with its faults, so that it can be sent to another process."""

    def __init__(self, faults: tuple[str, ...] | None) -> None:
        self._faults = faults

    def __call__(self, seed: int) -> Report:
        try:
            return run(seed, self._faults)
        except Exception as fault:
            words = f"the run itself stumbled: {type(fault).__name__}: {fault}"
            return Report(seed, self._faults or COMBINATIONS[seed % len(COMBINATIONS)], (words,), "", 0, (), ())


def _replay(seed: int, faults: tuple[str, ...] | None) -> int:
    first, second = run(seed, faults), run(seed, faults)
    print(f"seed {seed}, faults: {', '.join(first.faults) or 'none'}")
    print("\n".join(first.story))
    print(f"{first.calls} calls; ledger {first.digest}")
    print("the same again: " + ("yes, byte for byte" if first.digest == second.digest else "NO"))
    print(json.dumps(first.wrong, indent=1) if first.wrong else "every promise was kept")
    return 1 if first.wrong or first.digest != second.digest else 0


if __name__ == "__main__":
    sys.exit(main())
