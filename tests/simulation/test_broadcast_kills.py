"""A small share of the kills: `python -m tests.simulation.broadcast_kills` plays the same to more groups, with more."""

from __future__ import annotations

from pathlib import Path

from tests.simulation.broadcast_kills import Moment, Plan, play


async def test_killed_three_times_in_one_broadcast(tmp_path: Path) -> None:
    lost = frozenset({6})
    moments = (Moment(tips=3, seconds=0.01), Moment(tips=4, seconds=0.03))
    plan = Plan(seed=0, groups=12, at_the_yes=None, moments=moments, latency=0.05, lost=lost)
    assert plan.kills == 3
    verdict = await play(plan, tmp_path)
    assert verdict.wrong == ()
    assert verdict.accepted >= 12 - len(moments) * 4, "most have arrived in spite of it"
    assert verdict.doubtful_and_there >= len(lost)
