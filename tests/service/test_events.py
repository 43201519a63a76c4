"""Events in: one commit each, once, in order per record, and something kind when anything fails."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from service_world import LEA, MARIA, OMAR, ROOM, RUTH, World

from bot.core.conversation import Content
from bot.core.events import Event, TelegramEvent, TextReceived
from bot.core.inner_events import CoachLeft
from bot.core.records import Family, Group, House, Record, encode
from bot.core.requests import AnswerTap, Forward, SendMessage
from bot.core.step import step
from bot.service import cascade
from bot.service.delivery import Delivered, Uncertain

pytest_plugins = ["service_fixtures"]


def questions(family: Family) -> list[str]:
    return [each.text for child in family.children for each in child.questions]


async def test_one_event_is_one_commit(world: World) -> None:
    await world.settled(MARIA)
    world.courier.prompt = False
    before = len(world.store.commits)
    await world.says(MARIA, "/ask Is there a bus?")
    [change] = world.store.commits[before:]
    assert [record.id for record in change.put] == [(await world.family(MARIA)).id]
    assert change.queue
    assert questions(await world.family(MARIA)) == ["Is there a bus?"]


async def test_the_same_update_again_changes_nothing_and_says_nothing(world: World) -> None:
    await world.settled(MARIA)
    event = await world.says(MARIA, "/ask Is there a bus?")
    before, said = len(world.store.commits), len(world.courier.got)
    for _ in range(3):
        await world.service.handle(event)
    await world.restart()
    await world.service.handle(event)
    assert len(world.store.commits) == before
    assert said
    assert not world.courier.got
    assert questions(await world.family(MARIA)) == ["Is there a bus?"]


async def test_two_records_change_in_one_commit(world: World) -> None:
    await world.coached()
    before = len(world.store.commits)
    await world.says(RUTH, "/unlink", ROOM, admin=True)
    [change] = [each for each in world.store.commits[before:] if each.put or each.drop]
    assert {type(record) for record in change.put} == {Family, House}  # the house writes it down
    assert len(change.drop) == 1
    assert (await world.family(RUTH)).carers[0].groups == ()
    assert await world.record(f"chat:{ROOM}") is None


async def test_a_stranger_is_answered_before_the_update_is_over(world: World) -> None:
    world.courier.prompt = False
    handling = asyncio.create_task(world.says(MARIA, "/start"))
    while not world.courier.got:  # noqa: ASYNC110
        await asyncio.sleep(0)
    [hello] = world.courier.got
    assert hello.owner == ""
    for _ in range(20):
        await asyncio.sleep(0)
    assert not handling.done()
    await world.courier.ends(hello, Delivered())
    await handling
    assert not world.store.commits
    assert not await world.unsent()


async def test_who_deletes_everything_is_told_and_nothing_waits_any_more(world: World) -> None:
    await world.coached()
    tip = await world.sends_tip()
    await world.says(RUTH, "/delete")
    await world.taps(RUTH, "Yes, delete everything")
    assert "All of it is deleted" in world.heard(RUTH)[-1]
    assert not await world.unsent()
    assert await world.service.claim(tip) is False
    left = [await world.record(address) for address in ("house", f"chat:{ROOM}", f"person:{RUTH}")]
    assert left[1:] == [None, None]
    assert left[0] is not None
    assert str(RUTH) not in encode(left[0]).decode()
    assert "Ruth" not in encode(left[0]).decode()


# ---- at the same time -----------------------------------------------------------------------------------------------


async def test_events_of_one_person_wait_for_each_other_and_others_do_not(world: World) -> None:
    people = [MARIA, MARIA + 1, MARIA + 2]
    for person in people:
        await world.settled(person)
    world.courier.prompt = False
    world.store.slow = asyncio.Event()
    asking = [
        asyncio.create_task(world.says(person, f"/ask Question {number}?")) for number in range(5) for person in people
    ]
    for _ in range(100):
        await asyncio.sleep(0)
    assert world.store.waiting == len(people), "one of each person, all at the same time"
    world.store.slow.set()
    await asyncio.gather(*asking)
    for person in people:
        assert sorted(questions(await world.family(person))) == [f"Question {number}?" for number in range(5)]


async def test_two_people_who_begin_at_once_with_one_group(world: World) -> None:
    await world.coached()
    events = [world.says(RUTH, "/link", ROOM, admin=True) for _ in range(4)]
    events += [world.says(RUTH, "/unlink", ROOM, admin=True) for _ in range(3)]
    events += [world.says(RUTH, f"/ask {number}?") for number in range(4)]
    await asyncio.gather(*events)
    family, group = await world.family(RUTH), await world.record(f"chat:{ROOM}")
    assert len(questions(family)) == 4
    assert bool(family.carers[0].groups) == isinstance(group, Group), "both sides agree, whoever was first"


ACTS = st.lists(
    st.tuples(st.sampled_from([RUTH, LEA]), st.sampled_from([ROOM, -1002]), st.sampled_from(["link", "unlink", "ask"])),
    min_size=2,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(ACTS)
def test_whatever_happens_at_once_all_of_it_ends_and_both_sides_agree(acts: list[tuple[int, int, str]]) -> None:
    async def all_at_once() -> None:
        world = World()
        await world.start()
        await world.coached()
        await world.coached_too(LEA, "Lea")
        async with asyncio.timeout(60):
            await asyncio.gather(
                *(
                    world.says(person, f"/{act} {number}?", chat if act != "ask" else 0, admin=True)
                    for number, (person, chat, act) in enumerate(acts)
                )
            )
        for person in (RUTH, LEA):
            family = await world.family(person)
            assert len(questions(family)) == sum(who == person and act == "ask" for who, _, act in acts)
            linked = {link.chat for link in family.carers[0].groups}
            groups = [await world.record(f"chat:{chat}") for chat in (ROOM, -1002)]
            assert linked == {each.chat for each in groups if isinstance(each, Group) and each.coach == person}

    asyncio.run(all_at_once())


# ---- faults ---------------------------------------------------------------------------------------------------------


async def test_a_full_disk_is_said_plainly_and_nothing_has_happened(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.settled(MARIA)
    before = await world.family(MARIA)
    world.store.full = True
    await world.says(MARIA, "/ask Quetzalcanary?")
    assert "cannot save anything right now" in world.heard(MARIA)[-1]
    await world.taps(MARIA, "Start with a question")
    assert isinstance(world.courier.sent[-2], AnswerTap), "no button is left spinning"
    assert "cannot save anything right now" in world.heard(MARIA)[-1]
    assert await world.family(MARIA) == before
    assert "Quetzalcanary" not in caplog.text
    world.store.full = False
    await world.says(MARIA, "/ask Quetzalcanary?")
    assert questions(await world.family(MARIA)) == ["Quetzalcanary?"]


async def test_what_comes_again_by_itself_is_given_back_and_nobody_is_told(world: World) -> None:
    await world.settled(MARIA)
    world.service._comes_again = True
    heard = len(world.heard(MARIA))
    world.store.full = True
    with pytest.raises(OSError, match="No space"):
        await world.says(MARIA, "/ask Once?")
    assert len(world.heard(MARIA)) == heard
    world.store.full = False
    await world.says(MARIA, "/ask Once?")
    assert questions(await world.family(MARIA)) == ["Once?"]


async def test_a_group_hears_of_a_full_disk_only_when_it_asked(world: World) -> None:
    await world.coached()
    world.store.full = True
    await world.says(RUTH, "/unlink", ROOM, admin=True)
    assert "cannot save anything right now" in world.heard(ROOM)[-1]
    count = len(world.heard(ROOM))
    await world.says(RUTH, "/help", ROOM)
    assert len(world.heard(ROOM)) == count


async def test_a_fault_of_ours_is_set_aside_and_the_next_event_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await world.settled(MARIA)
    before = await world.family(MARIA)
    stumble_over(monkeypatch, "Quetzalcanary")
    event = await world.says(MARIA, "I met Quetzalcanary")
    assert "something went wrong on my side" in world.heard(MARIA)[-1]
    [(name, data)] = world.store.aside
    assert name == "event"
    assert msgspec.json.decode(data, type=TelegramEvent) == event
    assert await world.family(MARIA) == before
    assert "Quetzalcanary" not in caplog.text
    assert str(MARIA) not in caplog.text
    assert "ValueError at test_events.py" in caplog.text
    await world.says(MARIA, "/ask Next?")
    assert questions(await world.family(MARIA)) == ["Next?"]


async def test_a_fault_with_a_full_disk_ends_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.settled(MARIA)
    stumble_over(monkeypatch, "Quetzalcanary")
    world.store.full = True
    await world.says(MARIA, "I met Quetzalcanary")
    assert "cannot save anything right now" in world.heard(MARIA)[-1]


def stumble_over(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Let the step fail for texts with this word, and quote it, as a careless fault would."""

    def stumbling(content: Content, record: Record | None, event: Event, now: datetime) -> object:
        if isinstance(event, TextReceived) and word in event.text:
            raise ValueError(f"cannot bear {event.text!r}")
        return step(content, record, event, now)

    monkeypatch.setattr(cascade, "step", stumbling)


