"""Our bot for the conversation: the whole road, with journal, encryption and outbox, and without sending limits.
With the word `webhook` updates are posted to it, else it fetches them. With the address of a database after that word
it is a replica of a fleet.

Keeps: every answer durably on disk or in the database, encrypted, before its update is acknowledged.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from msgspec.structs import replace

from bot.app import built
from bot.telegram.limits import Limits
from bot.watching.garbage import looked_through_once

from .families import by_webhook, settings_in

UNLIMITED = Limits(overall=100_000, burst=100_000, group_per_minute=100_000)


async def serve(api_url: str, token: str, folder: Path, webhook: bool, database: str) -> None:
    """Until SIGTERM ends the process."""
    settings = replace(settings_in(folder, token, api_url), database_url=database)
    if webhook:
        settings = by_webhook(settings)
    async with built(settings, lambda: datetime.now(UTC), print, UNLIMITED) as (
        receiver,
        *_,
    ):
        with looked_through_once():  # as `serve` does
            await receiver.run()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        where, webhook, database = Path(sys.argv[3]), "webhook" in sys.argv[4:], "".join(sys.argv[5:6])
        runner.run(serve(sys.argv[1], sys.argv[2], where, webhook, database))
