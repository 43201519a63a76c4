"""A small share of the simulation: the nightly commands play the same over many more seeds, see docs/faults.md."""

from __future__ import annotations

from random import Random

import pytest

from bot.telegram.webhook import secret_from
from tests.simulation.access import EVE, MARIA, Scene, attack
from tests.simulation.access_webhook import TOKEN, attack_webhook
from tests.simulation.crash_points import Point, try_point
from tests.simulation.faults import NAMES
from tests.simulation.fuzz import fuzz
from tests.simulation.one_run import run
from tests.simulation.town import HOWS


@pytest.mark.parametrize("name", NAMES)
def test_each_fault_of_the_list(name: str) -> None:
    assert run(Random(name).randrange(1000), (name,), days=1).wrong == ()


def test_one_seed_is_one_history() -> None:
    first, second = (run(7, ("killed", "answer_lost"), days=1) for _ in range(2))
    assert first.wrong == ()
    assert first.digest == second.digest
    assert run(8, ("killed", "answer_lost"), days=1).digest != first.digest


@pytest.mark.parametrize("at", [5, 60, 160, 290])
def test_it_may_die_at_any_boundary(at: int) -> None:
    for how in HOWS[::2]:
        assert try_point(Point(seed=at, at=at, how=how, power=how == "after")).wrong == ()


def test_updates_that_nobody_should_send() -> None:
    fuzzed = fuzz(1)
    assert fuzzed.wrong == ()
    assert fuzzed.counted["set aside"] > 50
    assert fuzzed.counted["ButtonTapped"] > 100


def test_nobody_reaches_what_belongs_to_somebody_else() -> None:
    for seed in (1, 2):
        attempts = attack(seed)
        assert attempts.succeeded == ()
        assert len(attempts.tried) == 8


def test_an_open_door_would_be_seen() -> None:
    """The check itself: with the attacker among a victim's carers, attempts succeed."""
    scene = Scene(3)
    family = scene.town.record(f"person:{MARIA}")
    scene.town.forget(scene.town.name_of(f"person:{EVE}") or "")
    scene.let_in(family, EVE)
    assert any(scene.attempt()[2] for _ in range(300))
    assert attack_webhook(3, 300, (MARIA,), open_to=secret_from(f"{TOKEN}x"))  # which is tried now and then
