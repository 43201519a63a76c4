"""The disk is full, or fails, when the outcome of a send is to be noted: it is noted as soon as there is room.

Each story is played in virtual time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from service_world import MARIA, RUTH, World

from bot.core.events import Unblocked
from bot.core.requests import Lane, Outgoing
from bot.service.delivery import Delivered, Gone, Refused, Uncertain
from bot.service.service import Service
from bot.service.unnoted import AGAIN_AFTER
from bot.storage import Store
from tests.simulation.virtual_loop import play

Story = Callable[[World], Coroutine[Any, Any, None]]


def played(story: Story, world: World | None = None) -> None:
    """Play it in a world of its own, to the end of its service."""

    async def whole() -> None:
        here = world or World()
        await here.start()
        await story(here)
        await here.service.stop()

    play(story.__name__, whole)


async def waiting_tip(world: World) -> Outgoing:
    """A tip of Ruth's that is on its way when the disk gets full."""
    await world.coached()
    tip = await world.sends_tip()
    assert await world.service.claim(tip)
    world.store.full = True
    return tip


async def room_again(world: World) -> None:
    """There is room, and the next try has its time."""
    world.store.full = False
    await asyncio.sleep(AGAIN_AFTER + 1)
    await world.courier.rest()


def test_what_could_not_be_noted_is_noted_when_there_is_room(caplog: pytest.LogCaptureFixture) -> None:
    async def story(world: World) -> None:
        tip = await waiting_tip(world)
        before = asyncio.get_running_loop().time()
        await world.courier.ends(tip, Refused("TOPIC_CLOSED"))
        assert asyncio.get_running_loop().time() == before, "neither its chat nor a stop waits for it"
        await world.service.all_sent()
        await asyncio.sleep(AGAIN_AFTER * 20)
        assert [each.id for each in await world.unsent()] == [tip.id]
        await room_again(world)
        assert not await world.unsent()
        assert world.heard(RUTH)[-1].count("did not let me post in Room 12") == 1

    played(story)
    assert caplog.text.count("cannot be kept yet") == 1, "said once, however often it was tried"
    assert "Room 12" not in caplog.text


def test_the_outcomes_of_all_chats_are_noted() -> None:
    async def story(world: World) -> None:
        tip = await waiting_tip(world)
        world.store.full = False
        await world.settled(MARIA)
        world.courier.prompt = False
        await world.says(MARIA, "/ask A bus?")
        reply = world.courier.newest(MARIA)
        world.store.full = True
        await world.service.settle(reply, Delivered())
        await world.service.settle(tip, Gone())
        world.courier.prompt = True
        await room_again(world)
        assert not await world.unsent()
        assert not (await world.group()).member

    played(story)


def test_one_that_cannot_be_noted_holds_up_no_other() -> None:
    async def story(world: World) -> None:
        await world.coached()
        tip = await world.sends_tip()
        await world.settled(MARIA)
        world.courier.prompt = False
        await world.says(MARIA, "/ask A bus?")
        reply = world.courier.newest(MARIA)
        world.courier.prompt = True
        family = await world.family(MARIA)
        world.store.broken.add(family.id)  # its file cannot be read
        world.store.full = True
        await world.service.settle(reply, Gone())
        await world.service.settle(tip, Refused("TOPIC_CLOSED"))
        await room_again(world)
        await asyncio.sleep(AGAIN_AFTER)
        assert [each.id for each in await world.unsent()] == [reply.id]
        world.store.broken.clear()
        await room_again(world)
        assert not await world.unsent()
        assert (await world.family(MARIA)).carers[0].blocked

    played(story)


def test_who_has_come_back_meanwhile_is_not_taken_for_gone() -> None:
    async def story(world: World) -> None:
        await world.settled(MARIA)
        world.courier.prompt = False
        await world.says(MARIA, "/ask A bus?")
        reply = world.courier.newest(MARIA)
        world.store.full = True
        await world.service.settle(reply, Gone())
        await world.service.handle(Unblocked(origin=world.origin(MARIA)))
        world.courier.prompt = True
        await room_again(world)
        assert not await world.unsent()
        assert not (await world.family(MARIA)).carers[0].blocked

    played(story)


def test_a_family_that_is_deleted_meanwhile_stays_deleted() -> None:
    async def story(world: World) -> None:
        await waiting_tip(world)
        world.store.full = False
        await world.says(RUTH, "/delete")
        world.courier.prompt = False
        await world.says(RUTH, "/ask A bus?")
        reply = world.courier.newest(RUTH)
        world.courier.prompt = True
        world.store.full = True
        await world.service.settle(reply, Gone())
        world.store.full = False
        await world.taps(RUTH, "Yes, delete everything")
        commits = len(world.store.commits)
        await room_again(world)
        assert await world.record(f"person:{RUTH}") is None
        assert not await world.unsent()
        assert not any(change.put or change.queue for change in world.store.commits[commits:])

    played(story)


def test_neither_a_start_nor_a_stop_waits_for_a_full_disk() -> None:
    async def story(world: World) -> None:
        tip = await waiting_tip(world)
        before = asyncio.get_running_loop().time()
        await world.restart()  # nobody knows whether it had arrived, and that cannot be noted, either
        await world.service.stop()
        assert asyncio.get_running_loop().time() == before
        world.store.full = False
        await asyncio.sleep(AGAIN_AFTER * 2)
        assert [each.id for each in await world.unsent()] == [tip.id], "a service that has ended does nothing more"
        world.store.full = True
        await world.restart()
        await room_again(world)
        assert "could not see whether the tip reached Room 12" in world.heard(RUTH)[-1]
        assert not await world.unsent()

    played(story)


def test_it_goes_on_like_that_each_time_the_disk_gets_full(caplog: pytest.LogCaptureFixture) -> None:
    async def story(world: World) -> None:
        await world.coached()
        for _ in range(3):
            tip = await world.sends_tip()
            world.store.full = True
            await world.courier.ends(tip, Uncertain())
            await room_again(world)
            assert not await world.unsent()

    played(story)
    assert caplog.text.count("cannot be kept yet") == 3


class ReplicaAlone(World):
    """One of a fleet: whatever stays in the outbox, a job brings again."""

    def make_service(self, store: Store) -> Service:
        nonce = iter(f"n{number}" for number in range(10_000))
        return Service(
            content=self.content, store=store, now=lambda: self.now, nonce=lambda: next(nonce), comes_again=True
        )


def test_in_a_fleet_it_is_left_to_the_job_that_rings_again() -> None:
    async def story(world: World) -> None:
        tip = await waiting_tip(world)
        await world.courier.ends(tip, Refused("TOPIC_CLOSED"))
        await room_again(world)
        assert [each.id for each in await world.unsent(Lane.BROADCAST)] == [tip.id]

    played(story, ReplicaAlone())
