"""What a commit queues is delivered once, in order, by whichever replica: also when one is killed, stopped, or a family
goes while it waits."""

from __future__ import annotations

import asyncio
import json

import pytest
from fleet_members import Fleet
from service_world import MARIA, RUTH

from bot.core.coaching.broadcast_progress import UNDO
from bot.core.events import CommandReceived
from bot.core.requests import Lane, SendMessage
from bot.storage import Conflict
from tests.postgres_server import Server

pytest_plugins = ["tests.postgres_server", "fleet_fixtures"]


async def settled(fleet: Fleet, person: int, child: str = "Ana") -> None:
    """The first minutes of a parent whose every word arrives at another replica."""
    await fleet[0].says(person, "/start")
    await fleet[1].taps(person, "Yes, let's start")
    await fleet[2].says(person, child)
    await fleet[0].says(person, "New York")
    await fleet[1].taps(person, "Eastern Time (New York)")


async def test_a_conversation_over_all_replicas_is_answered_once_each_time(fleet: Fleet) -> None:
    await settled(fleet, MARIA)
    family = await fleet[0].family(MARIA)
    assert [child.name for child in family.children] == ["Ana"]
    assert len(fleet[0].heard(MARIA)) == len(set(fleet[0].heard(MARIA)))
    await jobs_end(fleet)


async def jobs_end(fleet: Fleet) -> None:
    """None is left, and none is kept."""

    async def none_left() -> bool:
        return not fleet.sql("SELECT id FROM procrastinate_jobs")

    await fleet.ledger.until(none_left)
    assert not fleet.sql("SELECT id FROM procrastinate_events")


async def test_a_chat_is_answered_in_order_wherever_its_updates_arrive(fleet: Fleet) -> None:
    await settled(fleet, MARIA)
    before = len(fleet.ledger.sent)
    for number in range(24):
        await fleet[number % 3].says(MARIA, f"/ask Is there a bus number {number}?")
    await fleet[0].quiet()
    heard = [text for text in fleet[0].heard(MARIA) if "bus number" in text]
    assert [f"number {number}?" in heard[number] for number in range(24)] == [True] * 24
    assert len(fleet.ledger.sent) - before == 24
    assert len(set(fleet.ledger.senders)) > 1, "more than one of them has sent"


async def test_a_job_tells_nothing_about_anybody(fleet: Fleet) -> None:
    await settled(fleet, MARIA)
    fleet.hold(*Lane)
    await fleet[0].says(MARIA, "/ask Why is Quetzalcanary so loud?")
    jobs = fleet.sql("SELECT row_to_json(procrastinate_jobs)::text FROM procrastinate_jobs")
    assert len(jobs) == 1
    told = json.loads(str(jobs[0][0]))
    assert told["args"] == {}
    assert not {"Quetzalcanary", "Ana", str(MARIA)} & set(str(told).replace("'", " ").split())


async def test_what_a_killed_replica_was_sending_is_sent_by_another(fleet: Fleet) -> None:
    await settled(fleet, MARIA)
    fleet.hold(Lane.INTERACTIVE)
    await fleet[0].says(MARIA, "/ask Is there a bus?")
    took(fleet)
    fleet.release()
    await fleet[0].quiet()
    assert "Is there a bus?" in fleet[0].heard(MARIA)[-1]
    await jobs_end(fleet)


def took(fleet: Fleet) -> None:
    """A replica that is killed now had taken every job."""
    [(worker,)] = fleet.sql("SELECT worker_id FROM procrastinate_register_worker_v1()")
    fleet.sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' WHERE id = %s", worker)
    fleet.sql("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", worker)


async def test_a_tip_that_a_killed_replica_had_tried_is_reported_and_not_repeated(fleet: Fleet) -> None:
    tip = await tip_waits(fleet)
    assert await fleet[0].store.shared_outbox().claim(tip)
    took(fleet)
    fleet.release()
    await fleet[0].quiet()
    assert any("could not see whether the tip reached Room 12" in text for text in fleet[0].heard(RUTH))
    tips = [each for each in fleet.ledger.sent if each.lane is Lane.BROADCAST]
    assert not tips


