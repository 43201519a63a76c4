"""The service's world as a fixture."""

from __future__ import annotations

import pytest_asyncio
from service_world import World


@pytest_asyncio.fixture
async def world() -> World:
    """A running service in which nobody is known."""
    made = World()
    await made.start()
    return made
