"""Plays many things on all cores, shows how it goes, and lets one seed mean the same in every process.

It must not know what is played.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")
SHOW_EVERY = 10.0  # seconds
A_BATCH = 32  # for each process, between two looks at the clock
SELDOM = (100_000, 50, 100)  # a run makes garbage and is short: collecting at Python's pace costs a tenth of it


_PLAY: ContextVar[Callable[[Any], Any]] = ContextVar("PLAY")  # what a process plays; it has it from its parent


def fix_hashes() -> None:
    """Begin again with Python's hashes fixed, because the order of sets of words hangs on them."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        module = sys.modules["__main__"].__spec__
        name = module.name.removesuffix(".__main__") if module is not None else ""
        arguments = ["-m", name, *sys.argv[1:]] if name else sys.argv
        os.execve(sys.executable, [sys.executable, *arguments], {**os.environ, "PYTHONHASHSEED": "0"})


def add_volume(parser: argparse.ArgumentParser) -> None:
    """The choices that every long command has: `jobs` and `minutes`."""
    parser.add_argument("--jobs", type=int, default=0, help="how many processes; by default one for each core")
    parser.add_argument("--minutes", type=float, default=0.0, help="stop after about so long")


def on_all_cores(
    play: Callable[[A], B], what: Iterable[A], name: str, jobs: int = 0, minutes: float = 0.0
) -> Iterator[B]:
    """The results, in order. `play` and what it needs must exist before; it is inherited, not sent. With `minutes` it
    ends after about so long, between two results."""
    gc.collect()
    gc.freeze()  # what was read before is shared by all processes and never garbage
    processes = jobs or os.cpu_count() or 1
    began = shown = time.monotonic()
    left = iter(what)
    done = 0
    with multiprocessing.get_context("fork").Pool(processes, _begin, (play,)) as pool:
        while batch := list(itertools.islice(left, processes * A_BATCH)):
            for result in pool.imap(_play_one, batch, chunksize=2):
                done += 1
                yield result
                if time.monotonic() - shown > SHOW_EVERY:
                    shown = time.monotonic()
                    print(f"{done} {name}, {done / (shown - began):.1f} a second", file=sys.stderr, flush=True)
            if minutes and time.monotonic() - began > minutes * 60:
                break
        pool.close()
        pool.join()
    seconds = time.monotonic() - began
    print(f"{done} {name} in {seconds:.1f} s: {done / max(seconds, 1e-9):.1f} a second", flush=True)


def _begin(play: Callable[[Any], Any]) -> None:
    gc.set_threshold(*SELDOM)
    _PLAY.set(play)


def _play_one(what: Any) -> Any:
    return _PLAY.get()(what)
