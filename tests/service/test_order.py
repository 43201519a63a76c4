"""Locks by name: one after the other for a name, all others at once, never a deadlock."""

from __future__ import annotations

import asyncio
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.service.order import Order

Needs = tuple[frozenset[str], frozenset[str], int]  # names at first, names found out later, turns of the loop
NAMES = st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=4)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES, st.integers(0, 3)), min_size=1, max_size=12))
def test_random_cascades_all_end_and_never_share_a_name(those: list[Needs]) -> None:
    """Each one begins with some names and finds out while it holds them that it needs more, as a cascade does."""
    order, held = Order(), Counter[str]()

    async def one(first: frozenset[str], more: frozenset[str], turns: int) -> None:
        names = set(first)
        while True:
            async with order.hold(names):
                held.update(names)
                assert max(held[name] for name in names) == 1
                for _ in range(turns):
                    await asyncio.sleep(0)
                held.subtract(names)
                if more <= names:
                    return
            names |= more

    async def all_of_them() -> None:
        async with asyncio.timeout(60):
            await asyncio.gather(*(one(*each) for each in those))

    asyncio.run(all_of_them())
    assert not order._locks
    assert not order._users


async def test_who_gives_up_waiting_holds_up_nobody() -> None:
    order = Order()
    entered = asyncio.Event()

    async def wait() -> None:
        async with order.hold(["a", "b"]):
            entered.set()

    async with order.hold(["b"]):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        async with order.hold(["a"]):
            assert not entered.is_set()
    assert not order._locks
