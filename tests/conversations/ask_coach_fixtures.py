"""A parent and two coaches on duty, for the stories about questions to them."""

from __future__ import annotations

import pytest
from group_town import LEA, MARIA, coach_of
from player import Player, Town, settled

pytest_plugins = ["group_fixtures"]


@pytest.fixture
def maria(town: Town, ruth: Player) -> Player:
    """A parent; Ruth is on duty."""
    ruth.says("/duty on")
    return settled(town, MARIA)


@pytest.fixture
def lea(town: Town, maria: Player) -> Player:
    """Another coach on duty."""
    lea = coach_of(town, LEA, "Lea")
    lea.says("/duty on")
    return lea
