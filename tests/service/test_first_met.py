"""A family that this process has not met: one look finds its record and reads it, and what was read too early harms
nothing."""

from __future__ import annotations

import asyncio

from service_world import MARIA, FaultyStore, World

from bot.core.events import CommandReceived
from bot.core.records import person_address
from bot.storage import Loaded, MemoryStore


class SlowlyRead(FaultyStore):
    """Notes what is looked up, and holds what it has read back until it may be handed over."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[str] = []
        self.reads = asyncio.Semaphore(0)  # released by each
        self.may_return = asyncio.Event()
        self.may_return.set()

    async def find(self, address: str) -> str | None:
        self.looks.append(address)
        return await super().find(address)

    async def read(self, name: str) -> Loaded | None:
        self.looks.append(name)
        loaded = await MemoryStore.read(self, name)
        self.reads.release()
        await self.may_return.wait()
        return loaded


async def a_bot_that_has_just_started() -> tuple[World, SlowlyRead]:
    """It keeps Maria's family, and has not met it since."""
    store = SlowlyRead()
    world = World(store=store)
    await world.start()
    await world.settled(MARIA)
    await world.restart()
    store.looks.clear()
    store.reads = asyncio.Semaphore(0)
    return world, store


def asks(world: World, text: str) -> asyncio.Task[None]:
    event = CommandReceived(origin=world.origin(MARIA), name="ask", argument=text)
    return asyncio.create_task(world.service.handle(event))


async def questions(world: World) -> set[str]:
    [child] = (await world.family(MARIA)).children
    return {each.text for each in child.questions}


async def test_who_is_not_known_yet_costs_no_look_more_than_who_is() -> None:
    world, store = await a_bot_that_has_just_started()
    for number in range(2):
        await asks(world, f"Question {number}?")
        assert len(store.looks) == 1
        store.looks.clear()


async def test_what_was_read_before_somebody_else_s_commit_is_read_again() -> None:
    world, store = await a_bot_that_has_just_started()
    store.may_return.clear()
    early = asks(world, "Is there a bus?")
    await store.reads.acquire()
    held_back, store.may_return = store.may_return, asyncio.Event()
    store.may_return.set()
    await asks(world, "Who helps her?")
    held_back.set()
    await early
    assert await questions(world) == {"Is there a bus?", "Who helps her?"}
    assert not store.aside


async def test_several_at_once_of_one_who_is_not_known_yet_all_count() -> None:
    world, store = await a_bot_that_has_just_started()
    store.may_return.clear()
    asked = [asks(world, f"Question {number}?") for number in range(8)]
    for _ in asked:
        await store.reads.acquire()
    store.may_return.set()
    await asyncio.gather(*asked)
    assert await questions(world) == {f"Question {number}?" for number in range(8)}
    assert store.looks[0] == person_address(MARIA)
    assert not store.aside
