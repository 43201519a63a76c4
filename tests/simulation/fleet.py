"""Kills parts of a real fleet at random moments while people talk: `python -m tests.simulation.fleet`.

Real processes, a real PostgreSQL server and nginx; so a seed gives the same blows, but not the same history. Prints the
seed, the blows, and what was lost or doubled, which has to be nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.fleet.story import Blow, Figures, Kind, Story
from tests.postgres_server import Server

PAUSE = 3.0  # seconds between an answer and the next question, so that nobody's list is full before the end
KINDS: Sequence[Kind] = ("kill", "kill", "kill", "kill", "stop", "stop", "twice", "twice")


def blows_of(seed: int, number: int, replicas: int, outage: float) -> list[Blow]:
    """So many, at random; the server is away once in the middle, where `outage` (seconds) is not 0."""
    chance = Random(f"fleet {seed}")
    made = [
        Blow(chance.choice(KINDS), chance.randrange(1, 12), chance.randrange(replicas), chance.random() * 2)
        for _ in range(number)
    ]
    if outage:
        made.insert(len(made) // 2, Blow("database", 3, seconds=outage))
    return made


def print_figures(figures: Figures) -> None:
    """A line for each."""
    blows = ", ".join(f"{number} x {kind}" for kind, number in sorted(figures.blows.items()))
    print(f"{blows}; {figures.seconds:.0f} s")
    print(f"{figures.asked} questions asked: {len(figures.lost)} lost, {len(figures.doubled)} kept twice, ", end="")
    print(f"{len(figures.unanswered)} not answered, {figures.answered_twice} answered twice after a kill")
    print(f"{figures.reminders} overdue reminders: {figures.reminded_twice} twice, {figures.not_reminded} uncertain")
    print(f"longest wait for an answer {figures.longest_wait:.1f} s, longest drain {figures.longest_drain:.1f} s")
    for sentence in figures.wrong():
        print(f"WRONG: {sentence}")


def main() -> int:
    """0 when every promise held."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.fleet", description=__doc__)
    parser.add_argument("--blows", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--reminders", type=int, default=100)
    parser.add_argument("--outage", type=float, default=30.0, help="seconds that PostgreSQL is away; 0: never")
    parser.add_argument("--log", type=Path, help="where to write what the replicas have logged")
    chosen = parser.parse_args()
    server = Server()
    try:
        with tempfile.TemporaryDirectory(prefix="sameside-fleet-") as folder:
            story = Story(
                Path(folder),
                server,
                replicas=chosen.replicas,
                talking=chosen.people,
                waiting=chosen.reminders,
                pause=PAUSE,
            )
            print(f"seed {chosen.seed}, {chosen.replicas} replicas, {chosen.people} people", flush=True)
            figures = asyncio.run(story.run(blows_of(chosen.seed, chosen.blows, chosen.replicas, chosen.outage)))
    finally:
        server.stop()
    if chosen.log is not None:
        chosen.log.write_text(figures.log, encoding="utf-8")
    print_figures(figures)
    return 1 if figures.wrong() else 0


if __name__ == "__main__":
    sys.exit(main())
