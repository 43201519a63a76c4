"""Short days in a settled town, what many of them add up to, and a process that is really killed in one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.simulation.faults import NAMES
from tests.simulation.one_life import NotedSender
from tests.simulation.one_run import Report
from tests.simulation.real_kills import Kill, RealKills
from tests.simulation.short_day import ShortDays
from tests.simulation.tally import take_up


@pytest.fixture(scope="module")
def days() -> ShortDays:
    return ShortDays()


def test_one_seed_is_one_short_day(days: ShortDays) -> None:
    first, again, other = (days.run(seed, ("killed", "answer_lost")) for seed in (8, 8, 11))
    assert first.wrong == other.wrong == ()
    assert first.digest == again.digest == ShortDays().run(8, ("killed", "answer_lost")).digest
    assert first.digest != other.digest


def test_faults_strike_although_the_day_is_short(days: ShortDays) -> None:
    pairs = list(zip(NAMES, NAMES[7:] + NAMES[:7], strict=True))
    reports = [days.run(seed, pair) for seed, pair in enumerate(pairs)]
    assert [report.wrong for report in reports if report.wrong] == []
    assert len({name for report in reports for name in report.met}) > len(NAMES) - 4


def test_a_reply_that_never_leaves_is_noticed(days: ShortDays, monkeypatch: pytest.MonkeyPatch) -> None:
    async def forgets(sender: NotedSender, ticket: object) -> None:
        """Neither sent nor settled."""

    monkeypatch.setattr(NotedSender, "_carry", forgets)
    assert any("still in the outbox" in each for each in days.run(1, ()).wrong)


def test_a_long_run_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "seeds.json"
    tally = take_up(path, 100, 200)
    for seed, met in ((100, ("flood",)), (101, ("flood", "killed"))):
        tally.add(Report(seed, met, ("lost",) * (seed == 101), "", 5, (3, 4), (), (), met), whole=seed == 100)
    tally.save(path)
    again = take_up(path, 100, 200)
    assert again == tally
    assert (again.next, again.runs, again.failed, again.struck["flood + killed"]) == (102, 2, 1, 1)
    assert "2 of 21 faults struck" in "\n".join(again.coverage())
    assert take_up(path, 0, 200).next == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_real_process_is_killed_at_a_boundary() -> None:
    kills = RealKills()
    killed = [kills.run(Kill(seed, at, "half")) for seed, at in ((1, 4), (2, 17), (3, 33))]
    assert [(each.reached, each.wrong) for each in killed] == [(True, ())] * 3
