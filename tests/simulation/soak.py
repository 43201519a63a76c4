"""The whole bot through many days of virtual time: how much memory it holds, day by day.

`python -m tests.simulation.soak --days 72`. Counted are the memory of the whole process, emulator and people
included, and what can be reached from the bot alone: there, only what the families have written grows.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import logging
import resource
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType

import msgspec

from bot.practice_chat import ActRefused, PersonClient
from bot.practice_chat.messages import Content
from tests.simulation.many_runs import fix_hashes
from tests.simulation.one_run import content, silence
from tests.simulation.people import Parent
from tests.simulation.town import Town
from tests.simulation.virtual_loop import play

NOT_COUNTED = (ModuleType, type, FunctionType, BuiltinFunctionType, CodeType, logging.Logger, PersonClient, Town)
IN_SIGHT = 50  # messages of a chat that the emulator keeps whole
SETTLED = 1 / 6  # of the days, after which caches are full
GROWTH_MOST = 0.05


class Day(msgspec.Struct, frozen=True):
    """What the whole process held at the end of a day, and the bot's part of it that can be reached, in bytes; and how
    many calls of the Bot API the day had."""

    number: int
    resident: int
    held: int
    calls: int


async def _soak(folder: Path, days: int) -> list[Day]:
    town = Town(folder, content(), 0)
    alive = asyncio.create_task(town.keep_alive())
    await asyncio.gather(*(parent.settles() for parent in town.parents))
    await asyncio.gather(*(parent.plans_school_work() for parent in town.parents))
    measured = []
    for number in range(1, days + 1):
        await asyncio.gather(*(_a_day(parent, number) for parent in town.parents))
        tomorrow = (town.clock.now() + timedelta(days=1)).replace(hour=15, minute=0, second=0, microsecond=0)
        await asyncio.sleep((tomorrow - town.clock.now()).total_seconds())
        calls = len(town.chat.ledger)
        _forget(town)
        measured.append(Day(number, _resident(), _held(town), calls))
        if number % max(1, days // 12) == 0:
            resident, held = measured[-1].resident / 2**20, measured[-1].held / 2**10
            print(f"day {number:>3}: {resident:.1f} MiB, of that {held:.0f} KiB the bot's, {calls} calls", flush=True)
    await town.close()
    await alive
    return measured


async def _a_day(parent: Parent, number: int) -> None:
    """The same few things each day, so that only what is forgotten to be let go can grow."""
    for text in ("/tips", "/help", "/questions", "/settings", "hello", "/suggested"):
        await parent.says(text)
    for label in ("Done", "Close"):
        with contextlib.suppress(ActRefused):
            await parent.client.tap_label(label)
        await parent.pause()
    await parent.says(f"/start {('calm', 'bring', 'voice', 'strengths')[number % 4]}")


def _forget(town: Town) -> None:
    """The town's own memory of what happened."""
    town.chat.ledger.clear()
    town.network.sent.clear()
    town.book.fates.clear()
    town.life.boundaries.passed.clear()
    town.chat.world.queries.clear()
    for messages in town.chat.world._messages.values():
        for old in messages[:-IN_SIGHT]:  # what Telegram keeps on its own machines
            old.content, old.inline, old.reply_to = Content(), None, None


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def _held(town: Town) -> int:
    """Bytes of everything that can be reached from the bot's process, its tasks included."""
    gc.collect()
    outside = (town.network, town.book, town.platter, town.chat, town.chat.world, town.clock, town.chance, content())
    seen = {id(each) for each in (*outside, asyncio.get_running_loop())}
    waiting: list[object] = [town.life]
    held = 0
    while waiting:
        found = [each for each in waiting if not isinstance(each, NOT_COUNTED) and id(each) not in seen]
        seen.update(map(id, found))
        held += sum(map(sys.getsizeof, {id(each): each for each in found}.values()))
        waiting = gc.get_referents(*found)
    return held


def soak(days: int) -> list[Day]:
    """Play so many days and measure each."""
    folder = Path(tempfile.mkdtemp(prefix="sameside-soak-"))
    content()
    try:
        return play("0", lambda: _soak(folder, days))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def growth(measured: list[Day]) -> float:
    """By how much the process holds more on the last days than on those after which caches were full."""
    few = max(1, len(measured) // 12)
    first = int(len(measured) * SETTLED)
    early = [day.resident for day in measured[first : first + few]]
    late = [day.resident for day in measured[-few:]]
    return sum(late) / len(late) / (sum(early) / len(early)) - 1


def main() -> int:
    """0 when it grew by less than five percent."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.soak", description=__doc__)
    parser.add_argument("--days", type=int, default=72)
    chosen = parser.parse_args()
    silence()
    measured = soak(chosen.days)
    grown = growth(measured)
    print(f"{chosen.days} days, {sum(day.calls for day in measured)} calls; memory grew by {grown:.1%}")
    return 1 if grown > GROWTH_MOST else 0


if __name__ == "__main__":
    sys.exit(main())