async def tip_waits(fleet: Fleet) -> str:
    """A coach has sent a tip, and it waits at one of the replicas. Its id."""
    await fleet[0].coached()
    fleet.hold(Lane.BROADCAST)
    await fleet[1].says(RUTH, "/broadcast")
    request = fleet[1].courier.newest(RUTH).request
    assert isinstance(request, SendMessage)
    await fleet[2].taps(RUTH, request.rows[0][0].label)
    await fleet[0].taps(RUTH, "Send it now")
    fleet.later(UNDO)
    await asyncio.gather(*(each.service.tick() for each in fleet))
    [tip] = [each for each in await fleet[0].store.unsent() if each.request.lane is Lane.BROADCAST]
    return tip.id


async def test_a_family_that_goes_takes_along_what_waits_at_every_replica(fleet: Fleet) -> None:
    await settled(fleet, MARIA)
    await fleet[0].says(MARIA, "/delete")
    await fleet[0].quiet()
    fleet.hold(Lane.INTERACTIVE)
    for each in fleet:
        await each.says(MARIA, "/ask Why is the bus so loud?")
    assert len(await fleet[0].store.unsent()) == 3
    deleting = asyncio.create_task(fleet[1].taps(MARIA, "Yes, delete everything"))

    async def gone() -> bool:
        return await fleet[0].record(f"person:{MARIA}") is None

    await fleet.ledger.until(gone)
    fleet.release()
    await deleting
    await jobs_end(fleet)
    assert not any("bus" in text for text in fleet[0].heard(MARIA))
    assert "deleted" in fleet[0].heard(MARIA)[-1]


async def test_a_reply_waits_for_nobodys_tip(fleet: Fleet) -> None:
    await settled(fleet, MARIA)
    await tip_waits(fleet)
    await fleet[0].says(MARIA, "/ask Is there a bus?")  # returns when it is answered
    assert "Is there a bus?" in fleet[0].heard(MARIA)[-1]
    assert not [each for each in fleet.ledger.sent if each.lane is Lane.BROADCAST]


async def test_a_replica_that_stops_hands_over_what_it_has_not_begun(fleet: Fleet) -> None:
    tip = await tip_waits(fleet)

    async def is_taken() -> bool:
        return any(tip in each.courier.has for each in fleet)

    await fleet.ledger.until(is_taken)
    [holder] = [each for each in fleet if tip in each.courier.has]
    for each in fleet:
        if each is not holder:
            each.courier.holds.clear()
    fleet.remove(holder)
    await holder.stop()
    await fleet[0].quiet()
    assert [each.lane for each in fleet.ledger.sent].count(Lane.BROADCAST) == 1
    assert any("Your tip has reached Room 12" in text for text in fleet[0].heard(RUTH))


async def test_the_update_of_a_stranger_is_answered_by_one_replica(fleet: Fleet) -> None:
    event = CommandReceived(origin=fleet[0].origin(MARIA), name="start", argument="")
    fleet.hold(Lane.INTERACTIVE)
    handling = asyncio.create_task(fleet[0].service.handle(event))

    async def is_under_way() -> bool:
        return bool(fleet.ledger.got)

    await fleet.ledger.until(is_under_way)
    with pytest.raises(Conflict):  # Telegram brings it again later
        await fleet[1].service.handle(event)
    fleet.release()
    await handling
    for each in fleet:
        await each.service.handle(event)
    assert len(fleet[0].heard(MARIA)) == 1


async def test_a_server_that_is_killed_loses_and_doubles_nothing(
    fleet_on_thin_ice: Fleet, postgres_to_kill: Server
) -> None:
    fleet = fleet_on_thin_ice
    await settled(fleet, MARIA)

    async def talk(number: int) -> None:
        await fleet[number % 3].says(MARIA, f"/ask Is there a bus number {number:02}?")

    talking = asyncio.gather(*map(talk, range(12)))

    async def some_answered() -> bool:
        return sum("bus number" in text for text in fleet[0].heard(MARIA)) >= 3

    await fleet.ledger.until(some_answered)
    await asyncio.to_thread(postgres_to_kill.kill)
    await asyncio.to_thread(postgres_to_kill.start)
    await talking
    heard = [text for text in fleet[0].heard(MARIA) if "bus number" in text]
    assert sorted(heard) == sorted(set(heard))
    assert len(heard) == 12
