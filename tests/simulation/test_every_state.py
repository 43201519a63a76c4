"""The ways out work wherever a parent may be."""

from __future__ import annotations

from random import Random

from bot.core.coaching import REGISTRY
from bot.core.records import Family, person_address
from tests.simulation.every_state import PERSON, State, check, every_state
from tests.simulation.one_run import content
from tests.simulation.pure_town import PureTown
from tests.simulation.walk import Walk


def test_cancel_privacy_delete_and_the_safe_word_work_in_every_state() -> None:
    """Of those in which an action waits for a text, a share; `python -m tests.simulation.every_state` tries all."""
    states = list(every_state(content()))
    assert len(states) > 1000
    share = [state for number, state in enumerate(states) if number % 9 == 0 or not waits(state)]
    assert [each for state in share for each in check(state)] == []


def waits(state: State) -> bool:
    return state.family is not None and bool(state.family.carers[0].waiting)


def test_wherever_a_walk_over_the_buttons_leads_is_one_of_these_states() -> None:
    known = {
        (talk.conversation, talk.step)
        for state in every_state(content())
        if state.family is not None and (talk := state.family.carers[0].talk) is not None
    }
    waiting = {kind.__name__ for kind in REGISTRY.texts}
    walk = Walk(PureTown(content()), PERSON, Random(5))
    walk.settle()
    for _ in range(1500):
        walk.step()
        record = walk.town.record(person_address(PERSON))
        assert isinstance(record, Family)
        carer = record.carers[0]
        assert carer.talk is None or (carer.talk.conversation, carer.talk.step) in known
        assert not carer.waiting or type(REGISTRY.codec.decode(carer.waiting)).__name__ in waiting
