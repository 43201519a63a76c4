"""Feeds updates that nobody should send through receiving, reading and the step: nothing may stumble, no tap may spin.

`python -m tests.simulation.fuzz --updates 1000000`
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
import traceback
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import msgspec
from telegram import Bot

from bot.core.coaching import REGISTRY
from bot.core.events import TelegramEvent
from bot.core.requests import EditMessage, SendMessage
from bot.telegram.handover import Fetched
from bot.telegram.receive import Receiver
from bot.telegram.request import AiohttpRequest
from bot.telegram.translate import Translator
from tests.simulation.many_runs import add_volume, fix_hashes, on_all_cores
from tests.simulation.odd_updates import OddUpdates
from tests.simulation.one_life import TOKEN
from tests.simulation.one_run import content, silence
from tests.simulation.pure_town import PureTown

A_SHARE = 2_000  # updates of one seed


class Fuzzed(msgspec.Struct, frozen=True):
    """What became of the updates of one seed."""

    seed: int
    counted: dict[str, int]
    wrong: tuple[str, ...]


class Taker:
    """Stands where events are handed over."""

    def __init__(self) -> None:
        self.taken: list[Fetched] = []

    def take(self, fetched: Fetched) -> None:
        """One update was read, or could not be."""
        self.taken.append(fetched)


async def _never(*_: object) -> None:
    raise AssertionError("nothing is handled here")


def fuzz(seed: int, updates: int = A_SHARE) -> Fuzzed:
    """Make and feed the updates of one seed."""
    chance = Random(f"fuzz {seed}")
    town = PureTown(content())
    nonces = itertools.count(1)
    translator = Translator(
        "sameside_bot", nonce=lambda: f"{seed:08x}{next(nonces):08x}", zone_of=lambda *_: "America/Chicago"
    )
    bot = Bot(TOKEN, request=AiohttpRequest(), get_updates_request=AiohttpRequest())  # the stock ones read certificates
    receiver = Receiver(bot, translator, _never, _never, random=chance.random)
    taker = Taker()
    receiver._handover = taker  # type: ignore[assignment]
    conversations = tuple(content().edition("en").conversations)
    odd = OddUpdates(
        chance, (*REGISTRY.commands, "nonsense", "claim", "admin", "link", "unlink"), (*conversations, "x")
    )
    counted: Counter[str] = Counter(updates=updates)
    wrong: list[str] = []
    for number in range(updates):
        update = odd.make()
        wire = json.dumps(update).encode()
        before = len(taker.taken)
        try:
            receiver._take(json.loads(wire))
        except Exception as fault:
            wrong.append(f"receiving stumbled: {_place(fault)}: {wire[:300]!r}")
        taken = taker.taken[before:]
        if not taken:
            counted["passed over"] += 1
        for fetched in taken:
            receiver._window.done(fetched.update)
            if fetched.event is None:
                counted["set aside"] += 1
            else:
                counted[type(fetched.event).__name__] += 1
                _let_happen(town, odd, fetched.event, wrong)
        taker.taken.clear()
        if number % 100 == 99:
            try:
                town.wait(timedelta(hours=chance.randint(1, 30)))
            except Exception as fault:
                wrong.append(f"waking stumbled: {_place(fault)}")
    counted["records"] = len(town.records)
    return Fuzzed(seed, dict(counted), tuple(wrong))


def _let_happen(town: PureTown, odd: OddUpdates, event: TelegramEvent, wrong: list[str]) -> None:
    try:
        said = town.happen(event)
    except Exception as fault:
        wrong.append(f"the step stumbled: {_place(fault)}: {event!r:.400}")
        return
    for request in said:
        if isinstance(request, SendMessage | EditMessage):
            data = [button.data for row in request.rows for button in row if button.data]
            shown = odd.shown.setdefault(request.chat, [])
            place = request.message if isinstance(request, EditMessage) else len(shown) + 1
            shown.extend((place, each) for each in data)
            del shown[:-200]


def _place(fault: Exception) -> str:
    frames = traceback.extract_tb(fault.__traceback__)[-3:]
    return f"{type(fault).__name__} {fault} at {' < '.join(f'{f.filename[-30:]}:{f.lineno}' for f in reversed(frames))}"


def main() -> int:
    """0 when nothing stumbled."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.fuzz", description=__doc__)
    parser.add_argument("--updates", type=int, default=1_000_000)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    add_volume(parser)
    parser.add_argument("--replay", type=int, metavar="SEED", help="only this seed, with every complaint in full")
    chosen = parser.parse_args()
    content()
    silence()
    seeds: Any = range(chosen.first, chosen.first + max(1, chosen.updates // A_SHARE))
    results = (
        [fuzz(chosen.replay)]
        if chosen.replay is not None
        else on_all_cores(fuzz, seeds, f"times {A_SHARE} updates", chosen.jobs, chosen.minutes)
    )
    began = time.monotonic()
    total: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for each in results:
        total.update(each.counted)
        for sentence in each.wrong:
            key = sentence if chosen.replay is not None else sentence.partition(": ")[2].partition(": ")[0][:160]
            wrong[key] += 1
            if wrong[key] == 1:
                print(f"seed {each.seed}: {sentence[:600]}", flush=True)
    for name, number in total.most_common():
        print(f"{number:>10} {name}")
    print(f"{total['updates'] / (time.monotonic() - began):.0f} updates a second")
    print(f"{sum(wrong.values())} complaints of {len(wrong)} kinds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
