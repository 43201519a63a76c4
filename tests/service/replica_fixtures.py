"""Three replicas as a fixture; the server comes from `tests.postgres_server`."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from replica_world import Fleet, Replica

from bot.storage.postgres import PostgresStore
from tests.postgres_server import Server


@pytest.fixture
async def fleet(postgres: Server, tmp_path: Path) -> AsyncIterator[Fleet]:
    """Three replicas on an empty database."""
    url, numbers = postgres.new_database(), itertools.count(1)
    fleet = Fleet()
    for name in ("a", "b", "c"):
        store = PostgresStore(url, tmp_path / "master.key")
        fleet.append(Replica(store=store, counter=numbers))  # type: ignore[arg-type]
        fleet[-1].name = name
        await fleet[-1].start()
    yield fleet
    for each in fleet:
        await each.courier.rest()
        await each.store.close()
