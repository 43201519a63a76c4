"""What every store promises, told once and played with each of them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from store_fixtures import NOON, Reopen, make_family, make_group, make_house, now_and_reopened, say

from bot.core.requests import Lane, Outgoing, SendFile
from bot.storage import Change, Conflict, Ended, Store, StoreClosed

pytest_plugins = ["store_fixtures"]


async def test_a_family_is_found_by_each_of_its_carers(store: Store) -> None:
    family = make_family("f1", 7, 8, words="likes <b>trains</b> 🚂")
    await store.commit(Change(put=(family,)))
    assert await store.find("person:7") == "f1"
    assert await store.find("person:8") == "f1"
    assert await store.find("person:9") is None
    assert await store.load("f1") == family
    assert await store.load("f2") is None
    assert await store.count() == 1


async def test_one_commit_changes_several_records(store: Store, reopen: Reopen) -> None:
    records = (make_family("f1", 7), make_group("g1", -100), make_house("ab"))
    await store.commit(Change(put=records, queue=(say("1", "f1"), say("2", "g1"))))
    again = await reopen()
    assert [await again.load(record.id) for record in records] == list(records)
    assert await again.find("chat:-100") == "g1"
    assert await again.find("house") == "house"
    assert [outgoing.id for outgoing in await again.unsent()] == ["1", "2"]


async def test_a_dropped_record_is_gone_with_its_addresses_due_time_and_outbox(store: Store, reopen: Reopen) -> None:
    await store.commit(Change(put=(make_family("f1", 7, due=1), make_family("f2", 8)), queue=(say("1", "f1"),)))
    await store.commit(Change(drop=("f1",), queue=(say("2", "f1", "Goodbye"),)))
    async for each in now_and_reopened(store, reopen):
        assert await each.load("f1") is None
        assert await each.find("person:7") is None
        assert await each.next_due() is None
        assert await each.unsent() == ()
        assert await each.count() == 1
        await each.commit(Change(drop=("f1", "never-was")))


async def test_a_person_moves_to_another_family_in_one_commit(store: Store, reopen: Reopen) -> None:
    await store.commit(Change(put=(make_family("f1", 7, 8), make_family("f2", 9))))
    await store.commit(Change(put=(make_family("f2", 9, 8), make_family("f1", 7))))
    async for each in now_and_reopened(store, reopen):
        assert await each.find("person:8") == "f2"
        assert await each.find("person:7") == "f1"
    again = await reopen()
    await again.commit(Change(put=(make_family("f3", 7),), drop=("f1",)))
    assert await again.find("person:7") == "f3"


async def test_due_records_come_earliest_first_and_only_until_then(store: Store, reopen: Reopen) -> None:
    families = [make_family(f"f{minute}", minute, due=minute) for minute in (5, 1, 9, 3)]
    await store.commit(Change(put=(*families, make_family("never", 100))))
    async for each in now_and_reopened(store, reopen):
        assert await each.due(NOON + timedelta(minutes=5), 10) == ["f1", "f3", "f5"]
        assert await each.due(NOON + timedelta(minutes=5), 2) == ["f1", "f3"]
        assert await each.due(NOON, 10) == []
        assert await each.next_due() == NOON + timedelta(minutes=1)


async def test_a_record_is_due_when_it_last_said_so(store: Store) -> None:
    for minute in (4, 2, 4, 2, 6):
        await store.commit(Change(put=(make_family("f1", 7, due=minute),)))
    assert await store.due(NOON + timedelta(minutes=5), 10) == []
    assert await store.due(NOON + timedelta(minutes=6), 10) == ["f1"]
    await store.commit(Change(put=(make_family("f1", 7),)))
    assert await store.next_due() is None


async def test_the_outbox_keeps_the_order_and_forgets_what_is_settled(store: Store, reopen: Reopen) -> None:
    await store.commit(Change(put=(make_family("f1", 7),), queue=(say("02", "f1"), say("01", "f1"))))
    await store.commit(Change(queue=(say("03", "f1", lane=Lane.REMINDER),)))
    await store.commit(Change(settle=("02", "unknown")))
    await store.commit(Change(mark=("03", "unknown")))
    async for each in now_and_reopened(store, reopen):
        assert [(outgoing.id, outgoing.tried) for outgoing in await each.unsent()] == [("01", False), ("03", True)]
    again = await reopen()
    await again.commit(Change(settle=("01", "03")))
    assert await again.unsent() == ()
    assert await (await reopen()).unsent() == ()


async def test_a_file_to_send_survives_byte_for_byte(store: Store, reopen: Reopen) -> None:
    request = SendFile(chat=7, name="export.json", content=bytes(range(256)))
    outgoing = Outgoing(id="1", owner="f1", request=request, created=NOON)
    await store.commit(Change(put=(make_family("f1", 7),), queue=(outgoing,)))
    assert await (await reopen()).unsent() == (outgoing,)


async def test_nothing_is_queued_for_somebody_who_is_not_known(store: Store) -> None:
    await store.commit(Change(put=(make_family("f1", 7),), queue=(say("1", "nobody"), say("2", ""))))
    assert await store.unsent() == ()


async def test_a_change_that_contradicts_itself_is_refused_whole(store: Store) -> None:
    with pytest.raises(ValueError, match="once"):
        await store.commit(Change(put=(make_family("f1", 7),), drop=("f1",)))
    with pytest.raises(ValueError, match="once"):
        await store.commit(Change(put=(make_family("f1", 7), make_family("f1", 8))))
    for name in ("../f1", "", "F1", "a/b", "a.json", "-a"):
        with pytest.raises(ValueError, match="record id"):
            await store.commit(Change(put=(make_family("f2", 9), make_family(name, 7))))
    assert await store.count() == 0


async def test_an_id_may_come_back_after_it_was_dropped(store: Store, reopen: Reopen) -> None:
    await store.commit(Change(put=(make_family("f1", 7, words="old"),), queue=(say("1", "f1"),)))
    await asyncio.gather(
        store.commit(Change(drop=("f1",))),
        store.commit(Change(put=(make_family("f1", 8, words="new"),))),
    )
    async for each in now_and_reopened(store, reopen):
        assert await each.load("f1") == make_family("f1", 8, words="new")
        assert await each.unsent() == ()


async def test_many_tasks_at_once_do_not_mix(store: Store, reopen: Reopen) -> None:
    async def talk(number: int) -> None:
        for turn in range(5):
            family = make_family(f"f{number}", number, words=f"turn {turn}")
            await store.commit(Change(put=(family,), queue=(say(f"{number:03}-{turn}", family.id),)))
            assert await store.load(family.id) == family

    await asyncio.gather(*(talk(number) for number in range(1, 41)))
    again = await reopen()
    assert await again.count() == 40
    assert len(await again.unsent()) == 200
    assert await again.load("f40") == make_family("f40", 40, words="turn 4")


async def test_a_change_made_from_an_older_version_is_refused_whole(store: Store, reopen: Reopen) -> None:
    await store.commit(Change(put=(make_family("f1", 7), make_family("f2", 8))))
    store = await reopen()
    first, other = await store.read("f1"), await store.read("f2")
    assert first is not None
    assert other is not None
    assert first.record == make_family("f1", 7)
    seen = {"f1": first.version, "f2": other.version, "person:9": 0, "f3": 0}
    await store.commit(Change(put=(make_family("f1", 7, words="won"),), queue=(say("1", "f1"),), seen=seen))
    with pytest.raises(Conflict):
        await store.commit(Change(put=(make_family("f2", 8, words="lost"),), queue=(say("2", "f2"),), seen=seen))
    assert await store.load("f1") == make_family("f1", 7, words="won")
    assert await store.load("f2") == make_family("f2", 8)
    assert [each.id for each in await store.unsent()] == ["1"]
    assert await store.read("f3") is None


async def test_a_record_that_was_not_there_must_still_not_be_there(store: Store) -> None:
    await store.commit(Change(put=(make_house("ab"), make_family("f1", 7))))
    for name in ("house", "person:7", "f1"):
        with pytest.raises(Conflict):
            await store.commit(Change(put=(make_family("f2", 8),), seen={name: 0}))
    before = await store.read("f1")
    assert before is not None
    await store.commit(Change(drop=("f1",)))
    await store.commit(Change(put=(make_family("f1", 7),)))
    with pytest.raises(Conflict):  # it came back, as another one
        await store.commit(Change(put=(make_family("f1", 7),), seen={"f1": before.version}))
    with pytest.raises(ValueError, match="record id"):
        await store.commit(Change(seen={"person:7": 1}))


async def test_of_two_changes_at_once_from_one_version_one_wins(store: Store) -> None:
    await store.commit(Change(put=(make_family("f1", 7),)))
    loaded = await store.read("f1")
    assert loaded is not None
    changes = [Change(put=(make_family("f1", 7, words=word),), seen={"f1": loaded.version}) for word in "ab"]
    new = [Change(put=(make_family(name, 8),), seen={"person:8": 0}) for name in ("f2", "f3")]
    for pair in (changes, new):
        ended = await asyncio.gather(*map(store.commit, pair), return_exceptions=True)
        assert sorted(type(each).__name__ for each in ended) == ["Conflict", "NoneType"]
    assert await store.count() == 2


async def test_the_end_of_a_request_counts_once(store: Store) -> None:
    await store.commit(Change(put=(make_family("f1", 1),), queue=(say("1", "f1"), say("2", "f1"))))
    await store.commit(Change(put=(make_family("f1", 1, words="sent"),), ends="1"))
    assert await store.unsent() == (say("2", "f1"),)
    with pytest.raises(Ended):
        await store.commit(Change(put=(make_family("f1", 1, words="sent again"),), ends="1"))
    assert await store.load("f1") == make_family("f1", 1, words="sent")


async def test_what_is_due_is_taken_by_one_until_it_is_put_or_the_lease_ends(store: Store) -> None:
    lease = timedelta(minutes=10)
    later = NOON + timedelta(minutes=5)
    await store.commit(Change(put=tuple(make_family(f"f{minute}", minute, due=minute) for minute in (1, 2, 3, 30))))
    taken = await asyncio.gather(*(store.take_due(later, 2, lease) for _ in range(3)))
    assert sorted(each for one in taken for each in one) == ["f1", "f2", "f3"]
    assert await store.due(later, 10) == ["f1", "f2", "f3"]  # they are due all the same
    assert await store.next_due() == later + lease
    await store.commit(Change(put=(make_family("f2", 2, due=4),)))
    assert await store.next_due() == NOON + timedelta(minutes=4)
    assert await store.take_due(later, 10, lease) == ["f2"]
    await store.commit(Change(drop=("f1",)))
    assert await store.take_due(later + lease, 10, lease) == ["f3", "f2"]


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    await store.close()
    with pytest.raises(StoreClosed):
        await store.commit(Change())
    with pytest.raises(StoreClosed):
        await store.find("person:7")
