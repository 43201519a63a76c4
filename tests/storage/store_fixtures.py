"""The stores under test, and small records to put into them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.records import Carer, Family, Group, House
from bot.core.requests import Lane, Outgoing, SendMessage
from bot.storage import MemoryStore, Store, TinyStore
from bot.storage.postgres import PostgresStore
from tests.postgres_server import Server

pytest_plugins = ["tests.postgres_server"]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

Reopen = Callable[[], Awaitable[Store]]
MakeFamily = Callable[..., Family]


def make_family(name: str, *people: int, due: int | None = None, words: str = "") -> Family:
    """A family with these carers, due so many minutes past noon. `words` is something private in it."""
    carers = tuple(Carer(person=person, language="en", consented=NOON, waiting=words) for person in people)
    return Family(id=name, carers=carers, due=None if due is None else NOON + timedelta(minutes=due))


def make_group(name: str, chat: int, title: str = "Parents") -> Group:
    return Group(id=name, chat=chat, title=title)


def make_house(claim: str = "") -> House:
    return House(claim_hash=claim)


def say(name: str, owner: str, text: str = "Hello", lane: Lane = Lane.INTERACTIVE) -> Outgoing:
    """Something to send."""
    return Outgoing(id=name, owner=owner, request=SendMessage(chat=1, html=text, lane=lane), created=NOON)


class Shop:
    """Makes stores of one kind that share what is kept, as one process after another would."""

    def __init__(self, kind: str, folder: Path, url: str) -> None:
        self.data_dir = folder / "data"
        self.key_file = folder / "secrets" / "master.key"
        self.url = url
        self._memory = MemoryStore() if kind == "memory" else None

    def store(self) -> Store:
        if self._memory is not None:
            return self._memory
        if self.url:
            return PostgresStore(self.url, self.key_file)
        return TinyStore(self.data_dir, self.key_file)


@pytest.fixture(params=["memory", "tinydb", "postgres"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    return Shop(request.param, tmp_path, url)


@pytest.fixture
def url(postgres: Server) -> str:
    """The address of an empty database."""
    return postgres.new_database()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "master.key"


@pytest.fixture
async def stores(shop: Shop) -> AsyncIterator[list[Store]]:
    opened: list[Store] = []
    yield opened
    for store in opened:
        await store.close()


@pytest.fixture
async def store(shop: Shop, stores: list[Store]) -> Store:
    """An open, empty store of each kind."""
    first = shop.store()
    await first.open()
    stores.append(first)
    return first


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has one: for tests that open a store a thousand times."""
    folder = memory_folder() or tmp_path
    yield folder
    shutil.rmtree(folder)


def memory_folder() -> Path | None:
    """A new folder in memory, or None."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(dir=memory)) if os.access(memory, os.W_OK) else None


@pytest.fixture
def reopen(shop: Shop, stores: list[Store]) -> Reopen:
    """Close the store and open what it kept."""

    async def again() -> Store:
        await stores[-1].close()
        store = shop.store()
        await store.open()
        stores.append(store)
        return store

    return again


async def now_and_reopened(store: Store, reopen: Reopen) -> AsyncIterator[Store]:
    """The store as it is, and what the next process finds."""
    yield store
    yield await reopen()
