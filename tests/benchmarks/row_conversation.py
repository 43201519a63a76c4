"""Updates per second of a real conversation: 256 people at once, over HTTP, each contender on one core; ours by polling
and by webhook on files, and as one replica of a fleet, whose PostgreSQL shares the other core with the people."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .database import server_for
from .families import fill
from .people import Crowd
from .processes import contender, pin
from .rows import Goal, Row, compared, plain
from .stand_in import TOKEN, StandIn

if TYPE_CHECKING:
    from tests.postgres_server import Server

PEOPLE = 256
WARM = 1.0  # seconds


class Contender(NamedTuple):
    """Someone to stand against, with the goal at no latency and at 50 ms."""

    module: str
    arguments: tuple[str, ...]
    against: str
    goal: Goal | None
    far_goal: Goal | None


OTHERS = (
    Contender("contend_ptb", ("one by one",), "PTB ConversationHandler, pickle", Goal(">=", 5), Goal(">=", 10)),
    Contender("contend_ptb", ("concurrent",), "the same, updates concurrent", Goal(">=", 5), Goal(">=", 10)),
    Contender("contend_aiogram", (), "aiogram FSM, memory", Goal(">=", 2), Goal(">=", 2)),
    Contender("contend_dialog", (), "aiogram-dialog, memory", Goal(">=", 4), Goal(">=", 4)),
    Contender("contend_echo", (), "echo on our client, stores nothing", Goal(">=", 0.85), Goal(">=", 0.85)),
)


class Run(NamedTuple):
    """One run of one contender."""

    rate: float
    cpu: float  # milliseconds of processor time per update
    median: float  # milliseconds that a person waits
    late: float  # the same, of 95 in 100


async def rows(quick: bool) -> AsyncIterator[Row]:
    """All contenders, in turn, at no latency and at 50 ms."""
    pin(0, 0)
    with server_for("conversation, PostgreSQL") as server:
        for latency, name in ((0.0, "conversation"), (0.05, "conversation at 50 ms")):
            async for row in _compare(name, latency, 1 if quick else 3, 1.0 if quick else 4.0, server):
                yield row


async def _compare(name: str, latency: float, rounds: int, seconds: float, server: Server | None) -> AsyncIterator[Row]:
    ours: dict[str, list[Run]] = defaultdict(list)
    theirs: dict[Contender, list[Run]] = defaultdict(list)
    for _ in range(rounds):
        ours[name].append(await run("contend_ours", (), latency, seconds))
        ours[f"{name}, webhook"].append(await run("contend_ours", ("webhook",), latency, seconds))
        if server is not None:
            database = await asyncio.to_thread(server.new_database)
            words = ("webhook", database)
            ours[f"{name}, webhook, PostgreSQL"].append(await run("contend_ours", words, latency, seconds))
        for other in OTHERS:
            theirs[other].append(await run(other.module, other.arguments, latency, seconds))
    for way, mine in ours.items():
        yield plain(f"{way}: a person waits", "ms", statistics.median(run.median for run in mine), _tail(mine))
        for other, runs in theirs.items():
            rates, their_rates = [run.rate for run in mine], [run.rate for run in runs]
            goal = other.far_goal if latency else other.goal
            yield compared(way, "updates/s", rates, other.against, their_rates, goal, _cost(mine, runs))


def _tail(runs: list[Run]) -> str:
    return f"p95 {statistics.median(run.late for run in runs):.0f} ms"


def _cost(ours: list[Run], theirs: list[Run]) -> str:
    mine, other = (statistics.median(run.cpu for run in runs) for runs in (ours, theirs))
    return f"CPU {mine:.2f} : {other:.2f} ms each; wait {ours[0].median:.0f} : {theirs[0].median:.0f} ms"


async def run(module: str, arguments: tuple[str, ...], latency: float, seconds: float, people: int = PEOPLE) -> Run:
    """Start a contender, let everybody talk, measure, end it."""
    folder = Path(tempfile.mkdtemp(prefix="sameside-benchmark-"))
    try:
        where = () if module in ("contend_echo", "contend_aiogram", "contend_dialog") else (str(folder),)
        if module == "contend_ours":
            await fill(folder, people, database="".join(arguments[1:]))
        elif where:
            where = (str(folder / "kept.pickle"),)
        async with (
            StandIn(latency).listening() as telegram,
            contender(module, telegram.api_url, TOKEN, *where, *arguments) as child,
        ):
            crowd = Crowd(telegram, people)
            await crowd.begin(patience=120)
            await crowd.measure(WARM)
            before, count = child.cpu(), crowd.answered
            rate = max(await crowd.measure(seconds), 1 / seconds)  # who answers nobody in time counts as one answer
            cpu = (child.cpu() - before) / max(crowd.answered - count, 1)
            waits = statistics.quantiles(crowd.waits, n=20) if len(crowd.waits) > 1 else [0.0] * 19
        return Run(rate, cpu * 1000, waits[9] * 1000, waits[18] * 1000)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
