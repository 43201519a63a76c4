"""Moving house between files and PostgreSQL: everything arrives, and whatever stops a move, the next run ends it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import picture
from store_fixtures import make_family, make_group, make_house, say

from bot.core.records import Record
from bot.core.requests import Lane, Outgoing
from bot.storage import Change, MovableStore
from bot.storage.moving import MoveFault, begin_to_live, move
from bot.storage.places import store_at
from tests.postgres_server import Server

pytest_plugins = ["store_fixtures"]

IDS = ("f1", "f2", "f3", "f4", "g1", "house")


class Lost(Exception):
    """The wire was cut."""


class Cut:
    """A store that fails after so many commits."""

    def __init__(self, store: MovableStore, commits: int) -> None:
        self._store = store
        self._left = commits
        for name in ("open", "close", "find", "load", "read", "due", "take_due", "next_due", "unsent", "count"):
            setattr(self, name, getattr(store, name))
        self.set_aside, self.contents = store.set_aside, store.contents

    async def commit(self, change: Change) -> None:
        if not self._left:
            raise Lost
        self._left -= 1
        await self._store.commit(change)


def quietly(_: str) -> None:
    """Nobody listens."""


async def fill(store: MovableStore) -> None:
    records: tuple[Record, ...] = (make_family("f1", 1, 2, due=3, words="✏️"), make_group("g1", -100), make_house("ab"))
    tried = msgspec.structs.replace(say("03", "f1", lane=Lane.REMINDER), tried=True)
    await store.commit(Change(put=records, queue=(say("01", "f1"), say("02", "g1", lane=Lane.BROADCAST), tried)))
    await store.commit(Change(mark=("02",)))
    await store.set_aside("event", b"\x00odd")


async def set_aside_in(store: MovableStore) -> list[tuple[str, bytes]]:
    return [(each.name, each.data) async for each in (await store.contents()).aside()]


async def opened(place: str | Path, key_file: Path) -> MovableStore:
    store = store_at(place, key_file)
    await store.open()
    return store


@pytest.mark.parametrize("way", ["there", "back"])
async def test_everything_arrives_and_a_second_run_changes_nothing(postgres: Server, tmp_path: Path, way: str) -> None:
    places: list[str | Path] = [tmp_path / "data", postgres.new_database()]
    if way == "back":
        places.reverse()
    source, target = [await opened(place, tmp_path / "master.key") for place in places]
    await fill(source)
    moved = await move(source, target, quietly)
    assert (moved.records, moved.messages, moved.aside, moved.changed, moved.unreadable) == (3, 3, 1, 3, 0)
    assert await picture(target, IDS) == await picture(source, IDS)
    assert await set_aside_in(target) == await set_aside_in(source) == [("event", b"\x00odd")]
    again = await move(source, target, quietly)
    assert (again.records, again.aside, again.changed) == (3, 1, 0)
    await source.close()
    await target.close()


async def test_a_move_that_was_cut_is_ended_by_the_next_run_after_the_source_went_on(
    postgres: Server, tmp_path: Path
) -> None:
    key_file = tmp_path / "master.key"
    source, target = await opened(tmp_path / "data", key_file), await opened(postgres.new_database(), key_file)
    families = tuple(make_family(f"f{number:04}", number, due=number) for number in range(1, 701))
    await source.commit(Change(put=families, queue=(say("01", "f0001"), say("02", "f0650"))))
    with pytest.raises(Lost):
        await move(source, Cut(target, 2), quietly)  # type: ignore[arg-type]
    assert 0 < await target.count() < 700
    with pytest.raises(MoveFault, match="has not ended"):
        await begin_to_live(target)
    with pytest.raises(MoveFault, match="half filled"):
        await move(target, source, quietly)
    changed = (make_family("f0002", 2, 1), make_family("f0001", 9000))  # a person has moved to another family
    await source.commit(Change(put=changed, drop=("f0003",), settle=("01",), queue=(say("03", "f0002"),)))
    moved = await move(source, target, quietly)
    assert (moved.records, moved.messages) == (699, 2)
    assert moved.changed < 400
    assert await picture(target, ["f0001", "f0002", "f0003"]) == await picture(source, ["f0001", "f0002", "f0003"])
    await begin_to_live(target)
    await source.close()
    await target.close()


async def test_a_store_that_lives_is_not_overwritten(postgres: Server, tmp_path: Path) -> None:
    key_file = tmp_path / "master.key"
    source, target = await opened(tmp_path / "data", key_file), await opened(postgres.new_database(), key_file)
    await fill(source)
    await move(source, target, quietly)
    await begin_to_live(target)
    await move(source, target, quietly)  # still equal: nothing to write
    await begin_to_live(target)
    await target.commit(Change(put=(make_family("f9", 9),)))
    with pytest.raises(MoveFault, match="other families already"):
        await move(source, target, quietly)
    assert await target.load("f9") == make_family("f9", 9)
    with pytest.raises(MoveFault, match="same store"):
        await move(source, source, quietly)
    await source.close()
    await target.close()


async def test_a_database_is_carried_while_its_bot_goes_on_and_then_only_what_differs(
    postgres: Server, tmp_path: Path
) -> None:
    key_file, url = tmp_path / "master.key", postgres.new_database()
    bot = await opened(url, key_file)
    source = store_at(url, key_file, alone=False)
    await source.open()
    target = await opened(tmp_path / "data", key_file)
    await bot.commit(Change(put=tuple(make_family(f"f{number:04}", number) for number in range(1, 301))))
    moved = await move(source, target, quietly)
    assert moved.changed == 300
    await bot.commit(Change(put=(make_family("f0007", 7, words="later"),), drop=("f0009",)))
    assert (await move(source, target, quietly)).changed == 2
    assert await target.load("f0007") == make_family("f0007", 7, words="later")
    for store in (bot, source, target):
        await store.close()


changes = st.lists(
    st.tuples(
        st.sampled_from(IDS[:4]),
        st.sampled_from(["put", "drop", "queue", "settle"]),
        st.none() | st.integers(0, 5),
        st.text(max_size=40),
    ),
    max_size=25,
)


def as_change(step: int, name: str, act: str, due: int | None, words: str) -> Change:
    person = IDS.index(name) + 1
    queued: tuple[Outgoing, ...] = (say(f"{step:04}", name, words),)
    match act:
        case "put":
            return Change(put=(make_family(name, person, due=due, words=words),), queue=queued)
        case "drop":
            return Change(drop=(name,))
        case "queue":
            return Change(queue=queued)
        case _:
            return Change(settle=(f"{step - 1:04}",), mark=(f"{step - 2:04}",))


@settings(max_examples=15, deadline=None)
@given(before=changes, after=changes)
def test_any_history_there_and_back_is_the_same(
    postgres: Server, before: list[tuple[str, str, int | None, str]], after: list[tuple[str, str, int | None, str]]
) -> None:
    async def there_and_back(folder: Path) -> None:
        key_file = folder / "master.key"
        source = await opened(folder / "data", key_file)
        middle = await opened(postgres.new_database(), key_file)
        end = await opened(folder / "again", key_file)
        for first, history in ((0, before), (len(before), after)):  # the second time the target is filled already
            for step, (name, act, due, words) in enumerate(history, start=first):  # no message's id is used twice
                await source.commit(as_change(step, name, act, due, words))
            await move(source, middle, quietly)
        await begin_to_live(middle)
        await move(middle, end, quietly)
        assert await picture(source, IDS) == await picture(middle, IDS) == await picture(end, IDS)
        assert await end.next_due() == await source.next_due() == await middle.next_due()
        for store in (source, middle, end):
            await store.close()

    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        asyncio.run(there_and_back(Path(folder)))
