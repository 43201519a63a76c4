"""One run: a town lives through its days with the faults of its seed, comes to rest, and is judged.

A run is a function of its seed alone: `run(seed)` twice gives the same ledger, byte for byte.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import shutil
import tempfile
import traceback
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bot.app import CONTENT
from bot.content import load
from bot.core.conversation import Content
from bot.practice_chat import LedgerEntry
from bot.telegram.quiet import quiet_libraries
from tests.simulation.boundaries import How
from tests.simulation.faults import COMBINATIONS, strike
from tests.simulation.judge import judge
from tests.simulation.logs import Listening
from tests.simulation.one_life import CODE
from tests.simulation.people import ZONE
from tests.simulation.town import Town
from tests.simulation.virtual_loop import play

QUIET = 40 * 60.0  # seconds of calm until everything must have come to rest

Deaths = tuple[tuple[int, How, bool], ...]


class Report(msgspec.Struct, frozen=True):
    """What one run showed. `wrong` is empty when every promise was kept."""

    seed: int
    faults: tuple[str, ...]
    wrong: tuple[str, ...]
    digest: str  # of the ledger
    calls: int
    boundaries: tuple[int, ...]  # passed by each life
    story: tuple[str, ...]
    passed: tuple[str, ...] = ()  # the first life's boundaries, by name
    met: tuple[str, ...] = ()  # the faults that struck


def stumbled(seed: int, faults: tuple[str, ...] | None, fault: Exception) -> Report:
    """What a run shows that could not go on."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    words = f"the run itself stumbled: {type(fault).__name__}: {fault} ({Path(place.filename).name}:{place.lineno})"
    return Report(seed, faults or COMBINATIONS[seed % len(COMBINATIONS)], (words,), "", 0, (), ())


@cache
def content() -> Content:
    """Read once for all runs; plain frozen data."""
    return load(CONTENT, "sameside_bot")


def run(seed: int, faults: tuple[str, ...] | None = None, deaths: Deaths = (), days: int = 2) -> Report:
    """Play one seed. Without `faults` the seed chooses them, one combination after the other."""
    chosen = COMBINATIONS[seed % len(COMBINATIONS)] if faults is None else faults
    with folder_in_memory() as folder, Listening() as logs:
        return play(str(seed), lambda: _story(folder, seed, chosen, deaths, days, logs))


@contextlib.contextmanager
def folder_in_memory() -> Iterator[Path]:
    """A folder of its own, where the machine can in memory."""
    shared_memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared_memory if shared_memory.is_dir() else None, prefix="sameside-sim-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _story(
    folder: Path, seed: int, faults: tuple[str, ...], deaths: Deaths, days: int, logs: Listening
) -> Report:
    quiet_libraries()
    town = Town(folder, content(), seed, deaths)
    return await days_with_troubles(town, _life_of_the_town(town, Random(f"faults {seed}")), seed, faults, days, logs)


async def days_with_troubles(
    town: Town, work: Coroutine[Any, Any, None], seed: int, faults: tuple[str, ...], days: int, logs: Listening
) -> Report:
    """Let the bot live, the people work and the faults strike; then calm, and the judge."""
    alive = asyncio.create_task(town.keep_alive())
    await asyncio.sleep(0)
    troubles = [asyncio.create_task(strike(name, town, Random(f"{name} {seed}"))) for name in faults]
    try:
        await until_noon(town, work, days, alive)
        await _at_once(_all(troubles), alive)
        await _at_once(_calm(town), alive)
        await town.close()
        await alive
    finally:
        alive.cancel()
        for trouble in troubles:
            trouble.cancel()
    wrong = await judge(town, frozenset(faults), logs)
    ledger = b"".join(map(_line, town.chat.ledger))
    return Report(
        seed, faults, tuple(wrong), hashlib.sha256(ledger).hexdigest(), len(town.chat.ledger),
        tuple(len(life.boundaries.passed) for life in town.lives), tuple(town.story),
        tuple(town.lives[0].boundaries.passed), tuple(sorted(town.met.intersection(faults))),
    )  # fmt: skip


async def until_noon(town: Town, work: Coroutine[Any, Any, None], days: int, alive: asyncio.Task[None]) -> None:
    """The work, and on to noon of a later day, so that no reminder is just on its way."""
    await _at_once(work, alive)
    local = town.clock.now().astimezone(ZoneInfo(ZONE))
    noon = (local + timedelta(days=days)).replace(hour=12, minute=0, second=0)
    await _at_once(asyncio.sleep((noon - local).total_seconds()), alive)


async def _life_of_the_town(town: Town, chance: Random) -> None:
    """Everybody at once: first minutes, questions, plans, a coach and a tip, somebody who leaves for good."""
    await town.admin.says(f"/claim {CODE}")
    await asyncio.gather(
        _steady(town, town.maria),
        _wanderer(town, town.sam, leaves=chance.random() < 0.5),
        _coaching(town),
    )


async def _steady(town: Town, maria: Any) -> None:
    await maria.settles()
    await maria.asks("CanaryQ1 Who helps with reading?")
    await maria.plans_school_work()
    town.planned_at["Maria"] = town.clock.now()
    for number in range(2, 5):
        await maria.asks(f"CanaryQ{number} What about {number}?")
        await maria.pause(60.0)
    await maria.sets_a_meeting()
    await maria.asks("CanaryQ9 And lunch?")


async def _wanderer(town: Town, sam: Any, *, leaves: bool) -> None:
    await sam.settles()
    await sam.asks("CanaryS1 Who drives?")
    await sam.wanders(10)
    await sam.asks("CanaryS2 Who calls?")
    if leaves:
        await sam.deletes()


async def _coaching(town: Town) -> None:
    await town.coach.settles()
    await town.coach.becomes_coach(town.admin, town.group_now)
    await town.coach.asks("CanaryR1 Is there a library?")
    await town.coach.sends_a_tip()


async def _calm(town: Town) -> None:
    """Faults are over; what is under way comes to rest."""
    town.chat.faults.clear()
    town.network.down = False
    town.disk_trouble = ""
    for _ in range(12):
        await asyncio.sleep(QUIET / 8)
        if not len(town.chat.world.updates) and asyncio.get_running_loop().time() > QUIET:
            break
    await asyncio.sleep(QUIET)


async def _all(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        await task


async def _at_once(work: Coroutine[Any, Any, None], alive: asyncio.Task[None]) -> None:
    """Do the work, unless the bot ends in a way that it must not."""
    doing = asyncio.create_task(work)
    await asyncio.wait({doing, alive}, return_when=asyncio.FIRST_COMPLETED)
    if alive.done():
        doing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await doing
        alive.result()
    await doing


def _line(entry: LedgerEntry) -> bytes:
    """One call, as it came and as it was answered."""
    told = (
        entry.method,
        entry.params,
        str(entry.at),
        entry.accepted,
        entry.ok,
        entry.status,
        entry.error,
        entry.result,
    )
    return json.dumps(told, default=repr, sort_keys=True).encode() + b"\n"


def silence() -> None:
    """For commands: what the bot logs is listened to, not printed."""
    logging.root.addHandler(logging.NullHandler())
