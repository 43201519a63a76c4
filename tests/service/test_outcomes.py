"""What became of each send: what it means for the records, what is sent again and what never is."""

from __future__ import annotations

import asyncio

import pytest
from service_world import MARIA, OMAR, ROOM, RUTH, World

from bot.core.requests import Lane, SendMessage
from bot.service.delivery import Delivered, Gone, Moved, Refused, Uncertain

pytest_plugins = ["service_fixtures"]
THERE = -100_777


async def test_delivered_is_over(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    assert await world.service.claim(tip)
    [kept] = await world.unsent(Lane.BROADCAST)
    assert kept.tried
    await world.courier.ends(tip, Delivered())
    await world.courier.rest()
    assert not await world.unsent()
    assert "Your tip has reached Room 12" in world.heard(RUTH)[-1]
    await world.restart()
    assert not world.courier.got


async def test_a_group_that_moved_gets_what_failed_once_at_its_new_place(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    before = len(world.store.commits)
    await world.service.claim(tip)
    await world.service.settle(tip, Moved(THERE))
    assert len(world.store.commits) == before + 2, "the mark, and everything else at once"
    change = world.store.commits[-1]
    assert len(change.put) == 2
    assert change.settled == (tip.id,)
    [again] = await world.unsent(Lane.BROADCAST)
    assert isinstance(again.request, SendMessage)
    assert isinstance(tip.request, SendMessage)
    assert (again.request.chat, again.request.html, again.tried) == (THERE, tip.request.html, False)
    assert [each.id for each in world.courier.got].count(again.id) == 1
    assert (await world.group(THERE)).coach == RUTH
    assert await world.record(f"chat:{ROOM}") is None
    assert [link.chat for link in (await world.family(RUTH)).carers[0].groups] == [THERE]
    await world.service.settle(tip, Moved(THERE))
    assert await world.unsent(Lane.BROADCAST) == [again], "an outcome counts once"
    assert await world.service.claim(again)
    await world.service.settle(again, Moved(THERE))
    assert not await world.unsent(Lane.BROADCAST), "a chat that moves to itself is not followed for ever"


async def test_two_that_failed_for_the_same_move_both_arrive(world: World) -> None:
    await world.coached()
    first, second = await world.sends_tip(), await world.sends_tip()
    assert first.id != second.id
    await asyncio.gather(*(world.service.settle(each, Moved(THERE)) for each in (first, second)))
    again = await world.unsent(Lane.BROADCAST)
    assert [each.request.chat for each in again if isinstance(each.request, SendMessage)] == [THERE, THERE]


async def test_a_group_unlinked_meanwhile_gets_nothing_at_its_new_place(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    await asyncio.gather(
        world.says(RUTH, "/unlink", ROOM, admin=True),
        world.service.settle(tip, Moved(THERE)),
    )
    assert [
        each
        for each in world.courier.got
        if each.request.lane is Lane.BROADCAST and each.id != tip.id and await world.service.claim(each)
    ] == []
    assert not await world.unsent(Lane.BROADCAST)


async def test_who_has_blocked_the_bot_is_left_alone_until_they_come_back(world: World) -> None:
    await world.settled(MARIA)
    await world.says(MARIA, "/pause")  # any reply will do
    world.courier.prompt = False
    await world.says(MARIA, "/ask A bus?")
    reply = world.courier.newest(MARIA)
    await world.service.settle(reply, Gone())
    family = await world.family(MARIA)
    assert family.carers[0].blocked
    assert family.due is None
    world.courier.prompt = True
    await world.says(MARIA, "/resume")
    assert not (await world.family(MARIA)).carers[0].blocked


async def test_a_group_that_threw_the_bot_out_is_told_to_its_coach(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    await world.service.claim(tip)
    await world.service.settle(tip, Gone())
    await world.courier.rest()
    assert not (await world.group()).member
    assert "I am not in Room 12 any more" in world.heard(RUTH)[-1]


@pytest.mark.parametrize("restarted", [True, False])
async def test_a_tip_whose_answer_was_lost_is_reported_and_never_repeated(world: World, restarted: bool) -> None:
    await world.coached()
    tip = await world.sends_tip()
    assert await world.service.claim(tip)
    if restarted:
        await world.restart()
        await world.courier.rest()
    else:
        await world.courier.ends(tip, Uncertain())
        await world.courier.rest()
    assert "could not see whether the tip reached Room 12" in world.heard(RUTH)[-1]
    assert [each for each in world.courier.got if each.request.lane is Lane.BROADCAST and each.id != tip.id] == []
    assert not await world.unsent(Lane.BROADCAST)


async def test_a_tip_that_was_never_tried_goes_out_after_a_restart(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    await world.restart()
    assert world.courier.got == [tip]
    assert await world.service.claim(tip)


async def test_a_tip_that_telegram_refused_is_told_to_its_coach(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    await world.service.claim(tip)
    await world.service.settle(tip, Refused("TOPIC_CLOSED"))
    await world.courier.rest()
    assert "did not let me post in Room 12" in world.heard(RUTH)[-1]
    assert not await world.unsent(Lane.BROADCAST)


async def test_a_reply_that_may_be_lost_is_nobodys_concern(world: World) -> None:
    await world.coached()
    world.courier.prompt = False
    await world.says(RUTH, "/help", ROOM)
    said = len(world.courier.got)
    await world.service.settle(world.courier.newest(ROOM), Uncertain())
    assert len(world.courier.got) == said, "it was no tip, so no coach hears of a tip"
    assert not await world.unsent()


async def test_an_unsent_reply_is_sent_after_a_restart(world: World) -> None:
    await world.settled(MARIA)
    world.courier.prompt = False
    await world.says(MARIA, "/ask A bus?")
    waiting = list(await world.unsent())
    assert waiting
    await world.restart()
    assert world.courier.got == waiting
    await world.courier.rest()
    assert not await world.unsent()


async def test_nothing_of_a_revoked_coach_is_sent(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    await world.says(OMAR, "/admin")
    await world.taps(OMAR, "Revoke: Ruth")
    await world.taps(OMAR, "Yes, revoke")
    assert await world.service.claim(tip) is False
    assert not await world.unsent()


async def test_a_full_disk_keeps_a_tip_from_being_sent_unmarked(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    world.store.full = True
    with pytest.raises(OSError, match="No space"):
        await world.service.claim(tip)
    await world.service.settle(tip, Delivered())  # cannot be kept, and raises nothing
    world.store.full = False
    await world.restart()
    assert [each.id for each in world.courier.got] == [tip.id]


async def test_a_family_deleted_while_its_reminder_is_claimed_gets_nothing(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    await world.says(RUTH, "/delete")
    world.store.slow = asyncio.Event()
    deleting = asyncio.create_task(world.taps(RUTH, "Yes, delete everything"))
    while not world.store.waiting:  # noqa: ASYNC110
        await asyncio.sleep(0)
    claiming = asyncio.create_task(world.service.claim(tip))
    while world.store.waiting < 2:  # noqa: ASYNC110
        await asyncio.sleep(0)
    world.store.slow.set()
    assert await claiming is False
    await deleting
