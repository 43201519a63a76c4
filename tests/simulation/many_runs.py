"""Plays many things on all cores, shows how it goes, and lets one seed mean the same in every process.

It must not know what is played.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
SHOW_EVERY = 10.0  # seconds


def fix_hashes() -> None:
    """Begin again with Python's hashes fixed, because the order of sets of words hangs on them."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        module = sys.modules["__main__"].__spec__
        name = module.name.removesuffix(".__main__") if module is not None else ""
        arguments = ["-m", name, *sys.argv[1:]] if name else sys.argv
        os.execve(sys.executable, [sys.executable, *arguments], {**os.environ, "PYTHONHASHSEED": "0"})


def on_all_cores(play: Callable[[A], B], what: Iterable[A], name: str, processes: int = 0) -> Iterator[B]:
    """The results, as they come. `play` and what it needs must exist before; it is inherited, not sent."""
    gc.collect()
    gc.freeze()  # what was read before is shared by all processes and never garbage
    began = shown = time.monotonic()
    done = 0
    with multiprocessing.get_context("fork").Pool(processes or os.cpu_count()) as pool:
        for result in pool.imap_unordered(play, what, chunksize=4):
            done += 1
            yield result
            if time.monotonic() - shown > SHOW_EVERY:
                shown = time.monotonic()
                print(f"{done} {name}, {done / (shown - began):.1f} a second", file=sys.stderr, flush=True)
    seconds = time.monotonic() - began
    print(f"{done} {name} in {seconds:.1f} s: {done / max(seconds, 1e-9):.1f} a second", flush=True)
