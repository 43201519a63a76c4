"""What could not be handled and belongs to a family goes with it: nobody can read it afterwards, with any key."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta

import pytest
from store_fixtures import Reopen, make_family, now_and_reopened

from bot.service.nightly_tidying import NightlyTidying
from bot.storage import Change, MemoryStore, MovableStore, Store, TinyStore, Unreadable
from bot.storage.postgres import PostgresStore
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


# ---- each night -----------------------------------------------------------------------------------------------------


async def kept(store: Store) -> int:
    """How many things lie there, whether or not anybody can open them."""
    if isinstance(store, TinyStore):
        return len(list((store._folder / "set_aside").iterdir()))
    assert isinstance(store, PostgresStore)
    [(found,)] = await store._database.rows("SELECT count(*) FROM sameside.set_aside")
    return int(found)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("shop", ["tinydb", "postgres"], indirect=True)
async def test_what_belonged_to_a_family_goes_in_the_night_after_it(store: TinyStore | PostgresStore) -> None:
    await store.commit(Change(put=(make_family("f1", 1), make_family("f2", 2))))
    for name, owner in (("mine", "f1"), ("mine too", "f1"), ("theirs", "f2"), ("nobody's", "")):
        await store.set_aside(name, name.encode(), owner)
    await NightlyTidying(store, 24, now).nightly()
    assert await kept(store) == 4
    await store.commit(Change(drop=("f1",)))
    await NightlyTidying(store, 24, now).nightly()
    assert await kept(store) == 2
    assert [name for name, _, _ in await readable(store)] == ["nobody's", "theirs"]


@pytest.mark.parametrize("shop", ["tinydb", "postgres"], indirect=True)
async def test_what_is_older_than_a_silent_family_goes_too(
    store: TinyStore | PostgresStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await store.commit(Change(put=(make_family("f1", 1),)))
    await store.set_aside("canary", b"words", "f1")
    await store.set_aside("nobody's", b"words")

    def later() -> datetime:
        return now() + timedelta(days=25 * 31)

    await NightlyTidying(store, 0, later).nightly()
    assert await kept(store) == 2, "an operator who keeps everything keeps this"
    await NightlyTidying(store, 24, later).nightly()
    assert await kept(store) == 0
    assert "2 things" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize("shop", ["tinydb"], indirect=True)
async def test_a_damaged_record_waits_for_the_operator_while_its_family_is_there(
    store: TinyStore, caplog: pytest.LogCaptureFixture
) -> None:
    await store.commit(Change(put=(make_family("f-1", 1), make_family("f2", 2))))
    await store.close()
    folder = store._folder
    for name in ("f-1", "f2"):
        path = folder / "families" / f"{name}.json"
        path.write_bytes(path.read_bytes()[:-1])
    await store.open()
    for name in ("f-1", "f2"):
        with pytest.raises(Unreadable):
            await store.load(name)
    (folder / "set_aside" / "families-f2-0.new").write_bytes(b"half of a file")
    await NightlyTidying(store, 24, now).nightly()
    assert await kept(store) == 3
    await store.commit(Change(drop=("f-1",)))
    await NightlyTidying(store, 24, now).nightly()
    assert [path.name.split("-")[1] for path in (folder / "set_aside").glob("*.damaged")] == ["f2"]


async def test_a_disk_that_refuses_is_logged_and_the_next_night_tries_again(caplog: pytest.LogCaptureFixture) -> None:
    class Refusing:
        async def tidy_aside(self, before: datetime | None) -> int:
            raise OSError(errno.EIO, "Input/output error")

    await NightlyTidying(Refusing(), 24, now).nightly()
    assert "could not be tidied: Input/output error" in caplog.text
