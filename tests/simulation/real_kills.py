"""Kills a real process with SIGKILL at a boundary of a short day, and goes on with what it left on the disk.

The process plays the town. At its boundary it tells the outside world as it is then, Telegram and the people, through a
pipe, and is killed by the system: nothing is closed, flushed or unlocked. Another process takes up that outside world
and the same folder, starts the bot, waits until all is calm, and holds the town against every promise.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec

from bot.telegram.quiet import quiet_libraries
from tests.simulation.boundaries import How
from tests.simulation.logs import Listening
from tests.simulation.one_run import content, days_with_troubles, folder_in_memory
from tests.simulation.short_day import dense, settle
from tests.simulation.town import HOWS, MORNINGS, Past, Town
from tests.simulation.virtual_loop import play

BOUNDARIES = 110  # of a short day, about


class Kill(msgspec.Struct, frozen=True):
    """Where the first process is killed."""

    seed: int
    at: int
    how: How


class Killed(msgspec.Struct, frozen=True):
    """What came of it. Not `reached`: the day was over before."""

    kill: Kill
    reached: bool
    name: str = ""
    wrong: tuple[str, ...] = ()


class RealKills:
    """The pasts of all mornings, and any kill in a day after one of them."""

    def __init__(self) -> None:
        self._pasts = [settle(morning) for morning in range(len(MORNINGS))]

    def __call__(self, seed: int) -> Killed:
        """The kill of a seed."""
        chance = Random(f"kill {seed}")
        kill = Kill(seed, chance.randint(1, BOUNDARIES), chance.choice(HOWS))
        try:
            return self.run(kill)
        except Exception as fault:
            return Killed(kill, True, "", (f"the run itself stumbled: {type(fault).__name__}: {fault}",))

    def run(self, kill: Kill) -> Killed:
        """Die there, take up what is left, and judge."""
        past = self._pasts[kill.seed % len(MORNINGS)]
        with folder_in_memory() as folder:
            told = _in_a_process(lambda tell: play(f"{kill.seed}", lambda: _until_killed(folder, past, kill, tell)))
            if told is None:
                return Killed(kill, False)
            left, name = told
            with Listening() as logs:
                wrong = play(f"after {kill.seed}", lambda: _go_on(folder, left, kill.seed, logs))
        return Killed(kill, True, name, wrong)


Tell = Callable[[Past, str], None]


def _in_a_process(run: Callable[[Tell], object]) -> tuple[Past, str] | None:
    """What it told before it was killed, or None when it was not."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:

        def tell(left: Past, name: str) -> None:
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(msgspec.msgpack.encode((left, name)))
            os.kill(os.getpid(), signal.SIGKILL)

        try:
            run(tell)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        return None
    return msgspec.msgpack.decode(told, type=tuple[Past, str])


async def _until_killed(folder: Path, past: Past, kill: Kill, tell: Tell) -> None:
    quiet_libraries()
    town = Town(folder, content(), kill.seed, ((kill.at, kill.how, False),), past=past)
    town.dies_for_real = lambda name: tell(town.without_bot(), name)
    with Listening() as logs:
        await days_with_troubles(town, dense(town, Random(f"faults {kill.seed}")), kill.seed, (), 1, logs)


async def _go_on(folder: Path, left: Past, seed: int, logs: Listening) -> tuple[str, ...]:
    town = Town(folder, content(), seed, past=left)
    report = await days_with_troubles(town, asyncio.sleep(60.0), seed, (), 1, logs)
    return tuple(each for each in report.wrong if "although nothing had failed" not in each)
