"""Keeps the garbage collector from holding the event loop up: it looks seldom, and what it has looked through once
rests until the night.

Almost everything here goes the moment nothing refers to it. The collector is for the rest, what refers to itself in a
circle; to find it, a full collection looks through all that is alive, and nobody is answered meanwhile: 40 ms while
thirty thousand updates are worked off (docs/measurements.md). What has just been looked through and is
in use will most likely stay in use, so it is put aside (`gc.freeze`), and the next collection sees only what is new.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_FULL = 2  # the collector's oldest generation
# New objects that are still in use before the young are looked through, and how often those before the next generation.
# The interpreter's own 700 found the objects of one update several times over, while they were in use: a tenth of all
# that an update cost. Full collections come about as often as with 700, 10 and 10.
_SELDOM = (10_000, 5, 2)


@contextmanager
def looked_through_once() -> Iterator[None]:
    """Until the context ends, full collections are short; what is there at its beginning rests as well."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    gc.callbacks.append(_rest)
    try:
        yield
    finally:
        gc.callbacks.remove(_rest)
        gc.set_threshold(*before)
        gc.unfreeze()


async def look_through_all() -> None:
    """For a quiet hour: find the circles among what rests, too. The event loop stands still meanwhile."""
    gc.unfreeze()
    gc.collect()


def _rest(phase: str, about: dict[str, int]) -> None:
    if phase == "stop" and about["generation"] == _FULL:
        gc.freeze()
