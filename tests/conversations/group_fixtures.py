"""A town for the stories about coaching other parents, with its admin and a coach where they are asked for."""

from __future__ import annotations

import pytest
from group_town import ROOM, RUTH, admin_of, coach_of, founded
from player import Player, Town

CONTENT = Town()  # read once


@pytest.fixture
def town() -> Town:
    return founded(CONTENT)


@pytest.fixture
def omar(town: Town) -> Player:
    return admin_of(town)


@pytest.fixture
def ruth(town: Town, omar: Player) -> Player:
    return coach_of(town, RUTH, "Ruth", ROOM)
