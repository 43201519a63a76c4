"""A fleet: 1, 2 and 4 replicas behind nginx on one PostgreSQL that syncs each commit, 256 people at once.

All of it shares the cores of one machine with the people, so what matters is what each part costs per update: by that
the last rows say what eight machines of one core each would do, with a ninth for PostgreSQL and nginx.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil
import psycopg

from bot.storage import Change
from bot.storage.postgres import PostgresStore
from tests.fleet.parts import WEBHOOK_PATH, Nginx, answers, free_ports

if TYPE_CHECKING:
    from tests.postgres_server import Server

from .database import server_for
from .families import family
from .people import Crowd
from .poster import Poster
from .processes import Child, contender
from .rows import Row, compared, plain
from .stand_in import TOKEN

PEOPLE = 256
WARM = 1.0  # seconds
SIZES = (1, 2, 4)
MACHINES = 8
BEHIND = (1, 4)  # cores of the machine that PostgreSQL and nginx share
CORES = os.cpu_count() or 1


class Run(NamedTuple):
    """One run: updates per second, milliseconds that a person waits, transactions per update in the database (a single
    statement is one), and milliseconds of processor time per update in each part."""

    rate: float
    wait: float
    transactions: float
    replica: float
    postgres: float
    nginx: float
    people: float


async def rows(quick: bool) -> AsyncIterator[Row]:
    """Each size of the fleet, then each part."""
    rounds, seconds = (1, 2.0) if quick else (3, 5.0)
    with server_for("fleet") as server:
        if server is None:
            return
        runs: dict[int, list[Run]] = {size: [] for size in SIZES}
        for _ in range(rounds):
            for size in SIZES:
                runs[size].append(await run(server, size, seconds))
        commits = [await commits_alone(server, seconds) for _ in range(rounds)]
    doors = [await door_alone(seconds) for _ in range(rounds)]
    ones = [each.rate for each in runs[1]]
    yield plain("fleet: 1 replica", "updates/s", statistics.median(ones), _costs(runs[1]))
    for size in SIZES[1:]:
        rates = [each.rate for each in runs[size]]
        yield compared(f"fleet: {size} replicas", "updates/s", rates, "1 replica", ones, note=_costs(runs[size]))
    for row in _parts(runs[2], doors, commits):
        yield row


def _parts(runs: list[Run], doors: list[tuple[float, float]], commits: list[tuple[float, float]]) -> list[Row]:
    transactions, replica, postgres, nginx, people = (
        statistics.median(getattr(each, name) for each in runs)
        for name in ("transactions", "replica", "postgres", "nginx", "people")
    )
    bound = 1000 * CORES / (replica + postgres + nginx + people)
    reached = statistics.median(each.rate for each in runs) / bound
    return [
        plain("fleet, part: a replica", "ms CPU/update", replica, "door, step, commit, send"),
        plain("fleet, part: PostgreSQL", "ms CPU/update", postgres, f"{transactions:.1f} transactions"),
        plain("fleet, part: nginx", "ms CPU/update", nginx),
        plain("fleet, part: the people and their Telegram", "ms CPU/update", people, "not ours, but on the same cores"),
        plain("fleet: what the cores allow", "updates/s", bound, f"{reached:.0%} of it reached by 2 replicas"),
        plain(
            "fleet, part: the webhook's door alone", "updates/s",
            statistics.median(rate for rate, _ in doors),
            f"{statistics.median(cpu for _, cpu in doors):.2f} ms CPU each",
        ),
        plain(
            "fleet, part: PostgreSQL alone, 64 commits at once", "commits/s",
            statistics.median(rate for rate, _ in commits),
            f"{statistics.median(cpu for _, cpu in commits):.2f} ms CPU of the server each",
        ),
        *(_estimate(replica, postgres + nginx, cores) for cores in BEHIND),
    ]  # fmt: skip


def _estimate(replica: float, behind: float, cores: int) -> Row:
    """What many machines would do, from milliseconds per update of a replica, and of what stands behind all of them."""
    theirs, shared = MACHINES * 1000 / replica, cores * 1000 / behind
    limit = "the replicas" if theirs < shared else "PostgreSQL and nginx"
    note = f"replicas {theirs:.0f}, PostgreSQL and nginx {shared:.0f}: the limit is {limit}"
    name = f"fleet: {MACHINES} machines of one core by that, and {cores} for PostgreSQL and nginx"
    return plain(name, "updates/s", min(theirs, shared), note)


def _costs(runs: list[Run]) -> str:
    wait, replica, postgres = (
        statistics.median(getattr(each, name) for each in runs) for name in ("wait", "replica", "postgres")
    )
    return f"a person waits {wait:.0f} ms; CPU {replica:.2f} replica, {postgres:.2f} PostgreSQL"


async def run(server: Server, replicas: int, seconds: float) -> Run:
    """Start a fleet of this size, let everybody talk, measure, end it."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sameside-benchmark-")))
        database = await asyncio.to_thread(server.new_database)
        key = folder / "key" / "master.key"
        await _fill(database, key)
        telegram = await stack.enter_async_context(Poster().listening())
        assert isinstance(telegram, Poster)
        entry, *ports = free_ports(replicas + 1)
        nginx = Nginx(entry, ports, folder)
        url = f"http://127.0.0.1:{entry}{WEBHOOK_PATH}"
        children = [
            await stack.enter_async_context(
                contender("contend_replica", *_words(telegram, key, database, url, port), core=None)
            )
            for port in ports
        ]
        for port in ports:
            await answers(port)
        await nginx.start()
        stack.push_async_callback(nginx.stop)
        await stack.enter_async_context(telegram.posting_to(url))
        crowd = Crowd(telegram, PEOPLE)
        await crowd.begin(patience=120)
        await crowd.measure(WARM)
        before, count, made = _cpu(children, server, nginx), crowd.answered, await _transactions(database)
        rate = await crowd.measure(seconds)
        made = await _transactions(database) - made
        spent = [(late - early) * 1000 for early, late in zip(before, _cpu(children, server, nginx), strict=True)]
        answered = max(crowd.answered - count, 1)
        wait = statistics.median(crowd.waits or [0.0]) * 1000
        return Run(rate, wait, made / answered, *(each / answered for each in spent))