async def test_records_that_never_stop_talking_are_a_fault_and_not_a_hang(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.settled(MARIA)

    def stumbling(content: Content, record: Record | None, event: Event, now: datetime) -> object:
        return record, [Forward(address="house", event=CoachLeft(person=1, nonce="n"))]

    monkeypatch.setattr(cascade, "step", stumbling)
    await world.says(MARIA, "hello")
    assert "something went wrong" in world.heard(MARIA)[-1]


# ---- the house ------------------------------------------------------------------------------------------------------


async def test_what_the_house_says_may_get_lost_without_harm(world: World) -> None:
    await world.coached()
    world.courier.prompt = False
    await world.says(OMAR, "/admin")
    lost = world.courier.newest(OMAR)
    assert lost.owner == "house"
    await world.service.settle(lost, Uncertain())
    assert not await world.unsent()
    assert isinstance(await world.record("house"), House)


async def test_ids_rise_even_when_the_clock_goes_back(world: World) -> None:
    await world.settled(MARIA)
    world.courier.prompt = False
    await world.says(MARIA, "/ask First?")
    world.now -= timedelta(days=30)
    await world.restart()
    world.courier.prompt = False
    await world.says(MARIA, "/ask Second?")
    said = [each.request.html for each in await world.unsent() if isinstance(each.request, SendMessage)]
    assert [("First" in text, "Second" in text) for text in said] == [(True, False), (False, True)]
