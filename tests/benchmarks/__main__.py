"""`python -m tests.benchmarks [--only NAME] [--quick] [--json FILE]`: run the benchmarks and print what they show."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import uvloop

from .rows import Row, table

NAMES = ("conversation", "commit", "restart", "due", "memory", "start", "lanes", "papers", "backups", "fleet")


def main(words: list[str]) -> int:
    """The exit status: 0 when everything ran, whether or not a goal was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, action="append", help="run this one; may be given several times")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller numbers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write one JSON object per row")
    given = parser.parse_args(words)
    if given.json is not None:
        given.json.write_text("", encoding="utf-8")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(_run(given.only or NAMES, given.quick, given.json))
    print(table(found))
    return 0


async def _run(names: list[str] | tuple[str, ...], quick: bool, file: Path | None) -> list[Row]:
    found: list[Row] = []
    for name in names:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        rows: Callable[[bool], AsyncIterator[Row]] = importlib.import_module(f"{__package__}.row_{name}").rows
        async for row in rows(quick):
            found.append(row)
            if file is not None:
                with file.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(row._asdict()) + "\n")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
