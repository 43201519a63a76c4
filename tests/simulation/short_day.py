"""A short day: a town that has settled, one dense hour with the faults of a seed, one reminder, the judge.

The first minutes, the plans and the coach's way are lived once, before; each seed goes on from there, so that most of
what it costs is what it tries. Each of the mornings has such a past.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

from bot.telegram.quiet import quiet_libraries
from tests.simulation.faults import COMBINATIONS
from tests.simulation.logs import Listening
from tests.simulation.one_life import CODE
from tests.simulation.one_run import Deaths, Report, content, days_with_troubles, folder_in_memory
from tests.simulation.people import Parent
from tests.simulation.town import MORNINGS, Past, Town
from tests.simulation.virtual_loop import play


def settle(morning: int) -> Past:
    """Live up to where the short days begin; the same each time."""
    with folder_in_memory() as folder:
        return play(f"settled {morning}", lambda: _settle(folder, morning))


async def _settle(folder: Path, morning: int) -> Past:
    quiet_libraries()
    town = Town(folder, content(), morning, morning=MORNINGS[morning])
    alive = asyncio.create_task(town.keep_alive())
    await asyncio.sleep(0)
    await town.admin.says(f"/claim {CODE}")
    await asyncio.gather(_maria(town), _sam(town), _ruth(town))
    await town.close()
    await alive
    assert all(parent.wishes.settled for parent in town.parents)
    assert town.maria.wishes.plan
    return town.past()


async def _maria(town: Town) -> None:
    await town.maria.settles()
    await town.maria.asks("CanaryQ1 Who helps with reading?")
    await town.maria.plans_school_work()
    town.planned_at["Maria"] = town.clock.now()
    await town.maria.sets_a_meeting()


async def _sam(town: Town) -> None:
    await town.sam.settles()
    await town.sam.asks("CanaryS1 Who drives?")


async def _ruth(town: Town) -> None:
    await town.coach.settles()
    await town.coach.becomes_coach(town.admin, town.group_now)


class ShortDays:
    """The pasts of all mornings, and any seed's day after one of them."""

    def __init__(self) -> None:
        self._pasts = [settle(morning) for morning in range(len(MORNINGS))]

    def run(self, seed: int, faults: tuple[str, ...] | None = None, deaths: Deaths = ()) -> Report:
        """Play one seed. Without `faults` the seed chooses them, one combination after the other."""
        chosen = COMBINATIONS[seed % len(COMBINATIONS)] if faults is None else faults
        past = self._pasts[seed % len(MORNINGS)]
        with folder_in_memory() as folder, Listening() as logs:
            return play(f"{seed}", lambda: _day(folder, past, seed, chosen, deaths, logs))


async def _day(folder: Path, past: Past, seed: int, faults: tuple[str, ...], deaths: Deaths, logs: Listening) -> Report:
    quiet_libraries()
    town = Town(folder, content(), seed, deaths, past=past)
    return await days_with_troubles(town, dense(town, Random(f"faults {seed}")), seed, faults, 1, logs)


async def dense(town: Town, chance: Random) -> None:
    """One to three people at once; who, and what they do, the chance decides."""
    does = [town.maria.asks("CanaryQ2 And lunch?")]
    if chance.random() < 0.4:
        does.append(_wanders_or_leaves(town.sam, leaves=chance.random() < 0.5))
    if chance.random() < 0.4:
        does.append(town.coach.sends_a_tip())
    await asyncio.gather(*does)


async def _wanders_or_leaves(parent: Parent, *, leaves: bool) -> None:
    if leaves:
        await parent.asks("CanaryS2 Who calls?")
        await parent.deletes()
    else:
        await parent.wanders(3)
