"""What the garbage collector has looked through once rests until the night, and is found then."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.watching.garbage import look_through_all, looked_through_once


class Ring:
    """Refers to itself, so it does not go with the last reference from outside."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def at_our_moments() -> Iterator[None]:
    """No collection that happens to come in between."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_what_a_full_collection_has_seen_is_not_seen_by_the_next() -> None:
    with looked_through_once():
        kept = [Ring() for _ in range(100)]
        gc.collect()
        assert not any(type(each) is Ring for each in gc.get_objects())
        assert all(each.itself is each for each in kept)


def test_new_circles_are_found_as_ever() -> None:
    with looked_through_once():
        ring = Ring()
        gone = weakref.ref(ring)
        del ring
        gc.collect()
        assert gone() is None


async def test_circles_among_what_rests_are_found_at_night_and_the_rest_rests_again() -> None:
    with looked_through_once():
        ring, kept = Ring(), Ring()
        gone = weakref.ref(ring)
        gc.collect()
        del ring
        gc.collect()
        assert gone() is not None
        await look_through_all()
        assert gone() is None
        assert not any(each is kept for each in gc.get_objects())


def test_afterwards_everything_is_as_before() -> None:
    callbacks, threshold = list(gc.callbacks), gc.get_threshold()
    with looked_through_once():
        assert gc.get_threshold() > threshold
    assert gc.get_freeze_count() == 0
    assert gc.callbacks == callbacks
    assert gc.get_threshold() == threshold
