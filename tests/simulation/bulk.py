"""An hour of virtual time in which tips leave as fast as Telegram takes them: is any refused, and does a parent wait?

`python -m tests.simulation.bulk --minutes 60 --families 10000`. The emulator refuses what is too much, as
Telegram does. The store is in memory, so that the hour costs minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from bot.core.child import Child
from bot.core.records import Carer, Family
from bot.core.requests import Lane, Outgoing, SendMessage
from bot.practice_chat import Cast, Limits, PersonClient, PracticeChat
from bot.storage import Change, MemoryStore
from tests.simulation.boundaries import Boundaries
from tests.simulation.failing_disk import Platter
from tests.simulation.many_runs import fix_hashes
from tests.simulation.one_life import LONG_POLL, TOKEN, Book, Life
from tests.simulation.one_run import content, silence
from tests.simulation.town import MORNINGS, TownClock
from tests.simulation.virtual_loop import play
from tests.simulation.virtual_network import Network

PER_MINUTE = 30 * 60  # what Telegram takes
ASKS_EVERY = 7.0  # seconds from one answer to the next question


async def _bulk(folder: Path, minutes: int, families: int) -> dict[str, float]:
    loop, chance = asyncio.get_running_loop(), Random(1)
    cast = Cast()
    people = [cast.add_person(f"P{number}") for number in range(families)]
    for person in people:
        person.started = True
    clock = TownClock(MORNINGS[0])
    chat = PracticeChat(token=TOKEN, clock=clock, cast=cast, limits=Limits(monotonic=loop.time), longest_poll=LONG_POLL)
    network = Network(chat, chance)
    store = MemoryStore()
    await _queue([person.id for person in people[1:]], store, clock, PER_MINUTE * minutes + PER_MINUTE)
    life = Life(folder, Platter(), network, content(), Book(), chance, clock.now, Boundaries())
    life.store = store  # type: ignore[assignment]  # it behaves as the one on disk does
    life.begin()
    while not life.ready:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    began = loop.time()
    asking = asyncio.create_task(_ask(PersonClient(chat.world, people[0]), loop.time))
    sent = refused = 0
    while loop.time() - began < 60 * minutes:
        await asyncio.sleep(10.0)
        entries = [each for each in chat.ledger if each.method == "sendMessage"]
        sent += sum(each.status == 200 for each in entries)
        refused += sum(each.status == 429 for each in entries)
        chat.ledger.clear()
        network.sent.clear()
    took = loop.time() - began
    asking.cancel()
    waited = (await asyncio.gather(asking))[0]
    life.stop()
    await life.ended.wait()
    return {
        "messages sent": sent, "a second": sent / took, "answers 429": refused, "questions answered": len(waited),
        "virtual ms for an answer, median": statistics.median(waited) * 1000,
        "virtual ms for an answer, at most": max(waited) * 1000,
    }  # fmt: skip


async def _queue(people: list[int], store: MemoryStore, clock: TownClock, count: int) -> None:
    """Families, and something to send to each of them in turn."""
    await store.open()
    for person in people:
        carer = Carer(person=person, language="en", consented=clock.now(), zone="America/New_York", child="c")
        family = Family(id=f"f{person}", carers=(carer,), children=(Child(id="c", name="Ana"),))
        await store.commit(Change(put=(family,)))
    waiting = []
    for number in range(count):
        person = people[number % len(people)]
        tip = SendMessage(chat=person, html=f"Small step number {number}", lane=Lane.BROADCAST)
        waiting.append(Outgoing(id=f"{number:08}", owner=f"f{person}", request=tip, created=clock.now()))
    await store.commit(Change(queue=tuple(waiting)))


async def _ask(parent: PersonClient, now: Callable[[], float]) -> list[float]:
    """Write again and again; how long each answer took. Ends when cancelled."""
    waited: list[float] = []
    try:
        while True:
            began = now()
            await parent.say("/start")
            await parent.wait_for_reply()
            waited.append(now() - began)
            await asyncio.sleep(ASKS_EVERY)
    except asyncio.CancelledError:
        return waited


def bulk(minutes: int, families: int) -> dict[str, float]:
    """Send for so long and measure."""
    content()
    with tempfile.TemporaryDirectory(prefix="sameside-bulk-") as folder:
        return play("0", lambda: _bulk(Path(folder), minutes, families))


def main() -> int:
    """0 when nothing was refused."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.bulk", description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--families", type=int, default=10_000)
    chosen = parser.parse_args()
    silence()
    figures = bulk(chosen.minutes, chosen.families)
    for name, figure in figures.items():
        print(f"{figure:>12.1f} {name}")
    return 1 if figures["answers 429"] else 0


if __name__ == "__main__":
    sys.exit(main())
