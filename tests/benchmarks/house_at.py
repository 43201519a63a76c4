"""Our bot as it is, started at a given instant, which prints at its end how its event loop fared.

`python -m tests.benchmarks.house_at API_URL TOKEN FOLDER INSTANT OVERALL [DATABASE_URL [webhook]]`: OVERALL is how many
messages Telegram takes in a second. By webhook it is a replica of a fleet.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import uvloop
from msgspec.structs import replace

from bot.app import built
from bot.stopping import told_to_stop
from bot.telegram.limits import Limits
from bot.watching.garbage import looked_through_once

from .families import by_webhook, settings_in
from .heartbeat import Heartbeat


async def serve(
    api_url: str, token: str, folder: Path, instant: datetime, overall: int, database: str, webhook: bool
) -> None:
    """Until SIGTERM."""
    if database:  # imports, as those above: they are only made where they are needed
        import bot.storage.postgres
    if webhook:
        import bot.telegram.webhook  # noqa: F401
    began = time.monotonic()
    heart = Heartbeat()
    beating = asyncio.create_task(heart.beat())

    def now() -> datetime:
        return instant + timedelta(seconds=time.monotonic() - began)

    def loaded(_: str) -> None:
        """It says that nobody runs it yet, after everything is loaded and before it reminds anybody."""
        heart.forget()

    with told_to_stop() as stop:
        settings = replace(settings_in(folder, token, api_url), database_url=database)
        if webhook:
            settings = by_webhook(settings)
        async with built(settings, now, loaded, Limits(overall=overall)) as (receiver, *_):
            ready = time.monotonic() - began
            with looked_through_once():  # as `serve` does
                await stop.when_told(receiver)
            print(json.dumps({"ready": ready, "stall": heart.wall, "own": heart.own}), flush=True)
    beating.cancel()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        where, instant, database = Path(sys.argv[3]), datetime.fromisoformat(sys.argv[4]), "".join(sys.argv[6:7])
        overall, webhook = int(sys.argv[5]), "webhook" in sys.argv[7:]
        runner.run(serve(sys.argv[1], sys.argv[2], where, instant, overall, database, webhook))
