"""What only a shared database can do to a store: be slow, go away in the middle, and be seen by others."""

from __future__ import annotations

import asyncio
import base64
import logging
from pathlib import Path

import psycopg
import pytest
from store_fixtures import make_family, say

from bot.core.records import Family
from bot.storage import Change, Conflict
from bot.storage.postgres import PostgresStore
from tests.postgres_server import PASSWORD, Server

pytest_plugins = ["store_fixtures"]

CANARIES = ("Rosalinda", "person:424242", "424242", "blue blanket", "canary-upload")


class Progress:
    """Counts what was acknowledged, and lets others wait for more of it, or for the end of the talks."""

    def __init__(self) -> None:
        self._made = 0
        self._wanted = 0
        self._ended = False
        self._enough = asyncio.Event()

    def note(self) -> None:
        self._made += 1
        if self._made >= self._wanted:
            self._enough.set()

    def end(self, _: object) -> None:
        self._ended = True
        self._enough.set()

    async def more(self, steps: int) -> None:
        self._wanted = self._made + steps
        if not self._ended:
            self._enough.clear()
        await self._enough.wait()


async def test_two_replicas_on_one_database_lose_no_update(url: str, key_file: Path) -> None:
    first, second = PostgresStore(url, key_file), PostgresStore(url, key_file)
    await asyncio.gather(first.open(), second.open())
    await first.commit(Change(put=(make_family("f1", 7, words="0"),)))

    async def count(store: PostgresStore, times: int) -> int:
        conflicts = 0
        while times:
            loaded = await store.read("f1")
            assert loaded is not None
            assert isinstance(loaded.record, Family)
            more = str(int(loaded.record.carers[0].waiting) + 1)
            try:
                await store.commit(Change(put=(make_family("f1", 7, words=more),), seen={"f1": loaded.version}))
            except Conflict:
                conflicts += 1
            else:
                times -= 1
        return conflicts

    conflicts = await asyncio.gather(*(count(store, 10) for store in (first, second, first, second)))
    assert sum(conflicts) > 0
    assert await second.load("f1") == make_family("f1", 7, words="40")
    await first.close()
    await second.close()


async def test_a_stranger_on_two_replicas_becomes_one_family(url: str, key_file: Path) -> None:
    stores = [PostgresStore(url, key_file) for _ in range(2)]
    await asyncio.gather(*(store.open() for store in stores))
    for person in range(1, 30):
        changes = [Change(put=(make_family(f"f{person}-{n}", person),), seen={f"person:{person}": 0}) for n in (0, 1)]
        both = zip(stores, changes, strict=True)
        ended = await asyncio.gather(*(store.commit(change) for store, change in both), return_exceptions=True)
        assert [each for each in ended if each is not None and not isinstance(each, Conflict)] == []
        assert ended.count(None) == 1
    assert await stores[0].count() == 29
    for store in stores:
        await store.close()


async def test_an_outgoing_id_of_another_record_is_not_overwritten(url: str, key_file: Path) -> None:
    store = PostgresStore(url, key_file)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 7), make_family("f2", 8)), queue=(say("1", "f1"),)))
    with pytest.raises(Conflict):
        await store.commit(Change(queue=(say("1", "f2", "mine"),)))
    assert await store.unsent() == (say("1", "f1"),)
    await store.close()


async def test_connections_lost_at_any_time_lose_and_double_nothing(postgres_to_kill: Server, key_file: Path) -> None:
    store = PostgresStore(postgres_to_kill.new_database(), key_file)
    await store.open()
    progress = Progress()

    async def talk(person: int) -> None:
        for turn in range(25):
            family = make_family(f"f{person}", person, words=str(turn))
            loaded = await store.read(family.id)
            seen = {family.id: loaded.version if loaded is not None else 0}
            # With `seen` a commit that happened twice would be refused the second time.
            await store.commit(Change(put=(family,), queue=(say(f"{turn:03}-{person}", family.id),), seen=seen))
            progress.note()

    talks = asyncio.gather(*(talk(person) for person in range(1, 9)))
    talks.add_done_callback(progress.end)
    dropped = 0
    while not talks.done():
        await progress.more(15)
        dropped += await asyncio.to_thread(postgres_to_kill.drop_connections)
    await talks
    assert dropped > 10
    assert len(await store.unsent()) == 8 * 25
    assert await store.load("f8") == make_family("f8", 8, words="24")
    await store.close()


