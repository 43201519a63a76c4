"""Parents, a coach, her group and the admin do anything at all, in a house that fails: a small share of what
`python -m tests.simulation.machine` plays."""

from __future__ import annotations

from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.machine import House, budget


def test_whatever_people_and_the_world_do_every_promise_is_kept() -> None:
    run_state_machine_as_test(House, settings=budget(examples=10, steps=16, derandomize=True))
