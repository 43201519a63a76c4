"""The clock strikes: all that is due is woken, nothing is starved, and what fails rests without holding up others."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from service_world import MARIA, MORNING, World

from bot.core.child import Child, Routine
from bot.core.coaching import REGISTRY
from bot.core.conversation import Content
from bot.core.events import ClockStruck, Event
from bot.core.records import Carer, Family, Record
from bot.core.reminders import due_next
from bot.core.requests import Lane
from bot.core.step import step
from bot.service import cascade
from bot.service.delivery import Gone
from bot.service.waking import DUE_AT_ONCE, HANDS, REST
from bot.storage import Change

pytest_plugins = ["service_fixtures"]


def with_school_work(number: int) -> Family:
    """A family that looks at school work every afternoon at four, planned for today."""
    person, every_day = MARIA + number, (0, 1, 2, 3, 4, 5, 6)
    routine = Routine(carer=person, days=every_day, at=time(16), often="each", since=MORNING.date())
    child = Child(id=f"c{number}", name="Ana", routine=routine)
    carer = Carer(person=person, language="en", consented=MORNING, zone="America/New_York", child=child.id)
    family = Family(id=f"f{number}", carers=(carer,), children=(child,))
    return msgspec.structs.replace(family, due=due_next(family, REGISTRY, MORNING))


def due_and_empty(number: int) -> Family:
    """A family that must be woken, though nothing will be said."""
    return Family(id=f"e{number:05d}", due=MORNING - timedelta(seconds=number % 7))


async def people(world: World, *families: Family) -> None:
    await world.store.commit(Change(put=families))


async def test_a_reminder_comes_once(world: World) -> None:
    await people(world, with_school_work(0))
    due = await world.service.next_due()
    assert due == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    await world.service.tick()
    assert not world.courier.got
    world.now = due
    await asyncio.gather(*(world.service.tick() for _ in range(3)))
    [reminder] = world.courier.got
    assert reminder.request.lane is Lane.REMINDER
    assert await world.service.next_due() == due + timedelta(days=1)


async def test_who_has_blocked_the_bot_is_reminded_of_nothing(world: World) -> None:
    await people(world, with_school_work(0))
    world.now = await world.service.next_due() or world.now
    await world.service.tick()
    [reminder] = world.courier.got
    assert await world.service.claim(reminder)
    await world.service.settle(reminder, Gone())
    assert await world.service.next_due() is None
    world.now += timedelta(days=3)
    await world.service.tick()
    assert world.courier.got == [reminder]
    await world.says(MARIA, "/tips")
    assert await world.service.next_due() is not None


async def test_ten_thousand_at_once_leave_room_for_everybody_else(world: World) -> None:
    await people(world, *map(due_and_empty, range(10_000)))
    began, beats, most, before = len(world.store.commits), 0, 0, len(world.store.commits)
    ticking = asyncio.create_task(world.service.tick())
    while not ticking.done():
        await asyncio.sleep(0)
        beats += 1
        most, before = max(most, len(world.store.commits) - before), len(world.store.commits)
    await ticking
    assert len(world.store.commits) - began == 10_000
    assert most <= HANDS, "records woken between two turns of the loop"
    assert beats >= 10_000 / HANDS
    assert await world.service.next_due() is None


def fails_for(monkeypatch: pytest.MonkeyPatch, *ids: str) -> list[str]:
    """Let waking these records fail. Returns the list of who was woken, as it grows."""
    woken: list[str] = []

    def stumbling(content: Content, record: Record | None, event: Event, now: datetime) -> object:
        assert record is not None
        if isinstance(event, ClockStruck):
            woken.append(record.id)
            if record.id in ids:
                raise ValueError("Quetzalcanary")
        return step(content, record, event, now)

    monkeypatch.setattr(cascade, "step", stumbling)
    return woken


async def test_what_fails_rests_and_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    woken = fails_for(monkeypatch, "e00003")
    await people(world, *map(due_and_empty, range(10)), with_school_work(0))
    await world.service.tick()
    assert sorted(woken) == [f"e{number:05d}" for number in range(10)]
    woken.clear()
    for _ in range(5):
        await world.service.tick()
    assert not woken
    assert await world.service.next_due() == MORNING + REST, "the clock is not kept busy by what rests"
    world.now = MORNING + REST
    await world.service.tick()
    assert woken == ["e00003"]
    assert await world.service.next_due() == MORNING + 2 * REST
    world.now = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    await world.service.tick()
    assert "f0" in woken
    assert "Quetzalcanary" not in caplog.text


async def test_a_reminder_between_two_tries_is_not_late(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fails_for(monkeypatch, "e00003")
    soon = with_school_work(0)
    await people(world, due_and_empty(3), soon)
    assert soon.due is not None
    world.now = soon.due - REST / 2
    await world.service.tick()
    assert await world.service.next_due() == soon.due


async def test_many_that_fail_do_not_stand_before_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [due_and_empty(7 * number) for number in range(DUE_AT_ONCE + 50)]
    woken = fails_for(monkeypatch, *(each.id for each in many))
    await people(world, *many)
    await world.service.tick()
    await people(world, msgspec.structs.replace(due_and_empty(1), due=MORNING))
    await world.service.tick()
    assert woken[-1] == "e00001"
    assert len(woken) == len(many) + 1


async def test_a_record_that_cannot_be_read_rests_too(world: World) -> None:
    await people(world, due_and_empty(0), due_and_empty(1))
    world.store.broken = {"e00000"}
    await world.service.tick()
    assert await world.service.next_due() == MORNING + REST
    world.store.broken = set()
    world.now = MORNING + REST
    await world.service.tick()
    assert await world.service.next_due() is None


async def test_a_full_disk_lets_reminders_rest_and_come_later(world: World) -> None:
    await people(world, with_school_work(0))
    world.now = await world.service.next_due() or world.now
    world.store.full = True
    await world.service.tick()
    assert not world.courier.got
    world.store.full = False
    world.now = await world.service.next_due() or world.now
    await world.service.tick()
    assert len(world.courier.got) == 1


async def test_nothing_comes_of_a_waking_and_that_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def idle(content: Content, record: Record | None, event: Event, now: datetime) -> object:
        return record, []

    monkeypatch.setattr(cascade, "step", idle)
    await people(world, due_and_empty(0))
    await world.service.tick()
    assert await world.service.next_due() == MORNING + REST
    assert "nothing came of it" in caplog.text