async def test_a_killed_server_keeps_what_was_acknowledged_and_nothing_by_half(
    postgres_to_kill: Server, key_file: Path
) -> None:
    url = postgres_to_kill.new_database()
    store = PostgresStore(url, key_file)
    await store.open()
    acknowledged: dict[int, int] = dict.fromkeys(range(1, 9), -1)
    progress = Progress()
    ended = asyncio.Event()

    async def talk(person: int) -> None:
        turn = 0
        while not ended.is_set():
            pair = (
                make_family(f"a{person}", person, words=str(turn)),
                make_family(f"b{person}", -person, words=str(turn)),
            )
            await store.commit(Change(put=pair, queue=(say(f"{turn:06}-{person}", pair[0].id),)))
            acknowledged[person] = turn
            progress.note()
            turn += 1

    async def halves() -> None:
        """A store that has seen nothing of the trouble tells the same story."""
        other = PostgresStore(url, key_file)
        await other.open()
        unsent = {outgoing.id for outgoing in await other.unsent()}
        for person in acknowledged:
            kept = [await other.load(f"{name}{person}") for name in "ab"]
            turns = {int(each.carers[0].waiting) for each in kept if isinstance(each, Family)}
            assert len(turns) == 1
            assert turns == {acknowledged[person]}
            assert {f"{turn:06}-{person}" for turn in range(acknowledged[person] + 1)} <= unsent
        await other.close()

    talks = asyncio.gather(*(talk(person) for person in acknowledged))
    talks.add_done_callback(progress.end)
    for _ in range(3):
        await progress.more(150)
        await asyncio.to_thread(postgres_to_kill.kill)
        await asyncio.to_thread(postgres_to_kill.start)
    ended.set()
    await talks
    await halves()
    await store.close()


async def test_a_server_that_stays_away_is_an_error_of_the_disk(postgres_to_kill: Server, key_file: Path) -> None:
    store = PostgresStore(postgres_to_kill.new_database(), key_file, patience=0)
    await store.open()
    postgres_to_kill.kill()
    with pytest.raises(OSError, match="cannot be reached"):
        await store.commit(Change(put=(make_family("f1", 7),)))
    with pytest.raises(OSError, match="cannot be reached"):
        await store.find("person:7")
    await store.close()


async def test_nothing_private_is_in_plain_on_the_server_in_its_log_or_in_ours(
    postgres_to_kill: Server, key_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = postgres_to_kill.new_database()
    store = PostgresStore(url, key_file)
    await store.open()
    family = make_family("f1", 424242, words="Rosalinda")
    queue = (say("1", "f1", "blue blanket"),)
    await store.commit(Change(put=(family,), queue=queue, seen={"person:424242": 0}))
    await store.set_aside("update of Rosalinda", b"canary-upload")
    assert await store.find("person:424242") == "f1"
    await store.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    disk = postgres_to_kill.everything_on_disk()
    dump = postgres_to_kill.dump(url)
    assert "sameside.records" in dump
    assert b"INSERT INTO sameside.addresses" in disk  # the log of statements, with their values
    for canary in CANARIES:
        for form in (canary.encode(), canary.encode().hex().encode(), base64.b64encode(canary.encode())):
            assert form not in disk
        assert canary not in dump
        assert canary not in caplog.text
    assert PASSWORD not in caplog.text


async def test_a_deleted_family_is_lost_in_a_backup_that_has_no_keys(
    postgres: Server, url: str, key_file: Path
) -> None:
    store = PostgresStore(url, key_file)
    await store.open()
    await store.commit(Change(put=(make_family("f1", 1, words="private"), make_family("f2", 2))))
    with psycopg.connect(url) as connection:
        backup = connection.execute("SELECT sealed FROM sameside.records WHERE id = 'f1'").fetchone()
        assert backup is not None
        await store.commit(Change(drop=("f1",)))
        assert connection.execute("SELECT record FROM sameside.keys").fetchall() == [("f2",)]
        assert connection.execute("SELECT record FROM sameside.addresses").fetchall() == [("f2",)]
    assert "sameside.keys" not in postgres.dump(url, "--exclude-table-data=sameside.keys", "--data-only")
    await store.commit(Change(put=(make_family("f1", 3),)))  # the id again, with another key
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE sameside.records SET sealed = %s WHERE id = 'f1'", backup)
    with pytest.raises(Exception, match="damaged"):
        await store.load("f1")
    await store.close()
