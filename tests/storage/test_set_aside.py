"""What could not be handled and belongs to a family goes with it: nobody can read it afterwards, with any key."""

from __future__ import annotations

import pytest
from store_fixtures import Reopen, make_family, now_and_reopened

from bot.storage import Change, MemoryStore, MovableStore, Store
from bot.storage.store import Aside

pytest_plugins = ["store_fixtures"]


async def readable(store: Store) -> list[tuple[str, bytes, str]]:
    """Everything set aside that can be read."""
    if isinstance(store, MemoryStore):
        return sorted(store._aside)
    found = [(each.name, each.data, each.owner) async for each in (await movable(store).contents()).aside()]
    return sorted(found)


def movable(store: Store) -> MovableStore:
    assert hasattr(store, "contents")
    return store  # type: ignore[return-value]


async def test_it_goes_with_the_family_that_it_belongs_to(store: Store, reopen: Reopen) -> None:
    await store.commit(Change(put=(make_family("f1", 1), make_family("f2", 2))))
    for name, owner in (("mine", "f1"), ("theirs", "f2"), ("nobody's", "")):
        await store.set_aside(name, name.encode(), owner)
    assert [name for name, _, _ in await readable(store)] == ["mine", "nobody's", "theirs"]
    await store.commit(Change(drop=("f1",)))
    async for now in now_and_reopened(store, reopen):
        assert await readable(now) == [("nobody's", b"nobody's", ""), ("theirs", b"theirs", "f2")]


async def test_nothing_is_kept_of_a_family_that_has_just_gone(store: Store) -> None:
    await store.commit(Change(put=(make_family("f1", 1),)))
    await store.commit(Change(drop=("f1",)))
    await store.set_aside("late", b"words", "f1")
    assert await readable(store) == []


@pytest.mark.parametrize("shop", ["tinydb", "postgres"], indirect=True)
async def test_what_is_carried_into_another_house_still_belongs_to_its_family(store: Store) -> None:
    await store.commit(Change(put=(make_family("f1", 1),)))
    contents = await movable(store).contents()
    for _ in range(2):
        await contents.keep_aside(Aside("a" * 32, "event", b"words", "f1"))
    assert await readable(store) == [("event", b"words", "f1")]
    await contents.keep_aside(Aside("b" * 32, "event", b"words", "gone before"))
    assert await readable(store) == [("event", b"words", "f1")]
