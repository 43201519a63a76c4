"""Several replicas on one database: whatever reaches whom and how often, it happens once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from replica_world import Fleet
from service_world import MARIA
from test_waking import due_and_empty, fails_for, with_school_work

from bot.core.events import TextReceived
from bot.core.records import Family
from bot.core.requests import Lane
from bot.service.waking import REST
from bot.storage import Change

pytest_plugins = ["tests.postgres_server", "replica_fixtures"]


async def test_a_conversation_goes_on_wherever_its_updates_arrive(fleet: Fleet) -> None:
    first, second, third = fleet
    await first.says(MARIA, "/start")
    second.courier.got += first.courier.got
    await second.taps(MARIA, "Yes, let's start")
    await third.says(MARIA, "Ana")
    family = await first.family(MARIA)
    assert [child.name for child in family.children] == ["Ana"]


async def test_the_same_update_on_all_replicas_at_once_has_one_effect(fleet: Fleet) -> None:
    await fleet[0].settled(MARIA)
    before = len(fleet.got())
    for number in range(10):
        event = TextReceived(origin=fleet[0].origin(MARIA), text=f"/ask Is there a bus {number}?")
        await asyncio.gather(*(each.service.handle(event) for each in fleet))
    family = await fleet[0].family(MARIA)
    assert sum(len(hour.updates) for hour in family.seen) >= 10
    assert len(set(fleet.got())) == len(fleet.got())
    assert len(fleet.got()) - before == 10, "one answer each"


async def test_many_updates_of_one_family_at_once_all_count(fleet: Fleet) -> None:
    await fleet[0].settled(MARIA)

    async def asks(replica: int, number: int) -> None:
        await fleet[replica].says(MARIA, f"/ask Question {replica}-{number}?")

    await asyncio.gather(*(asks(replica, number) for number in range(6) for replica in range(3)))
    family = await fleet[1].family(MARIA)
    asked = {question.text for question in family.children[0].questions}
    assert asked == {f"Question {replica}-{number}?" for number in range(6) for replica in range(3)}


async def test_a_stranger_who_agrees_on_two_replicas_becomes_one_family(fleet: Fleet) -> None:
    await fleet[0].says(MARIA, "/start")
    for each in fleet[1:]:
        each.courier.got += fleet[0].courier.got
    await asyncio.gather(*(each.taps(MARIA, "Yes, let's start") for each in fleet))
    assert await fleet[0].store.count() == 1


async def test_each_due_reminder_is_made_by_one_replica(fleet: Fleet) -> None:
    families = [with_school_work(number) for number in range(60)]
    await fleet[0].store.commit(Change(put=tuple(families)))
    fleet.at(datetime(2026, 11, 24, 21, 0, tzinfo=UTC))
    await asyncio.gather(*(each.service.tick() for each in fleet))
    reminders = [one for each in fleet for one in each.courier.got]
    assert len(reminders) == 60
    assert {one.request.lane for one in reminders} == {Lane.REMINDER}
    assert len({one.owner for one in reminders}) == 60


async def test_what_a_killed_replica_had_taken_is_woken_by_another(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken = fails_for(monkeypatch)
    await fleet[0].store.commit(Change(put=(due_and_empty(1), due_and_empty(2))))
    now = fleet[0].now
    assert len(await fleet[0].store.take_due(now, 10, REST)) == 2, "and then it was killed"
    await fleet[1].service.tick()
    assert not woken
    due = await fleet[1].service.next_due()
    assert due == now + REST
    fleet.at(due)
    await asyncio.gather(*(each.service.tick() for each in fleet))
    assert sorted(woken) == ["e00001", "e00002"]
    assert [type(await fleet[0].store.load(each)) for each in woken] == [Family, Family]
