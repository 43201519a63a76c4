"""A town for the stories about coaching other parents, with its admin and a coach where they are asked for."""

from __future__ import annotations

import pytest
from group_town import CLUB, ROOM, RUTH, admin_of, coach_of, founded, happens, origin
from player import Player, Town

from bot.core.events import CommandReceived

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


@pytest.fixture
def club(town: Town, ruth: Player) -> None:
    """Ruth has a second group, in Spanish."""
    spanish = origin(town, RUTH, CLUB, admin=True, language="es")
    happens(town, CLUB, CommandReceived(origin=spanish, name="link"))
