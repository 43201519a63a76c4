"""Finding the region that somebody means, and nothing else."""

from __future__ import annotations

import pytest

from bot.core.coaching.directory import places_for
from bot.core.conversation import Place

PLACES = (
    Place(region="US", names=("United States", "USA"), title="National", about="For all."),
    Place(region="VA", names=("Virginia", "VA"), title="Virginia's center", about="For Virginia."),
    Place(region="PR", names=("Puerto Rico", "Perú Chico"), title="Centro", about="Para todos."),
    Place(region="DC", names=("Washington, D.C.", "District of Columbia"), title="The District", about="For DC."),
)


@pytest.mark.parametrize(
    ("region", "title"),
    [
        ("Virginia", "Virginia's center"),
        ("  viRGinia \n", "Virginia's center"),
        ("va", "Virginia's center"),
        ("V.A.", "Virginia's center"),
        ("the State of Virginia", "Virginia's center"),
        ("I live in Virginia.", "Virginia's center"),
        ("Virginia, USA", "Virginia's center"),
        ("Richmond, VA", "Virginia's center"),
        ("peru chico", "Centro"),
        ("Washington DC", "The District"),
        ("washington, d.c.", "The District"),
        ("USA", "National"),
    ],
)
def test_ways_to_say_it(region: str, title: str) -> None:
    assert [place.title for place in places_for(PLACES, region)] == [title]


@pytest.mark.parametrize("region", ["West Virginia", "Vancouver", "", " ", ".", "<b>", "Ohio", "vaa", "no idea", "🦒"])
def test_what_is_not_there_is_not_guessed(region: str) -> None:
    assert places_for(PLACES, region) == ()