def _words(telegram: Poster, key: Path, database: str, url: str, port: int) -> tuple[str, ...]:
    return (telegram.api_url, TOKEN, str(key), database, url, str(port))


async def _fill(database: str, key: Path) -> None:
    store = PostgresStore(database, key)
    await store.open()
    try:
        await store.commit(Change(put=tuple(family(number) for number in range(PEOPLE))))
    finally:
        await store.close()


async def _transactions(database: str) -> int:
    """How many there have been. Each process of the server tells of its own once a second at most."""

    def look() -> int:
        with psycopg.connect(database, autocommit=True) as connection:
            found = connection.execute(
                "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
            ).fetchone()
        assert found is not None
        return int(found[0])

    return await asyncio.to_thread(look)


def _cpu(children: list[Child], server: Server, nginx: Nginx) -> tuple[float, float, float, float]:
    """Seconds of processor time so far: replicas, PostgreSQL, nginx, this process."""
    mine = time.process_time()
    return sum(child.cpu() for child in children), _of_tree(server.pid), _of_tree(nginx.pid), mine


def _of_tree(pid: int) -> float:
    total = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for each in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                total += times.user + times.system
    return total


async def door_alone(seconds: float) -> tuple[float, float]:
    """Updates per second that the webhook takes and acknowledges, and milliseconds of processor time for each."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(Poster().listening())
        assert isinstance(telegram, Poster)
        [port] = free_ports(1)
        url = f"http://127.0.0.1:{port}{WEBHOOK_PATH}"
        words = _words(telegram, Path("unused"), "-", url, port)
        child = await stack.enter_async_context(contender("contend_replica", *words))
        await answers(port)
        await stack.enter_async_context(telegram.posting_to(url))

        async def talk(person: int) -> None:
            while True:
                telegram.say(person, "Who helps her on the bus?")
                await telegram.all_taken(person)

        talking = [asyncio.create_task(talk(1_000_000 + number)) for number in range(PEOPLE)]
        await asyncio.sleep(WARM)
        before, count, began = child.cpu(), telegram.acknowledged, time.perf_counter()
        await asyncio.sleep(seconds)
        taken = telegram.acknowledged - count
        rate, cpu = taken / (time.perf_counter() - began), (child.cpu() - before) * 1000 / max(taken, 1)
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
        return rate, cpu


async def commits_alone(server: Server, seconds: float) -> tuple[float, float]:
    """Commits per second of 64 at once, each of one family, and what each costs the server in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="sameside-benchmark-") as folder:
        store = PostgresStore(await asyncio.to_thread(server.new_database), Path(folder) / "key" / "master.key")
        await store.open()
        done, over = 0, asyncio.Event()

        async def write(number: int) -> None:
            nonlocal done
            while not over.is_set():
                await store.commit(Change(put=(family(number),)))
                done += 1

        try:
            writing = [asyncio.create_task(write(number)) for number in range(64)]
            await asyncio.sleep(WARM)
            before, count, began = _of_tree(server.pid), done, time.perf_counter()
            await asyncio.sleep(seconds)
            made, cpu = done - count, _of_tree(server.pid) - before
            rate = made / (time.perf_counter() - began)
            over.set()
            await asyncio.gather(*writing)
        finally:
            await store.close()
    return rate, cpu * 1000 / max(made, 1)
