"""One job for each reminder, as python-telegram-bot's JobQueue and APScheduler's SQL store keep them.

`python -m tests.benchmarks.contend_jobs memory|sqlite COUNT OVERDUE` starts with all of them, waits until the overdue
ones have run or a minute has passed, and prints how it went. Lateness is allowed without limit, which is not the
default of either: by default none of the overdue ones runs.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from telegram.ext import Application, CallbackContext

from .heartbeat import Heartbeat

PATIENCE = 60.0  # seconds
LATE = {"misfire_grace_time": None}
RAN: list[int] = []  # a job of the SQL store can only reach what it can import


async def remind(context: CallbackContext[Any, Any, Any, Any]) -> None:
    """A job of the JobQueue."""
    RAN.append(context.job.chat_id or 0 if context.job else 0)


async def remind_chat(chat: int) -> None:
    """A job of the SQL store."""
    from tests.benchmarks import contend_jobs  # not `__main__`, which is this same file under another name

    contend_jobs.RAN.append(chat)


async def job_queue(dues: list[datetime]) -> Any:
    """Add them all again, as the library's examples do at a start. Returns what must stay alive."""
    application = Application.builder().token("1:token").build()
    queue = application.job_queue
    assert queue is not None
    for number, due in enumerate(dues):
        queue.run_once(remind, due, chat_id=number, job_kwargs=LATE)
    await queue.start()
    return application


async def sql_store(folder: Path) -> Any:
    """Start on a database that holds them. Returns what must stay alive."""
    scheduler = AsyncIOScheduler(timezone=UTC, jobstores={"default": SQLAlchemyJobStore(f"sqlite:///{folder}/jobs")})
    scheduler.start()
    return scheduler


def write_jobs(dues: list[datetime], folder: Path) -> None:
    """Put them into the store's table in one transaction: one by one would take longer than what is measured."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    store = SQLAlchemyJobStore(f"sqlite:///{folder}/jobs")
    store.start(scheduler, "default")
    store.shutdown()
    with sqlite3.connect(folder / "jobs") as database:
        for number, due in enumerate(dues):
            job = Job(
                scheduler, id=str(number), trigger=DateTrigger(due), func="tests.benchmarks.contend_jobs:remind_chat",
                args=(number,), kwargs={}, name="remind", executor="default", coalesce=True, max_instances=1,
                next_run_time=due, **LATE,
            )  # fmt: skip
            state = pickle.dumps(job.__getstate__(), pickle.HIGHEST_PROTOCOL)
            database.execute("INSERT INTO apscheduler_jobs VALUES (?, ?, ?)", (str(number), due.timestamp(), state))


async def measure(store: str, count: int, overdue: int, folder: Path) -> dict[str, float]:
    """Start, and see."""
    now = datetime.now(UTC)
    dues = [now - timedelta(hours=1) if n < overdue else now + timedelta(hours=2) for n in range(count)]
    if store == "sqlite":
        write_jobs(dues, folder)
    heart = Heartbeat()
    beating = asyncio.create_task(heart.beat())
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    alive = await (sql_store(folder) if store == "sqlite" else job_queue(dues))
    await asyncio.sleep(0.05)  # what the start has set going blocks the loop here
    ready = time.perf_counter() - began
    from tests.benchmarks import contend_jobs

    ran = contend_jobs.RAN if store == "sqlite" else RAN
    while len(ran) < overdue and time.perf_counter() - began < PATIENCE:  # noqa: ASYNC110 - its jobs only append
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.05)
    beating.cancel()
    del alive
    return {"ready": ready, "stall": heart.wall, "ran": len(set(ran))}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="sameside-benchmark-") as name:
        print(json.dumps(asyncio.run(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(name)))))
