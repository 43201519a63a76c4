"""Three replicas that deliver by jobs, as a fixture; the servers come from `tests.postgres_server`."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fleet_members import Fleet, Member

from tests.postgres_server import Server


@asynccontextmanager
async def sailing(url: str, folder: Path) -> AsyncIterator[Fleet]:
    fleet, numbers = Fleet(url), itertools.count(1)
    for name in ("a", "b", "c"):
        fleet.append(Member(name, url, folder / "master.key", fleet.ledger, numbers))
        await fleet[-1].start()
    try:
        yield fleet
    finally:
        fleet.release()
        for each in fleet:
            await each.stop()


@pytest.fixture
async def fleet(postgres: Server, tmp_path: Path) -> AsyncIterator[Fleet]:
    async with sailing(postgres.new_database(), tmp_path) as fleet:
        yield fleet


@pytest.fixture
async def fleet_on_thin_ice(postgres_to_kill: Server, tmp_path: Path) -> AsyncIterator[Fleet]:
    """On a server that may be killed."""
    async with sailing(postgres_to_kill.new_database(), tmp_path) as fleet:
        yield fleet
